"""A chart as a page shows it: title, sentence, legend, first paint and Plotly figure."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from artistportal.periods import Month
from earnings.charts import drawings, figures
from earnings.charts.drawings import Drawing
from earnings.domain import tallies, waterfalls
from earnings.domain.outlooks import Estimate
from earnings.domain.tallies import OTHERS
from earnings.domain.waterfalls import Kind, Step

MOST_SERIES = 6


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A name and the number of its colour."""

    name: str
    colour: int


@dataclass(frozen=True, slots=True)
class Marks:
    """Months that may still change, and months that nobody has told of yet."""

    open_months: Collection[Month] = ()
    missing: Collection[Month] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """What the template `_chart.html` needs; a table beside it has the same numbers."""

    key: str
    title: str
    sentence: str
    drawing: Drawing
    figure: dict[str, Any]
    legend: tuple[LegendEntry, ...] = ()

    @property
    def has_legend(self) -> bool:
        """Whether there are colours to tell apart, or hatching or gaps to explain."""
        return len(self.legend) > 1 or bool(self.drawing.hatched or self.drawing.gaps)

    @property
    def figure_json(self) -> str:
        """The figure for an attribute: htmx drops every script element of what it swaps in."""
        return json.dumps(self.figure, separators=(",", ":"))


def by_month(
    amounts: Sequence[tuple[str, Month, int]],
    months: Sequence[Month],
    marks: Marks,
    currency: str,
    words: tuple[str, str, str],
) -> Chart:
    """Amounts by name over months; `words` are the chart's key, title and sentence."""
    places = {month: place for place, month in enumerate(months)}
    rows = tallies.series(
        [(name, places[month], micros) for name, month, micros in amounts], len(months), MOST_SERIES
    )
    key, title, sentence = words
    names = [name for name, _ in rows]
    legend = zip(names, drawings.colours(names, OTHERS), strict=True)
    is_open = [month in marks.open_months for month in months]
    is_missing = [month in marks.missing for month in months]
    return Chart(
        key=key,
        title=title,
        sentence=sentence,
        drawing=drawings.by_month(rows, months, is_open, is_missing),
        figure=figures.by_month(rows, months, is_open, is_missing, currency),
        legend=tuple(LegendEntry(name, colour) for name, colour in legend),
    )


def by_name(rows: Sequence[tuple[str, int]], currency: str, words: tuple[str, str, str]) -> Chart:
    """Amounts by name, the largest on top; `words` are the chart's key, title and sentence."""
    key, title, sentence = words
    return Chart(
        key=key,
        title=title,
        sentence=sentence,
        drawing=drawings.by_name(rows),
        figure=figures.by_name(rows, currency),
    )


def steps(rows: Sequence[Step], currency: str, words: tuple[str, str, str]) -> Chart:
    """From a first amount to what is left; `words` are the chart's key, title and sentence."""
    key, title, sentence = words
    spans = waterfalls.spans(rows)
    return Chart(
        key=key,
        title=title,
        sentence=sentence,
        drawing=drawings.steps(spans),
        figure=figures.steps(spans, currency),
        legend=tuple(
            LegendEntry(kind.label, kind.colour)
            for kind in Kind
            if any(span.kind is kind for span in spans)
        ),
    )


def ranges(
    rows: Sequence[tuple[str, Estimate]], currency: str, words: tuple[str, str, str]
) -> Chart:
    """From low to high by name, likely marked; `words` are the chart's key, title and sentence."""
    key, title, sentence = words
    return Chart(
        key=key,
        title=title,
        sentence=sentence,
        drawing=drawings.ranges(rows),
        figure=figures.ranges(rows, currency),
    )
