"""The first paint of a chart: plain SVG shapes, in the page before any script has run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from artistportal import money
from artistportal.periods import Month
from earnings.charts.figures import OTHERS_COLOUR, short

WIDTH, HEIGHT = 720, 320
LEFT, RIGHT, TOP, BOTTOM = 84, 8, 12, 40
NAMES_LEFT = 200
GRID_LINES = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle in one of the series' colours."""

    x: float
    y: float
    width: float
    height: float
    colour: int


@dataclass(frozen=True, slots=True)
class Label:
    """A word beside an axis."""

    x: float
    y: float
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the grid."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything the template needs to write one SVG."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]
    rules: tuple[Rule, ...]

    @property
    def areas(self) -> tuple[tuple[int, str], ...]:
        """The bars of each colour as one path: a page has fewer elements so."""
        paths: dict[int, str] = {}
        for bar in self.bars:
            outline = f"M{bar.x} {bar.y}h{bar.width}v{bar.height}h-{bar.width}z"
            paths[bar.colour] = paths.get(bar.colour, "") + outline
        return tuple(sorted(paths.items()))

    @property
    def grid(self) -> str:
        """The lines of the grid as one path."""
        return "".join(f"M{rule.x1} {rule.y1}L{rule.x2} {rule.y2}" for rule in self.rules)


def colours(names: Sequence[str], others: str) -> tuple[int, ...]:
    """The colour of each series, from 1; what is put together has one of its own."""
    return tuple(OTHERS_COLOUR if name == others else place + 1 for place, name in enumerate(names))


def by_month(
    series: Sequence[tuple[str, Sequence[int | None]]], months: Sequence[Month], others: str
) -> Drawing:
    """Standing bars, stacked."""
    totals = [
        sum(max(values[place] or 0, 0) for _, values in series) for place in range(len(months))
    ]
    top = _round_up(max(totals, default=0))
    slot = (WIDTH - LEFT - RIGHT) / max(len(months), 1)
    high = HEIGHT - TOP - BOTTOM
    bars = []
    for place in range(len(months)):
        floor = float(HEIGHT - BOTTOM)
        for (_, values), colour in zip(
            series, colours([n for n, _ in series], others), strict=True
        ):
            height = high * max(values[place] or 0, 0) / top
            floor -= height
            if height:
                bars.append(_bar(LEFT + slot * (place + 0.14), floor, slot * 0.72, height, colour))
    return Drawing(WIDTH, HEIGHT, tuple(bars), _month_labels(months, slot, top), _levels())


def by_name(rows: Sequence[tuple[str, int]]) -> Drawing:
    """Lying bars, the largest on top."""
    top = max((max(micros, 0) for _, micros in rows), default=0) or 1
    slot = (HEIGHT - TOP * 2) / max(len(rows), 1)
    wide = WIDTH - NAMES_LEFT - RIGHT
    bars = [
        _bar(NAMES_LEFT, TOP + slot * (place + 0.14), wide * max(micros, 0) / top, slot * 0.72, 1)
        for place, (_, micros) in enumerate(rows)
    ]
    labels = [
        Label(NAMES_LEFT - 8, round(TOP + slot * (place + 0.5) + 4, 1), short(name), "end")
        for place, (name, _) in enumerate(rows)
    ]
    return Drawing(WIDTH, HEIGHT, tuple(bars), tuple(labels), ())


def _month_labels(months: Sequence[Month], slot: float, top: int) -> tuple[Label, ...]:
    every = math.ceil(len(months) / 12) or 1
    below = [
        Label(round(LEFT + slot * (place + 0.5), 1), HEIGHT - 20, f"{month.first:%b}", "middle")
        for place, month in enumerate(months)
        if place % every == 0
    ]
    beside = [
        Label(
            LEFT - 8,
            rule.y1 + 4,
            f"{money.to_decimal(top * step // GRID_LINES):,f}".rstrip("0").rstrip("."),
            "end",
        )
        for step, rule in enumerate(_levels())
        if step
    ]
    return (*below, *beside)


def _levels() -> tuple[Rule, ...]:
    high = HEIGHT - TOP - BOTTOM
    heights = [
        round(HEIGHT - BOTTOM - high * step / GRID_LINES, 1) for step in range(GRID_LINES + 1)
    ]
    return tuple(Rule(LEFT, y, WIDTH - RIGHT, y) for y in heights)


def _bar(x: float, y: float, width: float, height: float, colour: int) -> Bar:
    return Bar(round(x, 1), round(y, 1), round(width, 1), round(height, 1), colour)


def _round_up(micros: int) -> int:
    """The next 1, 2, 4 or 8 times a power of ten, so that four grid lines fall on round amounts."""
    power: int = 10 ** max(len(str(micros)) - 1, 1)
    steps = (power, 2 * power, 4 * power, 8 * power, 10 * power)
    return next(step for step in steps if step >= micros)
