"""Show my maths: one licence's month for one payee, from the pool to the amount. Nothing writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import polars as pl

from artistportal import money
from artistportal.money import WHOLE_PPM
from artistportal.periods import Month
from artistportal.roster.domain.accounts import Account
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import SplitShare, Work
from consent.domain.payment import Breakage, PayModel, PoolBasis, Unattributed
from consent.models import Terms
from earnings import permissions
from earnings.domain import maths, maths_rows, next_steps
from earnings.domain.allocations import BREAKAGE
from earnings.domain.cells import Outcome
from earnings.domain.maths_rows import Cell, OfWork, Rows, Whole
from earnings.domain.unpaid import Waiting
from earnings.models import AttributionMonth, Posting, ReportMonth, RoyaltyRun
from earnings.queries import maths_pages, pricing
from earnings.queries.maths_pages import Method
from earnings.services import archive

CSV_HEADER = (
    "run", "licence", "month_of_use", "work", "identifier", "use", "territory", "model_version",
    "outcome", "reason", "units", "attribution_weight", "gross", "share", "whole", "amount",
    "currency",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell as the page tells it."""

    cell: Cell
    title: str
    use: str
    state: str
    why: str
    weight: str
    share_ppm: int
    is_paid: bool


@dataclass(frozen=True, slots=True)
class ShownWork:
    """One work as the page tells it."""

    work: Work
    of_work: OfWork


@dataclass(frozen=True)
class RunMaths:
    """All that the page of one run says."""

    run: RoyaltyRun
    month: Month
    terms: Terms
    rows: Rows
    whole: Whole
    cells: tuple[ShownCell, ...]
    works: tuple[ShownWork, ...]
    reports: list[ReportMonth]
    postings: list[Posting]
    methods: tuple[Method, ...]
    attributions: list[AttributionMonth]
    rates: list[tuple[str, int]]
    work: Work | None
    shares: list[SplitShare]

    @property
    def pay_model(self) -> PayModel:
        return PayModel(self.terms.pay_model)

    @property
    def basis(self) -> PoolBasis | None:
        return PoolBasis(self.terms.pool_basis) if self.terms.pool_basis else None

    @property
    def breakage(self) -> Breakage:
        return Breakage(self.terms.breakage)

    @property
    def unattributed(self) -> Unattributed:
        return Unattributed(self.terms.unattributed)

    @property
    def is_weighed(self) -> bool:
        return self.pay_model is PayModel.ATTRIBUTION_WEIGHTED

    @property
    def weight(self) -> str:
        """The payee's attribution, in outputs."""
        return money.plain(self.rows.weight or 0)

    @property
    def whole_weight(self) -> str:
        return money.plain(self.whole.weight or 0)

    @property
    def booked_micros(self) -> int:
        """What stands booked for the licence and month, over all revisions."""
        return sum(posting.amount_micros for posting in self.postings)

    @property
    def newest(self) -> UUID | None:
        """The run that was booked last, where that is a later revision than this one."""
        last = self.postings[-1].entry.run if self.postings else None
        return last.public_id if last and last.revision > self.run.revision else None


class NothingHere(LookupError):
    """The run is not there, or none of it concerns the payee."""


def of_run(public_id: UUID, account: Account, work: UUID | None = None) -> RunMaths:
    """One run for the account's own payee, or one work's part of it; raises NothingHere."""
    run, allocation = _opened(public_id, account)
    payee = run.payee_pk  # type: ignore[attr-defined]  # annotated by the query
    one = maths_pages.work(work) if work else None
    if work and one is None:
        raise NothingHere
    rows = maths_rows.of_payee(allocation, payee, one.pk if one else None)
    if not rows.count:
        raise NothingHere
    named = {one.pk: one} if one else maths_pages.works(_works_in(rows))
    month = Month(run.month_date)
    terms = run.terms or pricing.terms_for(run.licence, month)
    if terms is None:
        raise NothingHere
    postings = maths_pages.postings(run, payee)
    weighed = terms.pay_model == PayModel.ATTRIBUTION_WEIGHTED.value
    return RunMaths(
        run=run,
        month=month,
        terms=terms,
        rows=rows,
        whole=maths_rows.whole(allocation),
        cells=tuple(_shown(cell, named) for cell in rows.cells),
        works=tuple(ShownWork(named[each.work], each) for each in rows.works),
        reports=maths_pages.reports(run),
        postings=postings,
        methods=() if one else maths_pages.methods(run, payee),
        attributions=maths_pages.attributions(run, named) if weighed else [],
        rates=[] if weighed else maths_pages.rates(run),
        work=one,
        shares=maths_pages.shares(one, payee, month) if one else [],
    )


def csv_rows(public_id: UUID, account: Account, work: UUID | None = None) -> list[tuple[Any, ...]]:
    """Every cell of the run that concerns the payee; raises NothingHere."""
    run, allocation = _opened(public_id, account)
    one = maths_pages.work(work) if work else None
    rows = maths_rows.every(
        allocation,
        run.payee_pk,  # type: ignore[attr-defined]  # annotated by the query
        one.pk if one else None,
    )
    if rows.is_empty():
        raise NothingHere
    named = maths_pages.works(rows["work"].drop_nulls().unique().to_list())
    return [_csv_row(run, Cell(*row), named) for row in rows.iter_rows()]


def _opened(public_id: UUID, account: Account) -> tuple[RoyaltyRun, pl.LazyFrame]:
    permissions.check_sees_own_money(account)
    run = maths_pages.run(public_id, account)
    if run is None:
        raise NothingHere
    return run, maths.whole(archive.scan([run.allocation_path]))


def _works_in(rows: Rows) -> set[int]:
    shown = {cell.work for cell in rows.cells} | {each.work for each in rows.works}
    return {work for work in shown if work is not None}


def _shown(cell: Cell, named: Mapping[int, Work]) -> ShownCell:
    work = named.get(cell.work or 0)
    is_kept, is_paid = cell.reason == BREAKAGE, cell.outcome == Outcome.PAYABLE.value
    return ShownCell(
        cell=cell,
        title="What the guarantee adds" if is_kept else work.title if work else "",
        use=Use(cell.use).label if cell.use else "",
        state=Outcome(cell.outcome).label,
        why="" if is_paid else next_steps.explain(Waiting(cell.outcome), cell.reason).reason,
        weight=money.plain(cell.weight or 0),
        share_ppm=cell.share * WHOLE_PPM // cell.whole,
        is_paid=is_paid,
    )


def _csv_row(run: RoyaltyRun, cell: Cell, named: Mapping[int, Work]) -> tuple[Any, ...]:
    work = named.get(cell.work or 0)
    return (
        run.code,
        run.licence.code,
        f"{run.month_date:%Y-%m}",
        work.title if work else "",
        (work.isrc or work.iswc or str(work.public_id)) if work else "",
        cell.use,
        cell.territory,
        cell.model_version,
        cell.outcome,
        cell.reason,
        cell.units,
        "" if cell.weight is None else cell.weight,
        money.plain(cell.gross_micros),
        cell.share,
        cell.whole,
        money.plain(cell.amount_micros),
        run.currency,
    )
