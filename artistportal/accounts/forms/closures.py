"""The wish to close an account."""

from __future__ import annotations

from django import forms


class CloseForm(forms.Form):
    """Says once more that it is meant."""

    is_meant = forms.BooleanField(
        label="I have read what happens, and I want to close my account",
        error_messages={"required": "Tick this if you want to close your account."},
    )
