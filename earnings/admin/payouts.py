"""How payees are paid and taxed, and each payment step by step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from artistportal.accounts.models import User
from artistportal.admin_lists import BigListAdmin, ReadOnlyAdmin
from artistportal.admin_reasons import recorded, with_reason
from earnings.admin.contracts import ServiceAdmin
from earnings.admin.lists import shown
from earnings.forms.settlements import PayoutTermsForm
from earnings.models import Payout, PayoutTerms, TaxRate
from earnings.services import payouts
from earnings.services.payouts import NotPayable


@admin.register(TaxRate)
class TaxRateAdmin(BigListAdmin[TaxRate]):
    """The operator's own table: the site ships none, and says so where one is missing."""

    list_display = (
        "source",
        "residence",
        "needs_form",
        "percent",
        "from_date",
        "until_date",
        "ground",
    )
    search_fields = ("=source", "=residence", "ground")
    ordering = ("source", "residence", "-from_date")

    @admin.display(description="Rate")
    def percent(self, rate: TaxRate) -> str:
        return f"{rate.rate_ppm / 10_000:g} %"


@admin.register(PayoutTerms)
class PayoutTermsAdmin(ServiceAdmin[PayoutTerms]):
    form = PayoutTermsForm
    list_display = (
        "payee",
        "currency",
        "minimum",
        "fee",
        "residence",
        "form_from_date",
        "form_until_date",
    )
    list_select_related = ("payee",)
    search_fields = ("payee__name",)
    ordering = ("-pk",)
    autocomplete_fields = ("payee",)
    actions = ("schedule",)

    @admin.display(description="Smallest payment")
    def minimum(self, terms: PayoutTerms) -> str:
        return shown(terms.minimum_micros, terms.currency)

    @admin.display(description="Fee")
    def fee(self, terms: PayoutTerms) -> str:
        return shown(terms.fee_micros, terms.currency)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*PayoutTermsForm.Meta.fields]

    @admin.action(description="Schedule payments of what closed months left")
    @with_reason()
    def schedule(self, request: HttpRequest, queryset: QuerySet[PayoutTerms]) -> None:
        made = payouts.schedule(
            payees=list(queryset.values_list("payee", flat=True)),
            by=cast(User, request.user),
            now=timezone.now(),
        )
        self.message_user(request, f"{len(made)} payments are scheduled.")


class NoteForm(ActionForm):
    note = forms.CharField(label="Bank reference, or why it failed", required=False, max_length=100)


@admin.register(Payout)
class PayoutAdmin(ReadOnlyAdmin[Payout]):
    list_display = (
        "code",
        "payee",
        "amount",
        "fee",
        "state",
        "created_at",
        "sent_at",
        "ended_at",
        "reference",
    )
    list_filter = ("state", "currency")
    list_select_related = ("payee",)
    search_fields = ("=number", "payee__name", "=reference")
    ordering = ("-number",)
    action_form = NoteForm
    actions = ("send", "arrive", "fail")

    @admin.display(description="Taken from the balance")
    def amount(self, payout: Payout) -> str:
        return shown(payout.amount_micros, payout.currency)

    @admin.display(description="Fee within")
    def fee(self, payout: Payout) -> str:
        return shown(payout.fee_micros, payout.currency)

    @admin.action(description="Sent (needs the bank’s reference)", permissions=["view"])
    @recorded("note")
    def send(self, request: HttpRequest, queryset: QuerySet[Payout]) -> None:
        if note := self._note(request):
            self._each(request, queryset, payouts.send, reference=note)

    @admin.action(description="Arrived", permissions=["view"])
    @recorded("note")
    def arrive(self, request: HttpRequest, queryset: QuerySet[Payout]) -> None:
        self._each(request, queryset, payouts.arrive)

    @admin.action(description="Failed, or called off (needs to say why)", permissions=["view"])
    @recorded("note")
    def fail(self, request: HttpRequest, queryset: QuerySet[Payout]) -> None:
        if note := self._note(request):
            self._each(request, queryset, payouts.fail, why=note)

    def _note(self, request: HttpRequest) -> str:
        note = request.POST.get("note", "").strip()[:100]
        if not note:
            self.message_user(
                request, "Say the bank’s reference, or why it failed.", messages.ERROR
            )
        return note

    def _each(
        self,
        request: HttpRequest,
        queryset: QuerySet[Payout],
        step: Callable[..., Payout],
        **told: str,
    ) -> None:
        done = 0
        for payout in queryset.order_by("number"):
            try:
                step(payout=payout, by=cast(User, request.user), now=timezone.now(), **told)
            except NotPayable as odd:
                self.message_user(request, str(odd), messages.ERROR)
            else:
                done += 1
        self.message_user(request, f"{done} payments are noted.")
