"""The form by which a usage report is sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.helpers import ActionForm
from django.core.files.uploadedfile import UploadedFile

from consent.models import Tool
from earnings.models import UsageReport
from earnings.services import report_replacements
from earnings.services.report_replacements import NotReplaceable
from earnings.services.report_reviews import LONGEST_NOTE
from earnings.services.usage_reports import LARGEST_FILE

NONE = ("", "None: these uses are new")


class UsageReportForm(forms.Form):
    """One file, and which earlier report it stands in for, if any."""

    file = forms.FileField(
        label="Usage report",
        help_text="TSV or CSV in UTF-8, gzip or not; Parquet; or a DDEX DSR flat file.",
        widget=forms.ClearableFileInput(attrs={"accept": ".tsv,.csv,.txt,.gz,.parquet"}),
        error_messages={"empty": "The file is empty. Choose the one with your uses."},
    )

    replaces = forms.ChoiceField(
        label="Stands in for",
        required=False,
        help_text="An earlier report of yours whose lines cease to count when this one is accepted."
        " What was paid for them is paid anew; the difference is booked in the month that is open.",
    )

    def __init__(self, *args: Any, reports: Iterable[UsageReport] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["replaces"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [NONE, *((report.code, _shown(report)) for report in reports)]

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError("The file is larger than 8 GiB. Send it in parts.")
        return file


def _shown(report: UsageReport) -> str:
    days = (
        f", {report.from_date:%d %b %Y} to {report.last_date:%d %b %Y}" if report.from_date else ""
    )
    return f"{report.code}{days}, {report.file_name[:60]}"


class ReviewForm(forms.Form):
    """What support says of a report that waits."""

    note = forms.CharField(max_length=LONGEST_NOTE, required=False, strip=True)


class ReviewActionForm(ActionForm):
    """A note beside the choice of what to do with the reports that are marked."""

    note = forms.CharField(
        label="Note for the tool: ", max_length=LONGEST_NOTE, required=False, strip=True
    )


class UsageReportAdminForm(forms.ModelForm[UsageReport]):
    """A report that support brings in for a tool."""

    tool = forms.ModelChoiceField(Tool.objects.order_by("name"))
    file = forms.FileField(help_text="As the tool sent it: it is kept byte for byte.")
    stands_in_for = forms.CharField(
        required=False,
        max_length=20,
        help_text="The number of an earlier report, R-000012, whose lines cease to count then.",
    )

    class Meta:
        model = UsageReport
        fields = ("tool", "file")

    def clean(self) -> dict[str, Any] | None:
        """The report that is to be replaced is the tool's, and counts."""
        cleaned = super().clean()
        tool, text = self.cleaned_data.get("tool"), self.cleaned_data.get("stands_in_for")
        if tool and text:
            try:
                report_replacements.named(tool, text)
            except NotReplaceable as odd:
                self.add_error("stands_in_for", str(odd))
        return cleaned
