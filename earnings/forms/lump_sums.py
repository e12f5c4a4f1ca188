"""The form by which a lump sum is recorded."""

from __future__ import annotations

from typing import Any

from django import forms

from artistportal import money
from artistportal.periods import Month
from earnings.domain.lump_sums import AllocationKey, LumpSumKind
from earnings.models import LumpSum
from earnings.services.lump_sums import Received


class LumpSumForm(forms.ModelForm[LumpSum]):
    """A sum as it came, with the key by which it will be divided."""

    amount = forms.CharField(max_length=30, help_text="In whole units of the currency: 1234.56.")
    currency = forms.RegexField(
        r"[A-Z]{3}",
        max_length=3,
        error_messages={"invalid": "Write the three letters of ISO 4217, such as EUR."},
    )
    first_month_date = forms.DateField(
        label="First month of the key", help_text="Any day of the month."
    )
    last_month_date = forms.DateField(
        label="Last month of the key", help_text="Any day of the month; the same for one month."
    )

    class Meta:
        model = LumpSum
        fields = (
            "licence",
            "kind",
            "description",
            "amount",
            "currency",
            "received_at",
            "key",
            "first_month_date",
            "last_month_date",
        )

    def clean_amount(self) -> int:
        try:
            micros = money.from_text(self.cleaned_data["amount"])
        except money.NotMoney as odd:
            raise forms.ValidationError(str(odd)) from odd
        if micros <= 0:
            raise forms.ValidationError("A sum is more than nothing.")
        return micros

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        for name in ("first_month_date", "last_month_date"):
            if name in found:
                found[name] = Month.of(found[name]).first
        first, last = found.get("first_month_date"), found.get("last_month_date")
        if first and last and last < first:
            self.add_error("last_month_date", "It lies before the first month of the key.")
        return found

    @property
    def received(self) -> Received:
        """What a valid form says."""
        said = self.cleaned_data
        return Received(
            licence=said["licence"],
            kind=LumpSumKind(said["kind"]),
            description=said["description"],
            amount_micros=said["amount"],
            currency=said["currency"],
            received_at=said["received_at"],
            key=AllocationKey(said["key"]),
            first_month=Month(said["first_month_date"]),
            last_month=Month(said["last_month_date"]),
        )
