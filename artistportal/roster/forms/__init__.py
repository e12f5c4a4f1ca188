"""What people type into the roster's pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from artistportal.roster.domain import identifiers
from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import WorkKind
from artistportal.roster.models import Artist, Organisation, Work
from artistportal.roster.queries.works import ORDERS, WorkFilter

MOST_BYTES = 20_000_000
MOST_LINES = 20_000


class IdentifierField(forms.CharField):
    """An identifier as people write it, taken as it is stored; an empty one is none."""

    def __init__(self, parse: Callable[[str], str], label: str) -> None:
        super().__init__(label=label, required=False, max_length=60, empty_value=None)
        self.parse = parse

    def clean(self, value: Any) -> str | None:
        text = super().clean(value)
        if text is None:
            return None
        try:
            return self.parse(text)
        except identifiers.InvalidIdentifier as refusal:
            raise forms.ValidationError(str(refusal)) from None


class StretchAdminForm(forms.ModelForm[Any]):
    """A row that holds from one day or moment until another, or without an end."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for first, last in (("from_at", "until_at"), ("from_date", "until_date")):
            start, end = cleaned.get(first), cleaned.get(last)
            if start and end and end <= start:
                self.add_error(
                    last, "It would end before it begins. Choose a later end, or leave it empty."
                )
        return cleaned


class ArtistAdminForm(forms.ModelForm[Artist]):
    isni = IdentifierField(identifiers.parse_isni, "ISNI")
    ipi = IdentifierField(identifiers.parse_ipi, "IPI name number")

    class Meta:
        model = Artist
        fields = ("name", "is_band", "isni", "ipi")


class OrganisationAdminForm(forms.ModelForm[Organisation]):
    dpid = IdentifierField(identifiers.parse_dpid, "DPID")

    class Meta:
        model = Organisation
        fields = ("name", "kind", "dpid")


class WorkAdminForm(forms.ModelForm[Work]):
    isrc = IdentifierField(identifiers.parse_isrc, "ISRC")
    iswc = IdentifierField(identifiers.parse_iswc, "ISWC")

    class Meta:
        model = Work
        fields = (
            "kind",
            "title",
            "release_title",
            "isrc",
            "iswc",
            "reference",
            "voice_of",
            "compositions",
            "rights_holder",
        )


class WorkFilterForm(forms.Form):
    """Which works to list; whatever makes no sense is passed over."""

    q = forms.CharField(
        label="Find",
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": "Title, release, ISRC, ISWC"}
        ),
    )
    kind = forms.ChoiceField(
        required=False,
        choices=[("", "All kinds"), *((kind.value, f"{kind.label}s") for kind in WorkKind)],
    )
    role = forms.ChoiceField(
        required=False,
        choices=[("", "All roles"), *((role.value, role.label) for role in CreditRole)],
    )
    release = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    order = forms.ChoiceField(
        required=False,
        choices=[(order, order) for key in ORDERS for order in (key, f"-{key}")],
        widget=forms.HiddenInput,
    )

    @property
    def wanted(self) -> WorkFilter:
        """The filter that was asked for."""
        self.is_valid()
        said = self.cleaned_data
        return WorkFilter(
            text=said.get("q", ""),
            kind=said.get("kind", ""),
            role=said.get("role", ""),
            release=said.get("release", ""),
            order=said.get("order", "") or "title",
        )


class CatalogueForm(forms.Form):
    """A catalogue file."""

    file = forms.FileField(
        label="Catalogue file",
        help_text="A CSV file in UTF-8, at most 20 MB and 20,000 lines.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
        error_messages={"empty": "The file is empty. Choose the one with your works."},
    )

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError("The file is larger than 20 MB. Send it in parts.")
        lines = sum(chunk.count(b"\n") for chunk in file.chunks())
        if lines > MOST_LINES:
            raise forms.ValidationError(
                f"The file has more than {MOST_LINES:,} lines. Send it in parts, or to support."
            )
        file.seek(0)
        return file

    @property
    def upload(self) -> dict[str, Any]:
        """The name and bytes of the file, as a service takes them."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        return {"name": file.name or "catalogue.csv", "data": file.read()}
