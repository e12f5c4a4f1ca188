"""The tables of the earnings page by tool, use, work and territory, with their charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from artistportal import money, territories
from artistportal.roster.domain.uses import Use
from earnings.charts import charts, maps
from earnings.charts.charts import Chart
from earnings.charts.maps import TerritoryMap
from earnings.domain import changes, tallies
from earnings.domain.tallies import Line
from earnings.queries import overview as figures
from earnings.queries.overview import MonthFigure, Selection

MOST_ROWS = 10
MOST_PLACES = 25
OTHER_WORKS = "All other works"
OTHER_TERRITORIES = "All other territories"


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A table by tool, use, work or territory, with its chart or map where it has one."""

    key: str
    heading: str
    lines: tuple[Line, ...]
    chart: Chart | None = None
    map: TerritoryMap | None = None

    @property
    def column(self) -> str:
        """What its first column holds: `Tool`, `Work`."""
        return self.heading.removeprefix("By ").capitalize()


def by_tool(now: Sequence[MonthFigure], urls: dict[str, str]) -> Breakdown:
    """A tool's name leads to its figures alone."""
    lines = tallies.lines(tallies.summed(now, lambda figure: figure.tool), urls)
    return Breakdown("tools", "By tool", lines)


def by_use(selection: Selection, now: Sequence[MonthFigure]) -> Breakdown:
    """A use's name leads to the uses themselves."""
    listed = reverse("earnings:uses")
    urls = {use.label: f"{listed}?purpose={use.value}" for use in Use}
    lines = tallies.lines(tallies.summed(now, lambda figure: figure.use.label), urls)
    sentence = ""
    if lines and lines[0].share_ppm is not None:
        sentence = f"{lines[0].label} brought {_percent(lines[0].share_ppm)} of the whole."
    rows = [(line.label, line.earned_micros) for line in lines]
    chart = charts.by_name(rows, selection.currency, ("uses", "By kind of use", sentence))
    return Breakdown("uses", "By kind of use", lines, chart)


def by_work(selection: Selection, now: Sequence[MonthFigure]) -> Breakdown:
    """The works that earned most, and all others in one line."""
    whole = sum(figure.earned_micros for figure in now)
    lines = tuple(
        Line(
            work.title,
            work.release_title or work.identifier,
            reverse("roster:work", args=[work.public_id]),
            work.units,
            work.earned_micros,
            changes.share_ppm(work.earned_micros, whole),
            f"{reverse('earnings:maths')}?work={work.public_id}",
        )
        for work in figures.works(selection, MOST_ROWS)
    )
    with_rest = tallies.with_rest(lines, sum(f.units for f in now), whole, OTHER_WORKS)
    rows = [(line.label, line.earned_micros) for line in with_rest[:MOST_ROWS]]
    sentence = _most(with_rest, selection.currency)
    chart = charts.by_name(rows, selection.currency, ("works", "By work", sentence))
    return Breakdown("works", "By work", with_rest, chart)


def by_territory(selection: Selection, now: Sequence[MonthFigure]) -> Breakdown:
    """All territories on a map, the first of them in the table, the rest in one line."""
    whole = sum(figure.earned_micros for figure in now)
    found = figures.territories(selection)
    lines = tuple(
        Line(
            territories.name(place.territory),
            place.territory,
            "",
            place.units,
            place.earned_micros,
            changes.share_ppm(place.earned_micros, whole),
        )
        for place in found[:MOST_PLACES]
    )
    with_rest = tallies.with_rest(lines, sum(f.units for f in now), whole, OTHER_TERRITORIES)
    drawn = maps.of_territories(found, whole, _most(with_rest, selection.currency))
    return Breakdown("territories", "By territory", with_rest, map=drawn)


def _most(lines: Sequence[Line], currency: str) -> str:
    if not lines:
        return ""
    return f"{lines[0].label} brought most: {money.rounded(lines[0].earned_micros, currency)}."


def _percent(ppm: int) -> str:
    tenths = (ppm + 500) // 1000
    return f"{tenths // 10}.{tenths % 10}%"
