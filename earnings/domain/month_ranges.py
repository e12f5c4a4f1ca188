"""Which months a page speaks of, and with which it compares them. Pure.

Figures are kept by month of use, so a range is whole months, both ends included when written out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from artistportal import periods
from artistportal.periods import Month


class Preset(StrEnum):
    """The ranges that people ask for by name."""

    THIS_MONTH = "this-month"
    LAST_MONTH = "last-month"
    LAST_QUARTER = "last-quarter"
    THIS_YEAR = "this-year"
    LAST_12_MONTHS = "last-12-months"
    ALL = "all"
    CUSTOM = "custom"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = MappingProxyType(
    {
        Preset.THIS_MONTH: "This month to date",
        Preset.LAST_MONTH: "Last month",
        Preset.LAST_QUARTER: "Last quarter",
        Preset.THIS_YEAR: "This year to date",
        Preset.LAST_12_MONTHS: "Last 12 months",
        Preset.ALL: "Everything",
        Preset.CUSTOM: "From … to …",
    }
)


class Comparison(StrEnum):
    """What a range is set against."""

    NONE = "none"
    PREVIOUS = "previous"
    LAST_YEAR = "last-year"

    @property
    def label(self) -> str:
        return {
            "none": "Nothing",
            "previous": "The months before",
            "last-year": "The same months a year before",
        }[self.value]


@dataclass(frozen=True)
class MonthRange:
    """Whole months from `first` until `until`, which is left out."""

    first: Month
    until: Month

    def __str__(self) -> str:
        last = self.last
        if last == self.first:
            return last.name
        if last.first.year == self.first.first.year:
            return f"{self.first.first:%B} to {last.name}"
        return f"{self.first.name} to {last.name}"

    @property
    def last(self) -> Month:
        return self.until.previous()

    @property
    def months(self) -> tuple[Month, ...]:
        return tuple(periods.months(self.first, self.until))

    def compared(self, comparison: Comparison) -> MonthRange | None:
        """The range of the same length that this one is set against."""
        if comparison is Comparison.NONE:
            return None
        back = 12 if comparison is Comparison.LAST_YEAR else len(self.months)
        return MonthRange(self.first.back(back), self.until.back(back))


def named(preset: Preset, this_month: Month, earliest: Month) -> MonthRange:
    """The range that a preset means in `this_month`; `earliest` is where everything begins."""
    first, until = {
        Preset.THIS_MONTH: (this_month, this_month.next()),
        Preset.LAST_MONTH: (this_month.previous(), this_month),
        Preset.LAST_QUARTER: _quarter_before(this_month),
        Preset.THIS_YEAR: (this_month.back(this_month.first.month - 1), this_month.next()),
        Preset.LAST_12_MONTHS: (this_month.back(12), this_month),
        Preset.ALL: (min(earliest, this_month), this_month.next()),
    }[preset]
    return MonthRange(first, until)


def custom(first: Month, last: Month) -> MonthRange:
    """From one month to another, both included, in whichever order they were chosen."""
    return MonthRange(min(first, last), max(first, last).next())


def _quarter_before(month: Month) -> tuple[Month, Month]:
    start = month.back((month.first.month - 1) % 3)
    return start.back(3), start
