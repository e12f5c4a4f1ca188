"""What the cells of a DSR record say as numbers, amounts and days. Source: DSR Part 1, 6.6."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from artistportal import money
from artistportal.periods import DAY, start_of
from earnings.domain.dsr_names import day_of
from earnings.domain.dsr_records import Record
from earnings.domain.lines import MOST_UNITS
from earnings.domain.problems import Problem

EARLIEST: Final = date(2000, 1, 1)
_WHOLE = re.compile(r"(\d{1,13})(?:\.0*)?", re.ASCII)


def whole(text: str) -> int | None:
    """A whole number of uses, `5` or `5.0`; None where it is none that can be kept."""
    match = _WHOLE.fullmatch(text)
    return int(match[1]) if match and int(match[1]) <= MOST_UNITS else None


def amount(text: str) -> int | None:
    """Micro-units of an amount; None where it is empty or none."""
    try:
        return money.from_text(text) if text else None
    except money.NotMoney:
        return None


def stretch(record: Record, columns: tuple[str, str]) -> tuple[date, date] | None:
    """The days from one cell to another, the end exclusive; None where either is no day."""
    from_date = day_of(record.text(columns[0]), is_end=False)
    until_date = day_of(record.text(columns[1]), is_end=True)
    return (from_date, until_date) if from_date and until_date else None


def lies_behind(
    record: Record, columns: tuple[str, str], days: tuple[date, date], received_at: datetime
) -> Iterator[Problem]:
    """What is wrong with a stretch of days in which something is said to have been used."""
    if days[0] >= days[1]:
        yield record.error("The period ends before it begins.", "Check both dates.", columns[1])
    if days[0] < EARLIEST:
        yield record.error("The period lies too far back.", "Check the year.", columns[0])
    if start_of(days[1] - DAY) > received_at:
        yield record.error(
            "The period ends after the day on which the report came.",
            "Report uses when they have happened.",
            columns[1],
        )
