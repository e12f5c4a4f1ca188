"""What a visit of support does not open: settings, decisions, files, keys, the desk, the API.

A new address belongs either here or in `artistportal/cases/domain/visits.py`.
"""

CLOSED = """
account_change_password account_complete_password_reset account_confirm_login_code
account_confirm_password_reset_code account_email account_email_verification_sent account_inactive
account_login account_logout account_password_reset_completed account_reauthenticate
account_reset_password account_set_password account_signup admin_sign_in mfa_activate_totp
mfa_add_webauthn mfa_authenticate mfa_deactivate_totp mfa_download_recovery_codes
mfa_edit_webauthn mfa_generate_recovery_codes mfa_index mfa_list_webauthn mfa_login_webauthn
mfa_reauthenticate mfa_reauthenticate_webauthn mfa_remove_webauthn mfa_view_recovery_codes
usersessions_list
accounts:account accounts:close accounts:download accounts:download_again accounts:downloads
accounts:inbox accounts:inbox_read accounts:keep accounts:mail_stop accounts:news
accounts:notifications accounts:your_data
api:acknowledge api:api-root api:clear api:newest_snapshot api:nowhere api:openapi-json
api:read_changes api:read_notices api:snapshot_file api:snapshot_state api:usage_report
api:usage_reports
cases:answer cases:appeal cases:appearance cases:appearance_mark cases:appearance_new
cases:attachment cases:evidence cases:key_end cases:key_rotate cases:new cases:release_answer
cases:release_new cases:release_report cases:withdraw
consent:act_csv consent:act_reverse consent:approval_answer consent:approval_csv
consent:approval_limit consent:approval_withdraw consent:artist_bulk consent:artist_decide
consent:artist_history_csv consent:artist_request_answer consent:artist_request_review
consent:artist_review consent:artist_work_agreements consent:artist_work_deals
consent:artist_work_decide consent:artist_work_review consent:bulk consent:calendar_address
consent:calendar_end consent:calendar_feed consent:centre_decide consent:centre_history_csv
consent:centre_review consent:draft_new consent:draft_sign consent:draft_withdraw consent:endpoint
consent:endpoint_ping consent:endpoint_secret consent:endpoint_switch consent:jwks
consent:key_renew consent:key_revoke consent:keys consent:lent_receipt consent:lent_receipt_file
consent:licences consent:log_checkpoint consent:log_consistency consent:log_inclusion
consent:mandate_end consent:mandate_grant consent:mandate_limit consent:mandate_new
consent:mandate_review consent:notice consent:notices consent:proposal_new
consent:proposal_withdraw consent:public_licence consent:public_policy consent:public_signals
consent:public_work_signals consent:publish_review consent:publish_save consent:publish_withdraw
consent:receipt_file consent:receipt_lend consent:request_answer consent:request_review
consent:reservations consent:robots consent:tools_csv consent:work_agreements consent:work_deals
consent:work_decide consent:work_review
desk:account desk:person desk:search
earnings:claims_csv earnings:deal_allocate earnings:deal_csv earnings:deal_reverse
earnings:deals_csv earnings:kept_csv earnings:month_review
earnings:label_csv earnings:label_views earnings:match_confirm earnings:match_withdraw
earnings:maths_cells earnings:months_csv earnings:not_paid_csv earnings:payee_account
earnings:report earnings:report_problems earnings:reports earnings:roster_view_delete
earnings:roster_view_save earnings:scheduled earnings:statement_json earnings:statement_lines
earnings:statement_maths_json earnings:statement_pdf earnings:statements_year
earnings:statements_zip earnings:territories_csv earnings:tool_claims earnings:tool_claims_csv
earnings:uses_csv earnings:works_csv
roster:activity_csv roster:claim roster:claim_answer roster:claim_code roster:claim_new
roster:claim_file roster:claim_withdraw roster:credit_claim_new roster:invitation
roster:invitation_resend roster:invitation_withdraw roster:minor_money roster:split_answer
roster:split_file roster:split_new
roster:split_withdraw roster:splits_csv roster:successor roster:successor_end
roster:switch_account roster:team_leave roster:team_member roster:team_remove
"""
