"""When mail that can wait goes out: each day, or each Monday, at 08:00 UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum

HOUR = 8


class Habit(StrEnum):
    """How often a person wants mail that can wait."""

    NOW = "now"
    DAILY = "daily"
    WEEKLY = "weekly"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Habit.NOW: "At once, each in its own mail",
    Habit.DAILY: "Once a day, at 08:00 UTC",
    Habit.WEEKLY: "Once a week, on Monday at 08:00 UTC",
}


def last_due(habit: Habit, now: datetime) -> datetime:
    """The newest moment, not after `now`, at which such a digest goes out.

    What was told before it belongs into that digest, what comes later into the next. Who wants mail
    at once is due at any moment: they may have changed their mind while something waited.
    """
    if habit is Habit.NOW:
        return now
    today = now.astimezone(UTC).replace(hour=HOUR, minute=0, second=0, microsecond=0)
    back = today.weekday() if habit is Habit.WEEKLY else 0
    due = today - timedelta(days=back)
    return due if due <= now else due - timedelta(days=7 if habit is Habit.WEEKLY else 1)
