"""What people choose on the pages of consent."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from artistportal import territories
from artistportal.roster.domain.uses import Use
from consent.domain.scopes import WORLDWIDE
from consent.models import Licence, Tool
from consent.queries.decisions import Filter
from consent.queries.proposals import Limits
from consent.services.licences import LONGEST_TO_OBEY_HOURS, Reach

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
    obey_hours = forms.IntegerField(
        label="Hours to obey a no",
        min_value=0,
        max_value=LONGEST_TO_OBEY_HOURS,
        initial=72,
        help_text="From the moment a no takes effect until the tool says that it is enforced.",
    )

    class Meta:
        model = Licence
        fields = ("tool", "organisation", "uses", "from_at", "until_at", "obey_hours")

    @property
    def reach(self) -> Reach:
        chosen = self.cleaned_data
        uses = frozenset(Use(use) for use in chosen["uses"])
        return Reach(
            uses,
            chosen["from_at"],
            chosen["until_at"],
            chosen["territories"],
            chosen["obey_hours"],
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
