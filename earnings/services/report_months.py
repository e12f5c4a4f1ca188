"""A checked report's lines, month by month: what is to be said of them, and into the archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import polars as pl

from artistportal.periods import Month
from earnings.domain import exclusions
from earnings.domain.lines import add_up
from earnings.domain.problems import KEPT_OF_A_KIND, Problem, error
from earnings.models import UsageReport
from earnings.queries import catalogue, month_files
from earnings.services import archive

DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)
MONTH = pl.col("used_from").dt.date().dt.month_start()


@dataclass(frozen=True, slots=True)
class Part:
    """The report's lines of one month of use."""

    month: Month
    path: str
    lines: int
    units: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What a report comes to, beside all that counted when it was looked at."""

    months: list[Part]
    matched_lines: int
    excluded: Mapping[str, int]
    from_date: date | None
    until_date: date | None
    currency: str
    net_revenue_micros: int | None

    @property
    def excluded_lines(self) -> int:
        return sum(self.excluded.values())


class _Ends(NamedTuple):
    """The outermost moments of a report's lines, and what revenue they state."""

    first: datetime | None
    last: datetime | None
    until: datetime | None
    revenue_micros: int
    revenues: int
    currency: str | None


def looked_at(report: UsageReport, parquet: Path, without: Collection[int] = ()) -> Taken:
    """What the sorted lines come to; nothing is moved yet.

    `without` are the reports that this one is to replace.
    """
    lines = pl.scan_parquet(parquet)
    ends = _ends(lines)
    named = _by_identifier(lines, ends)
    matched = named.filter(pl.col("work").is_not_null())
    sums = named.group_by("month").agg(add_up("lines"), add_up("units")).sort("month").iter_rows()
    parts = [
        Part(
            month=Month(month),
            path=archive.lines_path(report.tool.slug, Month(month), report.number),
            lines=count,
            units=units,
        )
        for month, count, units in sums
    ]
    excluded = Counter[str]()
    for part in parts:
        excluded.update(_excluded(report, lines, part, without))
    return Taken(
        months=parts,
        matched_lines=int(matched["lines"].sum()),
        excluded=excluded,
        from_date=ends.first.date() if ends.first else None,
        until_date=(ends.until - MICROSECOND).date() + DAY if ends.until else None,
        currency=ends.currency or "",
        net_revenue_micros=ends.revenue_micros if ends.revenues else None,
    )


def archive_lines(taken: Taken, parquet: Path) -> None:
    """Moves the sorted lines into the archive, one file a month."""
    if len(taken.months) == 1:
        archive.take_over(parquet, taken.months[0].path)
        return
    for part in taken.months:
        archive.write(of_month(pl.scan_parquet(parquet), part.month), part.path)


def of_month(lines: pl.LazyFrame, month: Month) -> pl.LazyFrame:
    return lines.filter(pl.lit(month.first) == MONTH)


def faulty_corrections(
    report: UsageReport, parquet: Path, without: Collection[int] = ()
) -> list[Problem]:
    """Lines that correct none sent earlier for the month, or one that another corrects already.

    Those of reports that this one replaces were not sent, as it were: `without` names them.
    """
    lines = pl.scan_parquet(parquet).select("line", "line_id", "corrects", month=MONTH)
    corrections = lines.filter(pl.col("corrects").is_not_null()).collect(engine="streaming")
    problems = []
    for (month,), made in corrections.group_by("month"):
        sent = [lines.filter(pl.col("month") == month).drop("month")]
        if earlier := month_files.of_tool(report.tool_id, month, {*without, report.pk}):
            before = pl.lit(0, pl.Int64).alias("line")
            sent.append(archive.scan_lines(earlier).select(before, "line_id", "corrects"))
        problems += _unknown(made.lazy(), pl.concat(sent))
        problems += _rivals(made.lazy(), pl.concat(sent))
    return sorted(problems, key=lambda problem: problem.line or 0)[:KEPT_OF_A_KIND]


def _unknown(made: pl.LazyFrame, sent: pl.LazyFrame) -> list[Problem]:
    first = sent.group_by(corrects="line_id").agg(first=pl.col("line").min())
    is_earlier = (pl.col("first") < pl.col("line")).fill_null(value=False)
    return _told(
        made.join(first, on="corrects", how="left").filter(~is_earlier),
        "No earlier line of this id was reported for the month.",
        "Give the line_id of an earlier line used in the same month.",
    )


def _rivals(made: pl.LazyFrame, sent: pl.LazyFrame) -> list[Problem]:
    """The same correction sent again is none: its line_id is known, and it will be excluded."""
    other = sent.select("corrects", other="line_id", other_line="line")
    is_rival = (pl.col("other") != pl.col("line_id")) & (pl.col("other_line") < pl.col("line"))
    return _told(
        made.join(other, on="corrects").filter(is_rival).unique("line"),
        "Another line corrects this one already, and both would count.",
        "Give the line_id of that other line, which stands now.",
    )


def _told(faulty: pl.LazyFrame, message: str, cure: str) -> list[Problem]:
    rows = faulty.select("line", "corrects").collect().iter_rows()
    return [error(message, cure, line=line, column="corrects", value=value) for line, value in rows]


def _ends(lines: pl.LazyFrame) -> _Ends:
    return _Ends(
        *lines.select(
            pl.col("used_from").min(),
            last=pl.col("used_from").max(),
            until=pl.col("used_until").max(),
            revenue=add_up("net_revenue_micros"),
            revenues=pl.col("net_revenue_micros").count(),
            currency=pl.col("currency").max(),
        )
        .collect(engine="streaming")
        .row(0)
    )


def _by_identifier(lines: pl.LazyFrame, ends: _Ends) -> pl.DataFrame:
    """`month`, `identifier`, `lines`, `units`, and the `work` and its `organisation`."""
    month = MONTH
    if ends.first and ends.last and Month.of(ends.first) == Month.of(ends.last):
        month = pl.lit(Month.of(ends.first).first)
    units = pl.col("quantity").cast(pl.Int128).sum().cast(pl.Int64)
    grouped = (
        lines.with_columns(month=month)
        .group_by("identifier", "month")
        .agg(lines=pl.len().cast(pl.Int64), units=units)
        .collect(engine="streaming")
    )
    works = catalogue.works_named(grouped["identifier"].unique())
    return grouped.join(works, on="identifier", how="left", validate="m:1")


def _excluded(
    report: UsageReport, lines: pl.LazyFrame, part: Part, without: Collection[int]
) -> dict[str, int]:
    """How many of the report's lines of a month do not count beside all others, by reason."""
    earlier = month_files.of_tool(report.tool_id, part.month.first, {*without, report.pk})
    own = of_month(lines, part.month) if part.lines < _length(lines) else lines
    found = exclusions.excluded(pl.concat([archive.scan_lines(earlier), own]) if earlier else own)
    ours = found.filter(pl.col("report") == report.number)
    return dict(ours.group_by(pl.col("excluded").cast(pl.String)).len().iter_rows())


def _length(lines: pl.LazyFrame) -> int:
    return int(lines.select(pl.len()).collect().item())
