"""The forms by which support enters contracts, expenses, accounts, how payees are paid, closings.

Each asks its service whether it may be so before it says yes, so that the sentence stands by the
form; nothing is stored until it is saved.
"""

from __future__ import annotations

from abc import abstractmethod
from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django import forms
from django.db import models, transaction

from artistportal import money
from artistportal.accounts.models import User
from artistportal.money import WHOLE_PPM
from artistportal.periods import Month
from earnings.domain.contracts import Expenses
from earnings.models import Contract, Expense, MonthClosing, PayoutTerms, RecoupmentAccount
from earnings.services import contracts, payouts
from earnings.services.contracts import Agreement, NotAgreed, Spent
from earnings.services.payee_holds import NotHeld
from earnings.services.payouts import NotPayable

M = TypeVar("M", bound=models.Model)
HUNDRED = Decimal(100)


class AmountField(forms.CharField):
    """Whole units of a currency, kept as micro-units."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", "Such as 1234.56.")
        super().__init__(max_length=30, **options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return money.from_text(text) if text else 0
        except money.NotMoney as odd:
            raise forms.ValidationError(str(odd)) from odd

    def prepare_value(self, value: Any) -> Any:
        return money.plain(value) if isinstance(value, int) else value


class PercentField(forms.DecimalField):
    """Per cent, kept as parts per million."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=100, max_digits=7, decimal_places=4, **options)

    def clean(self, value: Any) -> Any:
        percent = super().clean(value)
        return int(percent * WHOLE_PPM / HUNDRED) if percent is not None else 0


class CurrencyField(forms.RegexField):
    def __init__(self, **options: Any) -> None:
        super().__init__(r"[A-Z]{3}\Z", max_length=3, **options)
        self.error_messages["invalid"] = "Write the three letters of ISO 4217, such as EUR."


class ServiceForm(forms.ModelForm[M], Generic[M]):
    """A form whose service has the last word; the admin says who asks, and when."""

    by: User
    now: datetime

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                with transaction.atomic():
                    self.carry_out()
                    transaction.set_rollback(True)
            except (NotAgreed, NotHeld, NotPayable) as odd:
                raise forms.ValidationError(str(odd)) from odd
        return found

    @abstractmethod
    def carry_out(self) -> M:
        """Asks the service, with what was entered."""


class ContractForm(ServiceForm[Contract]):
    rate = PercentField(label="The payee’s part, in per cent")
    fee = PercentField(label="The organisation’s fee before it, in per cent", required=False)
    reserve = PercentField(label="Kept in reserve, in per cent", required=False)

    class Meta:
        model = Contract
        fields = (
            "organisation",
            "payee",
            "title",
            "from_date",
            "until_date",
            "rate",
            "fee",
            "expenses",
            "reserve",
            "reserve_months",
            "recoupment",
        )

    def carry_out(self) -> Contract:
        said = self.cleaned_data
        agreement = Agreement(
            title=said["title"],
            from_date=said["from_date"],
            rate_ppm=said["rate"],
            until_date=said["until_date"],
            fee_ppm=said["fee"],
            expenses=Expenses(said["expenses"]),
            reserve_ppm=said["reserve"],
            reserve_months=said["reserve_months"],
            recoupment=said["recoupment"],
        )
        return contracts.add(
            organisation=said["organisation"], payee=said["payee"], agreement=agreement, by=self.by
        )


class ContractEndForm(ServiceForm[Contract]):
    """An existing contract is only given its end."""

    class Meta:
        model = Contract
        fields = ("until_date",)

    def carry_out(self) -> Contract:
        until_date = self.cleaned_data["until_date"]
        if until_date is None:
            raise NotAgreed("Say on which day the contract ends.")
        stored = Contract.objects.get(pk=self.instance.pk)
        return contracts.end(contract=stored, until_date=until_date, by=self.by, now=self.now)


class ExpenseForm(ServiceForm[Expense]):
    amount = AmountField(help_text="Such as 1234.56; a correction is negative.")
    currency = CurrencyField()

    class Meta:
        model = Expense
        fields = ("contract", "incurred_date", "amount", "currency", "description")

    def carry_out(self) -> Expense:
        said = self.cleaned_data
        spent = Spent(said["incurred_date"], said["amount"], said["currency"], said["description"])
        return contracts.spend(contract=said["contract"], spent=spent, by=self.by, now=self.now)


class RecoupmentAccountForm(ServiceForm[RecoupmentAccount]):
    currency = CurrencyField()

    class Meta:
        model = RecoupmentAccount
        fields = ("organisation", "payee", "name", "currency")

    def carry_out(self) -> RecoupmentAccount:
        said = self.cleaned_data
        return contracts.open_account(
            organisation=said["organisation"],
            payee=said["payee"],
            name=said["name"],
            currency=said["currency"],
            by=self.by,
        )


class PayoutTermsForm(ServiceForm[PayoutTerms]):
    currency = CurrencyField()
    minimum = AmountField(label="Smallest payment", required=False)
    fee = AmountField(label="Fee for each payment", required=False)
    residence = forms.RegexField(
        r"[A-Z]{2}\Z",
        required=False,
        label="Country of tax residence",
        help_text="As ISO 3166-1 alpha-2, such as SE.",
    )

    class Meta:
        model = PayoutTerms
        fields = (
            "payee",
            "currency",
            "minimum",
            "fee",
            "residence",
            "form_from_date",
            "form_until_date",
        )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.initial["minimum"] = money.plain(self.instance.minimum_micros)
            self.initial["fee"] = money.plain(self.instance.fee_micros)
            self.fields["payee"].disabled = True

    def carry_out(self) -> PayoutTerms:
        said = self.cleaned_data
        terms = PayoutTerms(
            pk=self.instance.pk,
            payee=said["payee"],
            currency=said["currency"],
            minimum_micros=said["minimum"],
            fee_micros=said["fee"],
            residence=said["residence"],
            form_from_date=said["form_from_date"],
            form_until_date=said["form_until_date"],
        )
        return payouts.agree(terms=terms, by=self.by)


class MonthClosingForm(forms.ModelForm[MonthClosing]):
    """The month that is to be closed, with those before it."""

    by: User
    now: datetime

    month_date = forms.DateField(
        label="Accounting month", help_text="Any day of a month that is over."
    )

    class Meta:
        model = MonthClosing
        fields = ("month_date",)

    def clean_month_date(self) -> Any:
        month = Month.of(self.cleaned_data["month_date"])
        if month.until_at > self.now:
            raise forms.ValidationError(f"{month.name} is not over.")
        return month.first

    def validate_unique(self) -> None:
        """A month that is closed already is shown as it is."""
