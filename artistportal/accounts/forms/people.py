"""What a person says of themselves."""

from __future__ import annotations

from django import forms

from artistportal.accounts.models import User


class NameForm(forms.Form):
    """The name under which a person's acts are shown."""

    name = forms.CharField(
        label="Your name",
        max_length=User._meta.get_field("name").max_length,
        help_text="Shown to those who act with you. What you did before keeps its own record.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
