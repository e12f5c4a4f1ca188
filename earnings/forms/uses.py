"""The GET form by which the uses page is narrowed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from artistportal.periods import Month
from earnings.queries.uses import Clearing, Offered, Purpose, UseSelection

ANY = ("", "All")


class UsesForm(forms.Form):
    """Which work, tool, purpose, month, and whether it was cleared; nothing chosen means all."""

    search = forms.CharField(
        label="Work",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    tool = forms.ChoiceField(label="Tool", required=False)
    purpose = forms.ChoiceField(
        label="Purpose", choices=[ANY, *((p.value, p.label) for p in Purpose)], required=False
    )
    cleared = forms.ChoiceField(
        label="Permission", choices=[ANY, *((c.value, c.label) for c in Clearing)], required=False
    )
    month = forms.ChoiceField(label="Month", required=False)

    def __init__(self, data: Mapping[str, Any], offered: Offered) -> None:
        super().__init__(data)
        months = [(str(month), f"{month.first:%b %Y}") for month in offered.months]
        for name, choices in (("tool", list(offered.tools)), ("month", months)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [ANY, *choices]
        self.full_clean()

    @property
    def chosen(self) -> list[str]:
        """The values by which the list is narrowed."""
        return [value for name in self.fields if (value := self._chosen(name))]

    def selection(self, artist_id: int) -> UseSelection:
        """What was chosen; a value that is not offered counts as not chosen."""
        purpose, cleared, month = (self._chosen(name) for name in ("purpose", "cleared", "month"))
        return UseSelection(
            artist_id=artist_id,
            search=self._chosen("search"),
            tool_slug=self._chosen("tool"),
            purpose=Purpose(purpose) if purpose else None,
            clearing=Clearing(cleared) if cleared else None,
            month=Month.from_text(month) if month else None,
        )

    def _chosen(self, name: str) -> str:
        return str(self.cleaned_data.get(name, ""))
