"""A month's lines gathered into cells: one work, use, territory and model version, with one fate.

Lines are gathered before anything is joined to split sheets: a million lines become far fewer
cells, and only cells whose consent or split sheets change within the month keep their moments.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import polars as pl

from earnings.domain import attributions, clearings, exclusions, licensing
from earnings.domain.attributions import Attribution
from earnings.domain.clearings import Consent
from earnings.domain.licensing import Agreement
from earnings.domain.lines import USES, Columns, add_up, coded
from earnings.domain.sides import KINDS


class Outcome(StrEnum):
    """What becomes of the money of a cell."""

    PAYABLE = "payable"
    HELD = "held"
    UNMATCHED = "unmatched"
    DISPUTED = "disputed"
    UNATTRIBUTED = "unattributed"
    EXCLUDED = "excluded"

    @property
    def label(self) -> str:
        return self.value.capitalize()


DISPUTED: Final = "disputed"
UNATTRIBUTED: Final = "unattributed"
OUTCOMES: Final = pl.Enum([outcome.value for outcome in Outcome])
_WORKS: Columns = {
    "identifier": pl.String,
    "work": pl.Int64,
    "kind": KINDS,
    "organisation": pl.Int64,
}
WORK_SCHEMA: Final = pl.Schema(_WORKS)
_CELLS: Columns = {
    "work": pl.Int64,  # null where unmatched
    "identifier": pl.String,  # null where matched
    "use": USES,
    "territory": pl.String,
    "model_version": pl.String,
    "piece": pl.Date,  # the day from which the work's split sheets stay as they are
    "outcome": OUTCOMES,
    "reason": pl.String,  # "" where payable
    "units": pl.Int64,
    "lines": pl.Int64,
    # Attribution: quantity × parts per million, an output's parts being at most the whole of it;
    # null where the licence does not pay by it.
    "weight": pl.Int64,
}
CELL_SCHEMA: Final = pl.Schema(_CELLS)
ORDER: Final = [name for name in CELL_SCHEMA if name not in {"units", "lines", "weight"}]
WORDS: Final = ("identifier", "territory", "model_version", "reason")


@dataclass(frozen=True, slots=True)
class Share:
    """Which lines of a tool's month belong to a licence.

    Matched lines are every organisation's that has a claim on them (`licensing.claims`; this one's
    are `claimed`: `work`, `use`), unmatched lines the one's whose licence they name, or where they
    name none this one's if it `takes_unnamed`. Of this organisation's lines those are the licence's
    that `licensing.number_of` the `agreements` between the two gives it.
    """

    claimed: pl.DataFrame
    number: int
    takes_unnamed: bool
    agreements: Sequence[Agreement]

    def of(self, works: pl.DataFrame) -> Share:
        """As far as it is about some works."""
        return replace(self, claimed=self.claimed.join(works, on="work", how="semi"))


def matched(lines: pl.LazyFrame, works: pl.DataFrame) -> pl.LazyFrame:
    """Lines with their `work`; null where no work has the identifier."""
    named = works.lazy().select("identifier", "work")
    return lines.join(named, on="identifier", how="left", validate="m:1")


def of_licence(lines: pl.LazyFrame, share: Share) -> pl.LazyFrame:
    """Those of matched lines, and of lines without a work, that belong to a licence."""
    claimed = share.claimed.lazy().with_columns(is_claimed=pl.lit(value=True))
    names_us = pl.col("licence").is_in([agreement.number for agreement in share.agreements])
    is_ours = (
        pl.when(pl.col("work").is_null())
        .then(pl.coalesce(names_us, pl.lit(share.takes_unnamed)))
        .otherwise("is_claimed")
    )
    return (
        lines.join(claimed, on=["work", "use"], how="left", validate="m:1")
        .filter(is_ours & (licensing.number_of(share.agreements) == share.number))
        .drop("is_claimed")
    )


def gathered(
    lines: pl.LazyFrame,
    excluded: pl.DataFrame,
    consent: Consent,
    pieces: pl.DataFrame,
    disputed: Collection[int] = (),
    attribution: Attribution | None = None,
) -> pl.DataFrame:
    """Cells of `CELL_SCHEMA`, in the order of their key, from lines with their work.

    `excluded` is what `exclusions.excluded` found, `pieces` what `sides.pieces` did; the money of
    `disputed` works waits, where nothing else keeps it. With an `attribution` cells have their
    weight; what it leaves over is `unattributed`.
    """
    moving = pl.concat([consent.moving_works(), _moving_works(pieces)]).unique()
    marked = _with_exclusions(lines, excluded)
    sums = [pl.col("quantity").cast(pl.Int128).sum().alias("units"), pl.len().alias("lines")]
    if attribution is not None:
        marked = attributions.weighed(marked, attribution)
        sums.append(pl.col("weight").sum())
    moments = _with_moments(marked, moving)
    key = ["work", "identifier", "use", "territory", "model_version", "excluded"]
    small = moments.group_by(*key, "used_from", "used_until").agg(sums)
    cells = _with_pieces(small.collect(engine="streaming"), pieces)
    judged = clearings.judge(cells.lazy(), consent)
    is_disputed = pl.col("work").is_in(sorted(disputed)).fill_null(value=False)
    fates = judged.with_columns(outcome=_outcome(is_disputed), reason=_reason(is_disputed))
    found = (
        fates.group_by(ORDER)
        .agg(
            units=pl.col("units").sum().cast(pl.Int64),
            lines=add_up("lines"),
            weight=add_up("weight") if attribution else pl.lit(None, pl.Int64).first(),
        )
        .select(CELL_SCHEMA.names())
        .collect()
    )
    return _in_order(found)


def unattributed(
    lines: pl.LazyFrame, excluded: pl.DataFrame, attribution: Attribution
) -> pl.DataFrame:
    """The cell of what is attributed to no work, without use or place: the last of a month's.

    None where nothing is. The lines are all those that `gathered` is given, in one stretch or many.
    """
    counted = _with_exclusions(lines, excluded).filter(pl.col("excluded").is_null())
    weight = attributions.unattributed(counted, attribution)
    cell = {
        "outcome": Outcome.UNATTRIBUTED.value,
        "reason": UNATTRIBUTED,
        "units": 0,
        "lines": 0,
        "weight": weight,
    }
    rows = [{name: cell.get(name) for name in CELL_SCHEMA}] if weight else []
    return pl.DataFrame(rows, schema=CELL_SCHEMA)


def joined(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Cells that follow one another in their order, with their words coded as one."""
    told = [part for part in parts if not part.is_empty()] or list(parts[:1])
    if len(told) == 1:
        return told[0]
    words = {
        name: pl.concat([part[name].unique().cast(pl.String) for part in told]) for name in WORDS
    }
    kinds = {name: pl.Enum(found.drop_nulls().unique().sort()) for name, found in words.items()}
    return pl.concat(
        part.with_columns(pl.col(name).cast(pl.String).cast(kinds[name]) for name in WORDS)
        for part in told
    )


def _moving_works(pieces: pl.DataFrame) -> pl.DataFrame:
    return pieces.group_by("work").len().filter(pl.col("len") > 1).select("work")


def _with_exclusions(lines: pl.LazyFrame, excluded: pl.DataFrame) -> pl.LazyFrame:
    if excluded.is_empty():
        return lines.with_columns(excluded=pl.lit(None, exclusions.REASONS))
    return lines.join(excluded.lazy(), on=exclusions.KEY, how="left", validate="m:1")


def _with_moments(lines: pl.LazyFrame, moving: pl.DataFrame) -> pl.LazyFrame:
    """Keeps the moment where it decides something, the identifier where there is no work."""
    is_moving = pl.col("work").is_in(moving["work"].implode())
    return lines.with_columns(
        identifier=pl.when(pl.col("work").is_null()).then(pl.col("identifier")),
        used_from=pl.when(is_moving).then(pl.col("used_from")),
        used_until=pl.when(is_moving).then(pl.col("used_until")),
    )


def _with_pieces(cells: pl.DataFrame, pieces: pl.DataFrame) -> pl.DataFrame:
    """Adds `piece`: the work's only one, or the one in which the day of use lies."""
    first = pieces.lazy().group_by("work").agg(pl.col("piece").min())
    several = pieces.join(_moving_works(pieces), on="work", how="semi")
    placed = cells.lazy().join(first, on="work", how="left", validate="m:1")
    is_moving = pl.col("work").is_in(several["work"].implode())
    still = placed.filter(~is_moving.fill_null(value=False))
    moving = (
        placed.filter(is_moving)
        .drop("piece")
        .with_columns(day=pl.col("used_from").dt.date())
        .sort("day")
        .join_asof(
            several.lazy().with_columns(day="piece").sort("day"),
            on="day",
            by="work",
            strategy="backward",
            check_sortedness=False,
        )
        .drop("day")
    )
    return pl.concat([still, moving]).collect()


def _outcome(is_disputed: pl.Expr) -> pl.Expr:
    return (
        pl.when(pl.col("excluded").is_not_null())
        .then(pl.lit(Outcome.EXCLUDED.value))
        .when(pl.col("work").is_null())
        .then(pl.lit(Outcome.UNMATCHED.value))
        .when(pl.col("refusal").is_not_null())
        .then(pl.lit(Outcome.HELD.value))
        .when(is_disputed)
        .then(pl.lit(Outcome.DISPUTED.value))
        .otherwise(pl.lit(Outcome.PAYABLE.value))
        .cast(OUTCOMES)
    )


def _reason(is_disputed: pl.Expr) -> pl.Expr:
    return (
        pl.when(pl.col("excluded").is_not_null())
        .then(pl.col("excluded").cast(pl.String))
        .when(pl.col("work").is_null())
        .then(pl.lit("no_such_work"))
        .when(pl.col("refusal").is_not_null())
        .then(pl.col("refusal"))
        .otherwise(pl.when(is_disputed).then(pl.lit(DISPUTED)).otherwise(pl.lit("")))
    )


def _in_order(cells: pl.DataFrame) -> pl.DataFrame:
    """Sorted by the whole key, its words coded."""
    return coded(cells, WORDS).sort(ORDER, nulls_last=True)
