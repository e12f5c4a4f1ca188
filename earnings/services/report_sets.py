"""A DSR message in several files: its parts wait until all have come, and are taken in together.

A part that came is checked as far as it can be alone, then stands as done and open. The last one to
come finds the others there and has all of them read in their order.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from artistportal import background
from artistportal.background import JobState
from consent.models import Tool
from earnings.domain.problems import Problem, Severity, error, warning
from earnings.domain.reports import Outcome
from earnings.models import ReportProblem, UsageReport
from earnings.services.report_files import Reading

COLUMN = "FileNumber"


def rival(report: UsageReport, reading: Reading) -> Problem | None:
    """Why a part cannot join the files of its message that came before."""
    for other in _of_message(report, reading.message):
        number, files = _place(other)
        if files != reading.parts:
            return error(
                f"{other.code} says that the message has another number of files, {files}.",
                "Send files that agree, or give another message an id of its own.",
                column="NumberOfFiles",
                value=f"{reading.parts}",
            )
        if number == reading.part:
            return error(
                f"Part {number} of this message came before, as {other.code}.",
                "Send the parts that are missing. To change this one, send all parts anew as a"
                " message with an id of its own.",
                column=COLUMN,
                value=f"{number}",
            )
    return None


def gathered(report: UsageReport, reading: Reading, now: datetime) -> list[UsageReport] | None:
    """All files of the message in their order, once they are there; else the part begins to wait.

    Of the last two parts, taken in at once, one waits for the other: the first write of the
    transaction and the lock on the tool let only one of them look at a time.
    """
    with transaction.atomic():
        rows = UsageReport.objects.filter(pk=report.pk)
        rows.update(message_id=reading.message_id, format=reading.format.value, lines=reading.lines)
        Tool.objects.select_for_update().get(pk=report.tool_id)
        others = waiting(report, reading.message)
        if len(others) == reading.parts - 1:
            report.message_id = reading.message_id
            return sorted([*others, report], key=lambda part: _place(part)[0])
        if background.finish(report, now=now):
            report.message_id = reading.message_id
            tell([*others, report], reading.parts)
    return None


def waiting(report: UsageReport, message: str) -> list[UsageReport]:
    """The other parts of a message that came and wait."""
    return [
        other
        for other in _of_message(report, message)
        if other.state == JobState.DONE and other.outcome == Outcome.OPEN.value
    ]


def tell(parts: list[UsageReport], files: int) -> None:
    """Writes on each waiting part which ones are missing."""
    there = {_place(part)[0] for part in parts}
    missing = [number for number in range(1, files + 1) if number not in there]
    problem = _missing(missing, files)
    ReportProblem.objects.filter(report__in=parts, column=COLUMN).delete()
    ReportProblem.objects.bulk_create(
        ReportProblem(
            report=part,
            severity=Severity.WARNING.value,
            column=COLUMN,
            value=f"{_place(part)[0]} of {files}",
            message=problem.message[:300],
            cure=problem.cure,
        )
        for part in parts
    )
    for part in parts:
        count = ReportProblem.objects.filter(report=part).count()
        UsageReport.objects.filter(pk=part.pk).update(
            problem_count=count, error_count=0, progress_note=problem.message[:200]
        )


def _missing(numbers: list[int], files: int) -> Problem:
    shown = ", ".join(map(str, numbers[:20])) + (" and more" if len(numbers) > 20 else "")
    what = "part" if len(numbers) == 1 else "parts"
    return warning(
        f"The message has {files} files and waits for {what} {shown}; nothing is taken in before.",
        "Send what is missing, with the same message id.",
        column=COLUMN,
    )


def _of_message(report: UsageReport, message: str) -> Iterable[UsageReport]:
    """Reports of the same message that stand, rejected ones left out."""
    standing = UsageReport.objects.filter(tool=report.tool_id, message_id__startswith=f"{message}:")
    others = standing.exclude(outcome=Outcome.REJECTED.value).exclude(pk=report.pk)
    return [other for other in others if other.message_id.rpartition(":")[0] == message]


def _place(part: UsageReport) -> tuple[int, int]:
    """Number and files of `sender:message:2of3`."""
    number, _, files = part.message_id.rpartition(":")[2].partition("of")
    return (int(number), int(files)) if number.isdigit() and files.isdigit() else (0, 0)
