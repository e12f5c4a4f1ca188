"""A tool's reports: send one, watch it being taken in, read what was wrong with it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from artistportal import htmx
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.views import accounts
from consent.models import Tool
from earnings import tasks
from earnings.domain.native_columns import COLUMNS
from earnings.forms.usage_reports import UsageReportForm
from earnings.models import UsageReport
from earnings.queries import reports
from earnings.services import usage_reports
from earnings.services.report_replacements import NotReplaceable
from earnings.views import downloads

PROBLEM_HEADER = ("severity", "line", "column", "value", "problem", "cure")


@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: AccountRequest) -> HttpResponse:
    """Send a report; those sent before stand below."""
    tool = _tool(request)
    is_post = request.method == "POST"
    sent = (request.POST, request.FILES) if is_post else ()
    form = UsageReportForm(*sent, reports=reports.replaceable(tool.pk))
    if is_post and form.is_valid() and (report := _receive(request, tool, form)):
        return redirect("earnings:report", report.public_id)
    context = {
        "title": "Usage reports",
        "form": form,
        "columns": COLUMNS,
        "reports": reports.page(tool.pk, request.GET.get("page", "1")),
    }
    status = 422 if form.errors else 200
    return htmx.render(
        request,
        "earnings/usage_reports.html",
        "earnings/_usage_reports.html",
        context,
        status=status,
    )


@require_safe
def page(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """How far a report is, what it came to, and what was wrong with it."""
    report = _report(request, public_id)
    context = {"title": f"Report {report.code}", "opened": reports.opened(report)}
    return htmx.render(
        request, "earnings/usage_report.html", "earnings/_usage_report.html", context
    )


@require_safe
def problems_csv(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """Every problem that was kept."""
    report = _report(request, public_id)
    rows = (
        (p.severity, p.line or "", p.column, p.value, p.message, p.cure)
        for p in reports.problems(report)
    )
    return downloads.csv(["problems", report.code], report.finished_at, PROBLEM_HEADER, rows)


def _receive(request: AccountRequest, tool: Tool, form: UsageReportForm) -> UsageReport | None:
    """The report that the file is; None where it cannot stand in for the one that was chosen."""
    file = form.cleaned_data["file"]
    try:
        received = usage_reports.receive(
            tool=tool,
            file=file,
            file_name=file.name,
            by=request.user,
            now=timezone.now(),
            replaces=form.cleaned_data["replaces"],
        )
    except NotReplaceable as odd:
        form.add_error("replaces", str(odd))
        return None
    tasks.ring_received(received)
    say = messages.success if received.is_new or received.stands_in else messages.warning
    say(request, received.sentence)
    return received.report


def _tool(request: AccountRequest) -> Tool:
    account = accounts.in_view(request, AccountKind.TOOL)
    return get_object_or_404(Tool, pk=account.id)


def _report(request: AccountRequest, public_id: UUID) -> UsageReport:
    account = accounts.in_view(request, AccountKind.TOOL)
    return get_object_or_404(
        reports.of_tool(account.id).select_related("tool"), public_id=public_id
    )
