"""Lines that count for nothing, and why: sent before, or replaced by a later line."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import polars as pl


class Exclusion(StrEnum):
    """Why a line is excluded."""

    DUPLICATE = "duplicate"
    CORRECTED = "corrected"

    @property
    def sentence(self) -> str:
        return {
            "duplicate": "A line of the same id was reported before.",
            "corrected": "A later line corrects this one.",
        }[self.value]


REASONS: Final = pl.Enum([reason.value for reason in Exclusion])
KEY: Final = ["report", "line"]
NOTHING: Final = pl.DataFrame(schema={"report": pl.Int64, "line": pl.Int64, "excluded": REASONS})


def excluded(lines: pl.LazyFrame) -> pl.DataFrame:
    """`report`, `line`, `excluded` (why) of every line of a tool's month that does not count.

    Of lines with one id the first counts (by report, then line), and it alone corrects another. A
    line that is named so does not count; where corrections form a chain, the last one stands.
    """
    marked = lines.filter(pl.col("line_id").is_not_null()).select(*KEY, "line_id", "corrects")
    size, different, corrections = (
        marked.select(
            pl.len(),
            different=pl.col("line_id").n_unique(),
            corrections=pl.col("corrects").count(),
        )
        .collect(engine="streaming")
        .row(0)
    )
    duplicates = _duplicates(marked) if different < size else NOTHING
    if not corrections:
        return duplicates
    standing = marked.join(duplicates.lazy(), on=KEY, how="anti")
    return pl.concat([duplicates, _corrected(standing)])


def _duplicates(marked: pl.LazyFrame) -> pl.DataFrame:
    """All but the first line of each id."""
    repeated = marked.group_by("line_id").len().filter(pl.col("len") > 1).select("line_id")
    return (
        marked.join(repeated, on="line_id", how="semi")
        .sort(KEY)
        .filter(~pl.col("line_id").is_first_distinct())
        .select(*KEY, excluded=pl.lit(Exclusion.DUPLICATE.value, REASONS))
        .collect()
    )


def _corrected(standing: pl.LazyFrame) -> pl.DataFrame:
    """Every line that another one names; a line that names itself corrects nothing."""
    corrections = standing.filter(
        pl.col("corrects").is_not_null() & (pl.col("corrects") != pl.col("line_id"))
    )
    return (
        standing.join(corrections.select(line_id="corrects").unique(), on="line_id", how="semi")
        .select(*KEY, excluded=pl.lit(Exclusion.CORRECTED.value, REASONS))
        .collect()
    )
