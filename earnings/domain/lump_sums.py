"""Money that comes as one sum: why it came, and by which key it is divided. Pure.

A sum is divided once, exactly, by weights that come from the archived allocations of its months:
what was payable there, by payee and work. What was held or unmatched has no weight, and neither has
what a guarantee added; somebody whose corrections outweigh the rest has none either.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Final

import polars as pl

from earnings.domain import shares
from earnings.domain.cells import Outcome
from earnings.domain.lines import Columns, add_up, check_schema

# What one use, and what one work, weighs: so fine that its parts can be told apart.
ONE: Final = 1_000_000

_WEIGHTS: Columns = {"payee": pl.Int64, "work": pl.Int64, "weight": pl.Int64}
_AMOUNTS: Columns = {"amount_micros": pl.Int64}
WEIGHT_SCHEMA: Final = pl.Schema(_WEIGHTS)
DIVIDED_SCHEMA: Final = pl.Schema({**_WEIGHTS, **_AMOUNTS})
# The columns of an allocation that a key reads.
READ: Final = ["payee", "work", "outcome", "units", "share", "whole", "amount_micros"]


class LumpSumKind(StrEnum):
    """Why a sum came."""

    LUMP_SUM = "lump_sum"
    EQUITY = "equity"
    SETTLEMENT = "settlement"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


class AllocationKey(StrEnum):
    """By what a sum is divided among payees."""

    EARNED = "earned"
    UNITS = "units"
    WORKS = "works"
    ALIKE = "alike"

    @property
    def label(self) -> str:
        return {
            "earned": "By what each earned in the months named",
            "units": "By uses in the months named",
            "works": "By works used in the months named",
            "alike": "The same for each payee of the months named",
        }[self.value]

    @property
    def sentence(self) -> str:
        """What a weight is, in words."""
        return {
            "earned": "A weight is what a work earned a payee under this licence in these months.",
            "units": "A weight is the uses that earned something in these months, each times the"
            " payee's share of it.",
            "works": "Each work that earned something in these months weighs the same; a payee's"
            " weight is their share of its uses.",
            "alike": "Everybody who earned something in these months weighs the same.",
        }[self.value]

    @property
    def measure(self) -> str:
        """What weights count."""
        return {"earned": "earned", "units": "uses", "works": "works", "alike": "payees"}[self]

    def told(self, weight: int) -> str:
        """A weight as people write it: 2.5 for two and a half uses."""
        if self is AllocationKey.ALIKE:
            return f"{weight:,}"
        text = f"{Decimal(weight).scaleb(-6):,f}"
        return text.rstrip("0").rstrip(".")


class NothingToGoBy(ValueError):
    """The key gives nobody a weight; the sentence says why."""


def weights(allocations: pl.LazyFrame, key: AllocationKey) -> pl.DataFrame:
    """`WEIGHT_SCHEMA`, sorted by payee and work: what each has by a key, all of it above 0.

    `allocations` are rows of `allocations.ALLOCATION_SCHEMA` of all months, as far as `READ` goes.
    Earned is in micro-units, a use and a work weigh `ONE`, a payee 1 (and then `work` is null).
    """
    is_earned = (
        (pl.col("outcome").cast(pl.String) == Outcome.PAYABLE.value)
        & pl.col("payee").is_not_null()
        & pl.col("work").is_not_null()
    )
    counted = allocations.filter(is_earned)
    weight = pl.col("amount_micros")
    if key in {AllocationKey.UNITS, AllocationKey.WORKS}:
        uses = pl.col("units").cast(pl.Int128) * ONE * pl.col("share").cast(pl.Int128)
        weight = (uses // pl.col("whole")).cast(pl.Int64)
    found = (
        counted.select("payee", "work", weight=weight)
        .group_by("payee", "work")
        .agg(add_up("weight"))
        .filter(pl.col("weight") > 0)
        .collect(engine="streaming")
    )
    if key is AllocationKey.WORKS:
        found = _of_one_each(found)
    if key is AllocationKey.ALIKE:
        found = found.select("payee", work=pl.lit(None, pl.Int64), weight=pl.lit(1, pl.Int64))
        found = found.unique()
    found = found.sort("payee", "work")
    check_schema(found, WEIGHT_SCHEMA)
    return found


def divided(amount_micros: int, weights: pl.DataFrame) -> pl.DataFrame:
    """`DIVIDED_SCHEMA`: a sum over the rows of weights, adding up to it; raises NothingToGoBy."""
    if weights.is_empty():
        raise NothingToGoBy(
            "Nobody earned anything under this licence in the months that the key names, so there"
            " is nothing to divide by. Wait until they are reported."
        )
    parts = shares.divide_whole(amount_micros, weights["weight"])
    return weights.with_columns(amount_micros=parts)


def of_payees(divided: pl.DataFrame) -> dict[int, int]:
    """What each payee gets, in micro-units; those whom nothing is left for are not named."""
    sums = divided.group_by("payee").agg(add_up("amount_micros")).sort("payee")
    return {payee: amount for payee, amount in sums.iter_rows() if amount}


def _of_one_each(uses: pl.DataFrame) -> pl.DataFrame:
    """Each work's `ONE` over its payees by their uses."""
    by_work = uses.sort("work", "payee")
    parts = shares.divide_each(
        by_work.select(
            "weight",
            group="work",
            amount=pl.lit(ONE, pl.Int64),
            total=pl.col("weight").sum().over("work"),
        )
    )
    return by_work.with_columns(weight=parts).filter(pl.col("weight") > 0)
