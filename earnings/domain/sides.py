"""Who is paid for a use of a work: its legs by the licence's sides, each leg by its split sheet.

A licence's organisation is paid for the legs it holds the rights of. The terms weigh the sides
(recording, composition, voice); legs of one side weigh alike; a leg is divided by the split sheet
valid on the day of use. All of it is one weight for each payee, so that an amount is divided once.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
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
    legs: pl.DataFrame,
    sheets: pl.DataFrame,
    pieces: pl.DataFrame,
    sides_ppm: Mapping[str, int],
    uses: Collection[Use] = tuple(Use),
) -> pl.DataFrame:
    """Each payee's weight in a work: `SHARE_SCHEMA`, one row a payee, set of legs and piece.

    `legs` are those whose rights the licence's organisation holds, `pieces` what `pieces` tells of
    them; a work none of whose legs it holds for a set has no row there. `whole` is the sum of the
    weights of all payees. Sets that none of the `uses` needs are left out.
    """
    placed = legs.lazy().join(pieces.lazy(), on="work").sort("work", "piece")
    placed = placed.with_columns(spot=pl.struct("work", "piece").rle_id()).with_row_index("place")
    legs_there = placed.collect()
    weights = _in_order(_weights(legs_there, _on_sheets(legs_there, sheets), sides_ppm, uses))
    return pl.concat(
        [legs_there[weights["place"]].select("work", "piece"), weights.drop("place")],
        how="horizontal",
    )


def _on_sheets(legs: pl.DataFrame, sheets: pl.DataFrame) -> pl.DataFrame:
    """`place` of a leg on a piece, with `payee` and `share_ppm` of each row of its sheet there; one
    row without a payee where it has none.
    """
    is_valid = (pl.col("from_date") <= pl.col("piece")) & (
        pl.col("until_date").is_null() | (pl.col("until_date") > pl.col("piece"))
    )
    found = (
        legs.lazy()
        .join(sheets.lazy(), on="leg_work")
        .filter(is_valid)
        .select("place", "payee", "share_ppm")
        .collect()
    )
    missing = legs.select("place").filter(~pl.col("place").is_in(found["place"].implode()))
    nobodys = missing.with_columns(
        payee=pl.lit(None, pl.Int64), share_ppm=pl.lit(WHOLE_PPM, pl.Int64)
    )
    return pl.concat([found, nobodys])


def _weights(
    legs: pl.DataFrame, rows: pl.DataFrame, sides_ppm: Mapping[str, int], uses: Collection[Use]
) -> pl.DataFrame:
    """The rows for each set of legs that the uses need, with `spot`, `leg_set` and `weight`."""
    spots = legs["spot"].gather(rows["place"])
    sets = []
    for number in sorted({LEG_SET_OF_USE[use] for use in uses}):
        weight = _of_set(legs, number, sides_ppm).gather(rows["place"]) * rows["share_ppm"]
        of_set = rows.select(
            "place", "payee", spot=spots, leg_set=pl.lit(number, pl.Int8), weight=weight
        )
        sets.append(of_set.drop_nulls("weight"))
    return pl.concat(sets)


def _of_set(legs: pl.DataFrame, number: int, sides_ppm: Mapping[str, int]) -> pl.Series:
    """What each leg weighs in one set: its side's part, equally over the legs of that side, times
    what all such numbers of legs divide; null where the leg is not of the set.
    """
    of_kind = {kind.value: sides_ppm.get(kind, 0) for kind in LEG_SETS[number]}
    side = pl.col("kind").replace_strict(
        {kind: ppm for kind, ppm in of_kind.items() if ppm > 0},
        return_dtype=pl.Int128,
        default=None,
    )
    alike = pl.when(side.is_not_null()).then(pl.len().over("spot", "kind"))
    counted = legs.select(side=side, alike=alike.cast(pl.Int128))
    common = math.lcm(*counted["alike"].drop_nulls().unique())
    return counted.select(
        pl.col("side") * (pl.lit(common, pl.Int128) // pl.col("alike"))
    ).to_series()


def _in_order(weights: pl.DataFrame) -> pl.DataFrame:
    """What each payee weighs in each spot and set, and the whole of it: sorted by them all.

    One number holds spot, set and payee in their order: it sorts far faster than they do.
    """
    payee = pl.col("payee").rank("dense").cast(pl.Int64)
    nobody = pl.col("payee").n_unique().cast(pl.Int64) + 1
    whole = pl.col("spot").cast(pl.Int64) * len(LEG_SETS) + pl.col("leg_set")
    return (
        weights.lazy()
        .with_columns(whole=whole)
        .with_columns(key=pl.col("whole") * (nobody + 1) + payee.fill_null(nobody))
        .sort("key")
        .group_by("key", maintain_order=True)
        .agg(
            pl.col("place", "leg_set", "payee", "whole").first(),
            share=pl.col("weight").sum(),
        )
        .select(
            "place",
            "leg_set",
            "payee",
            pl.col("share").cast(pl.Int64),
            pl.col("share").sum().over("whole").cast(pl.Int64).alias("whole"),
        )
        .collect()
    )
