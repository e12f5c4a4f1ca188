"""Which archived files hold a tool's lines of a month of use."""

from __future__ import annotations

from datetime import date

from earnings.domain.reports import Outcome
from earnings.models import ReportMonth


def of_tool(tool: int, month_date: date) -> list[str]:
    """Paths in the archive, in the order of the reports; those of accepted reports only."""
    return list(
        ReportMonth.objects.filter(
            report__tool_id=tool, report__outcome=Outcome.ACCEPTED.value, month_date=month_date
        )
        .order_by("report__number")
        .values_list("path", flat=True)
    )
