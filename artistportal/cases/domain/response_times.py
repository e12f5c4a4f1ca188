"""How long platforms take to answer: each one's middle time, of what was noticed. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median


@dataclass(frozen=True, slots=True)
class Asked:
    """One notice to a platform, and when it answered and removed what was noticed, if it did."""

    platform: str
    noticed_at: datetime
    answered_at: datetime | None
    removed_at: datetime | None


@dataclass(frozen=True, slots=True)
class PlatformTimes:
    """What a platform's answers come to; no median where it answered nothing."""

    platform: str
    notices: int
    answered: int
    removed: int
    median: timedelta | None


def by_platform(asked: Iterable[Asked]) -> tuple[PlatformTimes, ...]:
    """The quickest platform first, those that never answered last; names differ by case only once.

    A removal without a word counts as the answer.
    """
    found: defaultdict[str, list[Asked]] = defaultdict(list)
    for each in asked:
        found[" ".join(each.platform.split()).casefold()].append(each)
    rows = [_times(notices) for notices in found.values()]
    return tuple(sorted(rows, key=_order))


def _times(notices: list[Asked]) -> PlatformTimes:
    heard = [(min(filter(None, (a.answered_at, a.removed_at)), default=None), a) for a in notices]
    waited = [(at - asked.noticed_at).total_seconds() for at, asked in heard if at is not None]
    return PlatformTimes(
        platform=" ".join(notices[0].platform.split()),
        notices=len(notices),
        answered=len(waited),
        removed=sum(1 for each in notices if each.removed_at is not None),
        median=timedelta(seconds=round(median(waited))) if waited else None,
    )


def _order(row: PlatformTimes) -> tuple[bool, timedelta, str]:
    return row.median is None, row.median or timedelta(), row.platform.casefold()
