"""Which deeds somebody looks for."""

from __future__ import annotations

from django import forms

from artistportal.roster.domain.activity import AREAS
from artistportal.roster.queries.activity import ActivityFilter


class ActivityForm(forms.Form):
    """The area and the days; what makes no sense is passed over."""

    area = forms.ChoiceField(
        required=False,
        choices=[("", "Everything"), *((key, label) for key, (label, _words) in AREAS.items())],
    )
    since = forms.DateField(
        label="From", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label="To", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    before = forms.UUIDField(required=False, widget=forms.HiddenInput)

    @property
    def wanted(self) -> ActivityFilter:
        self.is_valid()
        said = self.cleaned_data
        return ActivityFilter(said.get("area", ""), said.get("since"), said.get("until"))
