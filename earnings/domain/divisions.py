"""How a month's gross was divided, told so that a payee can follow it without seeing all cells.

A division is an amount, the weight of the whole, and the last cell that got one of the micro-units
left over: a cell gets its part rounded down, and one more where it stands no later than that one by
remainder, weight and place. `recompute` follows the same description in plain Python.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from consent.domain.payment import PayModel, Unattributed
from earnings.domain import pay_models, shares
from earnings.domain.allocations import BREAKAGE, NO_PAYEE
from earnings.domain.cells import Outcome
from earnings.domain.pools import Terms

# What a division goes by. The last two divide among works, and into the attributed part and the
# rest; another division takes such a part further.
UNITS: Final = "units"
WEIGHT: Final = "weight"
RATES: Final = "rates"
WORKS: Final = "works"
ATTRIBUTION: Final = "attribution"

_CELL: Final = ("work", "identifier", "use", "outcome", "reason", "units", "weight", "gross_micros")


@dataclass(frozen=True, slots=True)
class Last:
    """The last of those that got one micro-unit more."""

    remainder: int
    weight: int
    place: int


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of an earlier division (by its place in the list) is divided further."""

    of: int
    weight: int
    place: int


@dataclass(frozen=True, slots=True)
class Division:
    """One amount divided by weight; `work` where it is one work's part."""

    by: str
    amount_micros: int
    whole: int
    last: Last | None
    part: Part | None = None
    work: int | None = None


def cells_of(allocation: pl.LazyFrame) -> pl.DataFrame:
    """Every cell of an allocation once, in order: `cell` and what its rows repeat."""
    return (
        allocation.select("cell", *_CELL)
        .group_by("cell")
        .agg(pl.first(*_CELL))
        .sort("cell")
        .collect(engine="streaming")
    )


def of_month(cells: pl.DataFrame, terms: Terms, works: Collection[int]) -> tuple[Division, ...]:
    """How the gross of the cells (`cells_of`) came about; none where rates alone set it.

    Of a division among works, only the parts of `works` are taken further.
    """
    if not terms.pool_basis:
        return ()
    is_kept = pl.col("reason").cast(pl.String).is_in([BREAKAGE, NO_PAYEE])
    divided = cells.filter(~is_kept)
    amount = int(divided["gross_micros"].cast(pl.Int128).sum())
    counted = pay_models.counting(divided)
    if not _sum(counted["units"]):
        return ()
    if terms.pay_model == PayModel.FLAT_PER_WORK.value:
        return _by_works(amount, divided, counted, works)
    if terms.pay_model == PayModel.ATTRIBUTION_WEIGHTED.value:
        return _by_attribution(amount, counted, terms)
    if terms.pay_model == PayModel.PER_USE_RATE.value:
        return (_or_units(RATES, amount, pay_models.at_rates(counted, terms), counted),)
    return (_divided(UNITS, amount, counted["units"]),)


def of_sum(amount: int, weights: pl.Series) -> Division:
    """How one sum was divided over the rows of its key."""
    return _divided(WEIGHT, amount, weights)


def _by_attribution(amount: int, counted: pl.DataFrame, terms: Terms) -> tuple[Division, ...]:
    weight = counted["weight"].fill_null(0)
    rest = (counted["outcome"] == Outcome.UNATTRIBUTED.value).cast(pl.Int64) * weight
    attributed = weight - rest
    if terms.unattributed == Unattributed.BY_USAGE.value:
        return _by_usage(amount, counted, attributed, rest)
    is_shared = terms.unattributed == Unattributed.SHARED.value
    return (
        _or_units(
            WEIGHT, amount, attributed if is_shared and _sum(attributed) else weight, counted
        ),
    )


def _by_usage(
    amount: int, counted: pl.DataFrame, attributed: pl.Series, rest: pl.Series
) -> tuple[Division, ...]:
    weights = pl.Series([_sum(attributed), _sum(rest)], dtype=pl.Int128)
    if not any(weights):
        return (_divided(UNITS, amount, counted["units"]),)
    first, second = shares.divide_whole(amount, weights).to_list()
    by_weight = _divided(WEIGHT, first, attributed, Part(0, weights[0], 0))
    return (
        _divided(ATTRIBUTION, amount, weights),
        *([by_weight] if weights[0] else []),
        _divided(UNITS, second, counted["units"], Part(0, weights[1], 1)),
    )


def _by_works(
    amount: int, cells: pl.DataFrame, counted: pl.DataFrame, works: Collection[int]
) -> tuple[Division, ...]:
    key = [pl.col(name) for name in ("work", "identifier")]
    begins = pl.any_horizontal(part.ne_missing(part.shift()) for part in key)
    placed = counted.with_columns(cells["cell"], group=begins.cum_sum().cast(pl.Int64) - 1)
    groups = placed.group_by("group", maintain_order=True).agg(
        pl.first("work"), total=pl.col("units").sum()
    )
    weights = (groups["total"] > 0).cast(pl.Int64)
    parts = shares.divide_whole(amount, weights)
    wanted = groups.with_columns(amount=parts).filter(
        pl.col("work").is_in(sorted(works)), pl.col("total") > 0
    )
    within = [
        _within(placed.filter(pl.col("group") == row["group"]), row)
        for row in wanted.iter_rows(named=True)
    ]
    return (_divided(WORKS, amount, weights), *within)


def _within(cells: pl.DataFrame, group: Mapping[str, int]) -> Division:
    part = Part(0, 1, group["group"])
    return _divided(UNITS, group["amount"], cells["units"], part, cells["cell"], group["work"])


def _or_units(by: str, amount: int, weights: pl.Series, counted: pl.DataFrame) -> Division:
    """By weights; by units where no cell has any, as `pay_models` does."""
    if _sum(weights):
        return _divided(by, amount, weights)
    return _divided(UNITS, amount, counted["units"])


def _divided(
    by: str,
    amount: int,
    weights: pl.Series,
    part: Part | None = None,
    places: pl.Series | None = None,
    work: int | None = None,
) -> Division:
    last = _last(abs(amount), weights, places)
    return Division(by, amount, _sum(weights), last, part, work)


def _last(amount: int, weights: pl.Series, places: pl.Series | None) -> Last | None:
    """The last of those that got one more, as `shares.divide_whole` hands them out."""
    total = _sum(weights)
    if total <= 0:
        return None
    product = pl.col("weight").cast(pl.Int128) * pl.lit(amount, pl.Int128)
    parts = pl.DataFrame({"weight": weights}).select(
        "weight",
        part=product // total,
        remainder=product % total,
        place=pl.int_range(pl.len(), dtype=pl.Int64) if places is None else places,
    )
    left_over = amount - _sum(parts["part"])
    if not left_over:
        return None
    order = ["remainder", "weight", "place"]
    row = parts.sort(order, descending=[True, True, False]).row(left_over - 1, named=True)
    return Last(row["remainder"], row["weight"], row["place"])


def _sum(amounts: pl.Series) -> int:
    return int(amounts.cast(pl.Int128).sum())
