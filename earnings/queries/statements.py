"""What the pages of statements ask: which there are, what one says, what each entry of it was.

Whose they are is one question (`of_account`): an artist's or an organisation's own payee. Somebody
else's statement is not there, whatever its address.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.db.models import Sum as Total

from artistportal.periods import Month
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.models import Payee
from earnings.domain.statement_lines import LineKind
from earnings.domain.statement_sums import PART_SUMS, SUMS, Figures, Sum
from earnings.models import AccountKind as LedgerKind
from earnings.models import (
    Entry,
    EntryKind,
    Payout,
    Posting,
    Statement,
    StatementPart,
)
from earnings.models.statements import StatementQuerySet
from earnings.queries import balances, payout_lines
from earnings.queries.payout_lines import PayoutLine

MOST_SHOWN = 100
EARNED_BY = (EntryKind.ROYALTIES, EntryKind.ALLOCATION, EntryKind.ADVANCE, EntryKind.SETTLEMENT)


@dataclass(frozen=True, slots=True)
class OpenMonth:
    """A month that is not closed: what is booked so far, in one currency. No statement yet."""

    month: Month
    currency: str
    opening_micros: int
    earned_micros: int
    paid_micros: int
    is_over: bool

    @property
    def closing_micros(self) -> int:
        return self.opening_micros + self.earned_micros - self.paid_micros


@dataclass(frozen=True, slots=True)
class Source:
    """One entry that a statement covers: what it earned, where from, and what it corrects."""

    kind: LineKind
    entry: str
    description: str
    currency: str
    amount_micros: int
    organisation_id: int | None
    organisation: str
    licence: str
    tool: str
    tool_dpid: str
    run: str
    pay_model: str
    pool_micros: int | None
    month: Month | None
    allocation_path: str
    lump_sum_path: str
    adjusts: str
    adjusts_statement: Statement | None
    adjusted_path: str


@dataclass(frozen=True, slots=True)
class Opened:
    """One statement with all that its page shows."""

    statement: Statement
    parts: tuple[StatementPart, ...]
    entries: tuple[Source, ...]
    has_more: bool
    corrections: tuple[Source, ...]
    payouts: tuple[PayoutLine, ...]

    @property
    def sums(self) -> tuple[tuple[Sum, int], ...]:
        """From opening to what was paid; taken amounts are negative, so that they add up."""
        return tuple((each, each.sign * getattr(self.statement, each.name)) for each in SUMS)

    @property
    def figures(self) -> Figures:
        statement = self.statement
        amounts = [amount for _, amount in self.sums]
        return Figures.of(statement.currency, [*amounts, statement.closing_micros])

    @property
    def part_rows(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """What the parts come to, sum by sum: taken amounts negative, the last row their sum."""
        rows = [
            (label, tuple(sign * getattr(part, name) for part in self.parts))
            for label, name, sign in PART_SUMS
        ]
        left = tuple(map(sum, zip(*(amounts for _, amounts in rows), strict=True)))
        shown = (row for row in rows if row is rows[0] or any(row[1]))
        return (*shown, ("Left to you", left))

    @property
    def part_figures(self) -> Figures:
        amounts = [amount for _, row in self.part_rows for amount in row]
        return Figures.of(self.statement.currency, amounts)


def payees_of(account: Account) -> QuerySet[Payee]:
    """The account's own payee, if it has one: an artist's, or an organisation's."""
    return Payee.objects.filter(_is_own(account))


def of_account(account: Account) -> StatementQuerySet:
    """The statements of the account's own payee that were sent, and nobody else's."""
    return (
        Statement.objects.sent()
        .filter(payee__in=payees_of(account))
        .defer("content")
        .select_related("payee")
    )


def of_year(account: Account, year: int) -> StatementQuerySet:
    """A year's statements by month, for tax."""
    return of_account(account).filter(month_date__year=year).order_by("currency", "month_date")


def open_months(account: Account, this_month: Month) -> tuple[OpenMonth, ...]:
    """The months booked since the last closing, newest first, one for each currency."""
    closed = balances.last_closed()
    rows = (
        Posting.objects.filter(
            account__payee__in=payees_of(account),
            account__kind=LedgerKind.PAYEE,
        )
        .filter(balances.is_told(closed))
        .values_list("account__currency", "entry__accounting_month", "entry__kind")
        .annotate(Total("amount_micros"))
        .order_by("entry__accounting_month")
    )
    booked: dict[str, dict[date, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for currency, month, kind, amount in rows:
        booked[currency][month][kind] = amount
    found = [
        month
        for currency, months in booked.items()
        for month in _open_of(currency, months, closed, this_month)
    ]
    return tuple(sorted(found, key=lambda each: (each.month, each.currency), reverse=True))


def opened(statement: Statement) -> Opened:
    """A statement, its parts, the entries it covers and the payouts of its month."""
    month = Month(statement.month_date)
    within = Q(created_at__gte=month.from_at, created_at__lt=month.until_at) | Q(
        entry__accounting_month=month.first
    )
    payouts = Payout.objects.filter(
        within, payee=statement.payee_id, currency=statement.currency
    ).order_by("number")
    found = _earning_postings(statement)
    entries = _sources(statement, found[: MOST_SHOWN + 1])
    corrections = tuple(entry for entry in entries if entry.adjusts)
    if len(entries) > MOST_SHOWN:
        corrections = _sources(statement, found.filter(entry__adjusts__isnull=False)[:MOST_SHOWN])
    return Opened(
        statement=statement,
        parts=parts(statement),
        entries=entries[:MOST_SHOWN],
        has_more=len(entries) > MOST_SHOWN,
        corrections=corrections,
        payouts=tuple(map(payout_lines.told, payouts)),
    )


def parts(statement: Statement) -> tuple[StatementPart, ...]:
    """What each organisation's licences came to, a row for each currency they were earned in."""
    found = statement.parts.select_related("organisation", "contract__recoupment")
    return tuple(found.order_by("pk"))


def sources(statement: Statement) -> tuple[Source, ...]:
    """The entries that make up what a statement says was earned, by number; two queries."""
    return _sources(statement, _earning_postings(statement))


def _sources(statement: Statement, found: QuerySet[Posting]) -> tuple[Source, ...]:
    postings = list(found)
    adjusted = {p.entry.adjusts.accounting_month for p in postings if p.entry.adjusts}
    named: Mapping[tuple[date, str], Statement] = {
        (found.month_date, found.currency): found
        for found in Statement.objects.filter(
            payee=statement.payee_id, month_date__in=adjusted
        ).defer("content")
    }
    return tuple(_source(posting, named, statement.currency) for posting in postings)


def payments(statement: Statement) -> tuple[tuple[str, str, int], ...]:
    """What was paid in the month, and what came back: entry, in words, micro-units."""
    rows = Posting.objects.filter(
        account__payee=statement.payee_id,
        account__kind=LedgerKind.PAYEE,
        account__currency=statement.currency,
        entry__accounting_month=statement.month_date,
        entry__kind__in=[EntryKind.PAYOUT.value, EntryKind.RETURNED.value],
    ).select_related("entry")
    return tuple(
        (str(row.entry), row.entry.description, row.amount_micros)
        for row in rows.order_by("entry__number")
    )


def _is_own(account: Account) -> Q:
    if account.kind is AccountKind.ARTIST:
        return Q(artist_id=account.id)
    if account.kind is AccountKind.ORGANISATION:
        return Q(organisation_id=account.id)
    return Q(pk__in=[])


def _open_of(
    currency: str,
    months: Mapping[date, Mapping[str, int]],
    closed: Month | None,
    this_month: Month,
) -> Iterable[OpenMonth]:
    """The open months of one currency, the oldest first; each opens with what came before."""
    opening = 0
    for first, kinds in sorted(months.items()):
        total = sum(kinds.values())
        month = Month(first)
        if closed is None or month > closed:
            paid = -kinds.get(EntryKind.PAYOUT, 0) - kinds.get(EntryKind.RETURNED, 0)
            yield OpenMonth(
                month, currency, opening, total + paid, paid, is_over=month < this_month
            )
        opening += total


def _earning_postings(statement: Statement) -> QuerySet[Posting]:
    """What was booked to the payee in the month, in each currency that the statement covers.

    A settlement here is another payee's: the part that their contract gives to this one.
    """
    currencies = statement.parts.values("earned_in_currency")
    return (
        Posting.objects.filter(
            account__payee=statement.payee_id,
            account__kind=LedgerKind.PAYEE,
            account__currency__in=currencies,
            entry__accounting_month=statement.month_date,
            entry__kind__in=[kind.value for kind in EARNED_BY],
        )
        .exclude(entry__statement__payee=statement.payee_id)
        .select_related(
            "entry__run__licence__tool__provider",
            "entry__run__licence__organisation",
            "entry__run__terms",
            "entry__adjusts__run",
            "entry__allocated_lump_sum__licence__tool__provider",
            "entry__allocated_lump_sum__licence__organisation",
            "account",
        )
        .order_by("entry__number", "pk")
    )


def _source(posting: Posting, named: Mapping[tuple[date, str], Statement], currency: str) -> Source:
    entry = posting.entry
    run, adjusts = entry.run, entry.adjusts
    lump = getattr(entry, "allocated_lump_sum", None)
    licence = run.licence if run else lump.licence if lump else None
    return Source(
        kind=_kind(entry),
        entry=str(entry),
        description=entry.description,
        currency=posting.account.currency,
        amount_micros=posting.amount_micros,
        organisation_id=licence.organisation_id if licence else None,
        organisation=licence.organisation.name if licence else "",
        licence=licence.code if licence else "",
        tool=licence.tool.name if licence else "",
        tool_dpid=(licence.tool.provider.dpid or "") if licence else "",
        run=run.code if run else lump.code if lump else "",
        pay_model=run.terms.pay_model if run and run.terms else "",
        pool_micros=run.pool_micros if run else None,
        month=Month(run.month_date) if run else None,
        allocation_path=run.allocation_path if run else "",
        lump_sum_path=lump.allocation_path if lump else "",
        adjusts=str(adjusts) if adjusts else "",
        adjusts_statement=named.get((adjusts.accounting_month, currency)) if adjusts else None,
        adjusted_path=adjusts.run.allocation_path if adjusts and adjusts.run else "",
    )


def _kind(entry: Entry) -> LineKind:
    if entry.kind == EntryKind.ROYALTIES:
        return LineKind.ADJUSTMENT if entry.adjusts_id else LineKind.EARNING
    return {
        EntryKind.ALLOCATION: LineKind.LUMP_SUM,
        EntryKind.ADVANCE: LineKind.ADVANCE,
    }.get(EntryKind(entry.kind), LineKind.CONTRACT)


def rate_of(part: StatementPart | None) -> Decimal:
    """The rate at which a part was exchanged; 1 where it was not."""
    return part.exchange_rate if part and part.exchange_rate is not None else Decimal(1)


def part_of(found: Iterable[StatementPart], source: Source) -> StatementPart | None:
    """The part of a statement to which an entry belongs."""
    same = [part for part in found if part.earned_in_currency == source.currency]
    own = [part for part in same if part.organisation_id == source.organisation_id]
    # An older contract has a part of its own where it only releases a reserve.
    return max(own, key=lambda part: part.earned_in_micros != 0, default=None)
