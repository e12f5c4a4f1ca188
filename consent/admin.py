"""Consent for support: tools and licences to keep, decisions to read; none is ever decided here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from artistportal.admin_lists import BigListAdmin, ReadOnlyAdmin
from consent.models import (
    Decision,
    Licence,
    ModelVersion,
    Provider,
    Terms,
    TermsPrice,
    Tool,
    ToolMember,
)


class ModelVersionInline(admin.TabularInline[ModelVersion, Tool]):
    model = ModelVersion
    extra = 0
    can_delete = False


class TermsPriceInline(admin.TabularInline[TermsPrice, Terms]):
    model = TermsPrice
    extra = 0
    can_delete = False


@admin.register(Provider)
class ProviderAdmin(BigListAdmin[Provider]):
    list_display = ("name", "dpid")
    search_fields = ("name", "dpid")
    ordering = ("name",)


@admin.register(Tool)
class ToolAdmin(BigListAdmin[Tool]):
    list_display = ("name", "provider", "status", "slug")
    list_filter = ("status",)
    list_select_related = ("provider",)
    search_fields = ("name", "slug", "provider__name")
    autocomplete_fields = ("provider",)
    prepopulated_fields = {"slug": ("name",)}
    ordering = ("name",)
    inlines = (ModelVersionInline,)


@admin.register(ToolMember)
class ToolMemberAdmin(BigListAdmin[ToolMember]):
    list_display = ("user", "tool", "from_at", "until_at")
    list_select_related = ("user", "tool")
    search_fields = ("user__email", "user__name", "tool__name")
    autocomplete_fields = ("user", "tool")
    ordering = ("-pk",)


@admin.register(Licence)
class LicenceAdmin(ReadOnlyAdmin[Any]):
    list_display = ("code", "tool", "organisation", "signed_at", "from_at", "until_at")
    list_filter = ("tool",)
    list_select_related = ("tool", "organisation")
    search_fields = ("=number", "tool__name", "organisation__name")
    ordering = ("-number",)


@admin.register(Terms)
class TermsAdmin(ReadOnlyAdmin[Any]):
    list_display = ("__str__", "offered_at", "is_material", "pay_model", "notice_days", "currency")
    list_filter = ("pay_model", "is_material")
    list_select_related = ("licence",)
    search_fields = ("=licence__number", "licence__tool__name", "licence__organisation__name")
    ordering = ("-offered_at", "-pk")
    inlines = (TermsPriceInline,)


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin[Any]):
    list_display = (
        "code",
        "given_at",
        "artist",
        "is_yes",
        "tool",
        "use",
        "work",
        "given_by",
        "capacity",
    )
    list_filter = ("is_yes", "use", "capacity", "tool")
    search_fields = ("=number", "artist__name", "tool__name", "work__title", "row_hash")
    ordering = ("-number",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Decision]:
        return Decision.objects.with_names()
