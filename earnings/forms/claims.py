"""The GET form by which claims are narrowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from earnings.domain.claims import ClaimState
from earnings.queries.claims import ClaimSelection

ALL = "all"
STATES = [*((state.value, state.label) for state in ClaimState), (ALL, "All")]


class ClaimsForm(forms.Form):
    """Which work, tool and state; open claims are shown where nothing is chosen."""

    search = forms.CharField(
        label="Work",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    tool = forms.ChoiceField(label="Tool", required=False)
    state = forms.ChoiceField(label="State", choices=STATES, required=False)

    def __init__(
        self, data: Mapping[str, Any], tools: Sequence[tuple[str, str]] | None = None
    ) -> None:
        """Without `tools` there is only one, and nothing to choose."""
        super().__init__(data)
        if tools is None:
            del self.fields["tool"]
        elif isinstance(field := self.fields["tool"], forms.ChoiceField):
            field.choices = [("", "All"), *tools]
        self.full_clean()

    @property
    def selection(self) -> ClaimSelection:
        """What was chosen; a value that is not offered counts as not chosen."""
        state = self._chosen("state") or ClaimState.OPEN.value
        return ClaimSelection(
            state=None if state == ALL else ClaimState(state),
            tool_slug=self._chosen("tool"),
            search=self._chosen("search"),
        )

    @property
    def is_narrowed(self) -> bool:
        return any(self._chosen(name) for name in ("search", "tool", "state"))

    @property
    def chosen(self) -> list[str]:
        """The values by which the list is narrowed."""
        return [value for name in self.fields if (value := self._chosen(name))]

    def _chosen(self, name: str) -> str:
        return str(self.cleaned_data.get(name, ""))
