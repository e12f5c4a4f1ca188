"""A checked report's lines, month by month: into the archive, and what is to be said of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from artistportal.periods import Month
from earnings.domain import exclusions
from earnings.domain.lines import add_up
from earnings.domain.problems import KEPT_OF_A_KIND, Problem, error
from earnings.models import UsageReport
from earnings.queries import catalogue, month_files
from earnings.services import archive

DAY = timedelta(days=1)
MONTH = pl.col("used_from").dt.date().dt.month_start()


@dataclass(frozen=True, slots=True)
class Part:
    """The report's lines of one month of use."""

    month: Month
    path: str
    lines: int
    units: int
    organisations: frozenset[int]
    named_licences: frozenset[int | None]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a report came to when its lines were archived."""

    months: list[Part]
    matched_lines: int
    excluded_lines: int
    from_date: date | None
    until_date: date | None
    currency: str
    net_revenue_micros: int | None


def archive_lines(report: UsageReport, parquet: Path) -> Taken:
    """Moves the sorted lines into the archive, one file a month, and says what they are."""
    lines = pl.scan_parquet(parquet)
    named = _by_identifier(lines)
    first, last, revenue, currency = _ends(lines)
    matched = named.filter(pl.col("work").is_not_null())
    sums = named.group_by("month").agg(add_up("lines"), add_up("units")).sort("month").iter_rows()
    parts = [
        _part(report, Month(month), count, units, named.filter(pl.col("month") == month))
        for month, count, units in sums
    ]
    _move(lines, parquet, parts)
    return Taken(
        months=parts,
        matched_lines=int(matched["lines"].sum()),
        excluded_lines=sum(_excluded_lines(report, part) for part in parts),
        from_date=first.date() if first else None,
        until_date=(last - timedelta(microseconds=1)).date() + DAY if last else None,
        currency=currency or "",
        net_revenue_micros=revenue,
    )


def unknown_corrections(report: UsageReport, parquet: Path) -> list[Problem]:
    """Lines that correct a line which nobody sent for that month."""
    lines = pl.scan_parquet(parquet).select("line", "line_id", "corrects", month=MONTH)
    corrections = lines.filter(pl.col("corrects").is_not_null()).collect(engine="streaming")
    unknown = []
    for (month,), named in corrections.group_by("month"):
        earlier = month_files.of_tool(report.tool_id, month)
        known = [lines.filter(pl.col("month") == month).select("line_id")]
        known += [archive.scan(earlier).select("line_id")] if earlier else []
        missing = named.lazy().join(
            pl.concat(known), left_on="corrects", right_on="line_id", how="anti"
        )
        unknown += [
            error(
                "No line of this id was reported for the month.",
                "Give the line_id of an earlier line used in the same month.",
                line=line,
                column="corrects",
                value=value,
            )
            for line, value in missing.select("line", "corrects").collect().iter_rows()
        ]
    return sorted(unknown, key=lambda problem: problem.line or 0)[:KEPT_OF_A_KIND]


def _by_identifier(lines: pl.LazyFrame) -> pl.DataFrame:
    """`month`, `identifier`, `licence`, `lines`, `units`, and the `work` and its `organisation`."""
    grouped = (
        lines.group_by("identifier", "licence", month=MONTH)
        .agg(
            lines=pl.len().cast(pl.Int64),
            units=pl.col("quantity").cast(pl.Int128).sum().cast(pl.Int64),
        )
        .collect(engine="streaming")
    )
    works = catalogue.works_named(grouped["identifier"].unique())
    return grouped.join(works, on="identifier", how="left", validate="m:1")


def _ends(lines: pl.LazyFrame) -> tuple[Any, ...]:
    ends = lines.select(
        pl.col("used_from").min(),
        pl.col("used_until").max(),
        add_up("net_revenue_micros"),
        pl.col("currency").drop_nulls().first(),
        stated=pl.col("net_revenue_micros").count(),
    ).collect(engine="streaming")
    first, last, revenue, currency, stated = ends.row(0)
    return first, last, revenue if stated else None, currency


def _part(report: UsageReport, month: Month, lines: int, units: int, named: pl.DataFrame) -> Part:
    unmatched = named.filter(pl.col("work").is_null())
    return Part(
        month=month,
        path=archive.lines_path(report.tool.slug, month, report.number),
        lines=lines,
        units=units,
        organisations=frozenset(named["organisation"].drop_nulls().unique()),
        named_licences=frozenset(unmatched["licence"].unique()),
    )


def _move(lines: pl.LazyFrame, parquet: Path, parts: list[Part]) -> None:
    if len(parts) == 1:
        archive.take_over(parquet, parts[0].path)
        return
    for part in parts:
        archive.write(lines.filter(pl.lit(part.month.first) == MONTH), part.path)


def _excluded_lines(report: UsageReport, part: Part) -> int:
    """How many of the report's lines do not count beside all that came before it."""
    earlier = month_files.of_tool(report.tool_id, part.month.first)
    lines = archive.scan([path for path in earlier if path != part.path] + [part.path])
    found = exclusions.excluded(lines)
    return found.filter(pl.col("report") == report.number).height
