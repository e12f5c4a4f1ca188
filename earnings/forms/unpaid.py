"""The GET form by which unpaid money is narrowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from earnings.domain.unpaid import Waiting
from earnings.queries.unpaid import UnpaidSelection

ANY = ("", "All")


class UnpaidForm(forms.Form):
    """Which work, tool and kind of waiting; nothing chosen means all."""

    search = forms.CharField(
        label="Work",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    tool = forms.ChoiceField(label="Tool", required=False)
    waiting = forms.ChoiceField(
        label="Why", choices=[ANY, *((w.value, w.label) for w in Waiting)], required=False
    )

    def __init__(self, data: Mapping[str, Any], tools: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["tool"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [ANY, *tools]
        self.full_clean()

    @property
    def selection(self) -> UnpaidSelection:
        """What was chosen; a value that is not offered counts as not chosen."""
        waiting = self._chosen("waiting")
        return UnpaidSelection(
            waiting=Waiting(waiting) if waiting else None,
            tool_slug=self._chosen("tool"),
            search=self._chosen("search"),
        )

    @property
    def chosen(self) -> list[str]:
        """The values by which the list is narrowed."""
        return [value for name in self.fields if (value := self._chosen(name))]

    def _chosen(self, name: str) -> str:
        return str(self.cleaned_data.get(name, ""))
