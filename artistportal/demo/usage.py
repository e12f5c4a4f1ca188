"""What a tool used in a month, drawn line by line. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from typing import TypeVar

import polars as pl

from artistportal.demo.cast import LABEL, Cast
from artistportal.demo.standing import EVERYWHERE, Standing
from artistportal.demo.timeline import Size, Timeline
from artistportal.demo.tools import TOOLS, Tool
from artistportal.demo.works import Work
from artistportal.periods import Month
from artistportal.roster.domain.uses import Use

SEASON = (0.93, 0.9, 0.97, 0.98, 1.02, 1.06, 1.08, 1.03, 0.99, 1.02, 1.06, 1.2)
"""How busy each month of the year is, January first."""

WORLD = {
    "US": 23, "GB": 12, "DE": 11, "FR": 8, "ES": 6, "NL": 5, "SE": 4, "IT": 4, "MX": 4, "BR": 5,
    "CA": 4, "AU": 4, "JP": 3, "PL": 3, "NO": 2, "DK": 2, "IE": 2, "AT": 2, "BE": 2, "PT": 2,
    "AR": 2, "CO": 1, "NG": 1, "ZA": 1, "IN": 2, "KR": 1, "TR": 1, "FI": 1, "CH": 2, "NZ": 1,
}  # fmt: skip
PLACES = tuple(WORLD)
PLACES_SUM = tuple(accumulate(WORLD.values()))
AT_HOME = 0.24
DATA_CENTRES = {"IE": 5, "US": 4, "DE": 2, "FI": 1}
TRAINED = frozenset({Use.TRAINING, Use.FINE_TUNING})
"""Uses that happen in a data centre, in the first days of a month."""

VOICE_USES = frozenset({Use.VOICE, Use.STYLE})
UNKNOWN = 0.011
MISTYPED_EACH = 3
"""Of so many lines of unknown works, one is a work of the label with two digits changed over."""

UNKNOWN_PREFIXES = ("QZK2P", "FRX9C", "USL4G", "DEF0K", "GBKQU")
UNKNOWN_TITLES = (
    ("Harvest Moonlighting", "The Tin Canaries"),
    ("Pulse (Extended)", "DJ Ottoline"),
    ("Corazón de hojalata", "Trío Malpaís"),
    ("Untitled 4", "unknown"),
    ("Goodnight Bus 73", "Perla & the Night Shift"),
    ("Sleeping Beauty Sleep", "Marlow Quade"),
)
SPREAD = 0.85
"""Sigma of the amounts on a line, drawn log-normally."""

T = TypeVar("T")


@dataclass
class Lines:
    """The columns of a month's report, filled line by line."""

    work: list[str] = field(default_factory=list)
    title: list[str] = field(default_factory=list)
    artist: list[str] = field(default_factory=list)
    use: list[str] = field(default_factory=list)
    territory: list[str] = field(default_factory=list)
    used_at: list[str] = field(default_factory=list)
    quantity: list[int] = field(default_factory=list)
    model_version: list[str] = field(default_factory=list)

    def frame(self) -> pl.DataFrame:
        return pl.DataFrame(vars(self))


class Usage:
    """Draws the lines of each tool and month, each from dice of its own."""

    def __init__(
        self, people: Cast, standing: Standing, size: Size, timeline: Timeline, *, seed: str
    ) -> None:
        self.people = people
        self.standing = standing
        self.size = size
        self.timeline = timeline
        self.seed = seed
        self.busy = {
            tool.slug: {month: self._pace(tool, month) for month in self.months(tool)}
            for tool in TOOLS
        }

    def months(self, tool: Tool) -> Sequence[Month]:
        """The months of which a tool reports."""
        count = len(self.timeline.months)
        first = self.timeline.months.index(self.timeline.month(tool.from_part))
        return self.timeline.months[first : max(first + 1, round(tool.until_part * count))]

    def count(self, tool: Tool, month: Month) -> int:
        """How many lines a tool reports of a month: more each month, most in December."""
        busy = self.busy[tool.slug]
        whole = self.size.lines * tool.lines
        return max(12, round(whole * busy[month] / sum(busy.values())))

    def draw(self, tool: Tool, month: Month) -> pl.DataFrame:
        """The lines of one tool and month: `work` is the key of a work, or an unknown ISRC."""
        random = Random(f"{self.seed}/usage/{tool.slug}/{month}")
        models = [(self.timeline.moment(model.part), model.name) for model in tool.models]
        whole = sum(weight for _use, weight, _units in tool.mix)
        lines = Lines()
        for use, weight, units in tool.mix:
            count = round(self.count(tool, month) * weight / whole)
            mean = units * self._risen(tool, month)
            pen = _Pen(lines, month, use, mean, models, random)
            self._draw_use(pen, tool, max(1, count))
        return lines.frame()

    def _draw_use(self, pen: _Pen, tool: Tool, count: int) -> None:
        allowed, refused = self.standing.usable(tool.slug, pen.use, pen.month)
        wrongly = round(count * tool.unlicensed) if refused else 0
        if not allowed:
            count = wrongly = min(count, 25) if refused else 0
        for usable in _chosen(allowed, [one.work.weight for one in allowed], count - wrongly, pen):
            self._write(pen, usable.work, usable.territories)
        for work in _chosen(refused, [work.weight for work in refused], wrongly, pen):
            self._write(pen, work, EVERYWHERE)
        if pen.use not in VOICE_USES:
            self._draw_unknown(pen, [one.work for one in allowed], round(count * UNKNOWN))

    def _draw_unknown(self, pen: _Pen, allowed: Sequence[Work], count: int) -> None:
        ours = [work for work in allowed if work.house == LABEL and self._mistyped(work)]
        best = sorted(ours, key=lambda work: (-work.weight, work.key))[:MISTYPED_EACH]
        for number in range(count):
            if best and number % MISTYPED_EACH == 0:
                work = best[number // MISTYPED_EACH % len(best)]
                act = self.people.artists[work.act]
                told = self._mistyped(work), work.title.upper(), act.name
                pen.write(told, pen.territory(EVERYWHERE, act.territory))
            else:
                pen.write_unknown()

    def _mistyped(self, work: Work) -> str:
        """The ISRC with its last two digits changed over, where that is nobody's."""
        isrc = f"{work.isrc[:-2]}{work.isrc[:-3:-1]}"
        return "" if not work.isrc or isrc in self.standing.catalogue.works else isrc

    def _write(self, pen: _Pen, work: Work, territories: frozenset[str]) -> None:
        act = self.people.artists[work.act]
        pen.write((work.key, work.title, act.name), pen.territory(territories, act.territory))

    def _pace(self, tool: Tool, month: Month) -> float:
        """How busy a tool is in a month: growth, season and a little chance."""
        part = self._part(month)
        chance = Random(f"{self.seed}/pace/{tool.slug}/{month}").uniform(0.92, 1.08)
        return (1 + tool.growth * part) * SEASON[month.first.month - 1] * chance

    def _risen(self, tool: Tool, month: Month) -> float:
        """How amounts on a line have risen: one fifth of the growth, the rest is in more lines."""
        return 1 + 0.2 * tool.growth * self._part(month)

    def _part(self, month: Month) -> float:
        return self.timeline.months.index(month) / max(1, len(self.timeline.months) - 1)


@dataclass
class _Pen:
    """Writes the lines of one tool, month and use."""

    lines: Lines
    month: Month
    use: Use
    mean: float
    models: Sequence[tuple[datetime, str]]
    random: Random

    def write(self, work: tuple[str, str, str], territory: str) -> None:
        """One line: the work as (key, title, artist), and where it was used."""
        used_at = self._moment()
        lines = self.lines
        lines.work.append(work[0])
        lines.title.append(work[1])
        lines.artist.append(work[2])
        lines.use.append(self.use.value)
        lines.territory.append(territory)
        lines.used_at.append(self._shown(used_at))
        lines.quantity.append(self._quantity())
        lines.model_version.append(self._model(used_at))

    def write_unknown(self) -> None:
        """One line of a recording that is nobody's here."""
        prefix = self.random.choice(UNKNOWN_PREFIXES)
        code = f"{prefix}{self.random.randrange(18, 26)}{self.random.randrange(10**5):05d}"
        title, artist = self.random.choice(UNKNOWN_TITLES)
        self.write((code, title, artist), self.territory(EVERYWHERE, "US"))

    def territory(self, allowed: frozenset[str], home: str) -> str:
        """Where it is allowed; where models are trained; the act's home; or anywhere."""
        if allowed:
            return self.random.choice(sorted(allowed))
        if self.use in TRAINED:
            return self.random.choices(tuple(DATA_CENTRES), tuple(DATA_CENTRES.values()))[0]
        if self.random.random() < AT_HOME:
            return home
        return self.random.choices(PLACES, cum_weights=PLACES_SUM)[0]

    def _moment(self) -> datetime:
        days = 3 if self.use in TRAINED else (self.month.until - self.month.first).days
        return self.month.from_at + timedelta(seconds=int(self.random.random() * days * 86_400))

    def _shown(self, used_at: datetime) -> str:
        """Voices are reported to the second, all else by the day."""
        if self.use in VOICE_USES:
            return f"{used_at:%Y-%m-%dT%H:%M:%SZ}"
        return f"{used_at:%Y-%m-%d}"

    def _quantity(self) -> int:
        middle = math.log(self.mean) - SPREAD**2 / 2
        return max(1, round(self.random.lognormvariate(middle, SPREAD)))

    def _model(self, used_at: datetime) -> str:
        out = [name for out_at, name in self.models if out_at <= used_at]
        return out[-1] if out else self.models[0][1]


def _chosen(items: Sequence[T], weights: Sequence[float], count: int, pen: _Pen) -> list[T]:
    """So many items, often the same ones: each as likely as it is popular."""
    return pen.random.choices(items, weights, k=count) if items and count > 0 else []
