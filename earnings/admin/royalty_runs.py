"""Runs: read here, and computed again."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from artistportal import background
from artistportal.admin_lists import ReadOnlyAdmin
from artistportal.admin_reasons import with_reason
from artistportal.periods import Month
from earnings import tasks
from earnings.admin.lists import shown
from earnings.models import RoyaltyRun, SummaryRefresh
from earnings.services import royalty_runs


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
        return shown(run.payable_micros, run.currency)

    @admin.display(description="Held")
    def held(self, run: RoyaltyRun) -> str:
        return shown(run.held_micros, run.currency)

    @admin.display(description="Unmatched")
    def unmatched(self, run: RoyaltyRun) -> str:
        return shown(run.unmatched_micros, run.currency)

    @admin.action(description="Compute the same months again, and failed runs")
    @with_reason()
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
