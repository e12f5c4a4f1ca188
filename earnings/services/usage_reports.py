"""Usage reports: kept as received, checked, and taken into the archive, or refused whole.

receive ─▶ row and file ─▶ take_in ─▶ accepted: lines archived, runs due
                                 └──▶ rejected: problems, and nothing else changed
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.core.files import File
from django.db import IntegrityError, transaction

from artistportal import background
from artistportal.accounts.models import User
from artistportal.background import JobState
from consent.models import Licence, Tool
from earnings import permissions
from earnings.domain.problems import Findings, Problem, error, warning
from earnings.domain.reports import Outcome, ReportFormat
from earnings.domain.texts import Unreadable
from earnings.models import ReportMonth, ReportProblem, UsageReport
from earnings.services import report_files, report_months, royalty_runs, summaries
from earnings.services.numbers import next_number
from earnings.services.report_files import Reading, Source
from earnings.services.report_months import Taken

Clock = Callable[[], datetime]

PIECE = 1 << 20
LARGEST_FILE = 8 << 30


class NotReceived(ValueError):
    """The file is not kept; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Received:
    """The report that a file is, and whether it came for the first time."""

    report: UsageReport
    is_new: bool

    @property
    def sentence(self) -> str:
        report = self.report
        if self.is_new:
            return f"Received as {report.code}."
        return (
            f"These very bytes came before, as {report.code} on {report.received_at:%d %B %Y}"
            f" ({report.get_outcome_display().lower()}). Nothing was changed."
        )


@dataclass(frozen=True, slots=True)
class Due:
    """The jobs that wait after a report was taken in: ids of runs and of summaries."""

    runs: list[int] = field(default_factory=list)
    summaries: list[int] = field(default_factory=list)


def receive(
    *, tool: Tool, file: File[bytes], file_name: str, by: User | None, now: datetime
) -> Received:
    """Keeps a file as it came, with its hash, and a row that waits to be taken in.

    The same bytes from the same tool again change nothing. `by` is None for the site's operator.
    """
    if by is not None:
        permissions.check_can_report(by, tool, now)
    if not file.size:
        raise NotReceived("The file is empty. Choose the report and send it again.")
    if file.size > LARGEST_FILE:
        raise NotReceived(f"The file is larger than {LARGEST_FILE >> 30} GiB. Send it in parts.")
    sha256 = _sha256(file)
    known = UsageReport.objects.filter(tool=tool, sha256=sha256).first()
    if known is not None:
        return Received(known, is_new=False)
    try:
        with transaction.atomic():
            report = UsageReport(
                number=next_number(UsageReport.objects.all()),
                tool=tool,
                file_name=Path(file_name).name[-255:],
                size=file.size,
                sha256=sha256,
                received_at=now,
                received_from=by,
                created_at=now,
            )
            file.seek(0)
            report.file.save(f"{report.public_id}", file, save=False)
            report.save()
    except IntegrityError:
        return Received(UsageReport.objects.get(tool=tool, sha256=sha256), is_new=False)
    return Received(report, is_new=True)


def check_again(*, report: UsageReport, by: User, now: datetime) -> bool:
    """Puts a rejected or failed report back in line, for when the cure was on our side."""
    permissions.check_is_support(by)
    back = UsageReport.objects.filter(pk=report.pk).exclude(outcome=Outcome.ACCEPTED.value)
    ended = back.filter(state__in=[JobState.DONE, JobState.FAILED])
    return bool(
        ended.update(
            state=JobState.WAITING,
            outcome=Outcome.OPEN.value,
            attempts=0,
            error="",
            created_at=now,
            finished_at=None,
        )
    )


def take_in(*, report_id: int, clock: Clock) -> Due:
    """Checks a waiting report and archives its lines, or rejects it; what is due after that.

    Does nothing where another worker has it or it is decided. Killed anywhere, it starts over: the
    archive's paths depend on the report alone, and its rows are written in one transaction.
    """
    report = background.claim(UsageReport, report_id, now=clock())
    if report is None:
        return Due()

    def progress(note: str, done: int, total: int) -> None:
        background.beat(report, now=clock(), done=done, total=total, note=note)

    try:
        reading = report_files.read(_source(report), progress)
    except Unreadable as odd:
        findings = Findings()
        findings.add(odd.problem)
        return _reject(report, findings, None, clock)
    try:
        return _decide(report, reading, progress, clock)
    finally:
        if reading.parquet:
            reading.parquet.unlink(missing_ok=True)


def _sha256(file: File[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in file.chunks(PIECE):
        digest.update(piece)
    return digest.hexdigest()


def _source(report: UsageReport) -> Source:
    dpid = report.tool.provider.dpid
    numbers = Licence.objects.filter(tool=report.tool_id).values_list("number", flat=True)
    return Source(
        path=Path(report.file.path),
        size=report.size,
        report=report.number,
        received_at=report.received_at,
        licences=list(numbers),
        senders=[dpid] if dpid else [],
    )


def _decide(
    report: UsageReport, reading: Reading, progress: report_files.Progress, clock: Clock
) -> Due:
    findings = reading.findings
    if reading.message_id and (known := _same_message(report, reading.message_id)):
        findings.add(_sent_before(known))
    if not findings.rejects and reading.parquet:
        for problem in report_months.faulty_corrections(report, reading.parquet):
            findings.add(problem)
    if findings.rejects or reading.parquet is None:
        return _reject(report, findings, reading, clock)
    progress("Archiving", reading.lines, reading.lines)
    taken = report_months.archive_lines(report, reading.parquet)
    if reading.format is ReportFormat.DDEX_DSR and (known := _same_period(report, taken)):
        findings.add(_counts_too(known))
    try:
        return _accept(report, reading, taken, clock())
    except IntegrityError:
        known = _same_message(report, reading.message_id)
        if known is None:
            raise
        findings.add(_sent_before(known))
        return _reject(report, findings, reading, clock)


def _same_message(report: UsageReport, message_id: str) -> UsageReport | None:
    accepted = UsageReport.objects.accepted().filter(tool=report.tool_id, message_id=message_id)
    return accepted.exclude(pk=report.pk).first()


def _same_period(report: UsageReport, taken: Taken) -> UsageReport | None:
    accepted = UsageReport.objects.accepted().filter(
        tool=report.tool_id,
        format=ReportFormat.DDEX_DSR.value,
        from_date=taken.from_date,
        until_date=taken.until_date,
    )
    return accepted.exclude(pk=report.pk).newest_first().first()


def _counts_too(known: UsageReport) -> Problem:
    """A DSR file has no corrections, so a message sent anew under another id is paid as well."""
    return warning(
        f"Another message for these days was accepted before, as {known.code}; both count.",
        "If this one was to replace it, tell support: it does not.",
        column="MessageId",
        value=known.message_id,
    )


def _sent_before(known: UsageReport) -> Problem:
    return error(
        f"A report with this message id was accepted before, as {known.code}.",
        "Give a new report an id of its own; to change lines, send lines that correct them.",
        column="message_id",
        value=known.message_id,
    )


def _accept(report: UsageReport, reading: Reading, taken: Taken, now: datetime) -> Due:
    """Writes what was found and what is due, all or nothing."""
    with transaction.atomic():
        if not background.finish(report, now=now):
            return Due()
        _store_findings(report, reading.findings)
        ReportMonth.objects.filter(report=report).delete()
        ReportMonth.objects.bulk_create(
            ReportMonth(
                report=report, month_date=m.month.first, path=m.path, lines=m.lines, units=m.units
            )
            for m in taken.months
        )
        UsageReport.objects.filter(pk=report.pk).update(
            outcome=Outcome.ACCEPTED.value,
            format=reading.format.value,
            message_id=reading.message_id,
            lines=reading.lines,
            matched_lines=taken.matched_lines,
            excluded_lines=taken.excluded_lines,
            from_date=taken.from_date,
            until_date=taken.until_date,
            currency=taken.currency,
            net_revenue_micros=taken.net_revenue_micros,
            progress_done=reading.lines,
            progress_total=reading.lines,
            progress_note="",
        )
        return _due(report, taken, now)


def _due(report: UsageReport, taken: Taken, now: datetime) -> Due:
    """The runs of every licence that the months concern; a month of no licence is summed up."""
    due = Due()
    for part in taken.months:
        licences = royalty_runs.concerned(tool=report.tool, month=part.month)
        if licences:
            due.runs.extend(royalty_runs.due(licences=licences, month=part.month, now=now))
        else:
            due.summaries.append(summaries.due(tool=report.tool_id, month=part.month, now=now))
    return due


def _reject(report: UsageReport, findings: Findings, reading: Reading | None, clock: Clock) -> Due:
    """Keeps the problems and changes nothing else."""
    with transaction.atomic():
        if background.finish(report, now=clock()):
            _store_findings(report, findings)
            UsageReport.objects.filter(pk=report.pk).update(
                outcome=Outcome.REJECTED.value,
                format=reading.format.value if reading else "",
                message_id=reading.message_id[:200] if reading else "",
                lines=reading.lines if reading else 0,
                progress_note="",
            )
    return Due()


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
