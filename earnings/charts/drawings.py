"""The first paint of a chart: plain SVG shapes, in the page before any script has run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from artistportal import money
from artistportal.periods import Month
from earnings.charts.figures import OTHERS_COLOUR, short
from earnings.domain.outlooks import Estimate
from earnings.domain.tallies import OTHERS
from earnings.domain.waterfalls import Span

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

    @property
    def outline(self) -> str:
        """The rectangle as a piece of a path."""
        return f"M{self.x} {self.y}h{self.width}v{self.height}h-{self.width}z"


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
    """Everything the template needs to write one SVG; `hatched` is drawn over, `gaps` beneath."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]
    rules: tuple[Rule, ...]
    hatched: tuple[Bar, ...] = ()
    gaps: tuple[Bar, ...] = ()

    @property
    def areas(self) -> tuple[tuple[int, str], ...]:
        """The bars of each colour as one path: a page has fewer elements so."""
        paths: dict[int, str] = {}
        for bar in self.bars:
            paths[bar.colour] = paths.get(bar.colour, "") + bar.outline
        return tuple(sorted(paths.items()))

    @property
    def hatching(self) -> str:
        """What may still change, as one path."""
        return "".join(bar.outline for bar in self.hatched)

    @property
    def shading(self) -> str:
        """What nobody has told yet, as one path."""
        return "".join(bar.outline for bar in self.gaps)

    @property
    def grid(self) -> str:
        """The lines of the grid as one path."""
        return "".join(f"M{rule.x1} {rule.y1}L{rule.x2} {rule.y2}" for rule in self.rules)


def colours(names: Sequence[str], others: str) -> tuple[int, ...]:
    """The colour of each series, from 1; what is put together has one of its own."""
    return tuple(OTHERS_COLOUR if name == others else place + 1 for place, name in enumerate(names))


def by_month(
    series: Sequence[tuple[str, Sequence[int | None]]],
    months: Sequence[Month],
    is_open: Sequence[bool],
    is_missing: Sequence[bool],
) -> Drawing:
    """Standing bars, stacked upwards from zero, and downwards where a correction is negative."""
    stacks = [
        _stacked([values[place] or 0 for _, values in series]) for place in range(len(months))
    ]
    scale = _Scale.of([end for stack in stacks for _, end in stack])
    of_series = colours([name for name, _ in series], OTHERS)
    slot = (WIDTH - LEFT - RIGHT) / max(len(months), 1)
    bars, hatched, gaps = [], [], []
    for place, stack in enumerate(stacks):
        x = LEFT + slot * (place + 0.14)
        month = [
            _bar(x, scale.y(max(ends)), slot * 0.72, scale.height(*ends), colour)
            for ends, colour in zip(stack, of_series, strict=True)
            if ends[0] != ends[1]
        ]
        bars += month
        hatched += month if is_open[place] else []
        if is_missing[place] and not month:
            gaps.append(_bar(LEFT + slot * place, TOP, slot, HEIGHT - TOP - BOTTOM, 0))
    labels = (*_month_labels(months, slot), *scale.labels())
    return Drawing(WIDTH, HEIGHT, tuple(bars), labels, scale.rules(), tuple(hatched), tuple(gaps))


def steps(spans: Sequence[Span]) -> Drawing:
    """Standing bars, each from where the last one ended."""
    scale = _Scale.of([end for span in spans for end in (span.start_micros, span.end_micros)])
    slot = (WIDTH - LEFT - RIGHT) / max(len(spans), 1)
    bars = [
        _bar(
            LEFT + slot * (place + 0.14),
            scale.y(max(span.start_micros, span.end_micros)),
            slot * 0.72,
            max(scale.height(span.start_micros, span.end_micros), 1),
            span.kind.colour,
        )
        for place, span in enumerate(spans)
    ]
    names = [
        Label(round(LEFT + slot * (place + 0.5), 1), HEIGHT - 20, short(span.name, 14), "middle")
        for place, span in enumerate(spans)
    ]
    return Drawing(WIDTH, HEIGHT, tuple(bars), (*names, *scale.labels()), scale.rules())


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


def ranges(rows: Sequence[tuple[str, Estimate]]) -> Drawing:
    """Lying bars from low to high, with a mark at likely."""
    top = max((estimate.high_micros for _, estimate in rows), default=0) or 1
    slot = (HEIGHT - TOP * 2) / max(len(rows), 1)
    wide = WIDTH - NAMES_LEFT - RIGHT
    bars = []
    for place, (_, estimate) in enumerate(rows):
        y, tall = TOP + slot * (place + 0.14), slot * 0.72
        low, likely = wide * estimate.low_micros / top, wide * estimate.likely_micros / top
        bars.append(_bar(NAMES_LEFT + low, y, wide * estimate.high_micros / top - low, tall, 6))
        bars.append(_bar(NAMES_LEFT + likely - 2, y, 4, tall, 8))
    labels = tuple(
        Label(NAMES_LEFT - 8, round(TOP + slot * (place + 0.5) + 4, 1), short(name), "end")
        for place, (name, _) in enumerate(rows)
    )
    return Drawing(WIDTH, HEIGHT, tuple(bars), labels, ())


@dataclass(frozen=True, slots=True)
class _Scale:
    """An axis that begins or ends at zero or spans it, with grid lines on round amounts."""

    low: int
    high: int
    step: int

    @classmethod
    def of(cls, ends: Sequence[int]) -> _Scale:
        most, least = max([*ends, 0]), min([*ends, 0])
        step = _round_up(max(most, -least)) // GRID_LINES
        return cls(least // step * step, -(-most // step) * step if most else 0, step)

    def y(self, micros: int) -> float:
        span = max(self.high - self.low, 1)
        return TOP + (HEIGHT - TOP - BOTTOM) * (self.high - micros) / span

    def height(self, one: int, other: int) -> float:
        return abs(self.y(one) - self.y(other))

    def rules(self) -> tuple[Rule, ...]:
        levels = (round(self.y(at), 1) for at in self._levels())
        return tuple(Rule(LEFT, y, WIDTH - RIGHT, y) for y in levels)

    def labels(self) -> tuple[Label, ...]:
        return tuple(
            Label(LEFT - 8, round(self.y(at) + 4, 1), _amount(at), "end") for at in self._levels()
        )

    def _levels(self) -> range:
        return range(self.low, self.high + 1, self.step)


def _amount(micros: int) -> str:
    text = f"{money.to_decimal(micros):,f}"
    plain = text.rstrip("0").rstrip(".") if "." in text else text
    return plain.replace("-", "\N{MINUS SIGN}")


def _stacked(values: Sequence[int]) -> list[tuple[int, int]]:
    """Where each value begins and ends: positive ones above zero, negative ones below."""
    above = below = 0
    found = []
    for value in values:
        start = above if value >= 0 else below
        found.append((start, start + value))
        above, below = (start + value, below) if value >= 0 else (above, start + value)
    return found


def _month_labels(months: Sequence[Month], slot: float) -> tuple[Label, ...]:
    every = math.ceil(len(months) / 12) or 1
    return tuple(
        Label(round(LEFT + slot * (place + 0.5), 1), HEIGHT - 20, f"{month.first:%b}", "middle")
        for place, month in enumerate(months)
        if place % every == 0
    )


def _bar(x: float, y: float, width: float, height: float, colour: int) -> Bar:
    return Bar(round(x, 1), round(y, 1), round(width, 1), round(height, 1), colour)


def _round_up(micros: int) -> int:
    """The next 1, 2, 4 or 8 times a power of ten, so that four grid lines fall on round amounts."""
    power: int = 10 ** max(len(str(micros)) - 1, 2)
    steps = (power, 2 * power, 4 * power, 8 * power, 10 * power)
    return next(step for step in steps if step >= micros)
