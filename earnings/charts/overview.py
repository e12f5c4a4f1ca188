"""The earnings page put together: tiles, charts and the tables that say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.http import urlencode

from artistportal import money
from artistportal.periods import Month
from earnings.charts import breakdowns, kept, months, reports
from earnings.charts.breakdowns import Breakdown
from earnings.charts.charts import Chart
from earnings.charts.kept import Waterfall
from earnings.charts.months import Families, MonthLine
from earnings.charts.reports import ReportedLine
from earnings.domain.changes import Change
from earnings.domain.month_ranges import MonthRange
from earnings.queries import booked, reported
from earnings.queries import overview as figures
from earnings.queries.overview import MonthFigure, Selection, Source
from earnings.queries.reported import Reported

LATELY = 6


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the page shows of one artist's months in one currency."""

    selection: Selection
    compared: MonthRange | None
    has_begun_only: bool
    earned: Change
    units: Change
    held_micros: int
    confirmed_micros: int
    paid_micros: int
    closed: Month | None
    chart: Chart
    months: tuple[MonthLine, ...]
    families: Families
    waterfall: Waterfall | None
    breakdowns: tuple[Breakdown, ...]
    lately: tuple[Month, ...]
    reported: tuple[ReportedLine, ...]
    computed_at: datetime | None

    @property
    def is_empty(self) -> bool:
        return not any(line.is_known for line in self.months)

    @property
    def estimated_micros(self) -> int:
        """What is booked in months that are still open, and may change."""
        return self.earned.now - self.confirmed_micros

    @property
    def summary(self) -> str:
        """What is on the page, in one sentence that is read out when it changes."""
        currency = self.selection.currency
        return (
            f"Showing {self.selection.range}: {money.rounded(self.earned.now, currency)} earned"
            f" by {self.units.now:,} uses."
        )


def latest(now: datetime) -> tuple[Month, ...]:
    """The last months that are over, the oldest first: of these it is told what each tool said."""
    this_month = Month.of(now)
    return tuple(this_month.back(back) for back in range(LATELY, 0, -1))


def overview(
    selection: Selection,
    compared: MonthRange | None,
    sources: Sequence[Source],
    now: datetime,
) -> Overview:
    """Asks for the figures and puts them together; five queries, whatever the catalogue.

    `sources` know of the `latest` months.
    """
    ranges = [selection.range, compared] if compared else [selection.range]
    found = figures.months(selection, ranges)
    shown = [figure for figure in found if _within(figure, selection.range)]
    before = [figure for figure in found if compared and _within(figure, compared)]
    lately = latest(now)
    told, computed_at = reported.reported(selection.artist_id, lately, now)
    in_ledger, of_statements = booked.booked(selection)
    awaited = _awaited(selection, sources, told)
    lines = months.lines(selection.range, shown, in_ledger.confirmed, awaited)
    marks = months.marks(lines)
    earned = Change(_earned(shown), _earned(before))
    return Overview(
        selection=selection,
        compared=compared,
        has_begun_only=selection.range.last >= Month.of(now),
        earned=earned,
        units=Change(_units(shown), _units(before)),
        held_micros=sum(figure.held_micros for figure in shown),
        confirmed_micros=sum(line.confirmed_micros for line in lines),
        paid_micros=in_ledger.paid_micros,
        closed=in_ledger.closed,
        chart=months.by_tool(selection, shown, marks),
        months=lines,
        families=months.by_family(selection, shown, marks),
        waterfall=kept.waterfall(of_statements, selection.currency),
        breakdowns=(
            breakdowns.by_tool(shown, _filters(selection, sources)),
            breakdowns.by_use(selection, shown),
            breakdowns.by_work(selection, shown),
            breakdowns.by_territory(selection, shown),
        ),
        lately=lately,
        reported=reports.lines(told, sources, lately, now.date()),
        computed_at=computed_at,
    )


def _filters(selection: Selection, sources: Sequence[Source]) -> dict[str, str]:
    """The address of each tool's figures alone, for the same months."""
    chosen = {
        "period": "custom",
        "first": str(selection.range.first),
        "last": str(selection.range.last),
        "currency": selection.currency,
    }
    page = reverse("earnings:overview")
    return {each.name: f"{page}?{urlencode(chosen | {'tool': each.slug})}" for each in sources}


def _awaited(
    selection: Selection, sources: Sequence[Source], told: Sequence[Reported]
) -> tuple[Month, ...]:
    """The months that a tool which pays the artist has not reported yet."""
    paying = {source.slug for source in sources if selection.tool_slug in {"", source.slug}}
    waited_for = [
        tool.last for tool in told if tool.last and tool.slug in paying and not tool.is_over
    ]
    reached = min(waited_for, default=selection.range.last)
    return tuple(month for month in selection.range.months if month > reached)


def _within(figure: MonthFigure, months_meant: MonthRange) -> bool:
    return months_meant.first <= figure.month < months_meant.until


def _earned(found: Sequence[MonthFigure]) -> int:
    return sum(figure.earned_micros for figure in found)


def _units(found: Sequence[MonthFigure]) -> int:
    return sum(figure.units for figure in found)
