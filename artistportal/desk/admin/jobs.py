"""Work in the background that has no other page at the desk: read here, and tried again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from artistportal import background
from artistportal.accounts.models import Download
from artistportal.admin_lists import ReadOnlyAdmin
from artistportal.admin_reasons import with_reason
from consent.models import CoverageRefresh, Snapshot


class JobAdmin(ReadOnlyAdmin[Any]):
    """Rows whose state is their work's; a failed one goes back in line."""

    list_display: tuple[str, ...] = (
        "__str__", "state", "attempts", "created_at", "finished_at", "error",
    )  # fmt: skip
    list_filter = ("state",)
    ordering = ("-pk",)
    actions = ("try_again",)

    def has_trying_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}"))

    @admin.action(description="Try failed ones again", permissions=["trying"])
    @with_reason()
    def try_again(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Puts them back to waiting; the sweep rings for them within a minute."""
        now = timezone.now()
        failed = list(queryset.values_list("pk", flat=True))
        again = [pk for pk in failed if background.retry(self.model, pk, now=now)]
        self.message_user(request, f"{len(again)} are tried again.")


@admin.register(Snapshot)
class SnapshotAdmin(JobAdmin):
    """Copies of what is cleared, as tools download them."""


@admin.register(CoverageRefresh)
class CoverageRefreshAdmin(JobAdmin):
    """How far consent reaches over a roster, counted in the background."""


@admin.register(Download)
class DownloadAdmin(JobAdmin):
    """Files made for people: whether each was made, never what is in it."""

    list_display = ("title", "user", "state", "attempts", "created_at", "finished_at", "error")
    fields = (*list_display, "account", "kind", "size", "sha256", "expires_at")
    list_select_related = ("user",)
    search_fields = ("=user__email",)
    search_help_text = "The person's e-mail address"
