"""The roster's addresses; `/roster/` itself is a page of earnings, with money beside artists."""

from __future__ import annotations

from django.urls import path

from artistportal.roster.views import (
    accounts,
    activity,
    artists,
    catalogue,
    invitations,
    profile_claims,
    split_plans,
    splits,
    successors,
    teams,
    works,
)

app_name = "roster"

urlpatterns = [
    path("start/", accounts.start, name="start"),
    path("start/switch/", accounts.switch, name="switch_account"),
    path("works/", works.work_list, name="works"),
    path("works/<uuid:public_id>/", works.work, name="work"),
    path("roster/artists/<uuid:public_id>/", artists.artist, name="artist"),
    path("roster/catalogue/", catalogue.uploads, name="catalogue"),
    path("roster/catalogue/<uuid:public_id>/", catalogue.upload, name="catalogue_upload"),
    path("splits/", splits.listed, name="splits"),
    path("splits/splits.csv", splits.csv, name="splits_csv"),
    path("splits/new/", split_plans.new, name="split_new"),
    path("splits/file/", split_plans.by_file, name="split_file"),
    path("splits/<uuid:public_id>/", splits.proposal, name="split_proposal"),
    path("splits/<uuid:public_id>/answer/", splits.answer, name="split_answer"),
    path("splits/<uuid:public_id>/withdraw/", splits.withdraw, name="split_withdraw"),
    path("team/", teams.team, name="team"),
    path("team/people/<uuid:person>/", teams.person, name="team_member"),
    path("team/people/<uuid:person>/remove/", teams.remove, name="team_remove"),
    path("team/leave/", teams.leave, name="team_leave"),
    path("team/invitations/<uuid:public_id>/resend/", teams.resend, name="invitation_resend"),
    path("team/invitations/<uuid:public_id>/withdraw/", teams.withdraw, name="invitation_withdraw"),
    path("team/successor/", successors.name, name="successor"),
    path("team/minor/money/", successors.minor_money, name="minor_money"),
    path("team/successor/end/", successors.end, name="successor_end"),
    path("invitations/<str:secret>/", invitations.invitation, name="invitation"),
    path("team/claims/<uuid:public_id>/", profile_claims.answer, name="claim_answer"),
    path("claims/new/", profile_claims.claim_new, name="claim_new"),
    path("claims/credit/", profile_claims.credit_claim_new, name="credit_claim_new"),
    path("claims/<uuid:public_id>/", profile_claims.claim, name="claim"),
    path(
        "claims/<uuid:public_id>/files/<uuid:file>/", profile_claims.claim_file, name="claim_file"
    ),
    path("claims/<uuid:public_id>/code/", profile_claims.code, name="claim_code"),
    path("claims/<uuid:public_id>/withdraw/", profile_claims.withdraw, name="claim_withdraw"),
    path("activity/", activity.activity, name="activity"),
    path("activity.csv", activity.activity_csv, name="activity_csv"),
]
