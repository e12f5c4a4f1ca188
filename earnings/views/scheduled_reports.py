"""Reports that come by themselves: those of the person, and the form for another."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from artistportal import htmx
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.middleware import AccountRequest
from earnings import permissions
from earnings.domain.report_times import Every
from earnings.forms.scheduled_reports import ArtistReportForm, ScheduledReportForm
from earnings.services import scheduled_reports
from earnings.services.scheduled_reports import NotScheduled
from earnings.views import label, overview, statements


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: AccountRequest) -> HttpResponse:
    """What comes when, and the table that was in view as another one."""
    account = statements.paid(request)
    if not permissions.sees_own_money(account):
        return statements.no_money(request)
    if ended := request.POST.get("end"):
        return _end(request, account, ended)
    is_artist = account.kind is AccountKind.ARTIST
    form = (ArtistReportForm if is_artist else ScheduledReportForm)(request.POST or None)
    if request.method == "POST" and form.is_valid() and _planned(request, account, form):
        return redirect("earnings:scheduled")
    query = _canonical(request.POST.get("query") or request.GET.urlencode(), account)
    context: dict[str, Any] = {
        "title": "Reports that come by themselves",
        "form": form,
        "query": query,
        "tables": reverse("earnings:overview" if is_artist else "earnings:label"),
        "reports": list(scheduled_reports.of_person(request.user, account)),
    }
    return htmx.render(
        request,
        "earnings/scheduled.html",
        "earnings/_scheduled.html",
        context,
        status=422 if form.errors else 200,
    )


def _canonical(query: str, account: Account) -> str:
    if account.kind is AccountKind.ARTIST:
        return overview.canonical(query, account.id, timezone.now())
    return label.canonical(query, account)


def _planned(request: AccountRequest, account: Account, form: ScheduledReportForm) -> bool:
    query = _canonical(request.POST.get("query", ""), account)
    if table := form.cleaned_data.get("table"):
        query = f"{query}&table={table}"
    try:
        report = scheduled_reports.plan(
            account=account,
            name=form.cleaned_data["name"],
            query=query,
            every=Every(form.cleaned_data["every"]),
            user=request.user,
            now=timezone.now(),
        )
    except NotScheduled as odd:
        form.add_error("name", str(odd))
        return False
    messages.success(request, f"“{report.name}” comes first on {report.next_at:%-d %B %Y}.")
    return True


def _end(request: AccountRequest, account: Account, ended: str) -> HttpResponse:
    try:
        public_id = UUID(ended)
    except ValueError:
        return redirect("earnings:scheduled")
    now = timezone.now()
    if scheduled_reports.end(public_id=public_id, account=account, user=request.user, now=now):
        messages.success(request, "This report comes no more.")
    return redirect("earnings:scheduled")
