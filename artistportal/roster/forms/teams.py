"""What people choose about a team: whom to invite, how far somebody may go, who succeeds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any

from django import forms

from artistportal.roster.domain.teams import Place

LAST_DAY = date(2999, 12, 31)


class PlaceForm(forms.Form):
    """How far a person may go, whether they see money, and until when."""

    role = forms.ChoiceField(label="Role")
    sees_money = forms.BooleanField(label="Sees money", required=False)
    until = forms.DateField(
        label="Until",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="From this day on (UTC) they may not. Empty: until you end it.",
    )

    def __init__(self, *args: Any, roles: Iterable[tuple[str, str]], **how: Any) -> None:
        super().__init__(*args, **how)
        choices = [(label.lower(), f"{label}: {words}") for label, words in reversed([*roles])]
        self.fields["role"] = forms.ChoiceField(
            label="Role", choices=choices, widget=forms.RadioSelect
        )

    def clean_until(self) -> datetime | None:
        day = self.cleaned_data["until"]
        if day and day > LAST_DAY:
            raise forms.ValidationError("That is too far away. Leave it empty instead.")
        return datetime.combine(day, time(), UTC) if day else None

    @property
    def place(self) -> Place:
        said = self.cleaned_data
        return Place(said["role"], said["sees_money"], said["until"])


class InviteForm(PlaceForm):
    """Whom to invite, and to which place."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="Only the person who reads mail there can accept.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("email", "role", "sees_money", "until")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class SuccessorForm(forms.Form):
    """Who takes over after the artist's death."""

    name = forms.CharField(label="Their name", max_length=200)
    email = forms.EmailField(label="Their e-mail address", max_length=254)
    words = forms.CharField(
        label="Who they are to you",
        max_length=300,
        required=False,
        help_text="Such as: my sister. Support reads it when the time has come.",
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


def as_initial(place: Place) -> dict[str, Any]:
    """A place as the form shows it."""
    return {
        "role": place.role,
        "sees_money": place.sees_money,
        "until": place.until_at.date() if place.until_at else None,
    }
