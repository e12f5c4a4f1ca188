"""Opening a case, narrowing the list of cases, and taking one back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

from django import forms

from artistportal.cases.domain.kinds import CaseKind
from artistportal.cases.domain.states import CaseState
from artistportal.cases.forms.files import SayForm
from artistportal.cases.queries.cases import ALL, UNFINISHED, CaseSelection

STATES = [(UNFINISHED, "All that go on"), *((s.value, s.label) for s in CaseState), (ALL, "All")]
KINDS = [("", "All"), *((kind.value, kind.label) for kind in CaseKind)]


class CaseForm(SayForm):
    """What it is about, in a line and in full."""

    kind = forms.ChoiceField(label="What it is about", choices=KINDS[1:])
    title = forms.CharField(
        label="In one line", max_length=200, help_text="Such as: uses in May are missing."
    )
    subject = forms.CharField(required=False, max_length=220, widget=forms.HiddenInput)

    field_order = ("kind", "title", "text", "attached", "subject")

    @property
    def case_kind(self) -> CaseKind:
        return CaseKind(self.cleaned_data["kind"])


class CasesForm(forms.Form):
    """Which cases to show; those that go on where nothing is chosen."""

    search = forms.CharField(
        label="Number or words",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label="About", choices=KINDS, required=False)
    state = forms.ChoiceField(label="State", choices=STATES, required=False)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.full_clean()

    @property
    def selection(self) -> CaseSelection:
        """What was chosen; a value that is not offered counts as not chosen."""
        said = self.cleaned_data
        return CaseSelection(
            state=said.get("state") or UNFINISHED,
            kind=said.get("kind", ""),
            text=said.get("search", ""),
        )

    @property
    def is_narrowed(self) -> bool:
        return self.selection != CaseSelection(state=ALL)


class WithdrawForm(forms.Form):
    """Why a case is taken back, if its opener wants to say."""

    reason = forms.CharField(
        label="Why", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class AppearanceForm(forms.Form):
    """Where something was found."""

    platform = forms.CharField(max_length=100, help_text="The site or app it stands on.")
    address = forms.URLField(
        label="Address",
        max_length=500,
        assume_scheme="https",
        help_text="The exact page, so that the platform finds it.",
    )
    found_on = forms.DateField(
        label="Found on", widget=forms.DateInput(attrs={"type": "date"}), required=False
    )

    def found_at(self, now: datetime) -> datetime:
        """The moment it was found: a day's noon, or now where no day was named."""
        day = self.cleaned_data["found_on"]
        if day is None or day == now.date():
            return now
        return datetime.combine(day, time(12), UTC)


class AnswerNoteForm(forms.Form):
    """What a platform answered."""

    answer = forms.CharField(label="What they answered", max_length=500, required=False)
