"""Plotly figures as plain dictionaries, in the site's own small template.

Traces are written by hand and tested against plotly's own classes, which take milliseconds each.
The page's script adds the colours of the look in force. Amounts are floats here and nowhere else:
they are drawn, not counted. Plotly reads a few tags in names, so `<` and `>` are replaced.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import plotly.graph_objects as go

from artistportal import money
from artistportal.periods import Month
from earnings.domain.outlooks import Estimate
from earnings.domain.waterfalls import Span

OTHERS_COLOUR = 7
LONGEST_NAME = 28

_LIKE_TAGS = str.maketrans(
    {
        "<": "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}",
        ">": "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}",
    }
)

_AXIS = {
    "ticks": "outside",
    "ticklen": 6,
    "tickcolor": "rgba(0,0,0,0)",
    "tickangle": 0,
    "title": {"font": {"size": 13}, "standoff": 8},
}


@cache
def _template() -> dict[str, Any]:
    template = go.layout.Template(
        layout={
            "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
            "showlegend": False,
            "dragmode": False,
            "bargap": 0.28,
            "hovermode": "x unified",
            "separators": ".,",
            "xaxis": {"automargin": True, "fixedrange": True, "showgrid": False, **_AXIS},
            "yaxis": {"automargin": True, "fixedrange": True, "rangemode": "tozero", **_AXIS},
        }
    )
    as_dict: dict[str, Any] = template.to_plotly_json()
    return as_dict


def by_month(
    series: Sequence[tuple[str, Sequence[int | None]]],
    months: Sequence[Month],
    open_months: Sequence[bool],
    missing: Sequence[bool],
    currency: str,
) -> dict[str, Any]:
    """Stacked bars, one colour a name; months that may change are hatched, unknown ones shaded."""
    hatching = ["/" if is_open else "" for is_open in open_months]
    gaps = [place for place, is_missing in enumerate(missing) if is_missing]
    traces = [
        {
            "type": "bar",
            "name": plain(name),
            "x": [str(month) for month in months],
            "y": [None if micros is None else _drawn(micros) for micros in values],
            "marker": {"pattern": {"shape": hatching, "fillmode": "overlay", "size": 6}},
            "hovertemplate": f"%{{y:,.2f}} {currency}",
        }
        for name, values in series
    ]
    layout = {
        "barmode": "relative",
        "xaxis": {
            "type": "category",
            "tickmode": "array",
            "tickvals": [str(month) for month in months],
            "ticktext": [_month_label(month, place) for place, month in enumerate(months)],
        },
        "yaxis": {"title": {"text": currency}, "tickformat": ",.6~f"},
        "shapes": [_shaded(place) for place in gaps],
    }
    return _figure(traces, layout)


def steps(spans: Sequence[Span], currency: str) -> dict[str, Any]:
    """Standing bars that hang where the last one ended, one trace a colour."""
    names = [plain(span.name) for span in spans]
    traces = []
    for kind in dict.fromkeys(span.kind for span in spans):
        theirs = [(place, span) for place, span in enumerate(spans) if span.kind is kind]
        traces.append(
            {
                "type": "bar",
                "name": kind.label,
                "x": [place for place, _ in theirs],
                "base": [_drawn(span.start_micros) for _, span in theirs],
                "y": [_drawn(span.end_micros - span.start_micros) for _, span in theirs],
                "customdata": [names[place] for place, _ in theirs],
                "hovertemplate": f"%{{customdata}}: %{{y:,.2f}} {currency}<extra></extra>",
            }
        )
    places = list(range(len(spans)))
    layout = {
        "barmode": "overlay",
        "hovermode": "closest",
        "xaxis": {"tickmode": "array", "tickvals": places, "ticktext": names},
        "yaxis": {"title": {"text": currency}, "tickformat": ",.6~f"},
    }
    return _figure(traces, layout)


def by_name(rows: Sequence[tuple[str, int]], currency: str) -> dict[str, Any]:
    """Lying bars, the largest on top."""
    trace = {
        "type": "bar",
        "orientation": "h",
        "x": [_drawn(micros) for _, micros in rows],
        "y": list(range(len(rows))),
        "customdata": [plain(name) for name, _ in rows],
        "hovertemplate": f"%{{customdata}}: %{{x:,.2f}} {currency}<extra></extra>",
    }
    layout = _lying([name for name, _ in rows], currency)
    return _figure([trace], layout)


def ranges(rows: Sequence[tuple[str, Estimate]], currency: str) -> dict[str, Any]:
    """Lying bars from low to high, with a mark at likely."""
    places = list(range(len(rows)))
    amounts = [
        [_drawn(e.low_micros), _drawn(e.likely_micros), _drawn(e.high_micros)] for _, e in rows
    ]
    names = [plain(name) for name, _ in rows]
    bars = {
        "type": "bar",
        "orientation": "h",
        "base": [low for low, _, _ in amounts],
        "x": [high - low for low, _, high in amounts],
        "y": places,
        "opacity": 0.45,
        "hoverinfo": "skip",
    }
    marks = {
        "type": "scatter",
        "mode": "markers",
        "x": [likely for _, likely, _ in amounts],
        "y": places,
        "marker": {"symbol": "line-ns-open", "size": 16, "line": {"width": 4}},
        "customdata": [
            [name, low, high] for name, (low, _, high) in zip(names, amounts, strict=True)
        ],
        "hovertemplate": "%{customdata[0]}: %{customdata[1]:,.2f} to %{customdata[2]:,.2f},"
        f" likely %{{x:,.2f}} {currency}<extra></extra>",
    }
    layout = _lying([name for name, _ in rows], currency)
    return _figure([bars, marks], layout)


def plain(name: str) -> str:
    """The name without anything that Plotly would read as a tag."""
    return name.translate(_LIKE_TAGS)


def short(name: str, longest: int = LONGEST_NAME) -> str:
    """The name as it fits beside a bar."""
    return name if len(name) <= longest else name[: longest - 1].rstrip() + "…"


def _figure(traces: Sequence[dict[str, Any]], layout: dict[str, Any]) -> dict[str, Any]:
    return {"data": list(traces), "layout": {**layout, "template": _template()}}


def _lying(names: Sequence[str], currency: str) -> dict[str, Any]:
    """The layout of lying bars: money from nought along, names from the top down."""
    return {
        "hovermode": "closest",
        "xaxis": {
            "title": {"text": currency},
            "tickformat": ",.6~f",
            "rangemode": "tozero",
            "showgrid": True,
        },
        "yaxis": {
            "autorange": "reversed",
            "showgrid": False,
            "tickmode": "array",
            "tickvals": list(range(len(names))),
            "ticktext": [plain(short(name)) for name in names],
        },
    }


def _shaded(place: int) -> dict[str, Any]:
    """A month's whole height, on an axis of categories, in a grey that both looks bear."""
    return {
        "type": "rect",
        "xref": "x",
        "yref": "paper",
        "x0": place - 0.5,
        "x1": place + 0.5,
        "y0": 0,
        "y1": 1,
        "layer": "below",
        "line": {"width": 0},
        "fillcolor": "rgba(128,128,128,0.16)",
    }


def _drawn(micros: int) -> float:
    return float(money.to_decimal(micros))


def _month_label(month: Month, place: int) -> str:
    """`Mar`, with its year where a year begins."""
    name = f"{month.first:%b}"
    return f"{name}<br>{month.first.year}" if place == 0 or month.first.month == 1 else name
