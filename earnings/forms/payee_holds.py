"""The form by which support asks for a hold on a payee."""

from __future__ import annotations

from typing import Any

from artistportal.roster.models import Payee
from earnings.forms.settlements import ServiceForm
from earnings.models import PayeeHold
from earnings.services import payee_holds
from earnings.services.payee_holds import Grounds


class PayeeHoldForm(ServiceForm[PayeeHold]):
    class Meta:
        model = PayeeHold
        fields = ("payee", "reason", "next_step", "deadline_date", "case_code")

    def carry_out(self) -> PayeeHold:
        said: dict[str, Any] = dict(self.cleaned_data)
        payee: Payee = said.pop("payee")
        return payee_holds.ask(payee=payee, grounds=Grounds(**said), by=self.by, now=self.now)
