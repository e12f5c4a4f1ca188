"""A report that is read without errors, weighed: it counts from now on, or waits for a person.

Called by `usage_reports` with the job in hand; a message of several files is decided as one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.db import transaction

from artistportal import background
from artistportal.background import JobState
from earnings.domain import reviews
from earnings.domain.reports import Outcome, ReportFormat
from earnings.domain.reviews import Summary, Suspicion
from earnings.models import UsageReport
from earnings.services import (
    report_checks,
    report_dues,
    report_letters,
    report_months,
    report_outcomes,
    report_replacements,
)
from earnings.services.report_dues import Due
from earnings.services.report_files import Progress, Reading
from earnings.services.report_months import Taken

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Checked:
    """One file of a report, read, looked at and summed up."""

    reading: Reading
    taken: Taken
    summary: Summary


def replaced(parts: Iterable[UsageReport]) -> set[int]:
    return {old.pk for old in report_replacements.replaced_by(parts)}


def weigh(
    report: UsageReport,
    found: Mapping[UsageReport, Reading],
    progress: Progress,
    clock: Clock,
) -> Due:
    """Sums up all files of a message, and accepts them where nothing speaks against it, or where a
    person let them pass; else they wait for one.
    """
    old = replaced(found)
    parts = {}
    for part, reading in found.items():
        progress("Summing up", reading.lines, reading.lines)
        taken = report_months.looked_at(part, _parquet(reading), old)
        known = report_checks.same_days(part, reading, taken, old)
        if known and reading.format is ReportFormat.DDEX_DSR:
            reading.findings.add(report_checks.warning_of(known))
        summary = report_checks.summed_up(part, reading, taken, old, known)
        parts[part] = Checked(reading, taken, summary)
    suspicions = reviews.judged(reviews.whole(checked.summary for checked in parts.values()))
    if suspicions and report.reviewed_at is None:
        return _hold(report, parts, suspicions, clock())
    for checked in parts.values():
        progress("Archiving", checked.reading.lines, checked.reading.lines)
        report_months.archive_lines(checked.taken, _parquet(checked.reading))
    return _accept(report, parts, clock())


def _parquet(reading: Reading) -> Path:
    if reading.parquet is None:
        raise ValueError("A report that is read without errors has lines to archive.")
    return reading.parquet


def _hold(
    report: UsageReport,
    parts: Mapping[UsageReport, Checked],
    suspicions: tuple[Suspicion, ...],
    now: datetime,
) -> Due:
    """Keeps what was found; nothing counts until a person lets it pass."""
    summaries = {
        part: replace(
            report_checks.asked(part, checked.reading, checked.taken, checked.summary),
            suspicions=suspicions,
        )
        for part, checked in parts.items()
    }
    with transaction.atomic():
        if not background.finish(report, now=now) or not _still_wait(report, parts):
            transaction.set_rollback(True)
            return Due()
        for part, checked in parts.items():
            report_outcomes.hold(part, checked.reading, checked.taken, summaries[part])
        report_letters.tell_that_it_waits(report, suspicions, now)
    return Due()


def _accept(report: UsageReport, parts: Mapping[UsageReport, Checked], now: datetime) -> Due:
    """Writes what was found and what is due, all or nothing; a message may be several reports."""
    with transaction.atomic():
        if not background.finish(report, now=now) or not _still_wait(report, parts):
            transaction.set_rollback(True)
            return Due()
        for part, checked in parts.items():
            report_outcomes.accept(part, checked.reading, checked.taken, checked.summary)
        months = [part.month for checked in parts.values() for part in checked.taken.months]
        if replaced := report_replacements.replaced_by(parts):
            months += report_replacements.stand_in(report, replaced)
        if report.reviewed_at:
            report_letters.tell_what_became(report, now)
        return report_dues.of_months(report.tool, months, now)


def _still_wait(report: UsageReport, parts: Iterable[UsageReport]) -> bool:
    """Whether the other parts of the message are where they were when they were read."""
    others = [part.pk for part in parts if part != report]
    rows = UsageReport.objects.filter(
        pk__in=others, state=JobState.DONE, outcome=Outcome.OPEN.value
    )
    return rows.update(progress_note="") == len(others)
