"""Reference rates of exchange: the rate of a day, cross rates, amounts exchanged exactly. Pure.

A rate says how many units of a currency one euro was worth (as the ECB states them). From currency
A to B the rate is B's per euro divided by A's, to `PLACES` decimal places, half to even; an amount
is multiplied by that very rate and cut to whole micro-units toward zero, so that anybody can redo
it with the rate that stands on the statement, and a correction takes back exactly what was given.

On a day without a rate the last earlier one counts, at most `LONGEST_GAP` before, and only if that
day has none: it is a weekend or a holiday of the ECB's, or the source went on publishing after it.
Where the source went on without the currency, the currency ended: there is no rate, never a zero.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from operator import attrgetter
from typing import Final, Self

from artistportal.periods import DAY

EURO: Final = "EUR"
PLACES: Final = 12
LONGEST_GAP: Final = timedelta(days=7)

_ONE: Final = Decimal(1)
_FINEST: Final = 10**PLACES
_BEYOND: Final = 10**12
_FRIDAY: Final = 4
CURE: Final = "Import the file of reference rates"
"""How each sentence begins that tells what to do about a rate that is not here yet."""
_HOW: Final = (
    f"{CURE} (`manage.py import_exchange_rates FILE`, or in the admin under Exchange rates)."
)


class NoRate(ValueError):
    """There is no rate for a currency on a day; the sentence says which, and what to do."""


@dataclass(frozen=True, slots=True)
class Rate:
    """What one euro was worth, on which day, and who says so."""

    per_euro: Decimal
    day: date
    source: str


@dataclass(frozen=True, slots=True)
class Exchanged:
    """An amount in another currency, and the rate, day and source that made it so."""

    amount_micros: int
    rate: Decimal
    rate_date: date
    source: str


@dataclass(frozen=True)
class Rates:
    """Known rates by currency, oldest first, and the days on which each source published any."""

    known: Mapping[str, tuple[Rate, ...]] = field(default_factory=dict)
    published: Mapping[str, tuple[date, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[str, Rate]]) -> Self:
        """Rates from rows in any order; each row's day is one on which its source published."""
        known: dict[str, list[Rate]] = {}
        published: dict[str, set[date]] = {}
        for currency, rate in rows:
            known.setdefault(currency, []).append(rate)
            published.setdefault(rate.source, set()).add(rate.day)
        return cls(
            {name: tuple(sorted(rates, key=attrgetter("day"))) for name, rates in known.items()},
            {source: tuple(sorted(days)) for source, days in published.items()},
        )

    def at(self, day: date, currency: str) -> Rate:
        """What one euro was worth in a currency on a day; raises NoRate."""
        if currency == EURO:
            return Rate(_ONE, day, "")
        rates = self.known.get(currency, ())
        place = bisect_right(rates, day, key=attrgetter("day"))
        if not place:
            raise NoRate(f"No exchange rate is known for {currency} on {_told(day)}. {_HOW}")
        rate = rates[place - 1]
        self._check_still(currency, rate, day)
        return rate

    def between(self, source: str, target: str, day: date) -> Exchanged:
        """The rate from one currency to another, on one whole unit; raises NoRate."""
        return self.exchange(1_000_000, source, target, day)

    def exchange(self, amount_micros: int, source: str, target: str, day: date) -> Exchanged:
        """An amount from one currency in another at a day's rate; raises NoRate."""
        if source == target:
            return Exchanged(amount_micros, _ONE, day, "")
        given, wanted = self.at(day, source), self.at(day, target)
        rate = _cross(given.per_euro, wanted.per_euro)
        if rate is None:
            raise NoRate(
                f"The exchange rate from {source} to {target} on {_told(day)} has more digits than"
                " can be kept. Agree with the payee on another currency."
            )
        told = [rate for rate in (given, wanted) if rate.source]
        return Exchanged(
            amount_micros=converted(amount_micros, rate),
            rate=rate,
            rate_date=min(rate.day for rate in told),
            source=", ".join(dict.fromkeys(rate.source for rate in told)),
        )

    def _check_still(self, currency: str, rate: Rate, day: date) -> None:
        """Raises NoRate where the last earlier rate does not stand for the day."""
        if rate.day == day:
            return
        days = self.published.get(rate.source, ())
        later = days[bisect_right(days, rate.day) :]
        if later and later[0] <= day:
            raise NoRate(
                f"{currency} has no exchange rate on {_told(day)}: its last one is of"
                f" {_told(rate.day)}, and the {rate.source} went on without it. Have the"
                " amount stated in a currency that has one, such as the one that took its place."
            )
        is_told = bool(later) or all(map(_is_without_rates, _after(rate.day, day)))
        if day - rate.day > LONGEST_GAP or not is_told:
            raise NoRate(
                f"The exchange rates of {_told(day)} are not known: the last for {currency} is of"
                f" {_told(rate.day)}. {_HOW}"
            )


def converted(amount_micros: int, rate: Decimal) -> int:
    """An amount times a rate, cut to whole micro-units toward zero."""
    exact = Fraction(rate) * abs(amount_micros)
    whole = exact.numerator // exact.denominator
    return whole if amount_micros >= 0 else -whole


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (the anonymous computation of 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def _cross(given: Decimal, wanted: Decimal) -> Decimal | None:
    """Wanted units for one given, or None where that cannot be kept."""
    exact = Fraction(wanted) / Fraction(given)
    finest = round(exact * _FINEST)
    if not 0 < finest < _BEYOND * _FINEST:
        return None
    return Decimal(finest).scaleb(-PLACES)


def _after(first: date, last: date) -> Iterable[date]:
    """The days after the first, the last included."""
    return (first + number * DAY for number in range(1, (last - first).days + 1))


def _is_without_rates(day: date) -> bool:
    """Whether the ECB publishes nothing: weekends, and the six closing days of TARGET."""
    return day.weekday() > _FRIDAY or day in _closing_days(day.year)


@cache
def _closing_days(year: int) -> frozenset[date]:
    fixed = {date(year, month, day) for month, day in ((1, 1), (5, 1), (12, 25), (12, 26))}
    return frozenset(fixed | {easter(year) - 2 * DAY, easter(year) + DAY})


def _told(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
