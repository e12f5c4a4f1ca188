"""Months and days as half-open stretches of UTC time. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Self

DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Month:
    """One calendar month; `first` is its first day, `until` the first day of the next."""

    first: date

    def __post_init__(self) -> None:
        if self.first.day != 1:
            raise ValueError(f"{self.first} is not the first day of a month.")

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"

    @classmethod
    def of(cls, day: date | datetime) -> Self:
        """The month in which a day or a moment falls; moments are read in UTC."""
        if isinstance(day, datetime):
            day = day.astimezone(UTC).date()
        return cls(day.replace(day=1))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The month of `2026-10`; raises ValueError."""
        return cls(date.fromisoformat(f"{text}-01"))

    @property
    def until(self) -> date:
        return (self.first.replace(day=28) + 4 * DAY).replace(day=1)

    @property
    def last_day(self) -> date:
        return self.until - DAY

    @property
    def from_at(self) -> datetime:
        return start_of(self.first)

    @property
    def until_at(self) -> datetime:
        return start_of(self.until)

    @property
    def name(self) -> str:
        return f"{self.first:%B %Y}"

    def next(self) -> Month:
        return Month(self.until)

    def previous(self) -> Month:
        return Month.of(self.first - DAY)

    def back(self, months: int) -> Month:
        """The month that lies so many months before this one."""
        month = self.first.year * 12 + self.first.month - 1 - months
        return Month(date(month // 12, month % 12 + 1, 1))

    def __contains__(self, day: date) -> bool:
        return self.first <= day < self.until


def start_of(day: date) -> datetime:
    """The moment at which a day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def months(first: Month, until: Month) -> Iterator[Month]:
    """Each month from one until another, the last left out."""
    month = first
    while month < until:
        yield month
        month = month.next()
