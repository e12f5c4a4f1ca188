"""Which archived files hold a tool's lines of a month of use."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from earnings.domain.reports import Outcome
from earnings.models import ReportMonth


def of_tool(tool: int, month_date: date, without: Collection[int] = ()) -> list[str]:
    """Paths in the archive, in the order of the reports; those of reports that count only.

    `without` leaves out reports that are about to be replaced.
    """
    return list(
        counting()
        .filter(report__tool_id=tool, month_date=month_date)
        .exclude(report_id__in=without)
        .order_by("report__number")
        .values_list("path", flat=True)
    )


def every(tool: int | None = None) -> list[str]:
    """Paths of all months, of one tool or of all."""
    months = counting() if tool is None else counting().filter(report__tool_id=tool)
    return list(months.order_by("report__number", "month_date").values_list("path", flat=True))


def counting() -> QuerySet[ReportMonth]:
    """The months of reports that count: accepted ones that no later one replaced."""
    return ReportMonth.objects.filter(
        report__outcome=Outcome.ACCEPTED.value, report__replaced_with__isnull=True
    )
