"""The GET form by which a roster is narrowed."""

from __future__ import annotations

from django import forms

from earnings.queries.roster import ORDERS, RosterFilter


class RosterForm(forms.Form):
    """Which artists to list; whatever makes no sense is passed over."""

    q = forms.CharField(
        label="Artist",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    show = forms.ChoiceField(
        required=False, choices=[("", "All artists"), ("issues", "With something to settle")]
    )
    order = forms.ChoiceField(
        required=False,
        choices=[(order, order) for key in ORDERS for order in (key, f"-{key}")],
        widget=forms.HiddenInput,
    )

    @property
    def wanted(self) -> RosterFilter:
        """The filter that was asked for."""
        self.is_valid()
        said = self.cleaned_data
        return RosterFilter(
            text=said.get("q", ""),
            only_issues=said.get("show", "") == "issues",
            order=said.get("order", "") or "name",
        )
