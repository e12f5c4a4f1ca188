"""What the desk's pages about earnings share."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from artistportal import money


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


def shown(micros: int, currency: str) -> str:
    """An amount, and a dash where there is no currency yet."""
    return money.shown(micros, currency) if currency else "–"
