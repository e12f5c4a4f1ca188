"""Files of reference rates as the ECB publishes them, read line by line. Pure.

`eurofxref-hist.csv` has a row a day, newest first, ISO dates, `N/A` where a currency has none, and
a comma at each line's end; `eurofxref.csv` has one row, padded with blanks, `30 October 2026`.
Both say how many units of a currency one euro was worth. A file is taken whole or not at all: the
first thing wrong raises `BadRates`, with its line and its cure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from earnings.domain.exchange_rates import EURO

LONGEST_LINE: Final = 10_000
MOST_LINES: Final = 100_000
FIRST_DAY: Final = date(1999, 1, 1)
NONE: Final = frozenset({"N/A", ""})

_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_RATE: Final = re.compile(r"[0-9]{1,12}(\.[0-9]{1,8})?")
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_WRITTEN: Final = re.compile(r"(\d{1,2}) ([A-Z][a-z]+) (\d{4})", re.ASCII)
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_AGAIN: Final = "Download the file again from the ECB, and leave it as it is."


class BadRates(ValueError):
    """A file is no file of reference rates; the sentence says where, why and what to do."""


@dataclass(frozen=True, slots=True)
class DayOfRates:
    """One line: how much of each currency one euro was worth on a day."""

    day: date
    per_euro: Mapping[str, Decimal]


def read(lines: Iterable[str], *, today: date) -> Iterator[DayOfRates]:
    """The days of a file in its order; those after tomorrow are refused. Raises BadRates."""
    currencies: Sequence[str] = ()
    seen: set[date] = set()
    for number, line in enumerate(lines, start=1):
        _check_line(number, line)
        cells = [cell.strip() for cell in line.rstrip("\r\n").split(",")]
        if number == 1:
            currencies = _header(cells)
        elif any(cells):
            day = _day(number, cells[0], today)
            if day in seen:
                raise BadRates(f"Line {number}: {day} stands in the file twice. {_AGAIN}")
            seen.add(day)
            yield DayOfRates(day, _rates(number, currencies, cells))
    if not seen:
        raise BadRates(f"The file has no rates: there must be a line under its header. {_AGAIN}")


def _check_line(number: int, line: str) -> None:
    if len(line) > LONGEST_LINE:
        raise BadRates(f"Line {number} is longer than {LONGEST_LINE:,} characters. {_AGAIN}")
    if number > MOST_LINES:
        raise BadRates(f"The file has more than {MOST_LINES:,} lines. {_AGAIN}")
    if "\0" in line:
        raise BadRates(f"Line {number} is no text: it has a zero byte. {_AGAIN}")


def _header(cells: Sequence[str]) -> Sequence[str]:
    currencies = cells[1:-1] if cells[-1] == "" else cells[1:]
    if cells[0] != "Date" or not currencies:
        raise BadRates(
            "Line 1 is not the header of a file of reference rates: it begins with Date and names"
            f" currencies. {_AGAIN}"
        )
    for currency in currencies:
        if not _CURRENCY.fullmatch(currency) or currency == EURO:
            raise BadRates(
                f"Line 1: “{_shown(currency)}” is no currency that a euro has a rate in. Write the"
                " three letters of ISO 4217, such as USD."
            )
    if len(set(currencies)) < len(currencies):
        raise BadRates(f"Line 1 names a currency twice. {_AGAIN}")
    return currencies


def _day(number: int, text: str, today: date) -> date:
    day = _date(text)
    if day is None:
        raise BadRates(
            f"Line {number}, Date: “{_shown(text)}” is no day. Write it like 2026-10-30."
        )
    if not FIRST_DAY <= day <= today + timedelta(days=1):
        raise BadRates(
            f"Line {number}, Date: {day} is before the euro or has not come yet. {_AGAIN}"
        )
    return day


def _date(text: str) -> date | None:
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif (found := _WRITTEN.fullmatch(text)) and found[2] in _MONTHS:
        year, month, day = int(found[3]), _MONTHS.index(found[2]) + 1, int(found[1])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _rates(number: int, currencies: Sequence[str], cells: Sequence[str]) -> dict[str, Decimal]:
    values = cells[1:]
    if len(values) > len(currencies) and values[-1] == "":
        values = values[:-1]
    if len(values) != len(currencies):
        raise BadRates(
            f"Line {number} has {len(values)} rates, the header names {len(currencies)}"
            f" currencies. {_AGAIN}"
        )
    told = zip(currencies, values, strict=True)
    return {name: _rate(number, name, text) for name, text in told if text not in NONE}


def _rate(number: int, currency: str, text: str) -> Decimal:
    if not _RATE.fullmatch(text) or not Decimal(text):
        raise BadRates(
            f"Line {number}, {currency}: “{_shown(text)}” is no rate. It is more than nothing, with"
            " a point and at most eight decimal places, such as 1.1172; N/A where there is none."
        )
    return Decimal(text)


def _shown(text: str) -> str:
    return "".join(
        sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text[:40]
    )
