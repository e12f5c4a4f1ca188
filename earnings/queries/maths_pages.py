"""What the pages of "show my maths" ask, for the payee that an account is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum

from artistportal.periods import Month
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.models import Payee, SplitShare, Work
from artistportal.roster.models.batches import among_ids
from consent.domain.payment import PayModel
from earnings.models import AccountKind as LedgerKind
from earnings.models import (
    AttributionMonth,
    MethodMonth,
    Posting,
    ReportMonth,
    RoyaltyRun,
    WorkMonth,
)
from earnings.queries import month_files


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks the maths of; an empty part means all."""

    month: Month | None = None
    tool_slug: str = ""
    work: UUID | None = None


@dataclass(frozen=True, slots=True)
class LicenceMonth:
    """What one licence's month came to for the payee, and the run that says so."""

    month: Month
    tool: str
    organisation: str
    licence: str
    run: UUID
    currency: str
    pay_model: PayModel | None
    amount_micros: int


@dataclass(frozen=True, slots=True)
class Method:
    """What the month would have come to for the payee by one pay model."""

    pay_model: PayModel
    amount_micros: int
    is_own: bool
    difference_micros: int


def payees(account: Account) -> QuerySet[Payee]:
    """The account's own payee, if there is one."""
    if account.kind is AccountKind.ARTIST:
        return Payee.objects.filter(artist_id=account.id)
    if account.kind is AccountKind.ORGANISATION:
        return Payee.objects.filter(organisation_id=account.id)
    return Payee.objects.none()


def months(account: Account, wanted: Wanted) -> tuple[LicenceMonth, ...]:
    """Every month of every licence in which the payee has a part, the newest first."""
    rows = MethodMonth.objects.filter(payee__in=payees(account))
    if wanted.month:
        rows = rows.filter(month_date=wanted.month.first)
    if wanted.tool_slug:
        rows = rows.filter(tool__slug=wanted.tool_slug)
    if wanted.work:
        best = WorkMonth.objects.filter(
            payee=OuterRef("payee"),
            tool=OuterRef("tool"),
            month_date=OuterRef("month_date"),
            work__public_id=wanted.work,
        )
        rows = rows.filter(Exists(best))
    amounts = {
        (licence, month, method): amount
        for licence, month, method, amount in rows.values_list(
            "licence", "month_date", "method", "amount_micros"
        )
    }
    keys = {(licence, month) for licence, month, _ in amounts}
    found = [
        _licence_month(run, amounts)
        for (licence, month), run in _last_runs(keys).items()
        if (licence, month) in keys
    ]
    return tuple(sorted(found, key=lambda one: (one.month, one.tool, one.licence), reverse=True))


def run(public_id: UUID, account: Account) -> RoyaltyRun | None:
    """A computed run, with the payee that the account is as `payee_pk`; two in one question."""
    own = Subquery(payees(account).values("pk")[:1])
    found = RoyaltyRun.objects.computed().annotate(payee_pk=own)
    return (
        found.select_related("licence__tool__provider", "licence__organisation", "terms")
        .filter(public_id=public_id, payee_pk__isnull=False)
        .first()
    )


def reports(run: RoyaltyRun) -> list[ReportMonth]:
    """The reports that tell of the run's month now."""
    found = month_files.counting().filter(
        report__tool=run.licence.tool_id, month_date=run.month_date
    )
    return list(found.select_related("report").order_by("report__number"))


def postings(run: RoyaltyRun, payee: int) -> list[Posting]:
    """All that was ever booked to the payee for the run's licence and month, the oldest first."""
    found = Posting.objects.filter(
        account__payee=payee,
        account__kind=LedgerKind.PAYEE,
        entry__run__licence=run.licence_id,
        entry__run__month_date=run.month_date,
    )
    return list(found.select_related("entry__run", "entry__adjusts").order_by("entry__number"))


def methods(run: RoyaltyRun, payee: int) -> tuple[Method, ...]:
    """What each method would have come to, the licence's own first."""
    rows = dict(
        MethodMonth.objects.filter(
            payee=payee, licence=run.licence_id, month_date=run.month_date, currency=run.currency
        ).values_list("method", "amount_micros")
    )
    own = run.terms.pay_model if run.terms else ""
    found = [
        Method(PayModel(name), amount, name == own, amount - rows.get(own, 0))
        for name, amount in rows.items()
    ]
    return tuple(sorted(found, key=lambda method: (not method.is_own, method.pay_model)))


def works(ids: Iterable[int]) -> Mapping[int, Work]:
    return Work.objects.in_bulk(sorted(set(ids)))


def work(public_id: UUID) -> Work | None:
    return Work.objects.filter(public_id=public_id).first()


def attributions(run: RoyaltyRun, works: Iterable[int]) -> list[AttributionMonth]:
    """Who attributed outputs to the works, by which method, and how sure they were."""
    found = AttributionMonth.objects.filter(
        tool=run.licence.tool_id, month_date=run.month_date, work__in=among_ids(works)
    )
    return list(found.select_related("work").order_by("work__title", "provider", "method"))


def rates(run: RoyaltyRun) -> list[tuple[str, int]]:
    """The terms' rate of each use."""
    prices = run.terms.prices.order_by("use") if run.terms else []
    return [(price.get_use_display(), price.rate_micros) for price in prices]


def shares(work: Work, payee: int, month: Month) -> list[SplitShare]:
    """The payee's shares in a work and in the songs and voices in it, on the month's days."""
    of_work = Q(sheet__work=work) | Q(sheet__work__in=work.compositions.all())
    valid = Q(sheet__from_date__lt=month.until) & (
        Q(sheet__until_date__isnull=True) | Q(sheet__until_date__gt=month.first)
    )
    found = SplitShare.objects.filter(of_work, valid, payee=payee)
    return list(
        found.select_related("sheet__work").order_by("sheet__work__kind", "sheet__from_date")
    )


def work_months(account: Account, work: UUID) -> Mapping[tuple[date, str], int]:
    """What a work earned the payee, by month of use and tool."""
    rows = WorkMonth.objects.filter(payee__in=payees(account), work__public_id=work)
    summed = rows.values_list("month_date", "tool__name").annotate(Sum("earned_micros"))
    return {(month, tool): earned for month, tool, earned in summed}


def runs_named(codes: Iterable[str]) -> Mapping[str, UUID]:
    """The addresses of runs, by code."""
    numbers = [int(code.removeprefix("RUN-")) for code in codes]
    found = RoyaltyRun.objects.filter(number__in=numbers)
    return {run.code: run.public_id for run in found.only("number", "public_id")}


def _last_runs(keys: set[tuple[int, date]]) -> dict[tuple[int, date], RoyaltyRun]:
    found = RoyaltyRun.objects.computed().filter(
        licence__in={licence for licence, _ in keys}, month_date__in={month for _, month in keys}
    )
    named = found.select_related("licence__tool", "licence__organisation", "terms")
    return {(run.licence_id, run.month_date): run for run in named.order_by("revision")}


def _licence_month(run: RoyaltyRun, amounts: Mapping[tuple[int, date, str], int]) -> LicenceMonth:
    own = run.terms.pay_model if run.terms else ""
    return LicenceMonth(
        month=Month(run.month_date),
        tool=run.licence.tool.name,
        organisation=run.licence.organisation.name,
        licence=run.licence.code,
        run=run.public_id,
        currency=run.currency,
        pay_model=PayModel(own) if own else None,
        amount_micros=amounts.get((run.licence_id, run.month_date, own), 0),
    )
