"""Plotly figures as plain dictionaries, in the site's own small template.

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
    currency: str,
) -> dict[str, Any]:
    """Stacked bars, one colour a name; months that may still grow are hatched."""
    hatching = ["/" if is_open else "" for is_open in open_months]
    traces = [
        go.Bar(
            name=plain(name),
            x=[str(month) for month in months],
            y=[None if micros is None else _drawn(micros) for micros in values],
            marker={"pattern": {"shape": hatching, "fillmode": "overlay", "size": 6}},
            hovertemplate=f"%{{y:,.2f}} {currency}",
        )
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
    }
    return _figure(traces, layout)


def by_name(rows: Sequence[tuple[str, int]], currency: str) -> dict[str, Any]:
    """Lying bars, the largest on top."""
    trace = go.Bar(
        orientation="h",
        x=[_drawn(micros) for _, micros in rows],
        y=list(range(len(rows))),
        customdata=[plain(name) for name, _ in rows],
        hovertemplate=f"%{{customdata}}: %{{x:,.2f}} {currency}<extra></extra>",
    )
    layout = {
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
            "tickvals": list(range(len(rows))),
            "ticktext": [plain(short(name)) for name, _ in rows],
        },
    }
    return _figure([trace], layout)


def plain(name: str) -> str:
    """The name without anything that Plotly would read as a tag."""
    return name.translate(_LIKE_TAGS)


def short(name: str) -> str:
    """The name as it fits beside a bar."""
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"


def _figure(traces: Sequence[go.Bar], layout: dict[str, Any]) -> dict[str, Any]:
    return {
        "data": [trace.to_plotly_json() for trace in traces],
        "layout": {**layout, "template": _template()},
    }


def _drawn(micros: int) -> float:
    return float(money.to_decimal(micros))


def _month_label(month: Month, place: int) -> str:
    """`Mar`, with its year where a year begins."""
    name = f"{month.first:%b}"
    return f"{name}<br>{month.first.year}" if place == 0 or month.first.month == 1 else name
