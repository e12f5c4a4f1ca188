"""What support says before it views the site as somebody else."""

from __future__ import annotations

from typing import Any

from django import forms

from artistportal.accounts.models import User


class VisitForm(forms.Form):
    person = forms.ModelChoiceField(User.objects.none(), label="View the site as")
    reason = forms.CharField(
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Why you need to",
        help_text="They are told at once, with this reason and your name.",
    )

    def __init__(self, people: Any, data: Any = None) -> None:
        super().__init__(data)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]  # a ModelChoiceField
