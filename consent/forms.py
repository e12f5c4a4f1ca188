"""What people choose on the pages of consent."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator

from artistportal import money, territories
from artistportal.roster.domain.uses import Use
from consent.domain.payment import PayModel, PoolBasis
from consent.domain.scopes import WORLDWIDE
from consent.models import Licence, Terms, Tool
from consent.queries.decisions import Filter
from consent.queries.proposals import Limits
from consent.services.licences import Offer, Reach

YES_OR_NO = [("", ""), ("yes", "Allow"), ("no", "Do not allow")]
ANY_TOOL = "Every tool"
# Beyond these a notice or a time zone leads out of the calendar.
FIRST_MOMENT = datetime(1900, 1, 1, tzinfo=UTC)
LAST_MOMENT = datetime(2999, 12, 31, tzinfo=UTC)
LAST_DAY = date(2999, 12, 31)
LONGEST_NOTICE_DAYS = 3_650


class TerritoriesField(forms.CharField):
    """Territories by their two-letter codes; none means all."""

    def __init__(self, **how: Any) -> None:
        super().__init__(label="Territories", required=False, max_length=1000, **how)

    def clean(self, value: Any) -> frozenset[str] | None:
        codes = str(super().clean(value)).replace(",", " ").upper().split()
        unknown = [code for code in codes if len(code) != 2 or territories.name(code) == code]
        if unknown:
            raise forms.ValidationError(f"These are no territories: {', '.join(unknown)}.")
        return frozenset(codes) or None


class AnswersForm(forms.Form):
    """For which uses of a tool the artist answered, and how; nothing is chosen beforehand."""

    tool = forms.SlugField(required=False)
    all = forms.ChoiceField(choices=YES_OR_NO, required=False)
    everything = forms.ChoiceField(choices=[("", ""), ("no", "")], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for use in Use:
            self.fields[use.value] = forms.ChoiceField(choices=YES_OR_NO, required=False)

    @property
    def answers(self) -> dict[Use, bool]:
        """Each answered use, with whether it was answered yes."""
        chosen = {use: self.cleaned_data.get(use.value) for use in Use}
        return {use: answer == "yes" for use, answer in chosen.items() if answer}


class LimitsForm(forms.Form):
    """How far a yes reaches; left alone, it covers today's works wherever the licence does."""

    reaches_later_works = forms.BooleanField(
        label="Also for works that are added later", required=False
    )
    ends_on = forms.DateField(
        label="Last day",
        required=False,
        validators=[MaxValueValidator(LAST_DAY)],
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Empty: until you say no, or the terms change materially.",
    )
    territories = TerritoriesField(
        help_text="Two-letter codes, such as DE, FR. Empty: wherever the licence reaches."
    )

    @property
    def limits(self) -> Limits:
        last_day = self.cleaned_data["ends_on"]
        ends_at = last_day and datetime.combine(last_day + timedelta(days=1), time(), UTC)
        return Limits(
            self.cleaned_data["territories"], ends_at, self.cleaned_data["reaches_later_works"]
        )


class SeenForm(forms.Form):
    """What the person had before them: the newest decision, and the terms."""

    seen = forms.IntegerField(min_value=0)
    terms = forms.CharField(required=False, max_length=2000)

    @property
    def terms_seen(self) -> set[int]:
        return {int(number) for number in self.cleaned_data["terms"].split() if number.isdecimal()}


class WhyForm(forms.Form):
    """What is asked about: a tool, a use, where and when; and a work, by title or identifier."""

    tool = forms.ModelChoiceField(Tool.objects.none(), to_field_name="slug", empty_label=None)
    use = forms.ChoiceField(choices=[(use.value, use.label) for use in Use])
    territory = forms.CharField(
        max_length=9, required=False, help_text="A code such as DE; empty: the whole world."
    )
    at = forms.DateTimeField(
        label="As of (UTC)",
        required=False,
        validators=[MinValueValidator(FIRST_MOMENT), MaxValueValidator(LAST_MOMENT)],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="Empty: now.",
    )
    words = forms.CharField(label="Work", max_length=100, required=False)

    def __init__(self, *args: Any, tools: list[Tool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tool"] = forms.ChoiceField(choices=[(tool.slug, tool.name) for tool in tools])

    def clean_territory(self) -> str:
        code: str = self.cleaned_data["territory"].strip().upper()
        if code and territories.name(code) == code:
            raise forms.ValidationError("Use a two-letter code, such as DE.")
        return code or WORLDWIDE


class LicenceForm(forms.ModelForm[Licence]):
    """A licence as support signs it for an organisation."""

    uses = forms.MultipleChoiceField(
        choices=[(use.value, use.label) for use in Use], widget=forms.CheckboxSelectMultiple
    )
    territories = TerritoriesField(help_text="Two-letter codes, such as DE, FR. Empty: all.")

    class Meta:
        model = Licence
        fields = ("tool", "organisation", "uses", "from_at", "until_at")

    @property
    def reach(self) -> Reach:
        chosen = self.cleaned_data
        uses = frozenset(Use(use) for use in chosen["uses"])
        return Reach(uses, chosen["from_at"], chosen["until_at"], chosen["territories"])


def _weight(usual: int) -> forms.IntegerField:
    return forms.IntegerField(min_value=0, max_value=money.WHOLE_PPM, initial=usual)


class TermsForm(forms.ModelForm[Terms]):
    """A version of terms as support offers it for an organisation, with a rate for each use."""

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
            "pool_micros",
            "revenue_ppm",
            "recording_ppm",
            "composition_ppm",
            "voice_ppm",
        )

    notice_days = forms.IntegerField(min_value=0, max_value=LONGEST_NOTICE_DAYS, initial=0)
    currency = forms.CharField(
        validators=[RegexValidator(r"^[A-Z]{3}\Z", "Write three capitals, such as EUR.")]
    )
    recording_ppm = _weight(700_000)
    composition_ppm = _weight(200_000)
    voice_ppm = _weight(100_000)
    rates = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One line a use: training 0.0025. Only for a rate per use.",
    )

    def clean_rates(self) -> dict[Use, int]:
        rates: dict[Use, int] = {}
        for line in self.cleaned_data["rates"].splitlines():
            try:
                use, amount = line.split()
                rates[Use(use)] = money.from_text(amount)
            except ValueError:
                raise forms.ValidationError(f"Not a use and an amount: {line}") from None
            if rates[Use(use)] < 0:
                raise forms.ValidationError(f"A rate is not less than nothing: {line}")
        return rates

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not any(said.get(side, 1) for side in ("recording_ppm", "composition_ppm", "voice_ppm")):
            raise forms.ValidationError("One side at least is paid: recording, composition, voice.")
        return said

    @property
    def offer(self) -> Offer:
        chosen = self.cleaned_data
        basis = chosen["pool_basis"]
        names = ("text", "currency", "is_material", "notice_days", "pool_micros", "revenue_ppm")
        weights = ("recording_ppm", "composition_ppm", "voice_ppm")
        return Offer(
            pay_model=PayModel(chosen["pay_model"]),
            pool_basis=PoolBasis(basis) if basis else None,
            rates_micros=chosen["rates"],
            **{name: chosen[name] for name in (*names, *weights)},
        )


class HistoryForm(forms.Form):
    """Which decisions of the history are looked for."""

    tool = forms.ChoiceField(required=False)
    use = forms.ChoiceField(
        choices=[("", "Every use"), *((use.value, use.label) for use in Use)], required=False
    )
    answer = forms.ChoiceField(
        choices=[("", "Yes and no"), ("yes", "Yes"), ("no", "No")], required=False
    )
    words = forms.CharField(label="Work", max_length=100, required=False)

    def __init__(self, *args: Any, tools: list[Tool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(tool.slug, tool.name) for tool in tools]
        self.fields["tool"] = forms.ChoiceField(choices=[("", ANY_TOOL), *named], required=False)

    @property
    def wanted(self) -> Filter:
        """The filter; what makes no sense is left out."""
        chosen = self.cleaned_data if self.is_valid() else {}
        answer = chosen.get("answer", "")
        return Filter(
            tool=chosen.get("tool", ""),
            use=Use(chosen["use"]) if chosen.get("use") else None,
            is_yes=answer == "yes" if answer else None,
            words=chosen.get("words", ""),
        )
