"""A field that takes several files at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from artistportal.cases.services import messages
from artistportal.cases.services.messages import NotSent, Said


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; how many and how large, the rules say."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(file, initial) for file in given]


class WithFiles(forms.Form):
    """A form whose files are checked together with its text."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("text") and "attached" in cleaned:
            try:
                messages.check(self.said)
            except NotSent as why:
                self.add_error("attached", str(why))
        return cleaned

    @property
    def said(self) -> Said:
        return Said(self.cleaned_data["text"], self.cleaned_data["attached"])


class SayForm(WithFiles):
    """Something to say, with files."""

    text = forms.CharField(
        label="What you want to say",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    attached = FilesField(
        label="Files",
        required=False,
        help_text="At most 5 files of 10 MB each, of any kind. Only support and you can open them.",
    )
