"""Consent for support: tools and licences to keep, decisions to read; none is ever decided here."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone

from artistportal.accounts.models import User
from artistportal.admin_lists import BigListAdmin, ReadOnlyAdmin
from consent import permissions
from consent.forms import LicenceForm, TermsForm
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
from consent.services import licences


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


class SignedAdmin(ReadOnlyAdmin[Any]):
    """Rows that support adds through a service and that nobody changes afterwards."""

    signing_form: type[ModelForm[Any]]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return permissions.is_support(cast(User, request.user))

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **how: Any
    ) -> Any:
        return super().get_form(request, obj, change, **how) if obj else self.signing_form

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return list(self.signing_form.base_fields)
        return [field.name for field in obj._meta.fields if field.name != "id"]

    def sign(self, form: Any, by: User, now: datetime) -> Any:
        raise NotImplementedError

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        signed = self.sign(form, cast(User, request.user), timezone.now())
        obj.__dict__.update(signed.__dict__)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """The service stored all of it."""

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.inlines if obj else ()


@admin.register(Licence)
class LicenceAdmin(SignedAdmin):
    signing_form = LicenceForm
    list_display = ("code", "tool", "organisation", "signed_at", "from_at", "until_at")
    list_filter = ("tool",)
    list_select_related = ("tool", "organisation")
    search_fields = ("=number", "tool__name", "organisation__name")
    ordering = ("-number",)

    def sign(self, form: Any, by: User, now: datetime) -> Licence:
        return licences.sign(
            tool=form.cleaned_data["tool"],
            organisation=form.cleaned_data["organisation"],
            reach=form.reach,
            by=by,
            now=now,
        )


@admin.register(Terms)
class TermsAdmin(SignedAdmin):
    signing_form = TermsForm
    list_display = ("__str__", "offered_at", "is_material", "pay_model", "notice_days", "currency")
    list_filter = ("pay_model", "is_material")
    list_select_related = ("licence",)
    search_fields = ("=licence__number", "licence__tool__name", "licence__organisation__name")
    ordering = ("-offered_at", "-pk")
    inlines = (TermsPriceInline,)

    def sign(self, form: Any, by: User, now: datetime) -> Terms:
        licence = form.cleaned_data["licence"]
        return licences.offer_terms(licence=licence, offer=form.offer, by=by, now=now)


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
