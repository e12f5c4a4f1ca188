"""Lines that count for nothing, and why: sent before, replaced, repeated, or beyond belief.

Rules that need a column which no line fills cost one look at it. docs/usage-report.md argues the
thresholds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

import polars as pl

from earnings.domain.lines import SCHEMA

MOST_USES_AN_HOUR: Final = 60  # of one work by one account: one a minute, without a pause


class Exclusion(StrEnum):
    """Why a line is excluded."""

    DUPLICATE = "duplicate"
    CORRECTED = "corrected"
    CORRECTS_NOTHING = "corrects_nothing"
    EQUAL_LINE = "equal_line"
    NEAR_DUPLICATE = "near_duplicate"
    OUTPUT_REPEATED = "output_repeated"
    BURST = "burst"
    OTHER_OPINION = "other_opinion"

    @property
    def label(self) -> str:
        return {
            "duplicate": "Sent before",
            "corrected": "Corrected",
            "corrects_nothing": "Corrects nothing",
            "equal_line": "Equal to an earlier line",
            "near_duplicate": "Same use under another id",
            "output_repeated": "Output told twice",
            "burst": "Burst",
            "other_opinion": "Another opinion counts",
        }[self.value]

    @property
    def sentence(self) -> str:
        return {
            "duplicate": "A line of the same id was reported before.",
            "corrected": "A later line corrects this one.",
            "corrects_nothing": "The line that it corrects stands in no report any more.",
            "equal_line": "A line without an id, equal in every cell, was reported before.",
            "near_duplicate": "The same work, use, output, territory and moment were reported"
            " before, under another id.",
            "output_repeated": "This work's part in this output was reported before.",
            "burst": f"One account used this work more than {MOST_USES_AN_HOUR} times within an"
            " hour; the uses above that do not count.",
            "other_opinion": "Several providers say how much of this output is owed to the work;"
            " another one's word counts.",
        }[self.value]


REASONS: Final = pl.Enum([reason.value for reason in Exclusion])
KEY: Final = ["report", "line"]
NOTHING: Final = pl.DataFrame(schema={"report": pl.Int64, "line": pl.Int64, "excluded": REASONS})
OUTPUT: Final = ["output_id", "identifier", "use"]  # one work's part in one output
_MOMENT: Final = ["territory", "used_from", "used_until"]
_CONTENT: Final = [name for name in SCHEMA if name not in {"report", "line", "line_id", "corrects"}]
_HOUR: Final = pl.duration(hours=1)


class _Extent(NamedTuple):
    """How many lines fill what the rules look at."""

    lines: int
    with_id: int
    corrections: int
    outputs: int
    accounts: int


def excluded(lines: pl.LazyFrame) -> pl.DataFrame:
    """`report`, `line`, `excluded` (why) of every line of a tool's month that does not count.

    Of lines with one id the first counts (by report, then line), and it alone corrects another. A
    line that is named so does not count; where corrections form a chain, the last one stands. The
    other rules look in turn at what stands then; of what is repeated the first counts.
    """
    extent = _extent(lines)
    found = _by_id(lines, extent)
    for is_needed, rule in (
        (extent.with_id < extent.lines, _equal_lines),
        (extent.outputs, _repeated_outputs),
        (extent.accounts, _bursts),
    ):
        if is_needed:
            found = pl.concat([found, rule(standing(lines, found))])
    return found


def standing(lines: pl.LazyFrame, excluded: pl.DataFrame) -> pl.LazyFrame:
    """The lines that are not among the excluded."""
    return lines if excluded.is_empty() else lines.join(excluded.lazy(), on=KEY, how="anti")


def repeated(lines: pl.LazyFrame, key: Sequence[str], more: Iterable[str] = ()) -> pl.DataFrame:
    """The lines that share their `key` with another, in order: `KEY`, `key` and `more`.

    What is compared first is a hash, eight bytes a line, so that millions of texts need not be
    held; lines that share no more than it are among the answer.
    """
    mark = _mark(key)
    marks = lines.select(mark=mark).collect(engine="streaming")["mark"].sort()
    several = marks.filter(marks == marks.shift(1)).unique()
    wanted = list(dict.fromkeys([*KEY, *key, *more]))
    if several.is_empty():
        return lines.select(wanted).head(0).collect()
    return (
        lines.select(*wanted, mark=mark)
        .join(several.to_frame().lazy(), on="mark", how="semi")
        .drop("mark")
        .collect(engine="streaming")
        .sort(KEY)
    )


def told(found: pl.DataFrame, reason: Exclusion) -> pl.DataFrame:
    """Lines as excluded for one reason; a row of a DSR release stands for several lines."""
    return found.select(*KEY, excluded=pl.lit(reason.value, REASONS)).unique(
        KEY, maintain_order=True
    )


def _extent(lines: pl.LazyFrame) -> _Extent:
    counted = lines.select(
        pl.len(),
        with_id=pl.col("line_id").count(),
        corrections=pl.col("corrects").count(),
        outputs=pl.col("output_id").count(),
        accounts=pl.col("account").count(),
    )
    return _Extent(*counted.collect(engine="streaming").row(0))


def _mark(key: Sequence[str]) -> pl.Expr:
    """A number that is the same where all of the key is."""
    return pl.sum_horizontal(
        (pl.col(name).to_physical() if name == "use" else pl.col(name)).hash(seed=place)
        for place, name in enumerate(key)
    )


def _by_id(lines: pl.LazyFrame, extent: _Extent) -> pl.DataFrame:
    marked = lines.filter(pl.col("line_id").is_not_null()).select(*KEY, "line_id", "corrects")
    again = repeated(marked, ["line_id"]).filter(~pl.col("line_id").is_first_distinct())
    duplicates = told(again, Exclusion.DUPLICATE)
    if not extent.corrections:
        return duplicates
    return pl.concat([duplicates, _by_corrections(standing(marked, duplicates))])


def _by_corrections(marked: pl.LazyFrame) -> pl.DataFrame:
    """Every line that another one names, and those that name none; a line that names itself
    corrects nothing, and counts.
    """
    is_correction = pl.col("corrects").is_not_null() & (pl.col("corrects") != pl.col("line_id"))
    corrections = marked.filter(is_correction).collect()
    void = _void(marked, corrections)
    valid = corrections.join(void, on=KEY, how="anti")
    named = valid.lazy().select(line_id="corrects").unique()
    corrected = marked.join(named, on="line_id", how="semi").collect()
    return pl.concat(
        [
            told(void, Exclusion.CORRECTS_NOTHING),
            told(corrected.join(void, on=KEY, how="anti"), Exclusion.CORRECTED),
        ]
    )


def _void(marked: pl.LazyFrame, corrections: pl.DataFrame) -> pl.DataFrame:
    """Corrections of lines that stand nowhere, as when their report was replaced since; then those
    of these, and so on.
    """
    named = corrections.lazy().select(line_id="corrects").unique()
    there = marked.join(named, on="line_id", how="semi").select("line_id").unique().collect()
    void = corrections.join(there, left_on="corrects", right_on="line_id", how="anti")
    while True:
        ids = void.select(corrects="line_id")
        more = corrections.join(ids, on="corrects", how="semi").join(void, on=KEY, how="anti")
        if more.is_empty():
            return void
        void = pl.concat([void, more])


def _equal_lines(lines: pl.LazyFrame) -> pl.DataFrame:
    """All but the first of lines without an id that are equal in every cell."""
    found = repeated(lines.filter(pl.col("line_id").is_null()), _CONTENT)
    return told(found.filter(~pl.struct(_CONTENT).is_first_distinct()), Exclusion.EQUAL_LINE)


def _repeated_outputs(lines: pl.LazyFrame) -> pl.DataFrame:
    """All but the first line that one provider gives of a work's part in an output.

    Withdrawn lines, of no quantity, take nobody's place.
    """
    key = [*OUTPUT, "attribution_provider"]
    counted = lines.filter(pl.col("output_id").is_not_null() & (pl.col("quantity") > 0))
    found = repeated(counted, key, _MOMENT)
    again = ~pl.struct(key).is_first_distinct()
    is_near = ~pl.struct([*key, *_MOMENT]).is_first_distinct()
    return pl.concat(
        [
            told(found.filter(is_near), Exclusion.NEAR_DUPLICATE),
            told(found.filter(again & ~is_near), Exclusion.OUTPUT_REPEATED),
        ]
    )


def _bursts(lines: pl.LazyFrame) -> pl.DataFrame:
    """The lines by which an account goes beyond `MOST_USES_AN_HOUR` of a work in an hour by the
    clock; where lines name only the day, beyond 24 times that in the day.

    An output of which several providers speak is one use.
    """
    is_day = pl.col("used_until") - pl.col("used_from") > _HOUR
    begins = pl.when(is_day).then("used_from").otherwise(pl.col("used_from").dt.truncate("1h"))
    most = pl.when(is_day).then(24 * MOST_USES_AN_HOUR).otherwise(MOST_USES_AN_HOUR)
    stretch = ["account", "identifier", "begins", "most"]
    timed = lines.filter(pl.col("account").is_not_null() & (pl.col("quantity") > 0)).with_columns(
        begins=begins, most=most
    )
    units = pl.col("quantity").cast(pl.Int128).sum()
    busy = (
        timed.select("quantity", "most", mark=_mark(stretch))
        .group_by("mark")
        .agg(units=units, most=pl.col("most").max())
        .filter(pl.col("units") > pl.col("most"))
        .select("mark")
    )
    found = (
        timed.select(*KEY, *stretch, *OUTPUT[::2], "used_from", "quantity", mark=_mark(stretch))
        .join(busy, on="mark", how="semi")
        .collect(engine="streaming")
        .sort("used_from", *KEY)
    )
    is_same = pl.col("output_id").is_not_null() & ~pl.struct(OUTPUT).is_first_distinct()
    once = pl.when(is_same).then(0).otherwise("quantity").cast(pl.Int128)
    so_far = found.with_columns(so_far=once.cum_sum().over(stretch))
    first = pl.when(is_same).then(pl.col("so_far").first().over(OUTPUT)).otherwise("so_far")
    return told(so_far.filter(first > pl.col("most")), Exclusion.BURST)
