"""What the earnings page asks: by month, tool and use, by work, by territory; reported up to when.

All figures come from the monthly summaries, and the number of queries is the same for ten works
and for ten thousand. Amounts of different currencies are never added up: every function is asked
for one currency.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Min, Q, Sum

from artistportal.periods import Month
from artistportal.roster.domain.uses import Use
from earnings.domain.month_ranges import MonthRange
from earnings.models import SummaryRefresh, TerritoryMonth, ToolMonth, WorkMonth


@dataclass(frozen=True, slots=True)
class Selection:
    """Which figures of which artist a page shows; no tool means all tools."""

    artist_id: int
    range: MonthRange
    currency: str
    tool_slug: str = ""

    def condition(self, months: MonthRange | None = None) -> Q:
        """The rows meant, for these months or others."""
        months = months or self.range
        meant = Q(
            payee__artist_id=self.artist_id,
            currency=self.currency,
            month_date__gte=months.first.first,
            month_date__lt=months.until.first,
        )
        return meant & Q(tool__slug=self.tool_slug) if self.tool_slug else meant


@dataclass(frozen=True, slots=True)
class Source:
    """One tool that paid the artist in one currency: from which month to which, how much in all,
    and how much in each of the months that were asked for; None where it told of no use.
    """

    slug: str
    name: str
    currency: str
    first: Month
    last: Month
    earned_micros: int
    lately: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True)
class MonthFigure:
    """What one tool's use of one kind came to in one month."""

    month: Month
    tool: str
    use: Use
    units: int
    earned_micros: int
    held_micros: int


@dataclass(frozen=True, slots=True)
class WorkFigure:
    """What one work came to."""

    public_id: UUID
    title: str
    release_title: str
    identifier: str
    units: int
    earned_micros: int


@dataclass(frozen=True, slots=True)
class TerritoryFigure:
    """What the uses in one territory came to."""

    territory: str
    units: int
    earned_micros: int


def sources(artist_id: int, lately: Sequence[Month] = ()) -> tuple[Source, ...]:
    """Every tool that ever paid the artist, by name, once per currency."""
    of_month = {
        str(month): Sum("earned_micros", filter=Q(month_date=month.first)) for month in lately
    }
    rows = (
        ToolMonth.objects.filter(payee__artist_id=artist_id)
        .values_list("tool__slug", "tool__name", "currency")
        .annotate(Min("month_date"), Max("month_date"), Sum("earned_micros"), **of_month)
        .order_by("tool__name", "currency")
    )
    return tuple(
        Source(slug, name, currency, Month(first), Month(last), earned, tuple(each))
        for slug, name, currency, first, last, earned, *each in rows
    )


def months(selection: Selection, ranges: Iterable[MonthRange]) -> tuple[MonthFigure, ...]:
    """Month by month, tool by tool and use by use, for all of the ranges in one query."""
    wanted = Q()
    for months_meant in ranges:
        wanted |= selection.condition(months_meant)
    rows = (
        ToolMonth.objects.filter(wanted)
        .values_list("month_date", "tool__name", "use")
        .annotate(Sum("units"), Sum("earned_micros"), Sum("held_micros"))
        .order_by("month_date", "tool__name", "use")
    )
    return tuple(
        MonthFigure(Month(month), tool, Use(use), units, earned, held)
        for month, tool, use, units, earned, held in rows
    )


def works(selection: Selection, limit: int | None = None) -> tuple[WorkFigure, ...]:
    """The works that earned most, the highest first."""
    rows = (
        WorkMonth.objects.filter(selection.condition())
        .values("work__public_id", "work__title", "work__release_title", "work__isrc", "work__iswc")
        .annotate(units=Sum("units"), earned=Sum("earned_micros"))
        .order_by("-earned", "work__title", "work__public_id")
    )
    return tuple(_work(row) for row in rows[:limit])


def territories(selection: Selection, limit: int | None = None) -> tuple[TerritoryFigure, ...]:
    """The territories in which the artist earned most, the highest first."""
    rows = (
        TerritoryMonth.objects.filter(selection.condition())
        .values_list("territory")
        .annotate(units=Sum("units"), earned=Sum("earned_micros"))
        .order_by("-earned", "territory")
    )
    return tuple(TerritoryFigure(*row) for row in rows[:limit])


def computed_at() -> datetime | None:
    """When the newest of the figures was computed."""
    newest: datetime | None = SummaryRefresh.objects.aggregate(newest=Max("computed_at"))["newest"]
    return newest


def _work(row: Mapping[str, Any]) -> WorkFigure:
    return WorkFigure(
        public_id=row["work__public_id"],
        title=row["work__title"],
        release_title=row["work__release_title"],
        identifier=row["work__isrc"] or row["work__iswc"] or "",
        units=row["units"],
        earned_micros=row["earned"],
    )
