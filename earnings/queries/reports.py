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
from earnings.domain.reviews import Summary
from earnings.models import ReportProblem, RoyaltyRun, UsageReport

REPORTS_A_PAGE = 25
SHOWN_PROBLEMS = 200
REPLACEABLE = 100


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A report, the first of its problems, and the runs that its months led to."""

    report: UsageReport
    problems: list[ReportProblem]
    runs: list[RoyaltyRun]

    @property
    def summary(self) -> Summary | None:
        """What it came to when it was checked."""
        told = self.report.summary
        return Summary.from_json(told) if told else None

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
    """A tool's reports, the newest first, with those that they replace or that replace them."""
    reports = UsageReport.objects.filter(tool=tool).newest_first()
    return reports.select_related("replaces", "replaced_with")


def replaceable(tool: int) -> QuerySet[UsageReport]:
    """The newest reports of a tool that another may stand in for."""
    return UsageReport.objects.counting().filter(tool=tool).newest_first()[:REPLACEABLE]


def page(tool: int, number: str) -> Page[UsageReport]:
    return Paginator(of_tool(tool), REPORTS_A_PAGE).get_page(number)


def before(tool: int, number: int | None, limit: int) -> list[UsageReport]:
    """A tool's reports older than one of them, or all, the newest first."""
    older = of_tool(tool).filter(number__lt=number) if number else of_tool(tool)
    return list(older[:limit])


def numbered(tool: int, number: int) -> UsageReport | None:
    """A tool's report by its number; None where it is another tool's or nobody's."""
    return of_tool(tool).filter(number=number).first()


def problem_page(report: UsageReport, page: int) -> tuple[list[ReportProblem], bool]:
    """One page of a report's problems, and whether there are more."""
    first = (page - 1) * SHOWN_PROBLEMS
    found = list(problems(report)[first : first + SHOWN_PROBLEMS + 1])
    return found[:SHOWN_PROBLEMS], len(found) > SHOWN_PROBLEMS


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
