"""Consent for support: tools and licences to keep, decisions to read; none is ever decided here."""

from __future__ import annotations

from abc import abstractmethod
from datetime import datetime
from typing import Any, cast

from django.contrib import admin
from django.db.models import Field, ForeignKey, QuerySet
from django.forms import ModelForm, modelform_factory
from django.http import HttpRequest
from django.utils import timezone

from artistportal.accounts.models import User
from artistportal.admin_lists import BigListAdmin, ReadOnlyAdmin
from artistportal.admin_reasons import with_reason
from artistportal.templatetags.portal import lasting
from consent import permissions, tasks
from consent.forms import LicenceForm
from consent.forms.terms import TermsForm
from consent.models import (
    ApiKey,
    Decision,
    Licence,
    ModelVersion,
    Notice,
    NoticeAttempt,
    Provider,
    Request,
    RequestPart,
    Terms,
    TermsPrice,
    Tool,
    ToolMember,
    WebhookEndpoint,
)
from consent.queries import notices
from consent.services import deliveries, licences


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
    list_display = ("name", "dpid", "country")
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
        if obj:
            return super().get_form(request, obj, change, **how)

        def looked_up(field: Field[Any, Any], **options: Any) -> Any:
            """Another table is searched, never listed whole."""
            if isinstance(field, ForeignKey):
                return self.formfield_for_foreignkey(field, request, **options)
            return field.formfield(**options)

        return modelform_factory(self.model, form=self.signing_form, formfield_callback=looked_up)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return list(self.signing_form.base_fields)
        return [field.name for field in obj._meta.fields if field.name != "id"]

    @abstractmethod
    def sign(self, form: Any, by: User, now: datetime) -> Any:
        """Store what the form says, through its service."""

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
    autocomplete_fields = ("tool", "organisation")
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
    autocomplete_fields = ("licence",)
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


class RequestPartInline(admin.TabularInline[RequestPart, Request]):
    model = RequestPart
    fields = readonly_fields = ("artist", "use", "kind", "is_yes", "given_by", "given_at")
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[RequestPart]:
        return super().get_queryset(request).select_related("artist", "given_by")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Request)
class RequestAdmin(ReadOnlyAdmin[Any]):
    """What was asked of whom, and each artist's latest answer."""

    list_display = ("code", "title", "proposer", "made_at", "deadline_at", "withdrawn_at")
    search_fields = ("=number", "title", "by_tool__name", "by_organisation__name")
    search_help_text = "Number without Q-, title, or who asked"
    ordering = ("-number",)
    inlines = (RequestPartInline,)
    exclude = ("works",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Request]:
        return Request.objects.with_names()


class QueueFilter(admin.SimpleListFilter):
    """The two queues that somebody must look at, each with how many wait there."""

    title = "queue"
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        late = Notice.objects.overdue(timezone.now()).count()
        dead = Notice.objects.undeliverable().count()
        return [("overdue", f"Overdue ({late:,})"), ("undeliverable", f"Undeliverable ({dead:,})")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "overdue":
            return queryset.overdue(timezone.now()).order_by("deadline_at")
        if self.value() == "undeliverable":
            return queryset.undeliverable().order_by("dead_at")
        return queryset


class AttemptInline(admin.TabularInline[NoticeAttempt, Notice]):
    model = NoticeAttempt
    extra = 0
    can_delete = False
    fields = readonly_fields = ("at", "status", "error", "took_ms")
    ordering = ("-pk",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin[Any]):
    """Keys as support may see them: never their hashes; the tool's people make and end them."""

    list_display = ("name", "tool", "prefix", "made_by", "made_at", "until_at", "last_used_at")
    list_filter = ("tool",)
    list_select_related = ("tool", "made_by")
    search_fields = ("name", "=prefix", "tool__name")
    ordering = ("-made_at", "-pk")
    exclude = ("sha256",)


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin[Any]):
    """What tools were told; those that are late or could not be told stand in queues."""

    list_display = ("code", "tool", "decision", "stands", "age", "deadline_at", "attempts")
    list_filter = (QueueFilter, "tool")
    list_select_related = ("tool", "decision")
    search_fields = ("=number", "tool__name", "=decision__number", "decision__artist__name")
    ordering = ("-number",)
    inlines = (AttemptInline,)
    actions = ("send_again",)

    @admin.display(description="State")
    def stands(self, notice: Notice) -> str:
        return notices.told(notice, timezone.now()).state.label

    @admin.display(description="Stands so for")
    def age(self, notice: Notice) -> str:
        now = timezone.now()
        return lasting(now - notices.told(notice, now).since)

    @admin.action(description="Send again those that were given up", permissions=["view"])
    @with_reason()
    def send_again(self, request: HttpRequest, queryset: QuerySet[Notice]) -> None:
        now, by = timezone.now(), cast(User, request.user)
        given_up = list(queryset.filter(dead_at__isnull=False).select_related("tool"))
        for notice in given_up:
            deliveries.send_again(notice=notice, by=by, now=now)
        tasks.ring_endpoints(deliveries.due(now))
        self.message_user(request, f"{len(given_up)} notices are sent again.")


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(ReadOnlyAdmin[Any]):
    """Where tools hear of decisions; their secrets are not shown."""

    list_display = ("tool", "url", "is_enabled", "disabled_because", "state", "set_by", "set_at")
    list_filter = ("is_enabled",)
    list_select_related = ("tool", "set_by")
    search_fields = ("tool__name", "url")
    ordering = ("tool__name",)
    exclude = ("sealed_secret", "former_secret")
