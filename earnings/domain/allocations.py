"""A licence's month divided: each cell's gross amount, each payee's part of it, to the micro-unit.

What nobody may be paid for stays in the sums: `held` rows carry the payee who would be paid, where
a split sheet names one, and `unmatched` rows carry the identifier as it was reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

import polars as pl

from artistportal.roster.domain.uses import Use
from earnings.domain import shares as exact
from earnings.domain.cells import CELL_SCHEMA, DISPUTED, OUTCOMES, UNATTRIBUTED, Outcome, joined
from earnings.domain.lines import USES, Columns, add_up, check_schema
from earnings.domain.pay_models import Priced
from earnings.domain.sides import LEG_SET_OF_USE, SHARE_SCHEMA

NO_SPLIT_SHEET: Final = "no_split_sheet"
NO_SIDE: Final = "no_side"
BREAKAGE: Final = "breakage"
NO_PAYEE: Final = "no_payee"
HELD_REASONS: Final[Mapping[str, str]] = {
    NO_SPLIT_SHEET: "The work has no split sheet for the day of use.",
    NO_SIDE: "The licence's organisation holds no part of the work that this use needs.",
    "no_such_work": "No work in the catalogue has this identifier.",
    "no_answer": "Nobody could be asked.",
    DISPUTED: "A question about the work is open, and its money waits for the answer.",
    UNATTRIBUTED: "Attribution gives this part of the pool to no work.",
    NO_PAYEE: "The licence's organisation keeps what its guarantee adds, but has no payee.",
}

_ALLOCATIONS: Columns = {
    "payee": pl.Int64,  # null where nobody is named
    "work": pl.Int64,
    "identifier": pl.String,
    "use": USES,
    "territory": pl.String,
    "model_version": pl.String,
    "outcome": OUTCOMES,
    "reason": pl.String,
    "units": pl.Int64,  # of the cell, on each of its payees' rows
    "weight": pl.Int64,  # attribution, likewise; null where the licence does not pay by it
    "gross_micros": pl.Int64,  # of the cell, likewise
    "share": pl.Int64,  # the payee's weight ...
    "whole": pl.Int64,  # ... of this
    "amount_micros": pl.Int64,
    "cell": pl.Int64,  # the cell's place, so that units can be counted once
}
ALLOCATION_SCHEMA: Final = pl.Schema(_ALLOCATIONS)
# Whose rows name the payees of the split sheet: those who are paid, or would be.
SHARED: Final = [Outcome.PAYABLE.value, Outcome.HELD.value, Outcome.DISPUTED.value]
ROWS_AT_ONCE: Final = 1_000_000

_PART_COLUMNS: Columns = {
    "cell": pl.UInt32,
    "payee": pl.UInt32,
    "share": pl.Int64,
    "amount_micros": pl.Int64,
}
_PARTS: Final = pl.Schema(_PART_COLUMNS)
_WITH_GROSS: Final = pl.Schema([*CELL_SCHEMA.items(), ("gross_micros", pl.Int64())])

Shares = tuple[int, pl.DataFrame]  # of how many cells, and rows of `sides.SHARE_SCHEMA`


class Unequal(ArithmeticError):
    """The parts do not add up to the whole; nothing may be posted."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What an allocation adds up to, in micro-units; `payees` by payee."""

    gross_micros: int = 0
    held_micros: int = 0
    unmatched_micros: int = 0
    disputed_micros: int = 0
    unattributed_micros: int = 0
    payees: Mapping[int, int] = field(default_factory=dict)

    @property
    def payable_micros(self) -> int:
        return sum(self.payees.values())


@dataclass(frozen=True, slots=True)
class Allocation:
    """A month divided: `cells` with what they are worth and the `whole` of their shares, `parts` of
    them, the parts' `order`. Tens of millions of parts are held as four numbers each.
    """

    cells: pl.DataFrame
    parts: pl.DataFrame
    order: pl.Series

    def rows(self) -> pl.DataFrame:
        """All rows of `ALLOCATION_SCHEMA`, sorted by payee and cell."""
        return pl.concat(self.slices())

    def slices(self) -> Iterator[pl.DataFrame]:
        """The same, so many at a time: at least one frame."""
        for start in range(0, max(len(self.order), 1), ROWS_AT_ONCE):
            yield _told(self.parts[self.order.slice(start, ROWS_AT_ONCE)], self.cells)

    def totals(self) -> Totals:
        """The sums that are posted; an overflow raises."""
        sums = []
        for parts in self.parts.iter_slices(ROWS_AT_ONCE):
            of_cells = self.cells["outcome"].gather(parts["cell"])
            fates = parts.with_columns(outcome=of_cells).with_columns(_outcome(pl.col("outcome")))
            sums.append(fates.group_by("payee", "outcome").agg(add_up("amount_micros")))
        return totals(pl.concat(sums)) if sums else Totals()


def allocate(
    cells: pl.DataFrame, shares: Iterable[Shares], priced: Priced, keeper: int | None = None
) -> Allocation:
    """Divides the cells of a month, a stretch of them after the other.

    `cells` are of `CELL_SCHEMA` in their order, `shares` tell of each stretch how many cells it has
    and the shares of its works; in cells after those nobody shares. `priced` is what the cells come
    to; the payee `keeper` gets what a guarantee adds, where the organisation keeps it: a cell of
    its own, the last. Raises InvalidOperationError where an amount does not fit into Int64.
    """
    check_schema(cells, CELL_SCHEMA)
    valued = cells.with_columns(gross_micros=priced.gross)
    divided = list(_divided(valued, shares))
    wholes = [whole for whole, _ in divided]
    parts = [parts for _, parts in divided]
    kept = priced.pool.kept_micros if priced.pool else 0
    if kept:
        valued = _with_kept(valued, kept, keeper)
        wholes.append(pl.Series([1], dtype=pl.Int64))
        part = {"cell": len(cells), "payee": keeper, "share": 1, "amount_micros": kept}
        parts.append(pl.DataFrame([part], schema=_PARTS))
    about = _about(valued.with_columns(whole=pl.concat(wholes)))
    together = pl.concat(parts)
    # Parts stand in the order of their cells, and those of one payee stay in it.
    by_payee = pl.arg_sort_by("payee", nulls_last=True, maintain_order=True)
    return Allocation(about, together, together.select(by_payee).to_series())


def nothing() -> Allocation:
    """The allocation of a month without lines."""
    return allocate(pl.DataFrame(schema=CELL_SCHEMA), [], Priced(pl.Series(dtype=pl.Int64)))


def whole(allocation: pl.DataFrame) -> pl.DataFrame:
    """An archived allocation as `ALLOCATION_SCHEMA` has it now: what an older one lacks is null."""
    missing = {
        name: pl.lit(None, kind)
        for name, kind in ALLOCATION_SCHEMA.items()
        if name not in allocation.columns
    }
    outcomes = pl.col("outcome").cast(pl.String).cast(OUTCOMES)
    return allocation.with_columns(outcomes, **missing).select(
        *ALLOCATION_SCHEMA.names(), *set(allocation.columns).difference(ALLOCATION_SCHEMA)
    )


def totals(allocation: pl.DataFrame) -> Totals:
    """The sums of rows with `payee`, `outcome` and `amount_micros`; an overflow raises."""
    by_outcome = allocation.group_by("outcome").agg(add_up("amount_micros"))
    sums: dict[str, int] = dict(by_outcome.iter_rows())
    payees = (
        allocation.lazy()
        .filter(pl.col("outcome") == Outcome.PAYABLE.value)
        .group_by("payee")
        .agg(add_up("amount_micros"))
        .sort("payee")
        .collect()
    )
    return Totals(
        gross_micros=sum(sums.values()),
        held_micros=sums.get(Outcome.HELD.value, 0),
        unmatched_micros=sums.get(Outcome.UNMATCHED.value, 0),
        disputed_micros=sums.get(Outcome.DISPUTED.value, 0),
        unattributed_micros=sums.get(Outcome.UNATTRIBUTED.value, 0),
        payees=dict(payees.iter_rows()),
    )


def _divided(
    cells: pl.DataFrame, shares: Iterable[Shares]
) -> Iterator[tuple[pl.Series, pl.DataFrame]]:
    """For each stretch of cells: the whole of each cell's shares, and the parts in their order."""
    start = 0
    nobodys = len(cells), pl.DataFrame(schema=SHARE_SCHEMA)
    for count, of_works in chain(shares, [nobodys]):
        stretch = cells.slice(start, count)
        rows = _shared(stretch, of_works)
        amounts = exact.divide_each(
            rows.select(
                group="cell",
                amount=stretch["gross_micros"].gather(rows["cell"]),
                weight=pl.col("share").fill_null(1),
                total=pl.col("whole").fill_null(1),
            )
        )
        found, gross = _sum(amounts), _sum(stretch["gross_micros"])
        if found != gross:
            raise Unequal(f"The parts add up to {found} micro-units, the whole is {gross}.")
        parts = rows.select(
            pl.col("cell") + start, "payee", pl.col("share").fill_null(1), amount_micros=amounts
        )
        wholes = rows.group_by("cell", maintain_order=True).agg(pl.col("whole").first())
        yield wholes["whole"], parts.cast(_PARTS)
        start += count


def _sum(amounts: pl.Series) -> int:
    return int(amounts.cast(pl.Int128).sum())


def _shared(cells: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    """One row for each payee of each cell: `cell` (its place), `payee`, `share`, `whole`.

    A cell that nobody shares in keeps one row that says no more.
    """
    leg_set = pl.col("use").replace_strict(
        {use.value: LEG_SET_OF_USE[use] for use in Use}, return_dtype=pl.Int8
    )
    is_shared = pl.col("outcome").is_in(SHARED)
    return (
        cells.lazy()
        .select("work", "piece", leg_set=pl.when(is_shared).then(leg_set))
        .with_row_index("cell")
        .join(
            shares.lazy(), on=["work", "piece", "leg_set"], how="left", maintain_order="left_right"
        )
        .select(pl.col("cell").cast(pl.Int64), "payee", "share", "whole")
        .collect()
    )


def _with_kept(cells: pl.DataFrame, kept_micros: int, keeper: int | None) -> pl.DataFrame:
    """The cells with one more: what the organisation keeps of a guarantee."""
    is_held = keeper is None
    cell = {
        "outcome": (Outcome.HELD if is_held else Outcome.PAYABLE).value,
        "reason": NO_PAYEE if is_held else BREAKAGE,
        "units": 0,
        "lines": 0,
        "gross_micros": kept_micros,
    }
    return joined([cells, pl.DataFrame([cell], schema=_WITH_GROSS)])


def _about(cells: pl.DataFrame) -> pl.DataFrame:
    """What rows repeat of their cells, with a code for every reason that a row may have."""
    reasons = pl.Enum(sorted({*cells["reason"].unique().cast(pl.String), NO_SIDE, NO_SPLIT_SHEET}))
    return cells.select(
        "work",
        "identifier",
        "use",
        "territory",
        "model_version",
        "outcome",
        pl.col("reason").cast(pl.String).cast(reasons),
        "units",
        "weight",
        "gross_micros",
        "whole",
    )


def _told(parts: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """Parts with what their cells say; payable becomes held where there is nobody to pay."""
    about = cells[parts["cell"]]
    reasons = about.schema["reason"]
    has_side = pl.col("whole").is_not_null()
    why = pl.when(has_side).then(pl.lit(NO_SPLIT_SHEET)).otherwise(pl.lit(NO_SIDE)).cast(reasons)
    allocation = pl.concat([parts, about], how="horizontal").select(
        pl.col("payee").cast(pl.Int64),
        "work",
        "identifier",
        "use",
        "territory",
        "model_version",
        _outcome(pl.col("outcome")),
        pl.when(_has_nobody(pl.col("outcome"))).then(why).otherwise("reason").alias("reason"),
        "units",
        "weight",
        "gross_micros",
        "share",
        pl.col("whole").fill_null(1),
        "amount_micros",
        pl.col("cell").cast(pl.Int64),
    )
    check_schema(allocation, ALLOCATION_SCHEMA)
    return allocation


def _has_nobody(outcome: pl.Expr) -> pl.Expr:
    return (outcome == Outcome.PAYABLE.value) & pl.col("payee").is_null()


def _outcome(outcome: pl.Expr) -> pl.Expr:
    held = pl.lit(Outcome.HELD.value).cast(OUTCOMES)
    return pl.when(_has_nobody(outcome)).then(held).otherwise(outcome).alias("outcome")
