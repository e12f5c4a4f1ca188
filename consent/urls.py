"""Consent's addresses: the same pages for the artist in view and for artists of a roster."""

from __future__ import annotations

from django.urls import URLPattern, path

from consent.views import (
    acts,
    approvals,
    bulk,
    calendars,
    centre,
    conflicts,
    deals,
    drafts,
    explanations,
    history,
    keys,
    log,
    mandates,
    notices,
    obedience,
    public,
    publishing,
    receipts,
    request_plans,
    requests,
    terms,
    tool_notices,
    verify,
)

app_name = "consent"


def _pages(prefix: str, name: str) -> list[URLPattern]:
    return [
        path(prefix, centre.centre, name=name),
        path(f"{prefix}review/", centre.review, name=f"{name}_review"),
        path(f"{prefix}decide/", centre.decide, name=f"{name}_decide"),
        path(f"{prefix}why/", explanations.why, name=f"{name}_why"),
    ]


def _agreements(prefix: str, name: str) -> list[URLPattern]:
    return [
        path(f"{prefix}deals.xml", deals.deals, name=f"{name}_deals"),
        path(f"{prefix}agreements.json", deals.agreements, name=f"{name}_agreements"),
    ]


PUBLISHING = [
    path("consent/publish/", publishing.publish, name="publish"),
    path("consent/publish/review/", publishing.review, name="publish_review"),
    path("consent/publish/save/", publishing.save, name="publish_save"),
    path("consent/publish/withdraw/", publishing.withdraw, name="publish_withdraw"),
]
PUBLIC = [
    path("robots.txt", public.robots_txt, name="robots"),
    path(".well-known/tdmrep.json", public.reservations, name="reservations"),
    path("license.xml", public.licences, name="licences"),
    path("p/<slug:slug>/", public.artist, name="public_artist"),
    path("p/<slug:slug>/signals.json", public.signals, name="public_signals"),
    path("p/<slug:slug>/policy.json", public.policy, name="public_policy"),
    path("p/<slug:slug>/license.xml", public.licence, name="public_licence"),
    path("p/<slug:slug>/works/<uuid:work>/", public.work, name="public_work"),
    path(
        "p/<slug:slug>/works/<uuid:work>/signals.json",
        public.work_signals,
        name="public_work_signals",
    ),
]

PROOF = [
    path("consent/decisions/<int:number>/", receipts.receipt, name="receipt"),
    path("consent/decisions/<int:number>/lend/", receipts.lend, name="receipt_lend"),
    path("consent/decisions/<int:number>/<slug:form>/", receipts.receipt_file, name="receipt_file"),
    path("receipts/<str:token>/", receipts.lent_receipt, name="lent_receipt"),
    path("receipts/<str:token>/<slug:form>/", receipts.lent_receipt_file, name="lent_receipt_file"),
    path("verify/", verify.verify, name="verify"),
    path("log/", log.log, name="log"),
    path("log/checkpoint", log.checkpoint, name="log_checkpoint"),
    path("log/inclusion", log.inclusion, name="log_inclusion"),
    path("log/consistency", log.consistency, name="log_consistency"),
    path(".well-known/jwks.json", log.jwks, name="jwks"),
]


def _histories(prefix: str, name: str) -> list[URLPattern]:
    return [
        path(f"{prefix}history/", history.history, name=f"{name}_history"),
        path(f"{prefix}history.csv", history.history_csv, name=f"{name}_history_csv"),
    ]


ACTS = [
    path("consent/acts/<uuid:act>/", acts.act, name="act"),
    path("consent/acts/<uuid:act>/reverse/", acts.reverse, name="act_reverse"),
    path("consent/acts/<uuid:act>/decisions.csv", acts.act_csv, name="act_csv"),
]


def _requests(prefix: str, name: str) -> list[URLPattern]:
    one = f"{prefix}<uuid:public_id>/"
    return [
        path(prefix, requests.inbox, name=f"{name}s"),
        path(one, requests.detail, name=name),
        path(f"{one}review/", requests.review, name=f"{name}_review"),
        path(f"{one}answer/", requests.answer, name=f"{name}_answer"),
    ]


NOTICES = [
    path("consent/notices/", notices.listed, name="centre_notices"),
    path("consent/artists/<uuid:artist>/notices/", notices.listed, name="artist_notices"),
    path("notices/", tool_notices.listed, name="notices"),
    path("notices/<int:number>/", tool_notices.say, name="notice"),
    path("notices/endpoint/", tool_notices.endpoint, name="endpoint"),
    path("notices/endpoint/secret/", tool_notices.secret, name="endpoint_secret"),
    path("notices/endpoint/ping/", tool_notices.ping, name="endpoint_ping"),
    path("notices/endpoint/switch/", tool_notices.switch, name="endpoint_switch"),
    path("tools/", obedience.tools, name="tools"),
    path("tools.csv", obedience.tools_csv, name="tools_csv"),
]

PROPOSALS = [
    path("proposals/", request_plans.proposals, name="proposals"),
    path("proposals/new/", request_plans.new, name="proposal_new"),
    path("proposals/<uuid:public_id>/", request_plans.detail, name="proposal"),
    path("proposals/<uuid:public_id>/withdraw/", request_plans.withdraw, name="proposal_withdraw"),
]

BULK = [
    path("consent/bulk/", bulk.bulk_page, name="bulk"),
    path("consent/artists/<uuid:artist>/bulk/", bulk.bulk_page, name="artist_bulk"),
]
SECOND_PERSON = [
    path("approvals/", approvals.listing, name="approvals"),
    path("approvals/limit/", approvals.limit, name="approval_limit"),
    path("approvals/<uuid:public_id>/", approvals.detail, name="approval"),
    path("approvals/<uuid:public_id>/answer/", approvals.answer, name="approval_answer"),
    path("approvals/<uuid:public_id>/withdraw/", approvals.withdraw, name="approval_withdraw"),
    path("approvals/<uuid:public_id>/lines.csv", approvals.lines_csv, name="approval_csv"),
    path("conflicts/", conflicts.listing, name="conflicts"),
]
CALENDAR = [
    path("consent/calendar/", calendars.calendar, name="calendar"),
    path("consent/calendar/address/", calendars.address, name="calendar_address"),
    path("consent/calendar/address/end/", calendars.end_feed, name="calendar_end"),
    path("calendars/<str:token>.ics", calendars.feed, name="calendar_feed"),
]
MANDATES = [
    path("consent/mandates/", mandates.listing, name="mandates"),
    path("consent/mandates/new/", mandates.new, name="mandate_new"),
    path("consent/mandates/review/", mandates.review, name="mandate_review"),
    path("consent/mandates/grant/", mandates.grant, name="mandate_grant"),
    path("consent/mandates/<uuid:mandate>/limit/", mandates.narrow, name="mandate_limit"),
    path("consent/mandates/<uuid:mandate>/end/", mandates.end, name="mandate_end"),
]

KEYS = [
    path("keys/", keys.keys, name="keys"),
    path("keys/<uuid:key>/renew/", keys.renew, name="key_renew"),
    path("keys/<uuid:key>/revoke/", keys.revoke, name="key_revoke"),
]

LICENCES = [
    path("drafts/", drafts.listed, name="drafts"),
    path("drafts/new/", drafts.new, name="draft_new"),
    path("drafts/<uuid:public_id>/", drafts.draft, name="draft"),
    path("drafts/<uuid:public_id>/sign/", drafts.sign, name="draft_sign"),
    path("drafts/<uuid:public_id>/withdraw/", drafts.withdraw, name="draft_withdraw"),
    path("terms/<int:licence>/<int:number>/", terms.terms, name="terms"),
]

urlpatterns = [
    *LICENCES,
    *BULK,
    *SECOND_PERSON,
    *KEYS,
    *CALENDAR,
    *MANDATES,
    *NOTICES,
    *PROPOSALS,
    *_requests("requests/", "request"),
    *_requests("consent/artists/<uuid:artist>/requests/", "artist_request"),
    *ACTS,
    *_pages("consent/", "centre"),
    *_histories("consent/", "centre"),
    *_pages("consent/works/<uuid:work>/", "work"),
    *_agreements("consent/works/<uuid:work>/", "work"),
    *_agreements("consent/artists/<uuid:artist>/works/<uuid:work>/", "artist_work"),
    *PUBLISHING,
    *PUBLIC,
    *PROOF,
    *_pages("consent/artists/<uuid:artist>/", "artist"),
    *_histories("consent/artists/<uuid:artist>/", "artist"),
    *_pages("consent/artists/<uuid:artist>/works/<uuid:work>/", "artist_work"),
]
