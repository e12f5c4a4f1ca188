"""The forms of matches: which identifiers are shown, and which work one of them means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import Q

from artistportal.roster.domain import identifiers
from artistportal.roster.models import Work
from earnings.queries.matches import MatchSelection

ANY = ("", "All")


class MatchesForm(forms.Form):
    """Which title, artist or identifier, and which tool; nothing chosen means all."""

    search = forms.CharField(
        label="Title, artist or identifier",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    tool = forms.ChoiceField(label="Tool", required=False)

    def __init__(self, data: Mapping[str, Any], tools: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["tool"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [ANY, *tools]
        self.full_clean()

    @property
    def selection(self) -> MatchSelection:
        """What was chosen; a value that is not offered counts as not chosen."""
        return MatchSelection(self._chosen("tool"), self._chosen("search"))

    @property
    def is_narrowed(self) -> bool:
        return any(self._chosen(name) for name in self.fields)

    def _chosen(self, name: str) -> str:
        return str(self.cleaned_data.get(name, ""))


class ConfirmForm(forms.Form):
    """Which work of the organisation an identifier means: one suggested, or named by its own."""

    identifier = forms.CharField(max_length=40)
    work = forms.UUIDField(required=False)
    named = forms.CharField(max_length=60, required=False)

    def __init__(self, data: Mapping[str, Any], organisation: int) -> None:
        super().__init__(data)
        self._organisation = organisation

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        meant = self._meant(cleaned)
        held = Work.objects.filter(meant, rights_holder=self._organisation) if meant else None
        cleaned["found"] = held.first() if held is not None else None
        if cleaned["found"] is None:
            raise forms.ValidationError(
                "No work of yours is named so. Choose one that is suggested, or copy the ISRC or"
                " ISWC from your catalogue."
            )
        return cleaned

    def _meant(self, cleaned: Mapping[str, Any]) -> Q | None:
        if cleaned.get("work"):
            return Q(public_id=cleaned["work"])
        text = cleaned.get("named", "")
        for name, parse in (("isrc", identifiers.parse_isrc), ("iswc", identifiers.parse_iswc)):
            try:
                return Q(**{name: parse(text)})
            except identifiers.InvalidIdentifier:
                continue
        return None
