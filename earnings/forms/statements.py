"""The form by which statements are asked for as one file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms


class StatementsZipForm(forms.Form):
    """A year or a month of which there are statements."""

    time = forms.ChoiceField(
        label="Of which time",
        help_text="Of each statement the paper, every line, and what was sealed.",
    )

    def __init__(self, *args: Any, times: Iterable[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.names = dict(times)
        field = self.fields["time"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(self.names.items())
