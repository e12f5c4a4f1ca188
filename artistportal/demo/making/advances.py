"""Money paid ahead: the star's advance is far from earned, another act's has been made up for."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from artistportal.demo import cast
from artistportal.demo.making.people import Users
from artistportal.demo.making.rosters import Rosters
from artistportal.demo.people import SUPPORT
from artistportal.demo.plans import Plan
from artistportal.roster.services import splits
from earnings.domain.ledgers import EntryKind
from earnings.models import Entry
from earnings.services import ledger

CURRENCY = "EUR"
ADVANCES = ((cast.STAR, 60_000_000_000), ("glasshouse-harbour", 1_500_000_000))
"""Who was paid ahead, and how many micro-units."""

BEFORE_IT_ALL = timedelta(days=30)


@transaction.atomic
def make(plan: Plan, users: Users, rosters: Rosters) -> None:
    """Posts the advances, once."""
    if Entry.objects.filter(kind=EntryKind.ADVANCE.value).exists():
        return
    for place, (artist, amount_micros) in enumerate(ADVANCES):
        ledger.advance(
            payee=splits.payee_of_artist(rosters.artists[artist]),
            amount_micros=amount_micros,
            currency=CURRENCY,
            by=users[SUPPORT],
            now=plan.timeline.starts_at - BEFORE_IT_ALL + timedelta(hours=place),
        )
