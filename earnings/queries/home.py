"""What the artist's first page asks: what is mine, what is coming, what was decided and booked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Subquery, Sum, When, Window
from django.db.models.functions import Coalesce, RowNumber

from artistportal.roster.domain.uses import Use
from consent.models import Decision
from consent.queries import acts, notices
from consent.queries.acts import Decided
from earnings.models import AccountKind, EntryKind, LedgerAccount, Posting, SummaryRefresh
from earnings.queries import balances

MOST_ACTS = 3


@dataclass(frozen=True, slots=True)
class Balance:
    """What one payee is owed in one currency; below zero is a debt that earnings make up for.

    Available is what closed months left, less what was paid since; estimated what was earned since,
    before any contract; unrecouped what stands on recoupment accounts, which is in neither.
    """

    currency: str
    available_micros: int = 0
    estimated_micros: int = 0
    paid_micros: int = 0
    unrecouped_micros: int = 0
    computed_at: datetime | None = None

    @property
    def is_unrecouped(self) -> bool:
        return self.unrecouped_micros > 0


@dataclass(frozen=True, slots=True)
class Booking:
    """One amount booked for the artist."""

    at: datetime
    entry: str
    description: str
    amount_micros: int
    currency: str


@dataclass(frozen=True, slots=True)
class Money:
    """What an artist is owed, and what was booked lately."""

    balances: tuple[Balance, ...]
    bookings: tuple[Booking, ...]


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


@dataclass(frozen=True, slots=True)
class News:
    """What was decided lately, how many tools are late to obey it, what others decided for them."""

    decisions: tuple[DecisionNews, ...]
    late_tools: int
    decided_for: tuple[Decided, ...]


def money(artist_id: int, limit: int) -> Money:
    """One balance a currency, the largest first, and the newest bookings; one query."""
    newest = SummaryRefresh.objects.exclude(computed_at=None).order_by("-computed_at")
    closed = balances.last_closed_date()
    own = Q(account__kind=AccountKind.PAYEE)
    is_own = Case(When(own, then=0), default=1)
    order = [is_own, F("entry__posted_at").desc(), F("entry__number").desc(), F("pk").asc()]
    rows = list(
        Posting.objects.filter(account__in=_accounts(artist_id))
        .annotate(
            available=_in_currency(own & balances.is_available_after(closed)),
            estimated=_in_currency(own & balances.is_estimated_after(closed)),
            paid=_in_currency(
                own & Q(entry__kind__in=[EntryKind.PAYOUT.value, EntryKind.RETURNED.value])
            ),
            recouped=_in_currency(~own),
            computed=Subquery(newest.values("computed_at")[:1]),
            place=Window(RowNumber(), order_by=order),
            place_in_currency=Window(
                RowNumber(), partition_by=F("account__currency"), order_by=order
            ),
        )
        .filter(Q(place__lte=limit) | Q(place_in_currency=1))
        .select_related("entry", "account")
        .order_by("place")
    )
    found = [_balance(row) for row in rows if row.place_in_currency == 1]
    return Money(
        tuple(sorted(found, key=lambda b: (-b.available_micros - b.estimated_micros, b.currency))),
        tuple(
            _booking(row)
            for row in rows
            if row.place <= limit and row.account.kind == AccountKind.PAYEE
        ),
    )


def _accounts(artist_id: int) -> QuerySet[LedgerAccount, Any]:
    """The artist's own accounts, and those on which what was paid ahead is recouped; by id."""
    accounts = LedgerAccount.objects.values("pk")
    return accounts.filter(payee__artist_id=artist_id).union(
        accounts.filter(recoupment__payee__artist_id=artist_id)
    )


def _in_currency(which: Q) -> Coalesce:
    summed = Sum("amount_micros", filter=which)
    return Coalesce(Window(summed, partition_by=F("account__currency")), 0)


def _balance(row: Any) -> Balance:
    return Balance(
        row.account.currency,
        row.available,
        row.estimated,
        -row.paid,
        max(-row.recouped, 0),
        row.computed,
    )


def _booking(row: Posting) -> Booking:
    return Booking(
        at=row.entry.posted_at,
        entry=str(row.entry),
        description=row.entry.description,
        amount_micros=row.amount_micros,
        currency=row.account.currency,
    )


def news(artist_id: int, now: datetime, limit: int) -> News:
    """The newest decisions by or for the artist, and how many tools do not obey one yet."""
    theirs = Decision.objects.filter(artist_id=artist_id)
    newest = theirs.newest_first().values("number")[:limit]
    decided_for = acts.firsts_for(artist_id, MOST_ACTS)
    told = acts.with_acts(theirs.filter(Q(number__in=newest) | Q(number__in=decided_for)))
    rows = list(notices.with_tools_not_obeying(told.with_names(), now).newest_first())
    decisions = tuple(
        DecisionNews(
            at=row.given_at,
            code=row.code,
            is_yes=row.is_yes,
            tool=row.tool.name if row.tool else "every tool",
            use=Use(row.use).label.lower() if row.use else "every use",
            work=f"“{row.work.title}”" if row.work else "all works",
            given_by=str(row.given_by),
        )
        for row in rows[:limit]
    )
    late_tools = getattr(rows[0], "late_tools", 0) if rows else 0
    return News(decisions, late_tools, tuple(acts.decided(rows)[:MOST_ACTS]))
