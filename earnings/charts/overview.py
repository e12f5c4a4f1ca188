"""The earnings page put together: tiles, charts and the tables that say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from artistportal import money, territories
from artistportal.periods import Month
from earnings.charts import charts
from earnings.charts.charts import Chart
from earnings.domain import changes, tallies
from earnings.domain.changes import Change
from earnings.domain.month_ranges import MonthRange
from earnings.domain.tallies import Line
from earnings.queries import overview as figures
from earnings.queries.overview import MonthFigure, Reported, Selection, Source

MOST_ROWS = 10
OTHER_WORKS = "All other works"
OTHER_TERRITORIES = "All other territories"


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One month's line of the table beside the chart."""

    month: Month
    units: int
    earned_micros: int
    held_micros: int
    is_open: bool
    is_known: bool


@dataclass(frozen=True, slots=True)
class ReportedLine:
    """What a tool has said for the artist up to now."""

    reported: Reported
    has_figures: bool
    is_late: bool


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A table by tool, use, work or territory, with its chart where it has one."""

    key: str
    heading: str
    lines: tuple[Line, ...]
    chart: Chart | None = None

    @property
    def column(self) -> str:
        """What its first column holds: `Tool`, `Work`."""
        return self.heading.removeprefix("By ").capitalize()


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the page shows of one artist's months in one currency."""

    selection: Selection
    compared: MonthRange | None
    earned: Change
    units: Change
    held_micros: int
    open_micros: int
    chart: Chart
    months: tuple[MonthLine, ...]
    breakdowns: tuple[Breakdown, ...]
    reported: tuple[ReportedLine, ...]
    computed_at: datetime | None

    @property
    def is_empty(self) -> bool:
        return not any(line.is_known for line in self.months)

    @property
    def confirmed_micros(self) -> int:
        """What every tool has reported for, so that only a restated report could change it."""
        return self.earned.now - self.open_micros

    @property
    def summary(self) -> str:
        """What is on the page, in one sentence that is read out when it changes."""
        currency = self.selection.currency
        return (
            f"Showing {self.selection.range}: {money.rounded(self.earned.now, currency)} earned"
            f" by {self.units.now:,} uses."
        )


def overview(
    selection: Selection,
    compared: MonthRange | None,
    sources: Sequence[Source],
    this_month: Month,
) -> Overview:
    """Asks for the figures and puts them together; six queries, whatever the artist's catalogue."""
    ranges = [selection.range, compared] if compared else [selection.range]
    found = figures.months(selection, ranges)
    now = [figure for figure in found if _within(figure, selection.range)]
    before = [figure for figure in found if compared and _within(figure, compared)]
    reported = figures.reported()
    open_months = _open_months(selection, sources, reported)
    earned = Change(_earned(now), _earned(before))
    return Overview(
        selection=selection,
        compared=compared,
        earned=earned,
        units=Change(_units(now), _units(before)),
        held_micros=sum(figure.held_micros for figure in now),
        open_micros=_earned([figure for figure in now if figure.month in open_months]),
        chart=_month_chart(selection, now, open_months, earned, compared),
        months=_month_lines(selection.range, now, open_months),
        breakdowns=(
            _by_tool(now),
            _by_use(now),
            _by_work(selection, now),
            _by_territory(selection, now),
        ),
        reported=_reported_lines(reported, sources, this_month),
        computed_at=figures.computed_at(),
    )


def _month_chart(
    selection: Selection,
    now: Sequence[MonthFigure],
    open_months: Sequence[Month],
    earned: Change,
    compared: MonthRange | None,
) -> Chart:
    amounts = [(figure.tool, figure.month, figure.earned_micros) for figure in now]
    words = ("months", "By month and tool", _month_sentence(selection, now, earned, compared))
    return charts.by_month(amounts, selection.range.months, open_months, selection.currency, words)


def _month_sentence(
    selection: Selection, now: Sequence[MonthFigure], earned: Change, compared: MonthRange | None
) -> str:
    total = money.rounded(earned.now, selection.currency)
    sentence = f"{selection.range}: {total}"
    tools = tallies.summed(now, lambda figure: figure.tool)
    if len(tools) > 1:
        most, (_, micros) = next(iter(tools.items()))
        sentence += f", most of it ({money.rounded(micros, selection.currency)}) from {most}"
    if compared:
        sentence += f"; {earned.words} against {compared}"
    return f"{sentence}."


def _month_lines(
    months: MonthRange, now: Sequence[MonthFigure], open_months: Sequence[Month]
) -> tuple[MonthLine, ...]:
    sums = tallies.summed(now, lambda figure: figure.month)
    held = dict.fromkeys(months.months, 0)
    for figure in now:
        held[figure.month] += figure.held_micros
    return tuple(
        MonthLine(month, *sums.get(month, (0, 0)), held[month], month in open_months, month in sums)
        for month in reversed(months.months)
    )


def _by_tool(now: Sequence[MonthFigure]) -> Breakdown:
    lines = tallies.lines(tallies.summed(now, lambda figure: figure.tool), {})
    return Breakdown("tools", "By tool", lines)


def _by_use(now: Sequence[MonthFigure]) -> Breakdown:
    lines = tallies.lines(tallies.summed(now, lambda figure: figure.use.label), {})
    return Breakdown("uses", "By kind of use", lines)


def _by_work(selection: Selection, now: Sequence[MonthFigure]) -> Breakdown:
    whole = _earned(now)
    lines = tuple(
        Line(
            work.title,
            work.release_title or work.identifier,
            reverse("roster:work", args=[work.public_id]),
            work.units,
            work.earned_micros,
            changes.share_ppm(work.earned_micros, whole),
        )
        for work in figures.works(selection, MOST_ROWS)
    )
    whole_lines = tallies.with_rest(lines, _units(now), whole, OTHER_WORKS)
    return _breakdown("works", "By work", whole_lines, selection)


def _by_territory(selection: Selection, now: Sequence[MonthFigure]) -> Breakdown:
    whole = _earned(now)
    lines = tuple(
        Line(
            territories.name(place.territory),
            place.territory,
            "",
            place.units,
            place.earned_micros,
            changes.share_ppm(place.earned_micros, whole),
        )
        for place in figures.territories(selection, MOST_ROWS)
    )
    whole_lines = tallies.with_rest(lines, _units(now), whole, OTHER_TERRITORIES)
    return _breakdown("territories", "By territory", whole_lines, selection)


def _breakdown(key: str, heading: str, lines: tuple[Line, ...], selection: Selection) -> Breakdown:
    """The table of all lines, with a chart of those that have a name of their own."""
    rows = [(line.label, line.earned_micros) for line in lines[:MOST_ROWS]]
    sentence = ""
    if lines:
        amount = money.rounded(lines[0].earned_micros, selection.currency)
        sentence = f"{lines[0].label} earned most: {amount}."
    if len(lines) > MOST_ROWS:
        rest = money.rounded(lines[MOST_ROWS].earned_micros, selection.currency)
        sentence += f" What is beyond the first ten earned {rest} together."
    chart = charts.by_name(rows, selection.currency, (key, heading, sentence))
    return Breakdown(key, heading, lines, chart)


def _open_months(
    selection: Selection, sources: Sequence[Source], reported: Sequence[Reported]
) -> tuple[Month, ...]:
    """The months that a tool which pays the artist has not reported yet."""
    paying = {source.slug for source in sources if selection.tool_slug in {"", source.slug}}
    waited_for = [tool.last for tool in reported if tool.slug in paying and not tool.is_over]
    reached = min(waited_for, default=selection.range.last)
    return tuple(month for month in selection.range.months if month > reached)


def _reported_lines(
    reported: Sequence[Reported], sources: Sequence[Source], this_month: Month
) -> tuple[ReportedLine, ...]:
    last_paid: dict[str, Month] = {}
    for source in sources:
        last_paid[source.slug] = max(source.last, last_paid.get(source.slug, source.last))
    return tuple(
        ReportedLine(
            tool,
            has_figures=tool.slug in last_paid and last_paid[tool.slug] >= tool.last,
            is_late=not tool.is_over and tool.last < this_month.previous(),
        )
        for tool in reported
    )


def _within(figure: MonthFigure, months: MonthRange) -> bool:
    return months.first <= figure.month < months.until


def _earned(found: Sequence[MonthFigure]) -> int:
    return sum(figure.earned_micros for figure in found)


def _units(found: Sequence[MonthFigure]) -> int:
    return sum(figure.units for figure in found)
