"""Lump sums under a deal's licence."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from artistportal.periods import Month
from artistportal.roster.domain.uses import Use
from earnings.domain.lump_sums import AllocationKey, LumpSumKind
from earnings.models import ArtistUse, LumpSum
from earnings.services import lump_sums
from earnings.services.lump_sums import Received
from tests.factories.accounts import support
from tests.factories.earnings import Deal

CAME_AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
RECORDED_AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
FEBRUARY = Month(date(2026, 2, 1))


def came(label: Deal, **changes: Any) -> Received:
    """A settlement of 10.00 EUR by what was earned in February, changed as told."""
    given: dict[str, Any] = {
        "licence": label.licence,
        "kind": LumpSumKind.SETTLEMENT,
        "description": "Settlement of March",
        "amount_micros": 10_000_000,
        "currency": "EUR",
        "received_at": CAME_AT,
        "key": AllocationKey.EARNED,
        "first_month": FEBRUARY,
        "last_month": FEBRUARY,
    }
    return Received(**given | changes)


def recorded(label: Deal, **changes: Any) -> LumpSum:
    """The same, recorded by support and not allocated."""
    return lump_sums.record(received=came(label, **changes), by=support(), now=RECORDED_AT)


def concerning(label: Deal) -> LumpSum:
    """One that concerns the deal's artist, whose work was used in its month."""
    ArtistUse.objects.create(
        artist=label.artist,
        month_date=FEBRUARY.first,
        work=label.work,
        tool=label.tool,
        use=Use.DISCOVERY.value,
        units=1,
        uncleared_units=0,
        territories=1,
        top_territory="DE",
        first_used_at=FEBRUARY.from_at,
        last_used_at=FEBRUARY.from_at,
    )
    return recorded(label)
