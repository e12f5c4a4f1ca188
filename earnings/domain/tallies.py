"""Figures put together for a chart and its table. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from earnings.domain.changes import share_ppm

OTHERS = "Others"


class Figure(Protocol):
    """Anything that counts uses and money."""

    @property
    def units(self) -> int: ...
    @property
    def earned_micros(self) -> int: ...


FigureT = TypeVar("FigureT", bound=Figure)
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: what it is about, and its part of the whole."""

    label: str
    note: str
    url: str
    units: int
    earned_micros: int
    share_ppm: int | None
    maths: str = ""  # where the amount opens


def summed(figures: Iterable[FigureT], key: Callable[[FigureT], Key]) -> dict[Key, tuple[int, int]]:
    """Uses and micro-units by key, the most money first, then by the key's own name."""
    sums: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    for figure in figures:
        both = sums[key(figure)]
        both[0] += figure.units
        both[1] += figure.earned_micros
    ordered = sorted(sums.items(), key=lambda item: (-item[1][1], str(item[0])))
    return {name: (units, earned) for name, (units, earned) in ordered}


def lines(sums: Mapping[str, tuple[int, int]], urls: Mapping[str, str]) -> tuple[Line, ...]:
    """A table's lines from sums by name, each with its share of all of them."""
    whole = sum(earned for _, earned in sums.values())
    return tuple(
        Line(name, "", urls.get(name, ""), units, earned, share_ppm(earned, whole))
        for name, (units, earned) in sums.items()
    )


def with_rest(
    shown: Sequence[Line], units: int, earned_micros: int, label: str
) -> tuple[Line, ...]:
    """The lines and one more for what they leave of the whole, when they leave anything."""
    rest_units = units - sum(line.units for line in shown)
    rest = earned_micros - sum(line.earned_micros for line in shown)
    if rest_units == 0 and rest == 0:
        return tuple(shown)
    return (*shown, Line(label, "", "", rest_units, rest, share_ppm(rest, earned_micros)))


def series(
    figures: Iterable[tuple[str, int, int]], places: int, most: int
) -> tuple[tuple[str, tuple[int | None, ...]], ...]:
    """Rows of (name, place, amount) as one row of values a name, the largest `most` by name.

    What is beyond goes into "Others". A place that nothing was said about is None, not zero.
    """
    values: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for name, place, amount in figures:
        values[name][place] += amount
    ranked = sorted(values, key=lambda name: (-sum(values[name].values()), name))
    kept = ranked[:most]
    for name in ranked[most:]:
        for place, amount in values[name].items():
            values[OTHERS][place] += amount
    names = [*kept, OTHERS] if len(ranked) > most else kept
    return tuple(
        (name, tuple(values[name].get(place) for place in range(places))) for name in names
    )
