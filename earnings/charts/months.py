"""The months of the earnings page: what each came to, how sure that is, and two charts of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from artistportal import money
from artistportal.periods import Month
from artistportal.roster.domain.uses import TRAINING_USES, Use
from earnings.charts import charts
from earnings.charts.charts import Chart, Marks
from earnings.domain import tallies
from earnings.domain.month_ranges import MonthRange
from earnings.queries.overview import MonthFigure, Selection

TRAINING, GENERATION, DISCOVERY = "Training", "Generation", "Discovery"


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One month's line of the table beside the chart."""

    month: Month
    units: int
    earned_micros: int
    confirmed_micros: int
    held_micros: int
    is_awaited: bool
    is_known: bool

    @property
    def is_confirmed(self) -> bool:
        """Whether every tool has told of it, and all of it stands in closed months."""
        return not self.is_awaited and self.confirmed_micros == self.earned_micros

    @property
    def is_missing(self) -> bool:
        """Whether nothing is known of it, because a tool has yet to tell."""
        return self.is_awaited and not self.is_known

    @property
    def may_change(self) -> bool:
        return self.is_known and not self.is_confirmed


@dataclass(frozen=True, slots=True)
class FamilyLine:
    """One month by what the uses were for; None where nothing is known."""

    month: Month
    amounts: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Families:
    """Training against generation: a chart and the same numbers."""

    chart: Chart
    names: tuple[str, ...]
    lines: tuple[FamilyLine, ...]
    totals: tuple[int, ...]


def lines(
    months: MonthRange,
    figures: Sequence[MonthFigure],
    confirmed: Mapping[Month, int],
    awaited: Collection[Month],
) -> tuple[MonthLine, ...]:
    """One line a month, the newest first."""
    sums = tallies.summed(figures, lambda figure: figure.month)
    held = dict.fromkeys(months.months, 0)
    for figure in figures:
        held[figure.month] += figure.held_micros
    return tuple(
        MonthLine(
            month,
            *sums.get(month, (0, 0)),
            confirmed_micros=confirmed.get(month, 0),
            held_micros=held[month],
            is_awaited=month in awaited,
            is_known=month in sums,
        )
        for month in reversed(months.months)
    )


def marks(found: Sequence[MonthLine]) -> Marks:
    """What the charts hatch and what they shade."""
    return Marks(
        open_months=frozenset(line.month for line in found if line.may_change),
        missing=frozenset(line.month for line in found if line.is_missing),
    )


def by_tool(
    selection: Selection,
    figures: Sequence[MonthFigure],
    marked: Marks,
) -> Chart:
    """The months stacked by tool."""
    amounts = [(figure.tool, figure.month, figure.earned_micros) for figure in figures]
    words = ("months", "By month and tool", _sentence(selection, figures))
    return charts.by_month(amounts, selection.range.months, marked, selection.currency, words)


def by_family(selection: Selection, figures: Sequence[MonthFigure], marked: Marks) -> Families:
    """The months stacked by what the uses were for."""
    amounts = [(family(figure.use), figure.month, figure.earned_micros) for figure in figures]
    sums: dict[tuple[str, Month], int] = {}
    for name, month, micros in amounts:
        sums[name, month] = sums.get((name, month), 0) + micros
    totals = {
        name: sum(micros for (family_of, _), micros in sums.items() if family_of == name)
        for name in (TRAINING, GENERATION, DISCOVERY)
        if any(family_of == name for family_of, _ in sums)
    }
    told = " against ".join(
        f"{money.rounded(micros, selection.currency)} {name.lower()}"
        for name, micros in totals.items()
    )
    words = ("families", "Training against generation", f"{told}.")
    return Families(
        chart=charts.by_month(amounts, selection.range.months, marked, selection.currency, words),
        names=tuple(totals),
        lines=tuple(
            FamilyLine(month, tuple(sums.get((name, month)) for name in totals))
            for month in reversed(selection.range.months)
        ),
        totals=tuple(totals.values()),
    )


def family(use: Use) -> str:
    """What a use is for: teaching a model, making an output, or recommending."""
    if use in TRAINING_USES:
        return TRAINING
    return DISCOVERY if use is Use.DISCOVERY else GENERATION


def _sentence(selection: Selection, figures: Sequence[MonthFigure]) -> str:
    """Which tool and which month brought most."""
    tools = tallies.summed(figures, lambda figure: figure.tool)
    sums = tallies.summed(figures, lambda figure: figure.month)
    if not tools:
        return ""
    tool, (_, of_tool) = next(iter(tools.items()))
    month, (_, of_month) = next(iter(sums.items()))
    sentence = f"{tool} brought {money.rounded(of_tool, selection.currency)}"
    if len(tools) > 1:
        sentence += ", more than any other tool"
    if len(sums) > 1:
        amount = money.rounded(of_month, selection.currency)
        sentence += f"; the best month of use was {month.name} with {amount}"
    return f"{sentence}."
