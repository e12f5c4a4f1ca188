"""What an artist lets an organisation decide."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.db.models import QuerySet

from artistportal.roster.domain.mandates import VOICE_USES
from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.models import Mandate, Organisation
from artistportal.roster.services.mandates import Leave
from consent.forms import LAST_DAY

USES = [(use.value, f"{use.label}: {use.plain_words}") for use in Use if use not in VOICE_USES]
KINDS = [(kind.value, f"{kind.label}s") for kind in WorkKind if kind is not WorkKind.VOICE]


class MandateForm(forms.Form):
    """For whom, which uses of which works, until when and under which clause."""

    organisation = forms.Field()
    uses = forms.MultipleChoiceField(
        label="They may decide", choices=USES, widget=forms.CheckboxSelectMultiple
    )
    kinds = forms.MultipleChoiceField(
        label="Of these works", choices=KINDS, widget=forms.CheckboxSelectMultiple
    )
    until = forms.DateField(
        label="Until",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="From this day on (UTC) they may not. Empty: until you end it.",
    )
    clause = forms.CharField(
        label="Clause",
        max_length=100,
        required=False,
        help_text="Where it stands in your contract, such as clause 4.2.",
    )

    def __init__(
        self, *args: Any, organisations: QuerySet[Organisation], limits: Mandate | None, **how: Any
    ) -> None:
        super().__init__(*args, **how)
        self.limits = limits
        self.fields["organisation"] = forms.ModelChoiceField(
            organisations,
            to_field_name="public_id",
            empty_label=None,
            disabled=limits is not None,
            initial=limits.organisation.public_id if limits else None,
            widget=forms.HiddenInput if limits else forms.Select,
        )

    def clean_until(self) -> datetime | None:
        day = self.cleaned_data["until"]
        if day and day > LAST_DAY:
            raise forms.ValidationError("That is too far away. Leave it empty instead.")
        if self.limits and self.limits.until_at and (not day or day == self.limits.until_at.date()):
            return self.limits.until_at
        return datetime.combine(day, time(), UTC) if day else None

    def leave(self, now: datetime) -> Leave:
        said = self.cleaned_data
        return Leave(
            frozenset(map(Use, said["uses"])),
            frozenset(map(WorkKind, said["kinds"])),
            said["clause"],
            now,
            said["until"],
        )


def as_initial(mandate: Mandate) -> dict[str, Any]:
    """A mandate as the form shows it."""
    return {
        "uses": mandate.uses,
        "kinds": mandate.kinds,
        "until": mandate.until_at.date() if mandate.until_at else None,
        "clause": mandate.clause,
    }
