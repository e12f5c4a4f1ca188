"""What of an artist's months of use is booked for good, what was paid, and what was kept back.

Confirmed is what stands in accounting months that are closed; what was booked since then may still
change. Payments and statements belong to accounting months, whatever the month of use.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum, Value

from artistportal.periods import Month
from earnings.models import (
    AccountKind,
    EntryKind,
    MonthClosing,
    Posting,
    Statement,
    StatementPart,
)
from earnings.queries.overview import Selection

PAYMENTS = (EntryKind.PAYOUT.value, EntryKind.RETURNED.value)


@dataclass(frozen=True, slots=True)
class Booked:
    """Confirmed micro-units by month of use, what was paid in the months, and the last month that
    is closed.
    """

    confirmed: Mapping[Month, int]
    paid_micros: int
    closed: Month | None


@dataclass(frozen=True, slots=True)
class Kept:
    """What statements of some months add up to, in one currency: from earned to what is left."""

    currency: str
    first: Month
    last: Month
    statements: int
    earned_micros: int
    fee_micros: int
    contract_micros: int
    costs_micros: int
    reserved_micros: int
    released_micros: int
    recouped_micros: int
    tax_micros: int

    @property
    def expenses_micros(self) -> int:
        """Costs that are neither the fee nor the organisation's part."""
        return self.costs_micros - self.fee_micros - self.contract_micros

    @property
    def net_micros(self) -> int:
        """What was added to the balance."""
        waits = self.reserved_micros - self.released_micros
        kept = self.earned_micros - self.costs_micros - waits
        return kept - self.recouped_micros - self.tax_micros


AMOUNTS = (
    "statements",
    "earned_micros",
    "fee_micros",
    "contract_micros",
    "costs_micros",
    "reserved_micros",
    "released_micros",
    "recouped_micros",
    "tax_micros",
)
COLUMNS = ("in_currency", "from_month", "to_month", *(f"sum_{name}" for name in AMOUNTS))


def booked(selection: Selection) -> tuple[Booked, tuple[Kept, ...]]:
    """Both in one query, over the artist's own postings and statements alone."""
    rows = list(_postings(selection).union(_statements(selection), all=True))
    of_ledger = [row for row in rows if not row[0]]
    confirmed = {Month(month): micros for _, month, _, micros, *_ in of_ledger if month and micros}
    closed = next((Month(last) for _, _, last, *_ in of_ledger if last), None)
    paid_micros = -sum(row[4] for row in of_ledger)
    return Booked(confirmed, paid_micros, closed), _kept(rows)


def kept(selection: Selection) -> tuple[Kept, ...]:
    """The artist's statements of the accounting months meant, of all tools, by currency."""
    return _kept(_statements(selection))


def _kept(rows: Iterable[tuple[Any, ...]]) -> tuple[Kept, ...]:
    return tuple(
        Kept(currency, Month(first), Month(last), *amounts)
        for currency, first, last, *amounts in sorted(rows, key=lambda row: str(row[0]))
        if currency
    )


def _postings(selection: Selection) -> QuerySet[Any, tuple[Any, ...]]:
    """A row a month of use, without currency: its month, the last one closed, what is confirmed
    of it, and payments; the other columns are there to be joined to those of statements.
    """
    first, until = selection.range.first.first, selection.range.until.first
    used = Q(
        entry__kind=EntryKind.ROYALTIES.value,
        entry__run__month_date__gte=first,
        entry__run__month_date__lt=until,
    )
    if selection.tool_slug:
        used &= Q(entry__run__licence__tool__slug=selection.tool_slug)
    paid = Q(
        entry__kind__in=PAYMENTS,
        entry__accounting_month__gte=first,
        entry__accounting_month__lt=until,
    )
    closed = MonthClosing.objects.sent().order_by("-month_date")
    sums = {
        "sum_statements": Sum(
            "amount_micros", filter=used & Q(entry__accounting_month__lte=F("to_month")), default=0
        ),
        "sum_earned_micros": Sum("amount_micros", filter=paid, default=0),
    }
    nothing = {name: Value(0) for name in COLUMNS[5:]}
    return (
        Posting.objects.filter(
            account__kind=AccountKind.PAYEE.value,
            account__payee__artist_id=selection.artist_id,
            account__currency=selection.currency,
        )
        .annotate(
            in_currency=Value(""),
            from_month=F("entry__run__month_date"),
            to_month=Subquery(closed.values("month_date")[:1]),
        )
        .values("in_currency", "from_month", "to_month")
        .annotate(**sums, **nothing)
        .values_list(*COLUMNS)
    )


def _statements(selection: Selection) -> QuerySet[Any, tuple[Any, ...]]:
    """A row a currency: the sums of what its statements say."""
    own = {f"sum_{name}": Sum(name) for name in AMOUNTS if name not in {"statements", *_OF_PARTS}}
    of_parts = {f"sum_{name}": Sum(f"part_{name}", default=0) for name in _OF_PARTS}
    return (
        Statement.objects.sent()
        .filter(
            payee__artist_id=selection.artist_id,
            month_date__gte=selection.range.first.first,
            month_date__lt=selection.range.until.first,
        )
        .annotate(**{f"part_{name}": _of_parts(name) for name in _OF_PARTS})
        .values(in_currency=F("currency"))
        .annotate(
            from_month=Min("month_date"),
            to_month=Max("month_date"),
            sum_statements=Count("pk"),
            **own,
            **of_parts,
        )
        .values_list(*COLUMNS)
    )


_OF_PARTS = ("fee_micros", "contract_micros")


def _of_parts(name: str) -> Subquery:
    parts = StatementPart.objects.filter(statement=OuterRef("pk")).values("statement")
    return Subquery(parts.annotate(total=Sum(name)).values("total"))
