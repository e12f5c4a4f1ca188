"""The table behind `test_access`: what each kind of person gets from each address."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

PERSONS = (
    "nobody",  # not signed in
    "stranger",  # signed in, in nobody's team
    "owner",  # of the artist
    "manager",  # of the artist, not shown the money
    "rival",  # owner of another artist
    "admin",  # of the artist's label
    "reader",  # at the label, not shown the money
    "other_label",  # admin of a label that has nothing to do with the artist
    "reporter",  # for the tool
    "other_tool",  # reports for another tool
    "support",  # staff with a second factor
    "unarmed",  # staff without one
)

TABLE = """
health                                 200 200 200 200 200 200 200 200 200 200 200 200
help                                   200 200 200 200 200 200 200 200 200 200 200 200
account_login                          200 302 302 302 302 302 302 302 302 302 302 302
account_logout                         302 200 200 200 200 200 200 200 200 200 200 200
account_inactive                       200 200 200 200 200 200 200 200 200 200 200 200
account_signup                         200 302 302 302 302 302 302 302 302 302 302 302
account_reauthenticate                 302 200 200 200 200 200 200 200 200 200 200 200
account_email                          302 200 200 200 200 200 200 200 200 200 200 200
account_email_verification_sent        302 302 302 302 302 302 302 302 302 302 302 302
account_change_password                302 200 200 200 200 200 200 200 200 200 200 200
account_set_password                   302 302 302 302 302 302 302 302 302 302 302 302
account_reset_password                 200 200 200 200 200 200 200 200 200 200 200 200
account_confirm_login_code             302 302 302 302 302 302 302 302 302 302 302 302
account_confirm_password_reset_code    302 302 302 302 302 302 302 302 302 302 302 302
account_complete_password_reset        302 302 302 302 302 302 302 302 302 302 302 302
account_password_reset_completed       200 200 200 200 200 200 200 200 200 200 200 200
mfa_index                              302 200 200 200 200 200 200 200 200 200 200 200
mfa_authenticate                       302 302 302 302 302 302 302 302 302 302 302 302
mfa_reauthenticate                     302 302 302 302 302 302 302 302 302 302 200 302
mfa_activate_totp                      302 302 302 302 302 302 302 302 302 302 302 302
mfa_deactivate_totp                    302 404 404 404 404 404 404 404 404 404 302 404
mfa_view_recovery_codes                302 404 404 404 404 404 404 404 404 404 404 404
mfa_generate_recovery_codes            302 302 302 302 302 302 302 302 302 302 302 302
mfa_download_recovery_codes            302 404 404 404 404 404 404 404 404 404 404 404
mfa_list_webauthn                      302 200 200 200 200 200 200 200 200 200 200 200
mfa_add_webauthn                       302 302 302 302 302 302 302 302 302 302 302 302
mfa_reauthenticate_webauthn            302 302 302 302 302 302 302 302 302 302 302 302
mfa_remove_webauthn                    302 302 302 302 302 302 302 302 302 302 302 302
mfa_edit_webauthn                      302 302 302 302 302 302 302 302 302 302 302 302
mfa_login_webauthn                     302 302 302 302 302 302 302 302 302 302 302 302
usersessions_list                      302 200 200 200 200 200 200 200 200 200 200 200
admin_sign_in                          302 404 404 404 404 404 404 404 404 404 302 302

accounts:inbox                         302 200 200 200 200 200 200 200 200 200 200 200
accounts:inbox_read                    302 405 405 405 405 405 405 405 405 405 405 405
accounts:news                          302 404 302 404 404 404 404 404 404 404 404 404
accounts:account                       302 200 200 200 200 200 200 200 200 200 200 200
accounts:notifications                 302 200 200 200 200 200 200 200 200 200 200 200
accounts:your_data                     302 200 200 200 200 200 200 200 200 200 200 200
accounts:close                         302 200 200 200 200 200 200 200 200 200 200 200
accounts:keep                          302 405 405 405 405 405 405 405 405 405 405 405
accounts:mail_stop                     200 200 200 200 200 200 200 200 200 200 200 200
accounts:downloads                     302 200 200 200 200 200 200 200 200 200 200 200
accounts:download                      302 404 200 404 404 404 404 404 404 404 404 404
accounts:download_again                302 405 405 405 405 405 405 405 405 405 405 405

roster:start                           302 200 302 302 302 302 302 302 302 302 200 200
roster:switch_account                  302 405 405 405 405 405 405 405 405 405 405 405
roster:works                           302 404 200 200 200 404 404 404 404 404 404 404
roster:work                            302 404 200 200 404 200 200 404 404 404 404 404
roster:artist                          302 404 404 404 404 200 200 404 404 404 404 404
roster:catalogue                       302 404 404 404 404 200 200 200 404 404 404 404
roster:catalogue_upload                302 404 404 404 404 200 403 404 404 404 404 404

roster:team                            302 404 200 200 200 200 200 200 404 404 404 404
roster:team_member                     302 404 200 200 404 404 404 404 404 404 404 404
roster:team_remove                     302 405 405 405 405 405 405 405 405 405 405 405
roster:team_leave                      302 405 405 405 405 405 405 405 405 405 405 405
roster:invitation                      200 200 403 403 403 403 403 403 403 403 403 403
roster:invitation_resend               302 405 405 405 405 405 405 405 405 405 405 405
roster:invitation_withdraw             302 405 405 405 405 405 405 405 405 405 405 405
roster:successor                       302 405 405 405 405 405 405 405 405 405 405 405
roster:minor_money                     302 405 405 405 405 405 405 405 405 405 405 405
roster:successor_end                   302 405 405 405 405 405 405 405 405 405 405 405
roster:activity                        302 404 200 200 200 200 403 200 404 404 404 404
roster:activity_csv                    302 404 200 200 200 200 403 200 404 404 404 404
roster:claim_new                       302 200 200 200 200 200 200 200 200 200 200 200
roster:credit_claim_new                302 404 200 200 200 404 404 404 404 404 404 404
roster:claim                           302 404 404 404 200 404 404 404 404 404 404 404
roster:claim_file                      302 404 404 404 200 404 404 404 404 404 404 404
roster:claim_code                      302 405 405 405 405 405 405 405 405 405 405 405
roster:claim_withdraw                  302 405 405 405 405 405 405 405 405 405 405 405
roster:claim_answer                    302 405 405 405 405 405 405 405 405 405 405 405

roster:splits                          302 404 200 200 200 200 200 200 404 404 404 404
roster:splits_csv                      302 404 200 403 200 200 403 200 404 404 404 404
roster:split_new                       302 404 200 403 404 200 403 404 404 404 404 404
roster:split_file                      302 404 200 403 200 200 403 200 404 404 404 404
roster:split_proposal                  302 404 200 403 404 200 403 404 404 404 404 404
roster:split_answer                    302 405 405 405 405 405 405 405 405 405 405 405
roster:split_withdraw                  302 405 405 405 405 405 405 405 405 405 405 405

consent:drafts                         302 404 404 404 404 200 200 200 404 404 404 404
consent:draft_new                      302 404 404 404 404 200 403 200 404 404 404 404
consent:draft                          302 404 404 404 404 200 200 404 404 404 404 404
consent:draft_sign                     302 405 405 405 405 405 405 405 405 405 405 405
consent:draft_withdraw                 302 405 405 405 405 405 405 405 405 405 405 405
consent:terms                          302 404 200 200 404 200 200 404 200 404 404 404

cases:list                             302 200 200 200 200 200 200 200 200 200 200 200
cases:new                              302 200 200 200 200 200 403 200 200 200 200 200
cases:platforms                        302 200 200 200 200 200 200 200 200 200 200 200
cases:case                             302 404 200 200 404 404 404 404 404 404 404 404
cases:answer                           302 405 405 405 405 405 405 405 405 405 405 405
cases:withdraw                         302 405 405 405 405 405 405 405 405 405 405 405
cases:appeal                           302 405 405 405 405 405 405 405 405 405 405 405
cases:evidence                         302 405 405 405 405 405 405 405 405 405 405 405
cases:attachment                       302 404 200 200 404 404 404 404 404 404 404 404
cases:appearance_new                   302 405 405 405 405 405 405 405 405 405 405 405
cases:appearance                       302 404 200 200 404 404 404 404 404 404 404 404
cases:appearance_mark                  302 405 405 405 405 405 405 405 405 405 405 405
cases:releases                         302 404 200 200 200 404 404 404 404 404 404 404
cases:release_new                      302 404 404 404 404 404 404 404 404 404 404 404
cases:release_answer                   302 405 405 405 405 405 405 405 405 405 405 405
cases:release_report                   302 405 405 405 405 405 405 405 405 405 405 405
cases:key_rotate                       302 405 405 405 405 405 405 405 405 405 405 405
cases:key_end                          302 405 405 405 405 405 405 405 405 405 405 405

consent:centre                         302 404 200 200 200 404 404 404 404 404 404 404
consent:centre_review                  302 404 200 200 200 404 404 404 404 404 404 404
consent:centre_decide                  302 405 405 405 405 405 405 405 405 405 405 405
consent:centre_why                     302 404 200 200 200 404 404 404 404 404 404 404
consent:centre_history                 302 404 200 200 200 404 404 404 404 404 404 404
consent:centre_history_csv             302 404 200 200 200 404 404 404 404 404 404 404
consent:work                           302 404 200 200 404 404 404 404 404 404 404 404
consent:work_review                    302 404 200 200 404 404 404 404 404 404 404 404
consent:work_decide                    302 405 405 405 405 405 405 405 405 405 405 405
consent:work_why                       302 404 200 200 404 404 404 404 404 404 404 404
consent:bulk                           302 404 200 200 200 404 404 404 404 404 404 404
consent:artist_bulk                    302 404 404 404 404 200 200 404 404 404 404 404

consent:approvals                      302 404 404 404 404 200 200 200 404 404 404 404
consent:approval_limit                 302 405 405 405 405 405 405 405 405 405 405 405
consent:approval                       302 404 404 404 404 200 200 404 404 404 404 404
consent:approval_answer                302 405 405 405 405 405 405 405 405 405 405 405
consent:approval_withdraw              302 405 405 405 405 405 405 405 405 405 405 405
consent:approval_csv                   302 404 404 404 404 200 200 404 404 404 404 404
consent:conflicts                      302 404 200 200 200 200 200 200 404 404 404 404
earnings:roster_view_save              302 405 405 405 405 405 405 405 405 405 405 405
earnings:roster_view_delete            302 405 405 405 405 405 405 405 405 405 405 405

consent:calendar                       302 404 200 200 200 404 404 404 404 404 404 404
consent:calendar_address               302 404 200 200 200 404 404 404 404 404 404 404
consent:calendar_end                   302 405 405 405 405 405 405 405 405 405 405 405
consent:calendar_feed                  404 404 404 404 404 404 404 404 404 404 404 404
consent:mandates                       302 404 200 200 200 404 404 404 404 404 404 404
consent:mandate_new                    302 404 200 403 200 404 404 404 404 404 404 404
consent:mandate_review                 302 404 422 403 422 404 404 404 404 404 404 404
consent:mandate_grant                  302 405 405 405 405 405 405 405 405 405 405 405
consent:mandate_limit                  302 404 200 403 404 404 404 404 404 404 404 404
consent:mandate_end                    302 405 405 405 405 405 405 405 405 405 405 405
consent:act                            302 404 200 200 404 404 404 404 404 404 404 404
consent:act_reverse                    302 405 405 405 405 405 405 405 405 405 405 405
consent:act_csv                        302 404 200 200 404 404 404 404 404 404 404 404
consent:requests                       302 404 200 200 200 404 404 404 404 404 404 404
consent:request                        302 404 200 200 404 404 404 404 404 404 404 404
consent:request_review                 302 404 200 200 404 404 404 404 404 404 404 404
consent:request_answer                 302 405 405 405 405 405 405 405 405 405 405 405
consent:artist_requests                302 404 404 404 404 200 200 404 404 404 404 404
consent:artist_request                 302 404 404 404 404 200 200 404 404 404 404 404
consent:artist_request_review          302 404 404 404 404 200 403 404 404 404 404 404
consent:artist_request_answer          302 405 405 405 405 405 405 405 405 405 405 405
consent:proposals                      302 404 404 404 404 200 200 200 200 200 404 404
consent:proposal_new                   302 404 404 404 404 200 403 200 200 200 404 404
consent:proposal                       302 404 404 404 404 200 200 404 200 404 404 404
consent:proposal_withdraw              302 405 405 405 405 405 405 405 405 405 405 405
consent:artist                         302 404 404 404 404 200 200 404 404 404 404 404
consent:artist_review                  302 404 404 404 404 200 200 404 404 404 404 404
consent:artist_decide                  302 405 405 405 405 405 405 405 405 405 405 405
consent:artist_why                     302 404 404 404 404 200 200 404 404 404 404 404
consent:artist_history                 302 404 404 404 404 200 200 404 404 404 404 404
consent:artist_history_csv             302 404 404 404 404 200 200 404 404 404 404 404
consent:artist_work                    302 404 404 404 404 200 200 404 404 404 404 404
consent:artist_work_review             302 404 404 404 404 200 200 404 404 404 404 404
consent:artist_work_decide             302 405 405 405 405 405 405 405 405 405 405 405
consent:receipt                        302 404 200 200 404 200 200 404 404 404 404 404
consent:receipt_lend                   302 405 405 405 405 405 405 405 405 405 405 405
consent:receipt_file                   302 404 200 200 404 200 200 404 404 404 404 404
consent:lent_receipt                   200 200 200 200 200 200 200 200 200 200 200 200
consent:lent_receipt_file              200 200 200 200 200 200 200 200 200 200 200 200
consent:verify                         200 200 200 200 200 200 200 200 200 200 200 200
consent:log                            200 200 200 200 200 200 200 200 200 200 200 200
consent:log_checkpoint                 200 200 200 200 200 200 200 200 200 200 200 200
consent:log_inclusion                  200 200 200 200 200 200 200 200 200 200 200 200
consent:log_consistency                200 200 200 200 200 200 200 200 200 200 200 200
consent:jwks                           200 200 200 200 200 200 200 200 200 200 200 200
consent:artist_work_why                302 404 404 404 404 200 200 404 404 404 404 404
consent:work_deals                     302 404 200 200 404 404 404 404 404 404 404 404
consent:work_agreements                302 404 200 200 404 404 404 404 404 404 404 404
consent:artist_work_deals              302 404 404 404 404 200 200 404 404 404 404 404
consent:artist_work_agreements         302 404 404 404 404 200 200 404 404 404 404 404
consent:publish                        302 404 200 200 200 404 404 404 404 404 404 404
consent:publish_review                 302 404 200 200 200 404 404 404 404 404 404 404
consent:publish_save                   302 405 405 405 405 405 405 405 405 405 405 405
consent:publish_withdraw               302 405 405 405 405 405 405 405 405 405 405 405
consent:robots                         200 200 200 200 200 200 200 200 200 200 200 200
consent:reservations                   200 200 200 200 200 200 200 200 200 200 200 200
consent:licences                       200 200 200 200 200 200 200 200 200 200 200 200
consent:public_artist                  200 200 200 200 200 200 200 200 200 200 200 200
consent:public_signals                 200 200 200 200 200 200 200 200 200 200 200 200
consent:public_policy                  200 200 200 200 200 200 200 200 200 200 200 200
consent:public_licence                 200 200 200 200 200 200 200 200 200 200 200 200
consent:public_work                    200 200 200 200 200 200 200 200 200 200 200 200
consent:public_work_signals            200 200 200 200 200 200 200 200 200 200 200 200
consent:centre_notices                 302 404 200 200 200 404 404 404 404 404 404 404
consent:artist_notices                 302 404 404 404 404 200 200 404 404 404 404 404
consent:notices                        302 404 404 404 404 404 404 404 200 200 404 404
consent:notice                         302 405 405 405 405 405 405 405 405 405 405 405
consent:endpoint                       302 404 404 404 404 404 404 404 200 200 404 404
consent:endpoint_secret                302 405 405 405 405 405 405 405 405 405 405 405
consent:endpoint_ping                  302 405 405 405 405 405 405 405 405 405 405 405
consent:endpoint_switch                302 405 405 405 405 405 405 405 405 405 405 405
consent:tools                          200 200 200 200 200 200 200 200 200 200 200 200
consent:tools_csv                      200 200 200 200 200 200 200 200 200 200 200 200
api:api-root                           404 404 404 404 404 404 404 404 404 404 404 404
api:openapi-json                       200 200 200 200 200 200 200 200 200 200 200 200
api:clear                              405 405 405 405 405 405 405 405 405 405 405 405
api:read_changes                       401 401 401 401 401 401 401 401 401 401 401 401
api:newest_snapshot                    401 401 401 401 401 401 401 401 401 401 401 401
api:snapshot_state                     401 401 401 401 401 401 401 401 401 401 401 401
api:snapshot_file                      401 401 401 401 401 401 401 401 401 401 401 401
api:read_notices                       401 401 401 401 401 401 401 401 401 401 401 401
api:acknowledge                        405 405 405 405 405 405 405 405 405 405 405 405
api:usage_reports                      401 401 401 401 401 401 401 401 401 401 401 401
api:usage_report                       401 401 401 401 401 401 401 401 401 401 401 401
api:nowhere                            404 404 404 404 404 404 404 404 404 404 404 404
consent:keys                           302 404 404 404 404 404 404 404 200 200 404 404
consent:key_renew                      302 405 405 405 405 405 405 405 405 405 405 405
consent:key_revoke                     302 405 405 405 405 405 405 405 405 405 405 405
earnings:home                          302 302 200 200 200 302 302 302 302 302 302 302
earnings:roster                        302 404 404 404 404 200 200 200 404 404 404 404
earnings:uses                          302 404 200 200 200 404 404 404 404 404 404 404
earnings:uses_csv                      302 404 200 200 200 404 404 404 404 404 404 404
earnings:claims                        302 404 200 200 200 404 404 404 404 404 404 404
earnings:claims_csv                    302 404 200 200 200 404 404 404 404 404 404 404
earnings:tool_claims                   302 404 404 404 404 404 404 404 200 200 404 404
earnings:tool_claims_csv               302 404 404 404 404 404 404 404 200 200 404 404
earnings:request_outlook               302 404 200 200 404 404 404 404 404 404 404 404
earnings:artist_request_outlook        302 404 404 404 404 200 200 404 404 404 404 404
earnings:outlook                       302 404 200 200 200 404 404 404 404 404 404 404
earnings:work_outlook                  302 404 200 200 404 404 404 404 404 404 404 404
earnings:artist_outlook                302 404 404 404 404 200 200 404 404 404 404 404
earnings:artist_work_outlook           302 404 404 404 404 200 200 404 404 404 404 404
earnings:overview                      302 404 302 200 302 404 404 404 404 404 404 404
earnings:months_csv                    302 404 200 403 200 404 404 404 404 404 404 404
earnings:works_csv                     302 404 200 403 200 404 404 404 404 404 404 404
earnings:simulator                     302 404 200 200 200 404 404 404 404 404 404 404
earnings:kept_csv                      302 404 200 403 200 404 404 404 404 404 404 404
earnings:territories_csv               302 404 200 403 200 404 404 404 404 404 404 404
earnings:matches                       302 404 404 404 404 200 200 200 404 404 404 404
earnings:match_confirm                 302 405 405 405 405 405 405 405 405 405 405 405
earnings:match_withdraw                302 405 405 405 405 405 405 405 405 405 405 405
earnings:not_paid                      302 404 200 200 200 200 200 200 404 404 404 404
earnings:not_paid_csv                  302 404 200 403 200 200 403 200 404 404 404 404
earnings:statements                    302 404 200 200 200 200 200 200 404 404 404 404
earnings:statements_year               302 404 200 403 404 404 403 404 404 404 404 404
earnings:statement                     302 404 200 200 404 404 200 404 404 404 404 404
earnings:statement_pdf                 302 404 200 403 404 404 403 404 404 404 404 404
earnings:statement_lines               302 404 200 403 404 404 403 404 404 404 404 404
earnings:statement_json                302 404 200 403 404 404 403 404 404 404 404 404
earnings:balance                       302 404 200 200 200 200 200 200 404 404 404 404
earnings:deals                         302 404 200 200 200 200 200 200 404 404 404 404
earnings:deals_csv                     302 404 200 403 200 200 403 200 404 404 404 404
earnings:deal                          302 404 200 200 404 200 200 404 404 404 404 404
earnings:deal_csv                      302 404 404 403 404 404 403 404 404 404 404 404
earnings:deal_reverse                  302 405 405 405 405 405 405 405 405 405 405 405
earnings:deal_allocate                 302 405 405 405 405 405 405 405 405 405 405 405
earnings:maths                         302 404 200 200 200 200 200 200 404 404 404 404
earnings:maths_run                     302 404 200 200 404 404 200 404 404 404 404 404
earnings:maths_cells                   302 404 200 403 404 404 403 404 404 404 404 404
earnings:statement_maths               302 404 200 200 404 404 200 404 404 404 404 404
earnings:statement_maths_json          302 404 200 403 404 404 403 404 404 404 404 404
earnings:reports                       302 404 404 404 404 404 404 404 200 200 404 404
earnings:report                        302 404 404 404 404 404 404 404 200 404 404 404
earnings:report_problems               302 404 404 404 404 404 404 404 200 404 404 404

earnings:payee_account                 302 404 200 403 200 200 403 200 404 404 404 404
earnings:label                         302 404 404 404 404 200 200 200 404 404 404 404
earnings:label_csv                     302 404 404 404 404 200 403 200 404 404 404 404
earnings:month_review                  302 404 404 404 404 200 200 200 404 404 404 404
earnings:label_views                   302 405 405 405 405 405 405 405 405 405 405 405
earnings:scheduled                     302 404 200 200 200 200 200 200 404 404 404 404
earnings:statements_zip                302 404 200 200 200 200 200 200 404 404 404 404

desk:search                            302 302 302 302 302 302 302 302 302 302 200 302
desk:account                           302 302 302 302 302 302 302 302 302 302 200 302
desk:person                            302 302 302 302 302 302 302 302 302 302 200 302
"""


def rows() -> dict[str, list[int]]:
    """The table: statuses by address, in the order of PERSONS."""
    lines = (line.split() for line in TABLE.splitlines() if line)
    return {name: [int(status) for status in statuses] for name, *statuses in lines}


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """The name of every address of the site, the admin's own aside."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield prefix + (pattern.name or str(pattern.pattern))
        elif pattern.namespace != "admin":
            yield from addresses(
                pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            )
