"""What people say about answers that wait for a second person."""

from __future__ import annotations

from django import forms

from consent.domain.approvals import LONGEST_REASON
from consent.forms import SeenForm

MOST = 10_000


class AnswerApprovalForm(SeenForm):
    """Approve it as it was shown, or refuse it and say why."""

    answer = forms.ChoiceField(choices=[("approve", "Approve"), ("refuse", "Refuse")])
    reason = forms.CharField(
        label="Why not",
        required=False,
        max_length=LONGEST_REASON,
        help_text="Needed to refuse. Who prepared it reads this.",
    )


class SecondPersonForm(forms.Form):
    """Above how many works one person's answer waits for another's."""

    above = forms.IntegerField(
        label="A second person approves answers for more works than",
        min_value=0,
        max_value=MOST,
        help_text="0 means every answer for several works. It is asked only of answers under"
        " a mandate.",
    )
