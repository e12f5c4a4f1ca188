"""Reports that stand in for earlier ones: which may be named, and what changes then.

The replaced report's lines are no longer read from the moment at which the other one counts; the
months of both are computed again, and the differences are posted in the month that is open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import transaction

from artistportal.periods import Month
from consent.models import Tool
from earnings.domain.problems import Problem, error
from earnings.domain.reports import Outcome, ReportFormat, set_of
from earnings.models import ReportMonth, UsageReport
from earnings.services import report_dues
from earnings.services.report_dues import Due

CODE: Final = re.compile(r"(?:R-)?0*(\d{1,9})", re.ASCII | re.IGNORECASE)


class NotReplaceable(ValueError):
    """The report that was named cannot be replaced; the sentence says why."""


def named(tool: Tool, text: str) -> UsageReport:
    """The tool's report that `R-000012` means, if it may be replaced."""
    code = CODE.fullmatch(text.strip())
    found = UsageReport.objects.filter(tool=tool, number=int(code[1])) if code else None
    report = found.first() if found is not None else None
    if report is None:
        raise NotReplaceable(f"{tool} sent no report {text.strip()[:40]} that could be replaced.")
    check_replaceable(report)
    return report


def check_replaceable(report: UsageReport) -> None:
    """Raises NotReplaceable where the report does not count."""
    if report.outcome != Outcome.ACCEPTED.value:
        state = report.get_outcome_display().lower()
        raise NotReplaceable(
            f"{report.code} does not count ({state}), so that there is nothing to replace."
        )
    if report.replaced_with is not None:
        raise NotReplaceable(
            f"{report.code} was replaced already, by {report.replaced_with.code}: name that one."
        )


def replaced_by(parts: Iterable[UsageReport]) -> list[UsageReport]:
    """All reports that a message's files replace: of one in several files, each of them."""
    found: dict[int, UsageReport] = {}
    for part in parts:
        if part.replaces is not None:
            found |= {old.pk: old for old in of_message(part.replaces)}
    return sorted(found.values(), key=lambda report: report.number)


def of_message(report: UsageReport) -> list[UsageReport]:
    """The files of the report's message that came to the same end; most often it alone."""
    stem = set_of(report.message_id)
    if report.format != ReportFormat.DDEX_DSR.value or not stem:
        return [report]
    same = UsageReport.objects.filter(
        tool=report.tool_id, outcome=report.outcome, message_id__startswith=f"{stem}:"
    )
    return [other for other in same.order_by("number") if set_of(other.message_id) == stem]


def problem(parts: Iterable[UsageReport]) -> Problem | None:
    """Why the reports that the files name cannot be replaced after all."""
    try:
        for old in replaced_by(parts):
            check_replaceable(old)
    except NotReplaceable as odd:
        return told(odd)
    return None


def told(odd: NotReplaceable) -> Problem:
    return error(str(odd)[:300], "Send it again, and name the report that counts now, or none.")


def stand_in(new: UsageReport, old: Iterable[UsageReport]) -> list[Month]:
    """From now on the old reports' lines are not read; their months of use.

    Called in the transaction in which the new one begins to count. Raises NotReplaceable where
    another was faster.
    """
    ids = [report.pk for report in old]
    rows = UsageReport.objects.counting().filter(pk__in=ids)
    if rows.update(replaced_with=new) != len(ids):
        raise NotReplaceable("Another report was accepted in the same report's place just now.")
    months = ReportMonth.objects.filter(report__in=ids).values_list("month_date", flat=True)
    return [Month(first) for first in months.distinct()]


def declare(new: UsageReport, old: UsageReport, now: datetime) -> Due:
    """Lets a report that counts already stand in for another one that does."""
    if new.replaced_with is not None:
        raise NotReplaceable(
            f"These very bytes came before, as {new.code}, which {new.replaced_with.code} replaced."
            " Give the report a message id of its own, and send it again."
        )
    if new.replaces is not None:
        raise NotReplaceable(f"{new.code} stands in for {new.replaces.code} already.")
    with transaction.atomic():
        Tool.objects.select_for_update().get(pk=new.tool_id)
        new.replaces = old
        new.save(update_fields=["replaces"])
        parts = of_message(new)
        replaced = [report for report in of_message(old) if report not in parts]
        if not replaced:
            raise NotReplaceable("A report cannot stand in for itself.")
        months = stand_in(new, replaced)
        own = ReportMonth.objects.filter(report__in=parts).values_list("month_date", flat=True)
        months += [Month(first) for first in own.distinct()]
        return report_dues.of_months(new.tool, months, now)
