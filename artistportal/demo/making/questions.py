"""Three cases: one that is answered, one about a cloned voice on two platforms, one just opened."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from artistportal.accounts.models import User
from artistportal.cases.domain.kinds import CaseKind
from artistportal.cases.models import Case
from artistportal.cases.services import appearances, cases, desk
from artistportal.cases.services.appearances import Found, Mark
from artistportal.cases.services.cases import Opening
from artistportal.cases.services.messages import Said
from artistportal.demo import cast
from artistportal.demo.making.reports import Settling
from artistportal.demo.people import SUPPORT
from artistportal.demo.plans import Plan
from artistportal.roster.domain.accounts import Account
from artistportal.roster.queries import accounts
from earnings.models import ArtistUse, Claim

DAY = timedelta(days=1)
PLACES = (
    ("Tidewave Video", "https://tidewave.example/watch/7731"),
    ("Loft Beats", "https://loftbeats.example/t/noor-style-vol-2"),
)


@transaction.atomic
def make(plan: Plan, settling: Settling) -> None:
    """Opens the cases once, as the demo's artist, and lets support work on two of them."""
    if Case.objects.exists():
        return
    by, now = settling.users[cast.DEMO_ARTIST], plan.timeline.as_of
    account = accounts.in_view(accounts.of_person(by, now), None)
    _answered(account, by, settling.users[SUPPORT], now)
    _cloned(account, by, settling.users[SUPPORT], now)
    _opened(account, by, now)


def _answered(account: Account, by: User, support: User, now: datetime) -> None:
    used = ArtistUse.objects.filter(artist_id=account.id).select_related("work", "tool")
    line = ""
    if row := used.order_by("-month_date", "units", "pk").first():
        line = f"use:{row.work.public_id}/{row.tool.slug}/{row.month_date:%Y-%m}/{row.use}"
    words = "The live version was used, and this line says it was the studio one."
    opening = Opening(CaseKind.WRONG_MATCH, "The wrong version", Said(words), account, line)
    case = cases.open_case(opening, by=by, now=now - 6 * DAY)
    desk.take(case, by=support, now=now - 5 * DAY)
    note = Said("Same title twice in the catalogue; compare the ISRCs.")
    desk.note(case, note, by=support, now=now - 5 * DAY)
    question = Said("Do you know the ISRC of the live version? Then we ask the tool about it.")
    desk.ask(case, question, by=support, now=now - 4 * DAY)


def _cloned(account: Account, by: User, support: User, now: datetime) -> None:
    words = "Somebody sings with my voice on two sites. I never recorded either of these."
    opening = Opening(CaseKind.VOICE_CLONE, "My voice on two sites", Said(words), account)
    case = cases.open_case(opening, by=by, now=now - 9 * DAY)
    desk.take(case, by=support, now=now - 9 * DAY)
    first, second = (
        appearances.add(case, Found(platform, address, now - 9 * DAY), by=by, now=now - 9 * DAY)
        for platform, address in PLACES
    )
    for place in (first, second):
        appearances.mark(place, Mark.NOTICED, by=by, now=now - 8 * DAY)
    answer = "Taken down, and the uploader is blocked."
    appearances.mark(first, Mark.ANSWERED, answer=answer, by=by, now=now - 7 * DAY)
    appearances.mark(first, Mark.REMOVED, by=by, now=now - 7 * DAY)
    waiting = Said("One of the two is gone. We wrote to the other platform’s own contact.")
    desk.refer(case, waiting, by=support, now=now - 3 * DAY)


def _opened(account: Account, by: User, now: datetime) -> None:
    claim = Claim.objects.about(account.id).order_by("-number").first()
    words = "What happens with this claim, and when do I hear of it?"
    line = f"claim:{claim.number}" if claim else ""
    opening = Opening(CaseKind.QUESTION, "What comes of this claim?", Said(words), account, line)
    cases.open_case(opening, by=by, now=now - DAY)
