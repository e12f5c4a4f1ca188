"""The GET form by which a roster is narrowed, and the name under which that is kept."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms

from artistportal.accounts.services.saved_views import LONGEST_NAME
from earnings.domain.health import Issue
from earnings.queries.roster import ORDERS, RosterFilter

ISSUES = [("", "Any or none"), ("any", "Any issue"), *((each.value, each.label) for each in Issue)]
STATES = [
    ("", "Any"),
    ("cleared", "Something cleared"),
    ("refused", "Something refused"),
    ("silent", "Nothing said about some"),
    ("waiting", "A request waits"),
]


class RosterForm(forms.Form):
    """Which artists to list; whatever makes no sense is passed over."""

    q = forms.CharField(
        label="Artist",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    issue = forms.ChoiceField(label="Issue", required=False, choices=ISSUES)
    state = forms.ChoiceField(label="Consent", required=False, choices=STATES)
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
            issue=said.get("issue", ""),
            state=said.get("state", ""),
            order=said.get("order", "") or "name",
        )

    @property
    def query(self) -> str:
        """All of it as the address says it."""
        self.is_valid()
        return urlencode({name: said for name, said in self.cleaned_data.items() if said})


class SaveViewForm(forms.Form):
    """The name under which a list is kept as it is."""

    name = forms.CharField(label="Name of this view", max_length=LONGEST_NAME)
