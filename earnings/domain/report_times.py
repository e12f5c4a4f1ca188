"""When a report that comes by itself is due next. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

HOUR: Final = 6
DAY_OF_MONTH: Final = 8
_DAY: Final = timedelta(days=1)


class Every(StrEnum):
    """How often it comes: on Mondays, or on the day when most tools have reported a month."""

    WEEK = "week"
    MONTH = "month"


def next_at(every: Every, now: datetime) -> datetime:
    """The first moment after `now`: 6 o'clock (UTC) on a Monday, or on the 8th of a month."""
    at = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    while at <= now or not _is_day(every, at):
        at += _DAY
    return at


def _is_day(every: Every, at: datetime) -> bool:
    return at.weekday() == 0 if every is Every.WEEK else at.day == DAY_OF_MONTH
