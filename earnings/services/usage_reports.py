"""Usage reports: kept as received, checked, and taken into the archive, or refused whole.

receive ─▶ row and file ─▶ take_in ─▶ accepted: lines archived, runs due
                             ▲   ├──▶ open: one of several files, which waits for the others
                             │   ├──▶ checked: something speaks against it, so that it waits
                  accepted by│◀──┘             for a review (`report_reviews`)
                     support     └──▶ rejected: problems, and nothing else changed
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.core.files import File
from django.db import IntegrityError, transaction

from artistportal import background
from artistportal.accounts.models import User
from artistportal.background import JobState
from consent.models import ApiKey, Licence, Tool
from earnings import permissions
from earnings.domain.dsr_messages import Series
from earnings.domain.problems import Findings, Problem, error
from earnings.domain.reports import Outcome, ReportFormat
from earnings.domain.texts import Unreadable
from earnings.models import UsageReport
from earnings.services import (
    report_decisions,
    report_files,
    report_letters,
    report_months,
    report_outcomes,
    report_replacements,
    report_sets,
)
from earnings.services.numbers import next_number
from earnings.services.report_dues import Due
from earnings.services.report_files import Reading, Source
from earnings.services.report_replacements import NotReplaceable

Clock = Callable[[], datetime]

PIECE = 1 << 20
LARGEST_FILE = 8 << 30


class NotReceived(ValueError):
    """The file is not kept; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Received:
    """The report that a file is, whether it came for the first time, and what is to be done now.

    `waits` where it is to be taken in, `due` where it began to stand in for another at once.
    """

    report: UsageReport
    is_new: bool
    waits: bool = False
    due: Due = field(default_factory=Due)
    stands_in: bool = False

    @property
    def sentence(self) -> str:
        report = self.report
        if self.is_new:
            return f"Received as {report.code}."
        before = f"These very bytes came before, as {report.code} on {report.received_at:%d %B %Y}"
        if self.stands_in and report.replaces:
            return f"{before}. It stands in for {report.replaces.code} from now on."
        if self.waits:
            return f"{before}. It is checked again."
        return f"{before} ({report.get_outcome_display().lower()}). Nothing was changed."


def receive(
    *,
    tool: Tool,
    file: File[bytes],
    file_name: str,
    by: User | ApiKey | None,
    now: datetime,
    replaces: str = "",
) -> Received:
    """Keeps a file as it came, with its hash, and a row that waits to be taken in.

    The same bytes from the same tool again change nothing, unless they are said to replace another
    report now. A key of the tool may send it too; `by` is None for the site's operator. Raises
    NotReplaceable where the report of the code `replaces` cannot be replaced.
    """
    if by is not None:
        permissions.check_can_report(by, tool, now)
    if not file.size:
        raise NotReceived("The file is empty. Choose the report and send it again.")
    if file.size > LARGEST_FILE:
        raise NotReceived(f"The file is larger than {LARGEST_FILE >> 30} GiB. Send it in parts.")
    old = report_replacements.named(tool, replaces) if replaces else None
    sha256 = _sha256(file)
    known = UsageReport.objects.filter(tool=tool, sha256=sha256).first()
    if known is not None:
        return _came_again(known, old, now)
    try:
        with transaction.atomic():
            report = UsageReport(
                number=next_number(UsageReport.objects.all()),
                tool=tool,
                file_name=Path(file_name.replace("\0", "")).name[-255:],
                size=file.size,
                sha256=sha256,
                received_at=now,
                received_from=by if isinstance(by, User) else None,
                received_with=by if isinstance(by, ApiKey) else None,
                created_at=now,
                replaces=old,
            )
            file.seek(0)
            report.file.save(f"{report.public_id}", file, save=False)
            report.save()
    except IntegrityError:
        return Received(UsageReport.objects.get(tool=tool, sha256=sha256), is_new=False)
    return Received(report, is_new=True, waits=True)


def check_again(*, report: UsageReport, by: User, now: datetime) -> bool:
    """Puts a report that does not count back in line, for when the cure was on our side."""
    permissions.check_is_support(by)
    return report_outcomes.put_back(report, report_replacements.of_message(report), now)


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
        if reading.parts > 1:
            return _decide_part(report, reading, progress, clock)
        return _decide(report, reading, progress, clock)
    finally:
        _tidy([reading])


def _came_again(known: UsageReport, old: UsageReport | None, now: datetime) -> Received:
    """The same bytes once more: they may say now which report they replace."""
    if old is None or known.replaces_id == old.pk:
        return Received(known, is_new=False)
    if known.outcome == Outcome.ACCEPTED.value:
        due = report_replacements.declare(known, old, now)
        return Received(known, is_new=False, due=due, stands_in=True)
    if known.state == JobState.RUNNING:
        raise NotReplaceable(f"{known.code} is being checked. Say in a minute what it replaces.")
    known.replaces = old
    known.save(update_fields=["replaces"])
    if known.state == JobState.DONE and known.outcome == Outcome.OPEN.value:
        return Received(known, is_new=False)
    report_outcomes.put_back(known, report_replacements.of_message(known), now)
    return Received(known, is_new=False, waits=True)


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
        file_name=report.file_name,
    )


def _decide(
    report: UsageReport, reading: Reading, progress: report_files.Progress, clock: Clock
) -> Due:
    findings = reading.findings
    for problem in _problems(report, reading):
        findings.add(problem)
    if findings.rejects or reading.parquet is None:
        return _reject(report, findings, reading, clock)
    try:
        return report_decisions.weigh(report, {report: reading}, progress, clock)
    except NotReplaceable as late:
        findings.add(report_replacements.told(late))
    except IntegrityError:
        known = _same_message(report, reading.message_id)
        if known is None:
            raise
        findings.add(_sent_before(known))
    return _reject(report, findings, reading, clock)


def _problems(report: UsageReport, reading: Reading) -> Iterator[Problem]:
    """What is wrong with a report that can be read, beside those that came before."""
    if reading.message_id and (known := _same_message(report, reading.message_id)):
        yield _sent_before(known)
    if odd := report_replacements.problem([report]):
        yield odd
    elif reading.parquet and not reading.findings.rejects:
        old = report_decisions.replaced([report])
        yield from report_months.faulty_corrections(report, reading.parquet, old)


def _decide_part(
    report: UsageReport, reading: Reading, progress: report_files.Progress, clock: Clock
) -> Due:
    """One of several files: it waits for the others, or all of them are decided together."""
    if rival := report_sets.rival(report, reading):
        reading.findings.add(rival)
    if odd := report_replacements.problem([report]):
        reading.findings.add(odd)
    if reading.findings.rejects:
        return _reject(report, reading.findings, reading, clock)
    try:
        parts = report_sets.gathered(report, reading, clock())
    except IntegrityError:
        known = _same_message(report, reading.message_id)
        if known is None:
            raise
        reading.findings.add(_sent_before(known))
        return _reject(report, reading.findings, reading, clock)
    return _decide_set(report, parts, progress, clock) if parts else Due()


def _decide_set(
    report: UsageReport, parts: list[UsageReport], progress: report_files.Progress, clock: Clock
) -> Due:
    """Reads all files of a message in their order; takes all of them in, or refuses the faulty."""
    found = _read_set(parts, progress)
    try:
        for part, reading in found.items():
            if odd := report_replacements.problem([part]):
                reading.findings.add(odd)
        if not any(reading.findings.rejects for reading in found.values()):
            return report_decisions.weigh(report, found, progress, clock)
    except NotReplaceable as late:
        for part, reading in found.items():
            if part.replaces_id:
                reading.findings.add(report_replacements.told(late))
    finally:
        _tidy(found.values())
    return _reject_parts(report, parts, found, clock())


def _read_set(
    parts: list[UsageReport], progress: report_files.Progress
) -> dict[UsageReport, Reading]:
    """The files of a message, each knowing what those before it said."""
    series = Series()
    found = {}
    for part in parts:
        try:
            found[part] = report_files.read(_source(part), progress, series)
        except Unreadable as odd:
            found[part] = Reading(ReportFormat.DDEX_DSR, message_id=part.message_id)
            found[part].findings.add(odd.problem)
            break
    return found


def _tidy(readings: Iterable[Reading]) -> None:
    for reading in readings:
        if reading.parquet:
            reading.parquet.unlink(missing_ok=True)


def _same_message(report: UsageReport, message_id: str) -> UsageReport | None:
    same = UsageReport.objects.filter(tool=report.tool_id, message_id=message_id)
    return same.exclude(outcome=Outcome.REJECTED.value).exclude(pk=report.pk).first()


def _sent_before(known: UsageReport) -> Problem:
    return error(
        f"A report with this message id came before, as {known.code}.",
        "Give a new report an id of its own; to change lines, send lines that correct them, or a"
        " whole report that replaces the other.",
        column="message_id",
        value=known.message_id,
    )


def _reject(report: UsageReport, findings: Findings, reading: Reading | None, clock: Clock) -> Due:
    """Keeps the problems and changes nothing else."""
    now = clock()
    with transaction.atomic():
        if background.finish(report, now=now):
            report_outcomes.reject(report, findings, reading)
            if report.reviewed_at:
                report_letters.tell_what_became(report, now)
    return Due()


def _reject_parts(
    report: UsageReport,
    parts: list[UsageReport],
    found: Mapping[UsageReport, Reading],
    now: datetime,
) -> Due:
    """Rejects the faulty files of a message; the others go on waiting for them to come again."""
    faulty = {part: reading for part, reading in found.items() if reading.findings.rejects}
    with transaction.atomic():
        if background.finish(report, now=now):
            for part, reading in faulty.items():
                report_outcomes.reject(part, reading.findings, reading)
            report_sets.tell([part for part in parts if part not in faulty], len(parts))
    return Due()
