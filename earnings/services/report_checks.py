"""What a checked report comes to, told before it counts: the figures that a review looks at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
from django.db.models import Sum

from artistportal.periods import Month
from earnings.domain import cells, opinions, reviews
from earnings.domain.cells import Outcome
from earnings.domain.lines import add_up
from earnings.domain.problems import Problem, warning
from earnings.domain.reports import ReportFormat
from earnings.domain.reviews import Figures, Summary
from earnings.models import ReportMonth, UsageReport
from earnings.queries import month_files
from earnings.services import archive, months, report_months
from earnings.services.report_files import Reading
from earnings.services.report_months import Part, Taken


def summed_up(
    report: UsageReport,
    reading: Reading,
    taken: Taken,
    without: Collection[int] = (),
    known: UsageReport | None = None,
) -> Summary:
    """The report's figures beside what counts already, `without` what it is to replace; `known` is
    what `same_days` found.
    """
    revenue = taken.net_revenue_micros
    month = max(taken.months, key=lambda part: (part.units, part.month), default=None)
    before = _before(report, month.month.first, without) if month else None
    summary = Summary(
        lines=reading.lines,
        matched=taken.matched_lines,
        excluded=dict(taken.excluded),
        revenue_micros={taken.currency: revenue} if revenue is not None else {},
        month=_so_far(report, reading, month, without) if month else None,
        before=before,
        days_of=known.code if known else "",
    )
    return replace(summary, suspicions=reviews.judged(summary))


def asked(report: UsageReport, reading: Reading, taken: Taken, summary: Summary) -> Summary:
    """The summary with how many lines are not cleared, for the person who is to look at it.

    It is not asked of reports that are accepted at once: their runs ask it a moment later.
    """
    return replace(summary, uncleared=_uncleared(report, reading, taken))


def same_days(
    report: UsageReport, reading: Reading, taken: Taken, without: Collection[int] = ()
) -> UsageReport | None:
    """A report of the same format that counts and told of some of the same days, where no id of a
    line would tell that a use is the same.
    """
    if not (taken.from_date and taken.until_date):
        return None
    if reading.format is ReportFormat.NATIVE and not _has_nameless(reading.parquet):
        return None
    counting = UsageReport.objects.counting().filter(
        tool=report.tool_id,
        format=reading.format.value,
        from_date__lt=taken.until_date,
        until_date__gt=taken.from_date,
    )
    return counting.exclude(pk__in={*without, report.pk}).newest_first().first()


def warning_of(known: UsageReport) -> Problem:
    """What is said of a DSR message for the days of another: it replaces none by itself."""
    return warning(
        f"Another message for these days was accepted before, as {known.code}. This one does not"
        " replace it: the uses of both count and are paid.",
        f"If they are the same uses, send this very file again and name {known.code} as the report"
        " that it replaces.",
        column="MessageId",
        value=known.message_id,
    )


def _has_nameless(parquet: Path | None) -> bool:
    if parquet is None:
        return False
    nameless = pl.scan_parquet(parquet).select(pl.col("line_id").null_count() > 0)
    return bool(nameless.collect(engine="streaming").item())


def _so_far(report: UsageReport, reading: Reading, part: Part, without: Collection[int]) -> Figures:
    """The month with this report: its uses, and the revenue booked with them."""
    told = _figures(report.tool_id, part.month.first, {*without, report.pk})
    revenue = Counter(told.revenue_micros)
    if reading.parquet is not None:
        lines = pl.scan_parquet(reading.parquet)
        is_all = part.lines == reading.lines
        revenue.update(_revenue(lines if is_all else report_months.of_month(lines, part.month)))
    return Figures(part.month.first, told.units + part.units, dict(revenue))


def _before(report: UsageReport, month_date: date, without: Collection[int]) -> Figures | None:
    """The last month before that the tool told of."""
    told = month_files.counting().filter(report__tool_id=report.tool_id, month_date__lt=month_date)
    last = told.exclude(report_id__in=without).order_by("-month_date").first()
    return _figures(report.tool_id, last.month_date, without) if last else None


def _figures(tool: int, month_date: date, without: Collection[int]) -> Figures:
    paths = month_files.of_tool(tool, month_date, without)
    units = ReportMonth.objects.filter(path__in=paths).aggregate(units=Sum("units"))["units"]
    revenue = _revenue(archive.scan_lines(paths)) if paths else {}
    return Figures(month_date, units or 0, revenue)


def _revenue(lines: pl.LazyFrame) -> dict[str, int]:
    """Net revenue by currency, as the lines state it."""
    stated = lines.filter(pl.col("net_revenue_micros").is_not_null())
    sums = stated.group_by("currency").agg(add_up("net_revenue_micros"))
    return dict(sums.collect(engine="streaming").iter_rows())


def _uncleared(report: UsageReport, reading: Reading, taken: Taken) -> int | None:
    """How many of the report's lines name a work whose use was not cleared at that moment."""
    if reading.parquet is None:
        return None
    lines = pl.scan_parquet(reading.parquet)
    return sum(
        _uncleared_of(report.tool_id, part.month, report_months.of_month(lines, part.month))
        for part in taken.months
    )


def _uncleared_of(tool: int, month: Month, lines: pl.LazyFrame) -> int:
    opened = months.of_lines(tool, month, lines)
    if opened is None:
        return 0
    _, excluded = opinions.settled(opened.lines, opened.excluded, "")
    consent = months.consent_for(opened, months.footings_of(opened.works))
    whole = pl.DataFrame(schema={"work": pl.Int64, "piece": pl.Date})
    found = cells.gathered(opened.matched(), excluded, consent, whole)
    return int(found.filter(pl.col("outcome") == Outcome.HELD.value)["lines"].sum())
