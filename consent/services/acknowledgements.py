"""What a tool says of a notice: that it knows, and that it obeys. Said twice, it counts once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from artistportal.accounts.models import User
from consent import permissions
from consent.domain.notices import NoticeState, took
from consent.models import Notice, Tool

SAYABLE = (NoticeState.ACKNOWLEDGED, NoticeState.ENFORCED)
CLOCK_TOLERANCE = timedelta(minutes=5)


class NotToBeAcknowledged(ValueError):
    """What was said of the notice cannot be; the sentence says why."""


def acknowledge(
    *,
    tool: Tool,
    number: int,
    state: NoticeState,
    now: datetime,
    at: datetime | None = None,
    by: User | None = None,
) -> Notice:
    """Note that the tool knows of a decision or obeys it; whoever obeys knows.

    Times count from when they are told here (`now`); `at` is when the tool says that it obeyed,
    and is kept beside. Nothing goes backwards: what was said before stays as it was said. `by` is
    the person who says it; without one it was the tool itself. Raises `Notice.DoesNotExist`.
    """
    if by is not None:
        permissions.check_can_speak_for_tool(by, tool, now)
    if state not in SAYABLE:
        raise NotToBeAcknowledged("Say acknowledged or enforced; the other states follow.")
    with transaction.atomic():
        notice = Notice.objects.select_for_update().get(tool=tool, number=number)
        _check_moment(notice, at, now)
        _note(notice, state, at or now, now)
        notice.save()
    return notice


def _check_moment(notice: Notice, at: datetime | None, now: datetime) -> None:
    if at is not None and at > now + CLOCK_TOLERANCE:
        raise NotToBeAcknowledged(f"{notice.code} cannot be obeyed in the future: check the clock.")
    if at is not None and at < notice.made_at - CLOCK_TOLERANCE:
        raise NotToBeAcknowledged(
            f"{notice.code} was made at {notice.made_at.isoformat()}; nobody obeyed it before."
        )


def _note(notice: Notice, state: NoticeState, done_at: datetime, now: datetime) -> None:
    if notice.acknowledged_at is None:
        notice.acknowledged_at = now
        notice.is_waiting = False  # who knows need not be told again
    if state is NoticeState.ENFORCED and notice.enforced_at is None:
        notice.enforced_at, notice.done_at = now, done_at
        if notice.deadline_at is not None:
            seconds = took(notice.effective_at, now).total_seconds()
            notice.obeyed_seconds = int(seconds)
