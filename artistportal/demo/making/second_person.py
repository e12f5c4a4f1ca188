"""The label's second person: an editor has prepared a no for many works; its owner may approve it.

Afterwards the rosters are counted, as the background would.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from artistportal.accounts.models import User
from artistportal.demo import cast
from artistportal.demo.making.reports import Settling
from artistportal.demo.people import LABEL_ADMIN, SUPPORT
from artistportal.demo.plans import Plan
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.domain.roles import OrganisationRole
from artistportal.roster.models import Artist, Organisation
from artistportal.roster.services import organisations
from consent.forms.bulk import BulkForm, BulkLimitsForm
from consent.models import Approval, CoverageRefresh, Tool
from consent.queries import artists
from consent.services import approvals, coverage
from consent.services.approvals import Draft
from consent.views import trials

EDITOR = ("marit@saltmeadow.example", "Marit Oyelaran-Birch")
ABOVE = 5
ASKED = {"answer": "no", "use": "analysis", "kind": "recording"}
BEFORE_THE_END = timedelta(hours=20)


def make(plan: Plan, settling: Settling) -> None:
    """Prepares it, once, and counts every organisation's works."""
    label = settling.rosters.organisations[cast.LABEL]
    if not Approval.objects.filter(organisation=label).exists():
        _prepare(plan, settling, label)
    count(plan)


def count(plan: Plan) -> None:
    """Counts how far consent reaches over each roster, and who differs."""
    now = plan.timeline.as_of
    coverage.due(now)
    for job in CoverageRefresh.objects.unfinished():
        coverage.refresh(refresh_id=job.pk, clock=lambda: now)


@transaction.atomic
def _prepare(plan: Plan, settling: Settling, label: Organisation) -> None:
    now = plan.timeline.as_of - BEFORE_THE_END
    editor = _editor(plan, settling, label)
    approvals.ask_above(
        organisation=label, above=ABOVE, by=settling.users[LABEL_ADMIN], now=plan.founded_at
    )
    label.refresh_from_db()
    artist = settling.rosters.artists[cast.DEMO_ARTIST]
    trial = _tried(label, artist, now)
    draft = Draft(
        label, artist, dict(ASKED), trial.lines, trial.sentence, trial.known.newest_number
    )
    approvals.prepare(by=editor, draft=draft, now=now)


def _editor(plan: Plan, settling: Settling, label: Organisation) -> User:
    email, name = EDITOR
    editor = User.objects.create_user(email, name=name, date_joined=plan.founded_at)
    organisations.add_member(
        organisation=label,
        user=editor,
        role=OrganisationRole.EDITOR,
        sees_money=False,
        by=settling.users[SUPPORT],
        now=plan.founded_at,
    )
    return editor


def _tried(label: Organisation, artist: Artist, now: datetime) -> trials.Trial:
    """What the editor saw before preparing it."""
    account = Account(
        AccountKind.ORGANISATION,
        label.pk,
        label.public_id,
        label.name,
        OrganisationRole.EDITOR.value,
        sees_money=False,
    )
    subject = artists.of_roster(account, artist.public_id, now)
    form = BulkForm(ASKED, tools=list(Tool.objects.order_by("name")))
    if subject is None or not form.is_valid():
        raise LookupError(f"{label} cannot prepare anything for {artist}.")
    return trials.tried(account, subject, form, BulkLimitsForm(ASKED), now)
