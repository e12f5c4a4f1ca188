"""What the page of unpaid money asks: what waits, for whom, why, since when, and what comes next.

Nothing of it is in any balance, and amounts of different kinds or currencies are never added up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Sum

from artistportal.money import WHOLE_PPM
from artistportal.periods import Month
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.models import Payee, Work
from artistportal.roster.models.batches import among_ids
from artistportal.roster.queries import splits
from artistportal.roster.queries.splits import Unsigned
from earnings.domain import next_steps
from earnings.domain.allocations import NO_SPLIT_SHEET
from earnings.domain.next_steps import Cure
from earnings.domain.unpaid import Waiting
from earnings.models import Claim, Dispute, RoyaltyRun, ToolMonth, UnpaidMonth

ROWS_ON_A_PAGE = 50
MONTHS_OF_SHARES = 12
MOST_SHARES = 12
ROWS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose unpaid money is meant: an artist's or an organisation's, and their payee if any."""

    account: Account
    payee: QuerySet[Payee, int]

    @property
    def theirs(self) -> Q:
        owner = Q(**{self.account.kind.value: self.account.id})
        return owner | Q(payee=Subquery(self.payee))


@dataclass(frozen=True, slots=True)
class UnpaidSelection:
    """Which rows are shown; an empty part means all."""

    waiting: Waiting | None = None
    tool_slug: str = ""
    search: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """What waits for one reason in one currency; of nobody in particular where not `is_own`."""

    waiting: Waiting
    code: str
    currency: str
    is_own: bool
    works: int
    units: int
    amount_micros: int | None
    since_at: datetime

    @property
    def explained(self) -> next_steps.Explained:
        return next_steps.explain(self.waiting, self.code)


@dataclass(frozen=True, slots=True)
class ClaimTotal:
    """Open claims against tools in one currency, or those without an amount."""

    currency: str
    claims: int
    amount_micros: int | None


@dataclass(frozen=True, slots=True)
class Subtotal:
    """What waits in one way in one currency, whatever the reason."""

    waiting: Waiting
    currency: str
    is_own: bool
    units: int
    amount_micros: int | None


@dataclass(frozen=True, slots=True)
class Overall:
    """All that waits: by reason and currency, the claims beside it, and the tools to choose."""

    totals: tuple[Total, ...]
    claims: tuple[ClaimTotal, ...]
    tools: tuple[tuple[str, str], ...]
    rows: Mapping[tuple[Waiting, str], int]

    def count(self, selection: UnpaidSelection) -> int | None:
        """How many rows are meant; unknown where a work is searched for."""
        if selection.search:
            return None
        return sum(
            count
            for (waiting, tool), count in self.rows.items()
            if selection.waiting in {None, waiting} and selection.tool_slug in {"", tool}
        )

    @property
    def sums(self) -> list[Subtotal]:
        """One a way of waiting, currency and whether it is their own; amounts never meet."""
        keys = dict.fromkeys((t.waiting, t.currency, t.is_own) for t in self.totals)
        found = []
        for waiting, currency, is_own in keys:
            same = [
                total
                for total in self.totals
                if (total.waiting, total.currency, total.is_own) == (waiting, currency, is_own)
            ]
            units = sum(total.units for total in same)
            found.append(Subtotal(waiting, currency, is_own, units, _sum(same)))
        return found


@dataclass(frozen=True, slots=True)
class Row:
    """One work of a tool's month, or all further ones, with why and what comes next."""

    waiting: Waiting
    month_date: date
    tool: str
    work: Work | None
    works: int
    units: int
    amount_micros: int | None
    currency: str
    is_own: bool
    reason: str
    next_step: str
    deadline_date: date | None
    since_at: datetime
    cure: Cure
    dispute: str
    proposal: UUID | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a tool's month nobody could match to a work."""

    tool: str
    month_date: date
    ppm: int


def whose(account: Account) -> Whose:
    """The account with its payee, who is asked for within the queries that need them."""
    payees = Payee.objects.filter(**{account.kind.value: account.id})
    return Whose(account, payees.values_list("pk", flat=True)[:1])


def overall(whose: Whose) -> Overall:
    """What waits altogether, and the open claims; two queries."""
    is_own = Q(payee__isnull=False)
    groups = list(
        UnpaidMonth.objects.filter(whose.theirs)
        .values("waiting", "reason", "currency", "tool__slug", "tool__name", is_own=is_own)
        .annotate(
            Sum("works"), Sum("units"), Sum("amount_micros"), Min("since_at"), rows=Count("pk")
        )
        .order_by("waiting", "reason", "currency", "tool__name")
    )
    merged: dict[tuple[Any, ...], Total] = {}
    counts: defaultdict[tuple[Waiting, str], int] = defaultdict(int)
    for group in groups:
        counts[Waiting(group["waiting"]), group["tool__slug"]] += group["rows"]
        total = _total(group)
        key = total.waiting, total.code, total.currency, total.is_own
        merged[key] = _added(merged[key], total) if key in merged else total
    waits = list(Waiting)
    totals = sorted(merged.values(), key=lambda total: _place(total, waits))
    tools = sorted({(g["tool__slug"], g["tool__name"]) for g in groups}, key=lambda t: t[1])
    return Overall(tuple(totals), tuple(_claims(whose)), tuple(tools), counts)


def rows(whose: Whose, selection: UnpaidSelection) -> QuerySet[UnpaidMonth]:
    """The rows meant, the newest month first, in it the largest amount."""
    meant = Q()
    if selection.waiting:
        meant &= Q(waiting=selection.waiting.value)
    if selection.tool_slug:
        meant &= Q(tool__slug=selection.tool_slug)
    if selection.search:
        meant &= Q(work__title__icontains=selection.search)
    largest = F("amount_micros").desc(nulls_last=True)
    found = UnpaidMonth.objects.filter(whose.theirs, meant).select_related("tool", "work")
    return found.order_by("-month_date", largest, "-units", "pk")


def page(found: QuerySet[UnpaidMonth], number: str, count: int | None) -> Page[UnpaidMonth]:
    """Some of the rows; how many there are is asked only where it is not known."""
    paginator = Paginator(found, ROWS_ON_A_PAGE)
    if count is not None:
        paginator.count = count
    return paginator.get_page(number)


def told(found: Iterable[UnpaidMonth], account: Account) -> list[Row]:
    """The rows in words; one query where some are disputed, one where split sheets are missing.

    Of a proposed split sheet that the account may read, the row says who has yet to sign.
    """
    listed = list(found)
    disputed = {row.work_id for row in listed if row.waiting == Waiting.DISPUTED and row.work_id}
    disputes = _disputes(disputed) if disputed else {}
    unsigned = {row.work_id for row in listed if _lacks_sheet(row) and row.work_id}
    proposals = splits.unsigned_for(account, unsigned) if unsigned else {}
    return [_row(row, disputes, proposals.get(row.work_id or 0)) for row in listed]


def every(found: QuerySet[UnpaidMonth], account: Account) -> Iterator[Row]:
    """All rows in words, some thousands at a time."""
    numbers = Paginator(found, ROWS_AT_ONCE)
    for number in numbers.page_range:
        yield from told(numbers.page(number).object_list, account)


def unmatched_shares(whose: Whose, this_month: Month) -> list[Share]:
    """Which part of a tool's month nobody could match, where the payee has money in it."""
    newer = RoyaltyRun.objects.computed().filter(
        licence=OuterRef("licence"),
        month_date=OuterRef("month_date"),
        revision__gt=OuterRef("revision"),
    )
    earning = ToolMonth.objects.filter(
        payee=Subquery(whose.payee),
        month_date=OuterRef("month_date"),
        tool=OuterRef("licence__tool"),
    )
    whole = sum(
        (F(f"{name}_micros") for name in ("held", "unmatched", "disputed", "unattributed")),
        F("payable_micros"),
    )
    runs = (
        RoyaltyRun.objects.computed()
        .filter(~Exists(newer), Exists(earning))
        .filter(month_date__gte=this_month.back(MONTHS_OF_SHARES).first)
        .values("licence__tool__name", "month_date", "currency")
        .annotate(missing=Sum("unmatched_micros"), whole=Sum(whole))
        .filter(missing__gt=0)
        .order_by("-month_date", "licence__tool__name")
    )
    return [
        Share(run["licence__tool__name"], run["month_date"], _ppm(run["missing"], run["whole"]))
        for run in runs[:MOST_SHARES]
    ]


def _ppm(part: int, whole: int) -> int:
    return part * WHOLE_PPM // max(whole, 1)


def _total(group: Mapping[str, Any]) -> Total:
    return Total(
        waiting=Waiting(group["waiting"]),
        code=group["reason"],
        currency=group["currency"],
        is_own=group["is_own"],
        works=group["works__sum"],
        units=group["units__sum"],
        amount_micros=group["amount_micros__sum"],
        since_at=group["since_at__min"],
    )


def _sum(totals: Iterable[Total]) -> int | None:
    amounts = [total.amount_micros for total in totals if total.amount_micros is not None]
    return sum(amounts) if amounts else None


def _added(one: Total, other: Total) -> Total:
    return Total(
        waiting=one.waiting,
        code=one.code,
        currency=one.currency,
        is_own=one.is_own,
        works=one.works + other.works,
        units=one.units + other.units,
        amount_micros=_sum((one, other)),
        since_at=min(one.since_at, other.since_at),
    )


def _place(total: Total, waits: list[Waiting]) -> tuple[Any, ...]:
    return not total.is_own, waits.index(total.waiting), total.currency, -(total.amount_micros or 0)


def _claims(whose: Whose) -> Iterator[ClaimTotal]:
    if whose.account.kind is not AccountKind.ARTIST:
        return
    found = Claim.objects.open().about(whose.account.id).values("currency")
    sums = found.annotate(claims=Count("pk"), amount=Sum("amount_micros")).order_by("currency")
    for row in sums:
        yield ClaimTotal(row["currency"], row["claims"], row["amount"])


def _disputes(works: set[int]) -> dict[tuple[int, int | None], Dispute]:
    """The open disputes of the works: by work and tool, None for all tools."""
    found = Dispute.objects.open().filter(work__in=among_ids(works)).order_by("-number")
    return {(dispute.work_id, dispute.tool_id): dispute for dispute in found}


def _lacks_sheet(row: UnpaidMonth) -> bool:
    return row.waiting == Waiting.HELD and row.reason == NO_SPLIT_SHEET


def _row(
    row: UnpaidMonth, disputes: dict[tuple[int, int | None], Dispute], unsigned: Unsigned | None
) -> Row:
    waiting = Waiting(row.waiting)
    explained = next_steps.explain(waiting, row.reason)
    if unsigned and _lacks_sheet(row):
        explained = next_steps.waiting_for(unsigned.payees)
    work = row.work_id or 0
    dispute = disputes.get((work, row.tool_id)) or disputes.get((work, None))
    return Row(
        waiting=waiting,
        month_date=row.month_date,
        tool=row.tool.name,
        work=row.work,
        works=row.works,
        units=row.units,
        amount_micros=row.amount_micros,
        currency=row.currency,
        is_own=row.payee_id is not None,
        reason=dispute.reason if dispute else explained.reason,
        next_step=dispute.next_step if dispute else explained.next_step,
        deadline_date=dispute.deadline_date if dispute else None,
        since_at=dispute.opened_at if dispute else row.since_at,
        cure=explained.cure,
        dispute=f"D-{dispute.number:04d}" if dispute else "",
        proposal=unsigned.proposal if unsigned else None,
    )
