"""What the pages of a tool's reports ask, and which tools a person reports for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet, Value

from artistportal.accounts.models import User
from artistportal.roster.domain.accounts import AccountKind
from consent.models import ToolMember
from earnings.models import ReportProblem, RoyaltyRun, UsageReport

REPORTS_A_PAGE = 25
SHOWN_PROBLEMS = 200


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A report, the first of its problems, and the runs that its months led to."""

    report: UsageReport
    problems: list[ReportProblem]
    runs: list[RoyaltyRun]

    @property
    def is_moving(self) -> bool:
        """Whether the page changes by itself, so that it is worth asking again soon."""
        return self.report.is_unfinished or any(run.is_unfinished for run in self.runs)


def of_tools(user: User, now: datetime) -> QuerySet[Any, tuple[Any, ...]]:
    """The tools that the person reports for at `now`, as accounts."""
    return (
        ToolMember.objects.filter(user=user)
        .in_force(now)
        .values_list(
            Value(AccountKind.TOOL.value),
            F("tool__id"),
            F("tool__public_id"),
            F("tool__name"),
            Value("reporter"),
            Value(value=False),
        )
    )


def of_tool(tool: int) -> QuerySet[UsageReport]:
    """A tool's reports, the newest first."""
    return UsageReport.objects.filter(tool=tool).newest_first()


def page(tool: int, number: str) -> Page[UsageReport]:
    return Paginator(of_tool(tool), REPORTS_A_PAGE).get_page(number)


def opened(report: UsageReport) -> ReportPage:
    """What the page of a report shows, in three queries."""
    months = [month.month_date for month in report.months.all()]
    runs = RoyaltyRun.objects.filter(licence__tool=report.tool_id, month_date__in=months)
    return ReportPage(
        report,
        list(problems(report)[:SHOWN_PROBLEMS]),
        list(runs.select_related("licence").order_by("-number")) if months else [],
    )


def problems(report: UsageReport) -> QuerySet[ReportProblem]:
    """The problems that were kept, in the order of the file."""
    return ReportProblem.objects.filter(report=report).order_by("pk")
