"""The forms by which a table of earnings is asked to come by itself."""

from __future__ import annotations

from django import forms

from earnings.models import ScheduledReport
from earnings.services.earning_files import Table
from earnings.services.scheduled_reports import LONGEST_NAME


class ScheduledReportForm(forms.Form):
    name = forms.CharField(label="Name of the report", max_length=LONGEST_NAME)
    every = forms.ChoiceField(label="How often", choices=ScheduledReport.EVERY)


class ArtistReportForm(ScheduledReportForm):
    """An artist's tables have one address, so the form says which."""

    table = forms.ChoiceField(label="Table", choices=[(each.value, each.label) for each in Table])
