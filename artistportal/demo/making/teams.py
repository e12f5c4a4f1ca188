"""Who was invited lately, whom an artist named to succeed, and a player who claims a credit."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from artistportal.demo import cast
from artistportal.demo.making.people import Users
from artistportal.demo.making.rosters import Rosters
from artistportal.demo.people import LABEL_ADMIN
from artistportal.demo.plans import Plan
from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.teams import Place
from artistportal.roster.domain.uses import WorkKind
from artistportal.roster.models import Invitation, Work
from artistportal.roster.services import credit_claims, invitations, successors
from artistportal.roster.services.successors import Heir

BEFORE = timedelta(days=3)
BOOKKEEPER = "ledger@castellanos-books.example"
NEWCOMER = "ines@saltmeadow.example"
HEIR = Heir("Lucía Castellanos", "lucia@castellanos.example", "my sister")


@transaction.atomic
def make(plan: Plan, users: Users, rosters: Rosters) -> None:
    """What waits for an answer as the tale ends; nothing where it was made before."""
    if Invitation.objects.exists():
        return
    now = plan.timeline.as_of - BEFORE
    artist, owner = rosters.artists[cast.DEMO_ARTIST], users[cast.DEMO_ARTIST]
    label, admin = rosters.organisations[cast.LABEL], users[LABEL_ADMIN]
    reads_money = Place("reader", sees_money=True, until_at=now + timedelta(days=90))
    invitations.invite(party=artist, email=BOOKKEEPER, place=reads_money, by=owner, now=now)
    editor = Place("editor", sees_money=False)
    invitations.invite(party=label, email=NEWCOMER, place=editor, by=admin, now=now)
    successors.name(artist=artist, heir=HEIR, by=owner, now=now)
    _claim_credit(plan, users, rosters, now)


def _claim_credit(plan: Plan, users: Users, rosters: Rosters, now: datetime) -> None:
    """A producer says that they also played on a recording of the label's; it is to answer."""
    player = plan.people.with_part("producer")[0].key
    artist, label = rosters.artists[player], rosters.organisations[cast.LABEL]
    recordings = Work.objects.filter(kind=WorkKind.RECORDING.value, rights_holder=label)
    missing = recordings.exclude(credits__artist=artist, credits__role=CreditRole.MUSICIAN.value)
    credit_claims.submit(
        artist=artist,
        work=missing.order_by("pk")[0],
        role=CreditRole.MUSICIAN,
        words="I played the bass on the released take, on the second day.",
        by=users[player],
        now=now,
    )
