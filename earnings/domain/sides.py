"""Who is paid for a use of a work: its legs by the licence's sides, each leg by its split sheet.

A licence's organisation is paid for the legs it holds the rights of. The terms weigh the sides
(recording, composition, voice); legs of one side weigh alike; a leg is divided by the split sheet
valid on the day of use. All of it is one weight for each payee, so that an amount is divided once.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

import polars as pl

from artistportal.money import WHOLE_PPM
from artistportal.roster.domain.uses import LEGS, Use, WorkKind
from earnings.domain.lines import Columns

KINDS: Final = pl.Enum([kind.value for kind in WorkKind])

# Uses that stand on the same legs divide alike: each such set of legs has a number.
LEG_SETS: Final = tuple(dict.fromkeys(LEGS.values()))
LEG_SET_OF_USE: Final[Mapping[Use, int]] = MappingProxyType(
    {use: LEG_SETS.index(legs) for use, legs in LEGS.items()}
)

_LEG_COLUMNS: Columns = {"work": pl.Int64, "leg_work": pl.Int64, "kind": KINDS}
LEG_SCHEMA: Final = pl.Schema(_LEG_COLUMNS)
SHEET_SCHEMA: Final = pl.Schema(
    {
        "leg_work": pl.Int64,
        "sheet": pl.Int64,
        "from_date": pl.Date,
        "until_date": pl.Date,  # exclusive; null where open
        "payee": pl.Int64,
        "share_ppm": pl.Int64,
    }
)
SHARE_SCHEMA: Final = pl.Schema(
    {
        "work": pl.Int64,
        "piece": pl.Date,
        "leg_set": pl.Int8,
        "payee": pl.Int64,  # null: a leg without a split sheet
        "share": pl.Int64,
        "whole": pl.Int64,
    }
)


@dataclass(frozen=True, slots=True)
class Days:
    """The half-open stretch of days in which the works were used."""

    first: date
    until: date


def pieces(legs: pl.DataFrame, sheets: pl.DataFrame, days: Days) -> pl.DataFrame:
    """The days from which a work's split sheets stay as they are: `work`, `piece` (its first day).

    Every work has a piece from `days.first`; another begins where a sheet of a leg begins or ends.
    """
    changes = pl.concat(
        [
            sheets.lazy().select("leg_work", piece="from_date"),
            sheets.lazy().select("leg_work", piece="until_date"),
        ]
    ).filter(pl.col("piece") > days.first, pl.col("piece") < days.until)
    later = legs.lazy().join(changes.unique(), on="leg_work").select("work", "piece")
    first = legs.lazy().select("work", piece=pl.lit(days.first))
    return pl.concat([first, later]).unique().sort("work", "piece").collect()


def shares(
    legs: pl.DataFrame, sheets: pl.DataFrame, days: Days, sides_ppm: Mapping[str, int]
) -> pl.DataFrame:
    """Each payee's weight in a work: `SHARE_SCHEMA`, one row a payee, set of legs and piece.

    `legs` are those whose rights the licence's organisation holds; a work none of whose legs it
    holds for a set has no row there. `whole` is the sum of the weights of all payees.
    """
    valid = _on_sheets(legs, sheets, pieces(legs, sheets, days))
    sets = [_of_set(valid, number, sides_ppm) for number in range(len(LEG_SETS))]
    weights = (
        pl.concat(sets)
        .group_by("work", "piece", "leg_set", "payee")
        .agg(share=pl.col("weight").sum())
    )
    whole = pl.col("share").sum().over("work", "piece", "leg_set")
    return (
        weights.with_columns(whole=whole)
        .sort("work", "piece", "leg_set", "payee", nulls_last=True)
        .select(
            "work",
            "piece",
            "leg_set",
            "payee",
            pl.col("share").cast(pl.Int64),
            pl.col("whole").cast(pl.Int64),
        )
        .collect()
    )


def _on_sheets(legs: pl.DataFrame, sheets: pl.DataFrame, pieces: pl.DataFrame) -> pl.LazyFrame:
    """Each leg on each piece with its sheet's rows; one row without a payee where it has none."""
    is_valid = (pl.col("from_date") <= pl.col("piece")) & (
        pl.col("until_date").is_null() | (pl.col("until_date") > pl.col("piece"))
    )
    placed = legs.lazy().join(pieces.lazy(), on="work")
    found = placed.join(sheets.lazy(), on="leg_work").filter(is_valid)
    key = ["work", "leg_work", "piece"]
    columns = [*key, "kind", "payee", "share_ppm"]
    missing = placed.join(found, on=key, how="anti").with_columns(
        payee=pl.lit(None, pl.Int64), share_ppm=pl.lit(WHOLE_PPM, pl.Int64)
    )
    return pl.concat([found.select(columns), missing.select(columns)])


def _of_set(valid: pl.LazyFrame, number: int, sides_ppm: Mapping[str, int]) -> pl.LazyFrame:
    """The weights of one set of legs: a side's part, equally over its legs, times the share."""
    kinds = [kind.value for kind in LEG_SETS[number] if sides_ppm.get(kind, 0) > 0]
    rows = valid.filter(pl.col("kind").is_in(kinds))
    alike = pl.col("leg_work").n_unique().over("work", "piece", "kind")
    rows = rows.with_columns(alike=alike)
    counts = rows.select(pl.col("alike").unique()).collect().to_series().to_list()
    common = math.lcm(*counts) if counts else 1
    side = pl.col("kind").replace_strict(
        {kind: sides_ppm.get(kind, 0) for kind in kinds} or {WorkKind.RECORDING.value: 0},
        return_dtype=pl.Int64,
        default=0,
    )
    weight = side.cast(pl.Int128) * (pl.lit(common) // pl.col("alike")) * pl.col("share_ppm")
    return rows.select(
        "work",
        "piece",
        "payee",
        leg_set=pl.lit(number, pl.Int8),
        weight=weight.cast(pl.Int128),
    )
