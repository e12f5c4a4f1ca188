"""Terms as support offers them for an organisation: text, price, what becomes of the rest."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from artistportal import money
from artistportal.roster.domain.uses import Use
from consent.domain import payment
from consent.domain.payment import Breakage, Payment, PayModel, PoolBasis, Unattributed
from consent.forms import LONGEST_NOTICE_DAYS
from consent.models import Terms
from consent.services.licences import Offer

_SIDES = ("recording_ppm", "composition_ppm", "voice_ppm")
_AMOUNTS = ("pool_micros", "revenue_ppm", "minimum_micros")


def _weight(usual: int) -> forms.IntegerField:
    return forms.IntegerField(min_value=0, max_value=money.WHOLE_PPM, initial=usual)


class RatesField(forms.CharField):
    """A rate for each use, a line each: `training 0.0025`."""

    widget = forms.Textarea(attrs={"rows": 4})

    def clean(self, value: Any) -> dict[Use, int]:
        rates: dict[Use, int] = {}
        for line in super().clean(value).splitlines():
            try:
                use, amount = line.split()
                rates[Use(use)] = money.from_text(amount)
            except ValueError:
                raise forms.ValidationError(f"Not a use and an amount: {line}") from None
            if rates[Use(use)] < 0:
                raise forms.ValidationError(f"A rate is not less than nothing: {line}")
        return rates


class TermsForm(forms.ModelForm[Terms]):
    """A version of terms, with a rate for each use; what it lacks is said at the field."""

    class Meta:
        model = Terms
        fields = (
            "licence",
            "text",
            "is_material",
            "notice_days",
            "currency",
            "pay_model",
            "pool_basis",
            *_AMOUNTS,
            "breakage",
            "unattributed",
            "attribution_provider",
            *_SIDES,
        )

    notice_days = forms.IntegerField(min_value=0, max_value=LONGEST_NOTICE_DAYS, initial=0)
    currency = forms.CharField(
        validators=[RegexValidator(r"^[A-Z]{3}\Z", "Write three capitals, such as EUR.")]
    )
    breakage = forms.ChoiceField(
        choices=[(b.value, b.label) for b in Breakage],
        required=False,
        help_text="Who gets what a minimum guarantee adds to what was earned.",
    )
    unattributed = forms.ChoiceField(
        choices=[(u.value, u.label) for u in Unattributed],
        required=False,
        help_text="What becomes of the part of the pool that attribution gives to no work.",
    )
    recording_ppm = _weight(700_000)
    composition_ppm = _weight(200_000)
    voice_ppm = _weight(100_000)
    rates = RatesField(
        required=False,
        help_text="One line a use: training 0.0025. With a pool, rates weigh it.",
    )
    unlicensed_rates = RatesField(
        required=False,
        label="Rates without clearance",
        help_text="What a unit costs that was used without clearance, one line a use."
        " Without one, such a use is claimed without an amount.",
    )

    def clean_breakage(self) -> str:
        return self.cleaned_data["breakage"] or Breakage.SHARED.value

    def clean_unattributed(self) -> str:
        return self.cleaned_data["unattributed"] or Unattributed.SHARED.value

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not any(said.get(side, 1) for side in _SIDES):
            raise forms.ValidationError("One side at least is paid: recording, composition, voice.")
        if not self.errors:
            for fault in payment.faults(self._payment):
                self.add_error(fault.field, fault.sentence)
        return said

    @property
    def _payment(self) -> Payment:
        chosen = self.cleaned_data
        basis = chosen["pool_basis"]
        return Payment(
            pay_model=PayModel(chosen["pay_model"]),
            pool_basis=PoolBasis(basis) if basis else None,
            breakage=Breakage(chosen["breakage"]),
            unattributed=Unattributed(chosen["unattributed"]),
            attribution_provider=chosen["attribution_provider"],
            **{name: chosen[name] for name in _AMOUNTS},
        )

    @property
    def offer(self) -> Offer:
        chosen, how = self.cleaned_data, self._payment
        names = ("text", "currency", "is_material", "notice_days", *_AMOUNTS, *_SIDES)
        return Offer(
            pay_model=how.pay_model,
            pool_basis=how.pool_basis,
            breakage=how.breakage,
            unattributed=how.unattributed,
            attribution_provider=how.attribution_provider,
            rates_micros=chosen["rates"],
            unlicensed_rates_micros=chosen["unlicensed_rates"],
            **{name: chosen[name] for name in names},
        )
