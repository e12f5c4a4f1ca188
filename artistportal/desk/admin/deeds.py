"""The audit trail as support reads it: found by person, subject or verb, changed by nobody."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from artistportal.accounts.models import Deed
from artistportal.admin_lists import ReadOnlyAdmin
from artistportal.admin_reasons import with_reason
from artistportal.desk.queries import trails
from artistportal.spreadsheets import CONTENT_TYPE, csv_text

COLUMNS = (
    "at", "by", "acting_for", "visit", "verb", "subject", "sentence", "reason", "before", "after",
    "door", "network",
)  # fmt: skip


class ChoiceFilter(admin.SimpleListFilter):
    """A filter whose choices are known without asking the table."""

    choices_known: tuple[tuple[str, str], ...] = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return self.choices_known


class DoorFilter(ChoiceFilter):
    title, parameter_name = "door", "door"
    choices_known = tuple((door, door.capitalize()) for door in trails.DOORS)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Deed]) -> QuerySet[Deed]:
        return queryset.filter(door=self.value()) if self.value() else queryset


class VerbFilter(ChoiceFilter):
    title, parameter_name = "what", "what"
    choices_known = trails.FAMILIES

    def queryset(self, request: HttpRequest, queryset: QuerySet[Deed]) -> QuerySet[Deed]:
        return queryset.filter(trails.of_family(self.value())) if self.value() else queryset


class WhenFilter(ChoiceFilter):
    title, parameter_name = "when", "when"
    choices_known = (("1", "Last day"), ("7", "Last 7 days"), ("30", "Last 30 days"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Deed]) -> QuerySet[Deed]:
        days = dict(self.choices_known).get(self.value() or "") and int(self.value() or 0)
        return queryset.filter(at__gte=timezone.now() - timedelta(days=days)) if days else queryset


@admin.register(Deed)
class DeedAdmin(ReadOnlyAdmin[Deed]):
    """Nobody adds, changes or removes what was done; superusers save what they chose as a file."""

    list_display = ("at", "by", "sentence", "verb", "subject", "reason", "door", "network")
    list_filter = (WhenFilter, VerbFilter, DoorFilter)
    list_select_related = ("by",)
    search_fields = ("verb",)
    search_help_text = "A person's e-mail address, a subject such as case:…, or a verb"
    ordering = ("-pk",)
    actions = ("save_as_csv",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        text = search_term.strip()
        return (queryset.filter(trails.matching(text)) if text else queryset), False

    def has_saving_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    @admin.action(description="Save as CSV", permissions=["saving"])
    @with_reason()
    def save_as_csv(self, request: HttpRequest, queryset: QuerySet[Deed]) -> HttpResponse:
        """A file of the chosen deeds; that it was made is a deed of its own, with the reason."""
        deeds = queryset.select_related("by")
        rows = ([_cell(getattr(deed, name)) for name in COLUMNS] for deed in deeds)
        answer = HttpResponse(csv_text(COLUMNS, rows), content_type=CONTENT_TYPE)
        answer["Content-Disposition"] = 'attachment; filename="deeds.csv"'
        return answer


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""
    if isinstance(value, datetime):
        return value.isoformat()
    return "" if value is None else str(value)
