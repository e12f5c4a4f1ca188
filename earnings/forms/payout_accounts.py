"""The form by which an owner says where the money goes."""

from __future__ import annotations

from typing import Any

from babel import Locale
from django import forms

from earnings.domain import payout_accounts
from earnings.domain.payout_accounts import LONGEST, Given, NotAnAccount

# Codes of unions, of nowhere and for tests: no bank is there.
NOWHERE = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
COUNTRIES = sorted(
    (
        (code, name)
        for code, name in Locale("en").territories.items()
        if code.isalpha() and code not in NOWHERE
    ),
    key=lambda country: country[1],
)
NO_COUNTRY = ("", "Choose the bank’s country")


class PayoutAccountForm(forms.Form):
    """An account, typed anew each time: what stands is never filled in."""

    holder = forms.CharField(
        label="Account holder",
        max_length=200,
        help_text="As the bank writes the name.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    country = forms.ChoiceField(label="Country of the bank", choices=[NO_COUNTRY, *COUNTRIES])
    number = forms.CharField(
        label="IBAN or account number",
        max_length=LONGEST + 20,
        help_text="An IBAN where the country has them. Spaces do not matter.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    bic = forms.CharField(
        label="BIC (SWIFT code)",
        max_length=20,
        required=False,
        help_text="Needed for an account number that is no IBAN.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                payout_accounts.checked(self.given)
            except NotAnAccount as odd:
                self.add_error(odd.field, str(odd))
        return said

    @property
    def given(self) -> Given:
        return Given(**{name: self.cleaned_data[name] for name in self.fields})
