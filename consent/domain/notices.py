"""Notices: where one stands, and what moves it on.

A notice is moved by what was done for it (sent, given up, sent again) and by what the tool says
(acknowledged, enforced); that it is overdue follows from the clock alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class NoticeState(StrEnum):
    """Where a notice stands, in one word."""

    QUEUED = "queued"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    ENFORCED = "enforced"
    OVERDUE = "overdue"
    UNDELIVERABLE = "undeliverable"

    @property
    def label(self) -> str:
        return self.value.capitalize()

    @property
    def meaning(self) -> str:
        return _MEANINGS[self]


class Event(StrEnum):
    """What moves a notice from one state to another."""

    DELIVERED = "delivered"
    GIVEN_UP = "given up"
    SENT_AGAIN = "sent again"
    ACKNOWLEDGES = "acknowledges"
    ENFORCES = "enforces"
    DEADLINE = "deadline passes"


_MEANINGS = {
    NoticeState.QUEUED: "It waits to be sent.",
    NoticeState.SENT: "The tool's address took it.",
    NoticeState.ACKNOWLEDGED: "The tool says that it knows.",
    NoticeState.ENFORCED: "The tool says that it obeys.",
    NoticeState.OVERDUE: "The deadline has passed and the tool has not said that it obeys.",
    NoticeState.UNDELIVERABLE: "Every try failed. The tool can still read it over the API.",
}

# From each state, by each event that moves a notice there; what is not listed changes nothing.
MOVES: Mapping[NoticeState, Mapping[Event, NoticeState]] = {
    NoticeState.QUEUED: {
        Event.DELIVERED: NoticeState.SENT,
        Event.GIVEN_UP: NoticeState.UNDELIVERABLE,
        Event.ACKNOWLEDGES: NoticeState.ACKNOWLEDGED,
        Event.ENFORCES: NoticeState.ENFORCED,
        Event.DEADLINE: NoticeState.OVERDUE,
    },
    NoticeState.SENT: {
        Event.ACKNOWLEDGES: NoticeState.ACKNOWLEDGED,
        Event.ENFORCES: NoticeState.ENFORCED,
        Event.DEADLINE: NoticeState.OVERDUE,
    },
    NoticeState.UNDELIVERABLE: {
        Event.SENT_AGAIN: NoticeState.QUEUED,
        Event.ACKNOWLEDGES: NoticeState.ACKNOWLEDGED,
        Event.ENFORCES: NoticeState.ENFORCED,
        Event.DEADLINE: NoticeState.OVERDUE,
    },
    NoticeState.ACKNOWLEDGED: {
        Event.ENFORCES: NoticeState.ENFORCED,
        Event.DEADLINE: NoticeState.OVERDUE,
    },
    NoticeState.OVERDUE: {Event.ENFORCES: NoticeState.ENFORCED},
    NoticeState.ENFORCED: {},
}


@dataclass(frozen=True, slots=True)
class Times:
    """When what happened to a notice; None means not yet."""

    deadline_at: datetime | None = None
    sent_at: datetime | None = None
    dead_at: datetime | None = None
    acknowledged_at: datetime | None = None
    enforced_at: datetime | None = None


def state(times: Times, at: datetime) -> NoticeState:
    """The state at a moment: what the tool says counts for more than what was sent."""
    is_late = times.deadline_at is not None and times.deadline_at <= at
    told = (
        (NoticeState.ENFORCED, times.enforced_at is not None),
        (NoticeState.OVERDUE, is_late),
        (NoticeState.ACKNOWLEDGED, times.acknowledged_at is not None),
        (NoticeState.SENT, times.sent_at is not None),
        (NoticeState.UNDELIVERABLE, times.dead_at is not None),
    )
    return next((found for found, is_so in told if is_so), NoticeState.QUEUED)


def took(effective_at: datetime, told_at: datetime) -> timedelta:
    """How long a tool took to obey: nothing where it obeyed before it had to."""
    return max(told_at - effective_at, timedelta())
