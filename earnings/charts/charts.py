"""A chart as a page shows it: title, sentence, legend, first paint and Plotly figure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from artistportal.periods import Month
from earnings.charts import drawings, figures
from earnings.charts.drawings import Drawing
from earnings.domain import tallies
from earnings.domain.tallies import OTHERS

MOST_SERIES = 6


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A name and the number of its colour."""

    name: str
    colour: int


@dataclass(frozen=True, slots=True)
class Chart:
    """What the template `_chart.html` needs; a table beside it has the same numbers."""

    key: str
    title: str
    sentence: str
    drawing: Drawing
    figure: dict[str, Any]
    legend: tuple[LegendEntry, ...] = ()
    has_open_months: bool = False

    @property
    def has_legend(self) -> bool:
        """Whether there are colours to tell apart, or hatching to explain."""
        return len(self.legend) > 1 or self.has_open_months

    @property
    def figure_json(self) -> str:
        """The figure for an attribute: htmx drops every script element of what it swaps in."""
        return json.dumps(self.figure, separators=(",", ":"))


def by_month(
    amounts: Sequence[tuple[str, Month, int]],
    months: Sequence[Month],
    open_months: Sequence[Month],
    currency: str,
    words: tuple[str, str, str],
) -> Chart:
    """Amounts by name over months; `words` are the chart's key, title and sentence."""
    places = {month: place for place, month in enumerate(months)}
    rows = tallies.series(
        [(name, places[month], micros) for name, month, micros in amounts], len(months), MOST_SERIES
    )
    key, title, sentence = words
    is_open = [month in open_months for month in months]
    names = [name for name, _ in rows]
    legend = zip(names, drawings.colours(names, OTHERS), strict=True)
    return Chart(
        key=key,
        title=title,
        sentence=sentence,
        drawing=drawings.by_month(rows, months, OTHERS),
        figure=figures.by_month(rows, months, is_open, currency),
        legend=tuple(LegendEntry(name, colour) for name, colour in legend),
        has_open_months=any(is_open),
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
