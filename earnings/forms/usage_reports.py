"""The form by which a usage report is sent."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile

from consent.models import Tool
from earnings.models import UsageReport
from earnings.services.usage_reports import LARGEST_FILE


class UsageReportForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label="Usage report",
        help_text="TSV or CSV in UTF-8, gzip or not; or a DDEX DSR flat file.",
        widget=forms.ClearableFileInput(attrs={"accept": ".tsv,.csv,.txt,.gz"}),
        error_messages={"empty": "The file is empty. Choose the one with your uses."},
    )

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError("The file is larger than 8 GiB. Send it in parts.")
        return file


class UsageReportAdminForm(forms.ModelForm[UsageReport]):
    """A report that support brings in for a tool."""

    tool = forms.ModelChoiceField(Tool.objects.order_by("name"))
    file = forms.FileField(help_text="As the tool sent it: it is kept byte for byte.")

    class Meta:
        model = UsageReport
        fields = ("tool", "file")
