"""The review of reports that wait: support lets one pass, or refuses it, with a note.

A report that was let pass is read and checked once more by a worker, which then accepts it: so
nothing is half done, however long it lay.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from artistportal.accounts.models import User
from earnings import permissions
from earnings.domain.reports import Outcome
from earnings.models import UsageReport
from earnings.services import report_letters, report_outcomes, report_replacements

LONGEST_NOTE = 300


class NotWaiting(ValueError):
    """The report waits for no review; the sentence says so."""


def accept(*, report: UsageReport, by: User, note: str, now: datetime) -> None:
    """Lets the report pass, with all files of its message; it waits for a worker then."""
    permissions.check_is_support(by)
    with transaction.atomic():
        _check_waits(report)
        report_outcomes.put_back(
            report,
            report_replacements.of_message(report),
            now,
            reviewed_by=by,
            reviewed_at=now,
            review_note=note[:LONGEST_NOTE],
        )


def reject(*, report: UsageReport, by: User, note: str, now: datetime) -> None:
    """Refuses the report, with all files of its message; nothing of it ever counted."""
    permissions.check_is_support(by)
    with transaction.atomic():
        _check_waits(report)
        parts = [part.pk for part in report_replacements.of_message(report)]
        UsageReport.objects.filter(pk__in=parts).update(
            outcome=Outcome.REJECTED.value,
            reviewed_by=by,
            reviewed_at=now,
            review_note=note[:LONGEST_NOTE],
        )
        report_letters.tell_what_became(report, now)


def _check_waits(report: UsageReport) -> None:
    row = UsageReport.objects.select_for_update().get(pk=report.pk)
    if row.outcome != Outcome.CHECKED.value:
        state = row.get_outcome_display().lower()
        raise NotWaiting(f"{row.code} waits for no review: it is {state}.")
