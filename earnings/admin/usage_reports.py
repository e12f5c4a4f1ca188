"""Usage reports: brought in here, checked again and reviewed here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from artistportal.admin_lists import BigListAdmin, ReadOnlyAdmin
from artistportal.admin_reasons import recorded, with_reason
from earnings import tasks
from earnings.admin.lists import ReadOnlyInline
from earnings.domain.reports import Outcome
from earnings.domain.reviews import Summary
from earnings.forms.usage_reports import ReviewActionForm, ReviewForm, UsageReportAdminForm
from earnings.models import ReportMonth, ReportProblem, UsageReport
from earnings.services import report_reviews, usage_reports


class ReportMonthInline(ReadOnlyInline):
    model = ReportMonth
    fields = ("month_date", "lines", "units", "path")
    select_related = ("report",)


@admin.register(UsageReport)
class UsageReportAdmin(BigListAdmin[UsageReport]):
    """Reports: add one to bring it in for a tool."""

    form = UsageReportAdminForm
    list_display = (
        "code", "tool", "file_name", "outcome", "state", "lines", "problem_count", "received_at",
    )  # fmt: skip
    list_filter = ("outcome", "state", "format")
    list_select_related = ("tool",)
    search_fields = ("=number", "file_name", "message_id", "sha256__startswith", "tool__name")
    ordering = ("-number",)
    inlines = (ReportMonthInline,)
    actions = ("check_again", "accept", "reject")
    action_form = ReviewActionForm
    change_form_template = "admin/earnings/usagereport/change_form.html"

    @admin.display(description="Problems")
    def problem_list(self, report: UsageReport) -> SafeString:
        url = reverse("admin:earnings_reportproblem_changelist")
        return format_html(
            '<a href="{}?report__number={}">{} problems</a>',
            url,
            report.number,
            report.problem_count,
        )

    def get_fields(self, request: HttpRequest, obj: UsageReport | None = None) -> Any:
        if obj is None:
            return ("tool", "file", "stands_in_for")
        names = [field.name for field in UsageReport._meta.fields if field.name != "id"]
        return [*names, "problem_list"]

    def get_readonly_fields(self, request: HttpRequest, obj: UsageReport | None = None) -> Any:
        return self.get_fields(request, obj) if obj else ()

    def get_inlines(self, request: HttpRequest, obj: UsageReport | None = None) -> Any:
        return self.inlines if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: Any, obj: UsageReport, form: Any, change: Any) -> None:
        """Receives the file as any other; a file that came before shows the report it was."""
        if change:
            return
        file = form.cleaned_data["file"]
        received = usage_reports.receive(
            tool=obj.tool,
            file=file,
            file_name=file.name,
            by=request.user,
            now=timezone.now(),
            replaces=form.cleaned_data["stands_in_for"],
        )
        obj.__dict__.update(received.report.__dict__)
        tasks.ring_received(received)
        if not received.is_new:
            self.message_user(request, received.sentence, messages.WARNING)

    @admin.action(description="Check rejected or failed reports again")
    @with_reason()
    def check_again(self, request: Any, queryset: QuerySet[UsageReport]) -> None:
        now = timezone.now()
        again = [
            report.pk
            for report in queryset
            if usage_reports.check_again(report=report, by=request.user, now=now)
        ]
        tasks.ring_reports(again)
        self.message_user(request, f"{len(again)} reports are checked again.")

    @admin.action(description="Accept reports that wait for a review")
    @recorded("note")
    def accept(self, request: Any, queryset: QuerySet[UsageReport]) -> None:
        self._review(request, queryset, is_accepted=True)

    @admin.action(description="Reject reports that wait for a review")
    @recorded("note")
    def reject(self, request: Any, queryset: QuerySet[UsageReport]) -> None:
        self._review(request, queryset, is_accepted=False)

    def change_view(
        self, request: Any, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The page of one report; while it waits for a review, what speaks against it stands above
        with both answers.
        """
        report = self.get_object(request, object_id)
        if not self.has_change_permission(request, report):
            raise PermissionDenied
        if request.method == "POST" and report and "review" in request.POST:
            is_accepted = request.POST["review"] == "accept"
            self._review(request, [report], is_accepted=is_accepted)
            return redirect("admin:earnings_usagereport_change", report.pk)
        waits = report is not None and report.outcome == Outcome.CHECKED.value
        review = Summary.from_json(report.summary) if report and waits else None
        context = {"review": review, "review_form": ReviewForm(), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def _review(self, request: Any, reports: Iterable[UsageReport], *, is_accepted: bool) -> None:
        """Gives one answer to reports that wait; who waits for none is told."""
        form = ReviewForm(request.POST)
        note = form.cleaned_data["note"] if form.is_valid() else ""
        answer = report_reviews.accept if is_accepted else report_reviews.reject
        for report in reports:
            try:
                answer(report=report, by=request.user, note=note, now=timezone.now())
            except report_reviews.NotWaiting as odd:
                self.message_user(request, str(odd), messages.WARNING)
                continue
            if is_accepted:
                tasks.ring_reports([report.pk])
            done = "is taken in" if is_accepted else "is rejected"
            self.message_user(request, f"{report.code} {done}.")


@admin.register(ReportProblem)
class ReportProblemAdmin(ReadOnlyAdmin[ReportProblem]):
    list_display = ("report", "severity", "line", "column", "value", "message", "cure")
    list_filter = ("severity",)
    list_select_related = ("report", "report__tool")
    search_fields = ("=report__number", "message", "column", "value")
    ordering = ("-report__number", "pk")

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        return lookup == "report__number" or super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]  # the stubs lack None
