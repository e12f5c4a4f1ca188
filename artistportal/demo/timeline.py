"""The stretch of time that the demo tells of: whole months, the last one before `as_of`. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from artistportal.periods import Month


@dataclass(frozen=True)
class Timeline:
    """The months of use, oldest first, and the moment at which the tale stops."""

    as_of: datetime
    months: tuple[Month, ...]

    @classmethod
    def ending(cls, as_of: datetime, *, months: int) -> Timeline:
        """So many months, of which the last is the one before `as_of`."""
        this_month = Month.of(as_of)
        return cls(as_of, tuple(this_month.back(number) for number in range(months, 0, -1)))

    @property
    def starts_at(self) -> datetime:
        return self.months[0].from_at

    def moment(self, part: float) -> datetime:
        """The moment at a part (0 to 1) of the way from the first month's start to `as_of`."""
        return (self.starts_at + (self.as_of - self.starts_at) * part).replace(microsecond=0)

    def month(self, part: float) -> Month:
        """The month at a part (0 to 1) of the way."""
        return self.months[min(len(self.months) - 1, int(part * len(self.months)))]

    def not_after(self, moment: datetime) -> datetime:
        """The moment, or `as_of` where it would lie in the future."""
        return min(moment, self.as_of)


@dataclass(frozen=True)
class Size:
    """How much of the label is made."""

    artists: int
    songs: int
    months: int
    lines: int


FULL = Size(artists=45, songs=1050, months=24, lines=300_000)
SMALL = Size(artists=7, songs=56, months=5, lines=2_500)
SIZES = {"full": FULL, "small": SMALL}
