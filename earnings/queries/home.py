"""What the artist's first page asks: what is mine, what is coming, what was decided and booked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, Subquery, Sum

from artistportal.periods import Month
from artistportal.roster.domain.uses import Use
from consent.models import Decision
from earnings.models import EntryKind, Posting, SummaryRefresh


@dataclass(frozen=True, slots=True)
class Balance:
    """What one payee is owed in one currency; a negative amount is an advance not yet earned."""

    currency: str
    available_micros: int
    estimated_micros: int
    paid_micros: int
    computed_at: datetime | None

    @property
    def is_unrecouped(self) -> bool:
        return self.available_micros < 0


@dataclass(frozen=True, slots=True)
class Booking:
    """One amount booked for the artist."""

    at: datetime
    entry: str
    description: str
    amount_micros: int
    currency: str


@dataclass(frozen=True, slots=True)
class DecisionNews:
    """One decision made by or for the artist, in words."""

    at: datetime
    code: str
    is_yes: bool
    tool: str
    use: str
    work: str
    given_by: str

    @property
    def words(self) -> str:
        """What was answered: `to Anvil: training, all works`."""
        return f"to {self.tool}: {self.use}, {self.work}"


def balances(artist_id: int, this_month: Month) -> tuple[Balance, ...]:
    """One balance a currency, the largest first.

    Royalties of the open accounting month are estimated: a restated report may still change them.
    """
    newest = SummaryRefresh.objects.exclude(computed_at=None).order_by("-computed_at")
    is_open = Q(entry__kind=EntryKind.ROYALTIES, entry__accounting_month__gte=this_month.first)
    rows = (
        Posting.objects.filter(account__payee__artist_id=artist_id)
        .values_list("account__currency")
        .annotate(
            available=Sum("amount_micros", filter=~is_open, default=0),
            estimated=Sum("amount_micros", filter=is_open, default=0),
            paid=-Sum("amount_micros", filter=Q(entry__kind=EntryKind.PAYOUT), default=0),
            computed=Subquery(newest.values("computed_at")[:1]),
        )
    )
    found = (Balance(*row) for row in rows)
    return tuple(
        sorted(found, key=lambda row: (-row.available_micros - row.estimated_micros, row.currency))
    )


def bookings(artist_id: int, limit: int) -> tuple[Booking, ...]:
    """The newest amounts booked for the artist."""
    rows = (
        Posting.objects.filter(account__payee__artist_id=artist_id)
        .select_related("entry", "account")
        .order_by("-entry__posted_at", "-entry__number")[:limit]
    )
    return tuple(
        Booking(
            at=row.entry.posted_at,
            entry=str(row.entry),
            description=row.entry.description,
            amount_micros=row.amount_micros,
            currency=row.account.currency,
        )
        for row in rows
    )


def decisions(artist_id: int, limit: int) -> tuple[DecisionNews, ...]:
    """The newest decisions by or for the artist."""
    rows = (
        Decision.objects.filter(artist_id=artist_id)
        .select_related("tool", "work", "given_by")
        .newest_first()[:limit]
    )
    return tuple(
        DecisionNews(
            at=row.given_at,
            code=row.code,
            is_yes=row.is_yes,
            tool=row.tool.name if row.tool else "every tool",
            use=Use(row.use).label.lower() if row.use else "every use",
            work=f"“{row.work.title}”" if row.work else "all works",
            given_by=str(row.given_by),
        )
        for row in rows
    )
