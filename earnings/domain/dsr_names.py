"""DDEX DSR: the name of a file, read, formed and compared. Source: DSR Part 1, section 9.1.

`DSR_<Recipient>_<Sender>_<Service>_<Period>_<Territory>_<xofy>_<Created>.tsv[.gz]`; the recipient
is left out where there are several, `<xofy>` where there is one file.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from artistportal.periods import DAY

_NAME: Final = re.compile(
    r"DSR_(?:(?P<recipient>[^_]+)_)?(?P<sender>[^_]+)_(?P<service>[^_\s]+)"
    r"_(?P<period>\d{4}(?:-\d{2}(?:-\d{2})?|-Q[1-4]|-W\d{2})?|\d{4}-\d{2}-\d{2}--\d{4}-\d{2}-\d{2})"
    r"_(?P<territory>[^_]+)(?:_(?P<number>\d{1,9})of(?P<files>\d{1,9}))?"
    r"_(?P<created>\d{8}T\d{6}(?:\d{3})?)\.tsv(?:\.gz)?",
    re.ASCII,
)
_QUARTER: Final = 3
_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class FileName:
    """What a file's name says."""

    recipient: str
    sender: str
    service: str
    period: str
    territory: str
    number: int
    files: int
    created: str

    def __str__(self) -> str:
        parts = ["DSR", self.recipient, self.sender, self.service, self.period, self.territory]
        parts += [f"{self.number}of{self.files}", f"{self.created}.tsv"]
        return "_".join(part for part in parts if part)


def read(name: str) -> FileName | None:
    """The parts of a name; None where it is not formed as the standard says."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    return FileName(
        recipient=match["recipient"] or "",
        sender=match["sender"],
        service=match["service"],
        period=match["period"],
        territory=match["territory"],
        number=int(match["number"] or 1),
        files=int(match["files"] or 1),
        created=match["created"],
    )


def day_of(text: str, *, is_end: bool) -> date | None:
    """The first day of `2026[-10[-31]]`, or for an end the day after the last; None if neither."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year = int(match[1])
    month = int(match[2] or (12 if is_end else 1))
    try:
        last = calendar.monthrange(year, month)[1]
        return date(year, month, int(match[3] or (last if is_end else 1))) + timedelta(days=is_end)
    except (ValueError, calendar.IllegalMonthError, OverflowError):
        return None


def days_of(period: str) -> tuple[date, date] | None:
    """The first day of a name's period, and the day after its last; None where there is none."""
    if "--" in period:
        first, _, last = period.partition("--")
        ends = day_of(first, is_end=False), day_of(last, is_end=True)
    elif "Q" in period:
        month = int(period[-1]) * _QUARTER
        ends = (
            day_of(f"{period[:4]}-{month - 2:02d}", is_end=False),
            day_of(f"{period[:4]}-{month:02d}", is_end=True),
        )
    elif "W" in period:
        return _week(int(period[:4]), int(period[-2:]))
    else:
        ends = day_of(period, is_end=False), day_of(period, is_end=True)
    return (ends[0], ends[1]) if ends[0] and ends[1] else None


def period_of(from_date: date, until_date: date) -> str:
    """The shortest way to write a stretch of days."""
    last = until_date - DAY
    for text in (f"{from_date:%Y}", f"{from_date:%Y-%m}", f"{from_date:%Y-%m-%d}"):
        if days_of(text) == (from_date, until_date):
            return text
    return f"{from_date:%Y-%m-%d}--{last:%Y-%m-%d}"


def differences(name: FileName, head: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Columns of HEAD that a name contradicts, with what the name says.

    Parties may be named as they agreed, so only what has the form of a DPID is compared.
    """
    said = {
        "RecipientPartyId": name.recipient if name.recipient.startswith("PADPIDA") else "",
        "SenderPartyId": name.sender if name.sender.startswith("PADPIDA") else "",
        "FileNumber": f"{name.number}",
        "NumberOfFiles": f"{name.files}",
    }
    for column, text in said.items():
        if text and head.get(column) and text != head[column]:
            yield column, text
    days = days_of(name.period)
    stated = (
        day_of(head["UsageStartDate"], is_end=False),
        day_of(head["UsageEndDate"], is_end=True),
    )
    if days is None or (all(stated) and days != stated):
        yield "UsageStartDate", name.period


def _week(year: int, week: int) -> tuple[date, date] | None:
    try:
        first = date.fromisocalendar(year, week, 1)
        return first, first + 7 * DAY
    except (ValueError, OverflowError):
        return None
