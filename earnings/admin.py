"""Earnings at the support desk: reports are brought in here; runs and the ledger are only read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from artistportal import background, money
from artistportal.admin_lists import BigListAdmin, ReadOnlyAdmin
from artistportal.periods import Month
from earnings import tasks
from earnings.forms.usage_reports import UsageReportAdminForm
from earnings.models import (
    Entry,
    LedgerAccount,
    Posting,
    ReportMonth,
    ReportProblem,
    RoyaltyRun,
    SummaryRefresh,
    UsageReport,
)
from earnings.services import royalty_runs, usage_reports


class ReadOnlyInline(admin.TabularInline[Any, Any]):
    """Rows that are only read, without a query a row."""

    extra = 0
    can_delete = False
    select_related: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related(*self.select_related)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


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
    actions = ("check_again",)

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
            return ("tool", "file")
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
            tool=obj.tool, file=file, file_name=file.name, by=request.user, now=timezone.now()
        )
        obj.__dict__.update(received.report.__dict__)
        if received.is_new:
            tasks.ring_reports([received.report.pk])
        else:
            self.message_user(request, received.sentence, messages.WARNING)

    @admin.action(description="Check rejected or failed reports again")
    def check_again(self, request: Any, queryset: QuerySet[UsageReport]) -> None:
        now = timezone.now()
        again = [
            report.pk
            for report in queryset
            if usage_reports.check_again(report=report, by=request.user, now=now)
        ]
        tasks.ring_reports(again)
        self.message_user(request, f"{len(again)} reports are checked again.")


@admin.register(ReportProblem)
class ReportProblemAdmin(ReadOnlyAdmin[ReportProblem]):
    list_display = ("report", "severity", "line", "column", "value", "message", "cure")
    list_filter = ("severity",)
    list_select_related = ("report", "report__tool")
    search_fields = ("=report__number", "message", "column", "value")
    ordering = ("-report__number", "pk")

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        return lookup == "report__number" or super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]  # the stubs lack None


@admin.register(RoyaltyRun)
class RoyaltyRunAdmin(ReadOnlyAdmin[RoyaltyRun]):
    list_display = (
        "code", "licence", "month_date", "revision", "state", "lines", "payable", "held",
        "unmatched",
    )  # fmt: skip
    list_filter = ("state",)
    list_select_related = ("licence", "licence__tool", "licence__organisation")
    search_fields = ("=number", "=licence__number", "licence__tool__name")
    ordering = ("-number",)
    date_hierarchy = None
    actions = ("compute_again",)

    @admin.display(description="Payable")
    def payable(self, run: RoyaltyRun) -> str:
        return _shown(run.payable_micros, run.currency)

    @admin.display(description="Held")
    def held(self, run: RoyaltyRun) -> str:
        return _shown(run.held_micros, run.currency)

    @admin.display(description="Unmatched")
    def unmatched(self, run: RoyaltyRun) -> str:
        return _shown(run.unmatched_micros, run.currency)

    @admin.action(description="Compute the same months again, and failed runs")
    def compute_again(self, request: HttpRequest, queryset: QuerySet[RoyaltyRun]) -> None:
        """For when the catalogue or the split sheets were put right since."""
        now = timezone.now()
        waiting: set[int] = set()
        for run in queryset.select_related("licence__tool"):
            if background.retry(RoyaltyRun, run.pk, now=now):
                waiting.add(run.pk)
            else:
                month = Month(run.month_date)
                licences = royalty_runs.concerned(tool=run.licence.tool, month=month)
                waiting.update(royalty_runs.due(licences=licences, month=month, now=now))
        tasks.ring_runs(sorted(waiting))
        self.message_user(request, f"{len(waiting)} runs wait.")


@admin.register(SummaryRefresh)
class SummaryRefreshAdmin(ReadOnlyAdmin[SummaryRefresh]):
    list_display = ("tool", "month_date", "state", "computed_at")
    list_filter = ("state",)
    list_select_related = ("tool",)
    search_fields = ("tool__name",)
    ordering = ("-month_date", "tool__name")


class PostingInline(ReadOnlyInline):
    model = Posting
    fields = ("account", "amount")
    readonly_fields = ("account", "amount")
    select_related = ("account", "account__payee", "account__tool", "entry")

    @admin.display(description="Amount")
    def amount(self, posting: Posting) -> str:
        return _shown(posting.amount_micros, posting.entry.currency)


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin[Entry]):
    list_display = ("__str__", "kind", "currency", "accounting_month", "posted_at", "description")
    list_filter = ("kind", "currency")
    list_select_related = ("run",)
    search_fields = ("=number", "description")
    ordering = ("-number",)
    inlines = (PostingInline,)


@admin.register(LedgerAccount)
class LedgerAccountAdmin(ReadOnlyAdmin[LedgerAccount]):
    list_display = ("kind", "payee", "tool", "currency")
    list_filter = ("kind", "currency")
    list_select_related = ("payee", "tool")
    search_fields = ("payee__name", "tool__name")
    ordering = ("kind", "pk")
    readonly_fields = ("balance",)

    @admin.display(description="Balance")
    def balance(self, account: LedgerAccount) -> str:
        return _shown(account.balance_micros(), account.currency)


def _shown(micros: int, currency: str) -> str:
    return money.shown(micros, currency) if currency else "–"
