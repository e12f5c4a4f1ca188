"""Payees at the desk: where each is paid, by its end alone, and holds that take two people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from artistportal.accounts.models import User
from artistportal.admin_lists import ReadOnlyAdmin
from artistportal.admin_reasons import with_reason
from earnings.admin.contracts import ServiceAdmin
from earnings.forms.payee_holds import PayeeHoldForm
from earnings.models import PayeeHold, PayoutAccount
from earnings.services import payee_holds
from earnings.services.payee_holds import NotHeld

STATES: dict[str, dict[str, Any]] = {
    "asked": {"approved_at": None, "lifted_at": None},
    "lifting": {"approved_at__isnull": False, "lifting_asked_at__isnull": False, "lifted_at": None},
    "in_force": {"approved_at__isnull": False, "lifted_at": None},
    "over": {"lifted_at__isnull": False},
}


@admin.register(PayoutAccount)
class PayoutAccountAdmin(ReadOnlyAdmin[PayoutAccount]):
    """Each version, masked: the number is sealed, and not even its seal is shown."""

    list_display = fields = (
        "payee", "holder", "country", "ends_in", "bic", "given_by", "given_at", "usable_at",
    )  # fmt: skip
    list_select_related = ("payee", "given_by")
    search_fields = ("payee__name", "=last_four")
    search_help_text = "Payee, or the last four of the number"
    ordering = ("-pk",)

    @admin.display(description="Ends in")
    def ends_in(self, account: PayoutAccount) -> str:
        return f"…{account.last_four}"


class StateFilter(admin.SimpleListFilter):
    """The queues: what waits for a second person comes first."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("asked", "To approve"),
            ("lifting", "To lift"),
            ("in_force", "In force"),
            ("over", "Over"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[PayeeHold]) -> QuerySet[PayeeHold]:
        return queryset.filter(**STATES.get(self.value() or "", {}))


@admin.register(PayeeHold)
class PayeeHoldAdmin(ServiceAdmin[PayeeHold]):
    """Adding one asks for it; a second person puts it in force, and likewise for the lifting."""

    form = PayeeHoldForm
    list_display = (
        "payee", "reason", "deadline_date", "case_code", "asked_by", "approved_by",
        "approved_at", "lifting_asked_by", "lifted_by", "lifted_at",
    )  # fmt: skip
    list_select_related = ("payee", "asked_by", "approved_by", "lifting_asked_by", "lifted_by")
    list_filter = (StateFilter,)
    search_fields = ("payee__name", "reason", "=case_code")
    ordering = ("-pk",)
    autocomplete_fields = ("payee",)
    actions = ("approve", "ask_to_lift", "lift")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: PayeeHold | None = None) -> Any:
        if obj is None:
            return [*PayeeHoldForm.Meta.fields]
        return [field.name for field in obj._meta.fields if field.name != "id"]

    @admin.action(description="Approve, as the second person", permissions=["view"])
    @with_reason()
    def approve(self, request: HttpRequest, queryset: QuerySet[PayeeHold]) -> None:
        self._each(request, queryset, payee_holds.approve)

    @admin.action(description="Ask to lift", permissions=["view"])
    @with_reason()
    def ask_to_lift(self, request: HttpRequest, queryset: QuerySet[PayeeHold]) -> None:
        reason = request.POST.get("reason", "").strip()[:300]
        self._each(request, queryset, payee_holds.ask_to_lift, reason=reason)

    @admin.action(description="Lift, as the second person", permissions=["view"])
    @with_reason()
    def lift(self, request: HttpRequest, queryset: QuerySet[PayeeHold]) -> None:
        self._each(request, queryset, payee_holds.lift)

    def _each(
        self,
        request: HttpRequest,
        queryset: QuerySet[PayeeHold],
        step: Callable[..., PayeeHold],
        **told: str,
    ) -> None:
        done = 0
        for hold in queryset.order_by("pk"):
            try:
                step(hold=hold, by=cast(User, request.user), now=timezone.now(), **told)
            except NotHeld as odd:
                self.message_user(request, str(odd), messages.ERROR)
            else:
                done += 1
        self.message_user(request, f"{done} holds are noted.")
