"""Contracts, what they recoup, what was spent under them: entered here, never edited."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from django.contrib import admin, messages
from django.db.models import Model, QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone

from artistportal import money
from artistportal.accounts.models import User
from artistportal.admin_lists import BigListAdmin
from artistportal.admin_reasons import ReasonForm, with_reason
from earnings.admin.lists import shown
from earnings.forms.settlements import (
    AmountField,
    ContractEndForm,
    ContractForm,
    ExpenseForm,
    RecoupmentAccountForm,
)
from earnings.models import Contract, Expense, RecoupmentAccount
from earnings.services import contracts
from earnings.services.contracts import NotAgreed

M = TypeVar("M", bound=Model)


class ServiceAdmin(BigListAdmin[M]):
    """Rows that a service stores; the form asks it."""

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **options)
        form.by, form.now = cast(User, request.user), timezone.now()
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        obj.__dict__.update(form.carry_out().__dict__)


@admin.register(Contract)
class ContractAdmin(ServiceAdmin[Contract]):
    """A contract is added, and later given its end; nothing else of it changes."""

    list_display = (
        "code", "title", "organisation", "payee", "from_date", "until_date", "rate", "recoupment",
    )  # fmt: skip
    list_select_related = ("organisation", "payee", "recoupment__payee")
    search_fields = ("=number", "title", "payee__name", "organisation__name")
    ordering = ("-number",)
    autocomplete_fields = ("organisation", "payee", "recoupment")

    @admin.display(description="The payee’s part")
    def rate(self, contract: Contract) -> str:
        return f"{contract.rate_ppm / 10_000:g} %"

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any
    ) -> Any:
        options["form"] = ContractEndForm if obj else ContractForm
        return super().get_form(request, obj, change, **options)

    def get_fields(self, request: HttpRequest, obj: Contract | None = None) -> Any:
        if obj is None:
            return [*ContractForm.Meta.fields]
        return [field.name for field in obj._meta.fields if field.name != "id"]

    def get_readonly_fields(self, request: HttpRequest, obj: Contract | None = None) -> Any:
        if obj is None:
            return ()
        open_still = {"until_date"} if obj.until_date is None else set()
        return [name for name in self.get_fields(request, obj) if name not in open_still]


class AdvanceForm(ReasonForm):
    amount = AmountField(label="Amount paid ahead")


@admin.register(RecoupmentAccount)
class RecoupmentAccountAdmin(ServiceAdmin[RecoupmentAccount]):
    form = RecoupmentAccountForm
    list_display = ("name", "organisation", "payee", "currency", "stands")
    list_select_related = ("organisation", "payee")
    search_fields = ("name", "payee__name", "organisation__name")
    ordering = ("-pk",)
    autocomplete_fields = ("organisation", "payee")
    actions = ("record_advance",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[RecoupmentAccount]:
        stands = Sum("accounts__postings__amount_micros", default=0)
        return super().get_queryset(request).annotate(total=stands)

    @admin.display(description="To be recouped")
    def stands(self, account: RecoupmentAccount) -> str:
        return shown(-int(getattr(account, "total", 0)), account.currency)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description="Book an advance on one account", permissions=["view"])
    @with_reason(AdvanceForm)
    def record_advance(self, request: Any, queryset: QuerySet[RecoupmentAccount]) -> None:
        try:
            (account,) = queryset
            amount = request.asked["amount"]
            entry = contracts.advance(
                recoupment=account,
                amount_micros=amount,
                by=cast(User, request.user),
                now=timezone.now(),
            )
        except NotAgreed as odd:
            self.message_user(request, str(odd), messages.ERROR)
        except ValueError:
            self.message_user(request, "Choose one account.", messages.ERROR)
        else:
            told = money.shown(amount, account.currency)
            self.message_user(request, f"{entry}: {told} stand to be recouped by {account}.")


@admin.register(Expense)
class ExpenseAdmin(ServiceAdmin[Expense]):
    """Append-only: a correction is a negative one."""

    form = ExpenseForm
    list_display = ("contract", "incurred_date", "amount", "description", "recorded_at")
    list_select_related = ("contract", "recorded_by")
    search_fields = ("=contract__number", "contract__payee__name", "description")
    ordering = ("-pk",)
    autocomplete_fields = ("contract",)

    @admin.display(description="Amount")
    def amount(self, expense: Expense) -> str:
        return shown(expense.amount_micros, expense.currency)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Expense | None = None) -> Any:
        if obj is None:
            return [*ExpenseForm.Meta.fields]
        return [field.name for field in obj._meta.fields if field.name != "id"]
