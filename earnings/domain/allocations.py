"""A licence's month divided: each cell's gross amount, each payee's part of it, to the micro-unit.

What nobody may be paid for stays in the sums: `held` rows carry the payee who would be paid, where
a split sheet names one, and `unmatched` rows carry the identifier as it was reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from artistportal.roster.domain.uses import Use
from earnings.domain import pay_models
from earnings.domain import shares as exact
from earnings.domain.cells import CELL_SCHEMA, OUTCOMES, Outcome
from earnings.domain.lines import USES, Columns, add_up, check_schema
from earnings.domain.pay_models import Terms
from earnings.domain.sides import LEG_SET_OF_USE

NO_SPLIT_SHEET: Final = "no_split_sheet"
NO_SIDE: Final = "no_side"
HELD_REASONS: Final[Mapping[str, str]] = {
    NO_SPLIT_SHEET: "The work has no split sheet for the day of use.",
    NO_SIDE: "The licence's organisation holds no part of the work that this use needs.",
    "no_such_work": "No work in the catalogue has this identifier.",
    "no_answer": "Nobody could be asked.",
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
    "gross_micros": pl.Int64,  # of the cell, likewise
    "share": pl.Int64,  # the payee's weight ...
    "whole": pl.Int64,  # ... of this
    "amount_micros": pl.Int64,
    "cell": pl.Int64,  # the cell's place, so that units can be counted once
}
ALLOCATION_SCHEMA: Final = pl.Schema(_ALLOCATIONS)


class Unequal(ArithmeticError):
    """The parts do not add up to the whole; nothing may be posted."""


@dataclass(frozen=True, slots=True)
class Totals:
    """What an allocation adds up to, in micro-units; `payees` by payee."""

    gross_micros: int = 0
    held_micros: int = 0
    unmatched_micros: int = 0
    payees: Mapping[int, int] = field(default_factory=dict)

    @property
    def payable_micros(self) -> int:
        return sum(self.payees.values())


def allocate(
    cells: pl.DataFrame, shares: pl.DataFrame, terms: Terms, revenue_micros: Mapping[str, int]
) -> pl.DataFrame:
    """Rows of `ALLOCATION_SCHEMA`, sorted by payee and cell.

    `cells` are of `CELL_SCHEMA` in their order, `shares` of `sides.SHARE_SCHEMA`. Raises
    `pay_models.NoPool`, and InvalidOperationError where an amount does not fit into Int64.
    """
    check_schema(cells, CELL_SCHEMA)
    is_excluded = pl.col("outcome") == Outcome.EXCLUDED.value
    weighed = cells.select("use", units=pl.when(is_excluded).then(0).otherwise(pl.col("units")))
    gross = pay_models.gross_of(pay_models.Month(weighed, revenue_micros), terms)
    whole = cells.with_columns(gross_micros=gross)
    allocation = _told(_by_payee(_divided(_shared(whole, shares), whole)), whole)
    check_schema(allocation, ALLOCATION_SCHEMA)
    _check_sums(allocation, int(gross.cast(pl.Int128).sum()))
    return allocation


def totals(allocation: pl.DataFrame) -> Totals:
    """The sums that are posted; an overflow raises."""
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
        payees=dict(payees.iter_rows()),
    )


def _shared(cells: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    """One row for each payee of each cell: `cell` (its place), `payee`, `share`, `whole`.

    A cell that nobody shares in keeps one row, without a payee.
    """
    leg_set = pl.col("use").replace_strict(
        {use.value: LEG_SET_OF_USE[use] for use in Use}, return_dtype=pl.Int8
    )
    is_shared = pl.col("outcome").is_in([Outcome.PAYABLE.value, Outcome.HELD.value])
    return (
        cells.lazy()
        .select("work", "piece", leg_set=pl.when(is_shared).then(leg_set))
        .with_row_index("cell")
        .join(
            shares.lazy(), on=["work", "piece", "leg_set"], how="left", maintain_order="left_right"
        )
        .select(
            pl.col("cell").cast(pl.Int64),
            "payee",
            pl.col("share").fill_null(1),
            pl.col("whole").fill_null(1),
            has_side=pl.col("share").is_not_null(),
        )
        .collect()
    )


def _divided(rows: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    amounts = exact.divide_each(
        rows.select(
            group="cell",
            amount=cells["gross_micros"].gather(rows["cell"]),
            weight="share",
            total="whole",
        )
    )
    return rows.with_columns(amount_micros=amounts)


def _by_payee(rows: pl.DataFrame) -> pl.DataFrame:
    """Sorted by payee, those without one last, then by cell: one number holds both keys."""
    nobody = pl.col("payee").max() + 1
    key = pl.col("payee").fill_null(nobody).fill_null(0) * (pl.col("cell").max() + 1)
    order = rows.select(pl.arg_sort_by(key + pl.col("cell"), maintain_order=True)).to_series()
    return rows[order]


def _told(rows: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """The rows with what their cells say; payable becomes held where there is nobody to pay."""
    reasons = pl.Enum(sorted({*cells["reason"].unique().cast(pl.String), NO_SIDE, NO_SPLIT_SHEET}))
    about = cells.select(
        "work",
        "identifier",
        "use",
        "territory",
        "model_version",
        "outcome",
        pl.col("reason").cast(pl.String).cast(reasons),
        "units",
        "gross_micros",
    )[rows["cell"]]
    is_payable = pl.col("outcome") == Outcome.PAYABLE.value
    has_nobody = is_payable & pl.col("payee").is_null()
    why = pl.when("has_side").then(pl.lit(NO_SPLIT_SHEET)).otherwise(pl.lit(NO_SIDE)).cast(reasons)
    held = pl.lit(Outcome.HELD.value).cast(OUTCOMES)
    return pl.concat([rows, about], how="horizontal").select(
        "payee",
        "work",
        "identifier",
        "use",
        "territory",
        "model_version",
        pl.when(has_nobody).then(held).otherwise(pl.col("outcome")).alias("outcome"),
        pl.when(has_nobody).then(why).otherwise(pl.col("reason")).alias("reason"),
        "units",
        "gross_micros",
        "share",
        "whole",
        "amount_micros",
        "cell",
    )


def _check_sums(allocation: pl.DataFrame, gross: int) -> None:
    """Payable, held and unmatched together are the gross."""
    found = int(allocation["amount_micros"].cast(pl.Int128).sum())
    if found != gross:
        raise Unequal(f"The parts add up to {found} micro-units, the whole is {gross}.")
