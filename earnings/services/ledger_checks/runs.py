"""Every archived allocation against itself, its terms and its run; postings against allocations.

Each run's file is read once. The last run of a licence and month is also divided again: the pool by
the weights of its cells, each cell by the shares of its payees.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Final

import polars as pl

from artistportal.periods import Month
from earnings.domain import allocations, pay_models, shares
from earnings.domain.allocations import ALLOCATION_SCHEMA, BREAKAGE, NO_PAYEE, Totals
from earnings.domain.ledgers import AccountKind
from earnings.domain.lines import add_up, check_schema
from earnings.domain.pools import NoPool, Revenue
from earnings.models import Posting, RoyaltyRun
from earnings.queries import pricing
from earnings.services import archive
from earnings.services.ledger_checks import files

Held = tuple[str, int | None]  # an account: its kind, and the payee where it is one's

# What a cell's rows repeat.
_OF_CELL: Final = ("units", "gross_micros", "whole", "work", "identifier", "use", "weight")


def faults() -> Iterator[str]:
    runs = RoyaltyRun.objects.computed().select_related("licence__tool", "terms")
    ordered = runs.order_by("licence", "month_date", "finished_at", "revision")
    for _, of_month in groupby(ordered.iterator(), lambda run: (run.licence_id, run.month_date)):
        yield from _month(list(of_month))


def _month(runs: list[RoyaltyRun]) -> Iterator[str]:
    """All runs of a licence and month, in the order in which they ended."""
    posted = Counter[Held]()
    highest = 0
    for run in runs:
        for account, amount in _postings(run).items():
            posted[account] += amount
        try:
            allocation = _read(run)
            is_changed = files.changed(run.allocation_path, run.allocation_sha256)
        except files.UNREADABLE as odd:
            yield f"{run.code}: its allocation cannot be read ({odd})."
            continue
        if is_changed:
            yield f"{run.code}: its allocation is not the file that was archived."
        totals = allocations.totals(allocation)
        yield from _itself(run, allocation, totals)
        if run.revision >= highest:  # else a later one was posted first, and this one posts nothing
            highest = run.revision
            yield from _posted(run, posted, totals)
            if run is _last(runs):
                yield from _divided(run, allocation)


def _last(runs: list[RoyaltyRun]) -> RoyaltyRun:
    return max(runs, key=lambda run: run.revision)


def _read(run: RoyaltyRun) -> pl.DataFrame:
    allocation = allocations.whole(archive.read(run.allocation_path))
    check_schema(allocation, ALLOCATION_SCHEMA)
    return allocation


def _postings(run: RoyaltyRun) -> dict[Held, int]:
    postings = Posting.objects.filter(entry__run=run)
    rows = postings.values_list("account__kind", "account__payee", "amount_micros")
    return {(kind, payee): amount for kind, payee, amount in rows}


def _itself(run: RoyaltyRun, allocation: pl.DataFrame, totals: Totals) -> Iterator[str]:
    """Each cell's rows say the same of it and add up to it; all rows to what the run says."""
    different = pl.any_horizontal(pl.col(name).n_unique() > 1 for name in _OF_CELL)
    cells = allocation.group_by("cell").agg(
        add_up("amount_micros"),
        pl.col("gross_micros").first(),
        different.alias("different"),
    )
    is_wrong = pl.col("amount_micros") != pl.col("gross_micros")
    for row in files.first(cells.filter(is_wrong | pl.col("different")).sort("cell")):
        cell, gross, amount = row["cell"], row["gross_micros"], row["amount_micros"]
        if gross != amount:
            yield f"{run.code}: cell {cell} is worth {gross} micro-units, its parts {amount}."
        else:
            yield f"{run.code}: the rows of cell {cell} say different things of it."
    for name in ("payable", "held", "unmatched", "disputed", "unattributed"):
        stored, found = getattr(run, f"{name}_micros"), getattr(totals, f"{name}_micros")
        if stored != found:
            yield f"{run.code}: {name} is stored as {stored}, its allocation holds {found}."


def _posted(run: RoyaltyRun, posted: Counter[Held], totals: Totals) -> Iterator[str]:
    """All that is posted for the licence and month up to this run is what its allocation gives."""
    wanted = _wanted(totals)
    for key in sorted({*wanted, *posted}, key=str):
        difference = posted[key] - wanted.get(key, 0)
        if difference:
            kind, payee = key
            whose = f"payee {payee}" if payee else f"the {kind} account"
            yield (
                f"{run}: {whose} was posted {posted[key]} micro-units,"
                f" the allocation gives {wanted.get(key, 0)} ({difference:+})."
            )


def _wanted(totals: Totals) -> dict[Held, int]:
    amounts: dict[Held, int] = {
        (AccountKind.PAYEE.value, payee): amount for payee, amount in totals.payees.items()
    }
    for kind in (
        AccountKind.HELD,
        AccountKind.UNMATCHED,
        AccountKind.DISPUTED,
        AccountKind.UNATTRIBUTED,
    ):
        amounts[kind.value, None] = getattr(totals, f"{kind.value}_micros")
    amounts[AccountKind.TOOL.value, None] = -totals.gross_micros
    return amounts


def _divided(run: RoyaltyRun, allocation: pl.DataFrame) -> Iterator[str]:
    """The pool divided again by the weights of the cells, the cells by the shares of the payees."""
    ordered = allocation.sort("cell", "payee", nulls_last=True)
    yield from _parts(run, ordered)
    cells = ordered.unique("cell", keep="first", maintain_order=True)
    places = cells["cell"].to_list()
    if places != list(range(len(places))):
        yield f"{run.code}: a cell of its allocation is missing."
        return
    yield from _priced(run, cells)


def _parts(run: RoyaltyRun, ordered: pl.DataFrame) -> Iterator[str]:
    if ordered.is_empty():
        return
    sums = pl.col("share").cast(pl.Int128).sum().over("cell")
    odd = ordered.filter((sums != pl.col("whole").cast(pl.Int128)) | (pl.col("whole") <= 0))
    if not odd.is_empty():
        yield f"{run.code}: the shares of cell {odd['cell'][0]} do not add up to their whole."
        return
    parts = shares.divide_each(
        ordered.select(group="cell", amount="gross_micros", weight="share", total="whole")
    )
    wrong = ordered.with_columns(found=parts).filter(pl.col("found") != pl.col("amount_micros"))
    for row in files.first(wrong):
        yield (
            f"{run.code}: payee {row['payee']} has {row['amount_micros']} micro-units of cell"
            f" {row['cell']}, the shares give {row['found']}."
        )


def _priced(run: RoyaltyRun, cells: pl.DataFrame) -> Iterator[str]:
    """What each cell comes to under the run's terms, and the pool that the run says."""
    month = Month(run.month_date)
    if run.terms is None or (cells.is_empty() and run.pool_micros is None):
        return
    terms = pricing.priced(run.terms, run.licence, month)
    is_kept = pl.col("reason").cast(pl.String).is_in([BREAKAGE, NO_PAYEE])
    shared = cells.filter(~is_kept)
    revenue = {} if run.revenue_micros is None else {terms.currency: run.revenue_micros}
    try:
        priced = pay_models.price(shared, terms, Revenue(revenue))
    except NoPool as odd:
        yield f"{run.code}: its pool cannot be told again ({odd})"
        return
    pool = priced.pool
    kept = int(cells.filter(is_kept)["gross_micros"].sum())
    for name, stored, found in (
        ("pool", run.pool_micros, pool.amount_micros if pool else None),
        ("breakage", run.breakage_micros, pool.breakage_micros if pool else 0),
        ("what the organisation keeps", kept, pool.kept_micros if pool else 0),
    ):
        if stored != found:
            yield f"{run.code}: {name} is stored as {stored}, its terms give {found}."
    wrong = shared.with_columns(found=priced.gross).filter(
        pl.col("found") != pl.col("gross_micros")
    )
    for row in files.first(wrong):
        yield (
            f"{run.code}: cell {row['cell']} is worth {row['gross_micros']} micro-units, its terms"
            f" give {row['found']}."
        )
