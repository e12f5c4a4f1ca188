"""What became of a report, written: its problems, its months, its figures. Callers hold the job."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from artistportal.background import JobState
from earnings.domain.problems import Findings
from earnings.domain.reports import Outcome
from earnings.domain.reviews import Summary
from earnings.models import ReportMonth, ReportProblem, UsageReport
from earnings.services import archive
from earnings.services.report_files import Reading
from earnings.services.report_months import Taken


def accept(report: UsageReport, reading: Reading, taken: Taken, summary: Summary) -> None:
    """The report counts from now on, with its lines of each month."""
    _store(report, Outcome.ACCEPTED, reading, taken, summary)
    ReportMonth.objects.filter(report=report).delete()
    ReportMonth.objects.bulk_create(
        ReportMonth(
            report=report,
            month_date=m.month.first,
            path=m.path,
            lines=m.lines,
            units=m.units,
            sha256=archive.sha256(m.path),
        )
        for m in taken.months
    )


def hold(report: UsageReport, reading: Reading, taken: Taken, summary: Summary) -> None:
    """The report waits for a review; its figures stand by, and nothing of it counts."""
    _store(report, Outcome.CHECKED, reading, taken, summary)


def put_back(
    report: UsageReport, parts: Iterable[UsageReport], now: datetime, **review: Any
) -> bool:
    """Puts a decided report that does not count back in line, with the other files of its message
    that were decided with it; False where there is nothing to put back.

    What a review said is forgotten, unless it is said here.
    """
    said: dict[str, Any] = {"reviewed_by": None, "reviewed_at": None, "review_note": ""} | review
    reviewed = Q(outcome=Outcome.REJECTED.value, reviewed_at__isnull=False)
    with transaction.atomic():
        ended = UsageReport.objects.filter(pk=report.pk, state__in=[JobState.DONE, JobState.FAILED])
        back = ended.exclude(outcome=Outcome.ACCEPTED.value).update(
            state=JobState.WAITING,
            outcome=Outcome.OPEN.value,
            attempts=0,
            error="",
            created_at=now,
            finished_at=None,
            **said,
        )
        if back:
            others = UsageReport.objects.filter(pk__in=[part.pk for part in parts])
            others = others.exclude(pk=report.pk).filter(state=JobState.DONE)
            others.filter(Q(outcome=Outcome.CHECKED.value) | reviewed).update(
                outcome=Outcome.OPEN.value, **said
            )
    return bool(back)


def reject(report: UsageReport, findings: Findings, reading: Reading | None) -> None:
    """Nothing of the report counts; its problems say why."""
    _store_findings(report, findings)
    UsageReport.objects.filter(pk=report.pk).update(
        outcome=Outcome.REJECTED.value,
        format=reading.format.value if reading else "",
        message_id=reading.message_id[:200] if reading else "",
        lines=reading.lines if reading else 0,
        progress_note="",
    )


def _store(
    report: UsageReport, outcome: Outcome, reading: Reading, taken: Taken, summary: Summary
) -> None:
    _store_findings(report, reading.findings)
    UsageReport.objects.filter(pk=report.pk).update(
        outcome=outcome.value,
        format=reading.format.value,
        message_id=reading.message_id,
        lines=reading.lines,
        matched_lines=taken.matched_lines,
        excluded_lines=taken.excluded_lines,
        from_date=taken.from_date,
        until_date=taken.until_date,
        currency=taken.currency,
        net_revenue_micros=taken.net_revenue_micros,
        summary=summary.to_json(),
        progress_done=reading.lines,
        progress_total=reading.lines,
        progress_note="",
    )


def _store_findings(report: UsageReport, findings: Findings) -> None:
    ReportProblem.objects.filter(report=report).delete()
    ReportProblem.objects.bulk_create(
        ReportProblem(
            report=report,
            severity=problem.severity.value,
            line=problem.line,
            column=problem.column[:100],
            value=problem.shown_value,
            message=problem.message[:300],
            cure=problem.cure[:300],
        )
        for problem in findings.in_order()
    )
    UsageReport.objects.filter(pk=report.pk).update(
        problem_count=findings.total, error_count=findings.errors
    )
