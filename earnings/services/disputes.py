"""Disputes: while a question about a work is open, what it earns is kept as disputed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from artistportal.accounts.models import User
from artistportal.roster.models import Work
from consent.models import Tool
from earnings import permissions
from earnings.models import Dispute
from earnings.services import replays
from earnings.services.numbers import next_number
from earnings.services.report_dues import Due


class NotDisputed(ValueError):
    """The dispute cannot be opened or ended; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is disputed: a work with one tool or with all, why, what happens next and by when."""

    work: Work
    tool: Tool | None
    reason: str
    next_step: str
    deadline_date: date


@dataclass(frozen=True, slots=True)
class Disputed:
    """The dispute, and the jobs that wait because of it."""

    dispute: Dispute
    due: Due


def begin(*, question: Question, by: User, now: datetime) -> Disputed:
    """Opens a dispute; the months in which the work was used are due to be computed anew."""
    permissions.check_is_support(by)
    check_deadline(question.deadline_date, now)
    with transaction.atomic():
        dispute = Dispute.objects.create(
            number=next_number(Dispute.objects.all()),
            work=question.work,
            tool=question.tool,
            reason=question.reason,
            next_step=question.next_step,
            deadline_date=question.deadline_date,
            opened_by=by,
            opened_at=now,
        )
        return Disputed(dispute, _due(dispute, now))


def end(*, dispute: Dispute, outcome: str, by: User, now: datetime) -> Disputed:
    """Ends a dispute with what came out; its money goes where it belongs by then."""
    permissions.check_is_support(by)
    return _end(dispute, outcome, by, now)


def end_with_case(*, dispute: Dispute, outcome: str, by: User | None, now: datetime) -> Disputed:
    """Ends the dispute that a case opened, because the case has ended, whoever ended that."""
    return _end(dispute, outcome, by, now)


def check_deadline(deadline_date: date, now: datetime) -> None:
    if deadline_date < now.date():
        raise NotDisputed("The deadline has passed. Name a day to come.")


def check_outcome(outcome: str) -> None:
    if not outcome.strip():
        raise NotDisputed("Say what came out: the artists concerned read it.")


def _end(dispute: Dispute, outcome: str, by: User | None, now: datetime) -> Disputed:
    check_outcome(outcome)
    with transaction.atomic():
        still_open = Dispute.objects.open().filter(pk=dispute.pk)
        if not still_open.update(ended_by=by, ended_at=now, outcome=outcome):
            raise NotDisputed(f"D-{dispute.number:04d} has ended before.")
        dispute.refresh_from_db()
        return Disputed(dispute, _due(dispute, now))


def _due(dispute: Dispute, now: datetime) -> Due:
    named = replays.naming(replays.names_of(dispute.work), dispute.tool_id)
    return replays.due(named, [dispute.work], now)
