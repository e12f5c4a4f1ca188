"""The artist's first page put together: four facts, what changed, and one trend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from artistportal import money
from artistportal.periods import Month
from artistportal.roster.models import Artist
from consent.queries import state
from earnings.charts import charts
from earnings.charts.charts import Chart, Marks
from earnings.domain import month_ranges, tallies
from earnings.domain.month_ranges import MonthRange, Preset
from earnings.queries import home as facts
from earnings.queries import overview as figures
from earnings.queries.home import Balance, Booking, News
from earnings.queries.overview import MonthFigure, Selection

NEWS = 4


@dataclass(frozen=True, slots=True)
class TrendLine:
    """One month of the trend's table; no amount where nothing was reported."""

    month: Month
    earned_micros: int | None


@dataclass(frozen=True, slots=True)
class Trend:
    """What the last twelve months brought, drawn and in a table."""

    chart: Chart
    currency: str
    lines: tuple[TrendLine, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """Everything the first page shows."""

    balances: tuple[Balance, ...]
    bookings: tuple[Booking, ...]
    news: News
    trend: Trend | None
    consent: str

    @property
    def computed_at(self) -> datetime | None:
        return self.balances[0].computed_at if self.balances else None


def home(artist_id: int, now: datetime, *, sees_money: bool) -> Home:
    """Six queries at most; those about money are not asked for one who may not see it."""
    this_month = Month.of(now)
    news = facts.news(artist_id, now, NEWS)
    consent = state.of_artists([Artist(pk=artist_id)], now)[artist_id].sentence
    if not sees_money:
        return Home((), (), news, None, consent)
    booked = facts.money(artist_id, NEWS)
    balances = booked.balances
    months = month_ranges.named(Preset.LAST_12_MONTHS, this_month, this_month)
    return Home(
        balances=balances,
        bookings=booked.bookings,
        news=news,
        trend=_trend(Selection(artist_id, months, balances[0].currency)) if balances else None,
        consent=consent,
    )


def _trend(selection: Selection) -> Trend | None:
    found = figures.months(selection, [selection.range])
    if not found:
        return None
    sums = tallies.summed(found, lambda figure: figure.month)
    words = (
        "trend",
        "The last twelve months",
        _sentence(found, selection.range, selection.currency),
    )
    amounts = [("Earned", month, earned) for month, (_, earned) in sums.items()]
    lines = tuple(
        TrendLine(month, sums[month][1] if month in sums else None)
        for month in reversed(selection.range.months)
    )
    chart = charts.by_month(amounts, selection.range.months, Marks(), selection.currency, words)
    return Trend(chart, selection.currency, lines)


def _sentence(found: Sequence[MonthFigure], months: MonthRange, currency: str) -> str:
    total = sum(figure.earned_micros for figure in found)
    by_month = tallies.summed(found, lambda figure: figure.month)
    best, (_, most) = next(iter(by_month.items()))
    return (
        f"{money.rounded(total, currency)} from {months}; the best month of use was {best.name}"
        f" with {money.rounded(most, currency)}."
    )
