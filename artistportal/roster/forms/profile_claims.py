"""What somebody says who claims a profile or a credit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

from artistportal import kept_files
from artistportal.roster.domain import profile_claims as rules
from artistportal.roster.domain.profile_claims import EvidenceKind, NotToBeClaimed
from artistportal.roster.domain.roles import CreditRole

ASKED = {
    EvidenceKind.KNOWN_DOMAIN: (
        "Your address there",
        "An address at the artist’s or their management’s own domain. A code is mailed there.",
    ),
    EvidenceKind.PROFILE_CODE: (
        "The profile’s address",
        "An official profile that you can write on, such as https://example.com/your-name.",
    ),
    EvidenceKind.IDENTITY_CHECK: (
        "Its reference",
        "The provider and the number of the outcome. Send no copy of an identity card.",
    ),
}


class FindForm(forms.Form):
    """Whom or what to look for."""

    q = forms.CharField(
        required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )

    def __init__(self, *args: Any, label: str, **how: Any) -> None:
        super().__init__(*args, **how)
        self.fields["q"].label = label

    @property
    def text(self) -> str:
        return str(self.cleaned_data.get("q", "")) if self.is_valid() else ""


class ClaimForm(forms.Form):
    """Which artist one is, and in one's own words why."""

    artist = forms.UUIDField(widget=forms.HiddenInput)
    words = forms.CharField(
        label="In your words",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Anything that helps support to see that it is you.",
    )


class CreditClaimForm(forms.Form):
    """Which work, and as what."""

    work = forms.UUIDField(widget=forms.HiddenInput)
    role = forms.ChoiceField(
        label="Your part",
        choices=[(role.value, role.label) for role in CreditRole if role is not CreditRole.VOICE],
    )
    words = forms.CharField(
        label="In your words",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as the session’s date and studio. The rights holder reads it.",
    )


class EvidenceForm(forms.Form):
    """One kind of evidence; a label's confirmation needs nothing said."""

    told = forms.CharField(max_length=300)
    document = forms.FileField(
        required=False,
        help_text="What you were given, up to 10 MB. Only support and you can open it.",
    )

    def __init__(
        self,
        said: Mapping[str, Any] | None = None,
        files: MultiValueDict[str, UploadedFile[bytes]] | None = None,
        *,
        kind: EvidenceKind,
    ) -> None:
        super().__init__(said, files, prefix=kind.value)
        self.kind = kind
        if not kind.takes_file:
            del self.fields["document"]
        if kind in ASKED:
            self.fields["told"].label, self.fields["told"].help_text = ASKED[kind]
        else:
            del self.fields["told"]

    def clean_told(self) -> str:
        told: str = self.cleaned_data["told"]
        try:
            rules.check_told(self.kind, told)
        except NotToBeClaimed as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return told

    def clean_document(self) -> UploadedFile[bytes] | None:
        document: UploadedFile[bytes] | None = self.cleaned_data["document"]
        try:
            if document is not None:
                kept_files.check(document)
        except kept_files.TooLarge as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return document


class CodeForm(forms.Form):
    """The code that was mailed."""

    code = forms.CharField(
        label="The code from the mail",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )
