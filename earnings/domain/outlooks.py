"""What an answer may be worth in a year: an estimate from what was paid before. Never a promise.

Two bases, both in whole micro-units. An artist's own last twelve months: likely is those months
again, low as if every quarter were like the weakest three months in a row, high like the strongest.
Where there are none, what others were paid for a work: the quartiles among at least ten artists,
so that nobody's earnings can be read from the number. docs/ledger.md has examples by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from artistportal.money import MICROS

MONTHS: Final = 12
QUARTER: Final = 3
FEWEST_MONTHS: Final = QUARTER
FEWEST_ARTISTS: Final = 10
DIGITS_OF_OTHERS: Final = 2


@dataclass(frozen=True, slots=True)
class Estimate:
    """Micro-units of one currency for twelve months, and what was assumed, in sentences."""

    low_micros: int
    likely_micros: int
    high_micros: int
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Other:
    """How often another artist's works were used in twelve months, what was paid for that, and
    over how many works it is spread.
    """

    units: int
    paid_micros: int
    works: int


class NoBasis(ValueError):
    """Nothing stands behind a number; the sentence says why."""


def from_months(months: Sequence[int]) -> Estimate:
    """From the amounts of 3 to 12 months in a row, the oldest first; raises NoBasis for fewer.

    low ≤ likely ≤ high always: with fewer than twelve months the ends give way to the middle.
    """
    if len(months) < FEWEST_MONTHS:
        raise NoBasis(f"fewer than {FEWEST_MONTHS} months of use were reported")
    likely = sum(months) * MONTHS // len(months)
    quarters = [sum(months[at : at + QUARTER]) for at in range(len(months) - QUARTER + 1)]
    a_year = MONTHS // QUARTER
    return Estimate(
        low_micros=min(min(quarters) * a_year, likely),
        likely_micros=likely,
        high_micros=max(max(quarters) * a_year, likely),
    )


def from_others(others: Sequence[Other], works: int, rate_micros: int | None = None) -> Estimate:
    """From what a work of each of other artists came to in twelve months: at a rate, how often it
    was used; else what it was paid.

    The quartiles by nearest rank, each cut to two digits before anything is done with it: so no
    choice of works or of a rate brings out more of it. Raises NoBasis for fewer than ten artists.
    """
    if len(others) < FEWEST_ARTISTS:
        raise NoBasis(f"fewer than {FEWEST_ARTISTS} artists stand behind any number")
    ranked = sorted(
        (each.paid_micros if rate_micros is None else each.units * MICROS) // each.works
        for each in others
    )
    last = len(ranked) - 1
    of_a_work = [cut(ranked[last * place // 4]) for place in (1, 2, 3)]
    worth = of_a_work if rate_micros is None else [uses * rate_micros for uses in of_a_work]
    scale = 1 if rate_micros is None else MICROS
    low, likely, high = (amount * works // scale for amount in worth)
    return Estimate(low, likely, high)


def at_rate(micros: int, now_micros: int, then_micros: int) -> int:
    """What was paid at one rate, had it been paid at another; rounded down."""
    return micros * now_micros // then_micros if then_micros else micros


def together(estimates: Sequence[Estimate]) -> Estimate:
    """All low together, all likely, all high; the assumptions each once, in order."""
    said = dict.fromkeys(sentence for each in estimates for sentence in each.assumptions)
    return Estimate(
        sum(each.low_micros for each in estimates),
        sum(each.likely_micros for each in estimates),
        sum(each.high_micros for each in estimates),
        tuple(said),
    )


def part(amount: int, units: int, whole: int) -> int:
    """The part of a month's amount that falls to some of its uses, rounded down."""
    return amount * units // whole if whole else 0


def cut(micros: int) -> int:
    """Rounded down to two digits: 12,345 is 12,000."""
    step = int("1" + "0" * max(len(str(micros)) - DIGITS_OF_OTHERS, 0))
    return micros // step * step
