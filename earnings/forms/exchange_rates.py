"""The form by which support brings rates of exchange in."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile

from earnings.services.exchange_rates import ECB, LARGEST_FILE


class ExchangeRateFileForm(forms.Form):
    """One file of reference rates, and who publishes it."""

    file = forms.FileField(
        label="File of reference rates",
        help_text="The ECB’s eurofxref-hist.csv or eurofxref.csv, plain or zipped.",
        error_messages={"empty": "The file is empty. Download it again."},
    )
    source = forms.CharField(
        max_length=100, initial=ECB, help_text="Who publishes these rates, as statements name it."
    )

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError("The file is larger than any of the ECB’s. Choose another.")
        return file
