"""What an artist chooses to make public; nothing is chosen beforehand."""

from __future__ import annotations

from typing import Any

from django import forms

from consent.services.publications import Shown


class PublicationForm(forms.Form):
    """The address of the page, given once, and what it shows beside the answers to everybody."""

    slug = forms.SlugField(
        label="Address",
        required=False,
        max_length=50,
        help_text="Small letters, digits and hyphens. It is given once and stays yours.",
    )
    names_works = forms.BooleanField(
        label="List my works",
        required=False,
        help_text="Title, ISRC or ISWC, credits, and what AI made of them, each with a page.",
    )
    names_tools = forms.BooleanField(
        label="Name the tools that I allow",
        required=False,
        help_text="Without it, the page says “only with permission” and nobody learns who has it.",
    )
    contact = forms.EmailField(
        label="Whom to ask",
        required=False,
        help_text="An address that everybody may read, for requests.",
    )

    def __init__(self, *args: Any, is_address_given: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_address_given:
            del self.fields["slug"]

    @property
    def address(self) -> str:
        """The address that was chosen, or the one that was offered or given."""
        return self.cleaned_data.get("slug", "").lower() or str(self.initial["slug"])

    @property
    def shown(self) -> Shown:
        chosen = self.cleaned_data
        return Shown(chosen["names_works"], chosen["names_tools"], chosen["contact"])
