"""What the uses page asks: which work, by which tool, for what, where, when, and was it cleared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet

from artistportal.cases.domain.kinds import SubjectKind
from artistportal.periods import Month
from artistportal.roster.domain.uses import TRAINING_USES, Use
from earnings.models import ArtistUse
from earnings.queries import attributions
from earnings.queries.attributions import Attribution, Place

LINES_ON_A_PAGE = 50
LINES_AT_ONCE = 500


class Purpose(StrEnum):
    """Whether a use goes into a model or into an output."""

    TRAINING = "training"
    GENERATION = "generation"

    @property
    def label(self) -> str:
        return {"training": "Into a model", "generation": "Into an output"}[self.value]


class Clearing(StrEnum):
    """Whether all uses of a line were allowed when they happened."""

    ALL = "yes"
    NOT_ALL = "no"

    @property
    def label(self) -> str:
        return {"yes": "With permission", "no": "Without permission"}[self.value]


@dataclass(frozen=True, slots=True)
class UseSelection:
    """Which uses of which artist's works are shown; an empty part means all."""

    artist_id: int
    search: str = ""
    tool_slug: str = ""
    purpose: Purpose | None = None
    clearing: Clearing | None = None
    month: Month | None = None

    @property
    def is_narrowed(self) -> bool:
        return bool(self.search or self.tool_slug or self.purpose or self.clearing or self.month)


@dataclass(frozen=True, slots=True)
class UseLine:
    """One work as one tool used it in one month."""

    month: Month
    use: Use
    work_public_id: UUID
    work: str
    release_title: str
    tool: str
    tool_slug: str
    model_version: str
    units: int
    uncleared_units: int
    territories: int
    top_territory: str
    first_used_at: datetime
    last_used_at: datetime
    tool_id: int
    work_id: int
    attributions: tuple[Attribution, ...] = ()

    @property
    def place(self) -> Place:
        return self.month.first, self.tool_id, self.work_id, self.use.value

    @property
    def line(self) -> str:
        """How a case names it: the work as the tool used it in the month, whichever the model."""
        place = f"{self.work_public_id}/{self.tool_slug}/{self.month}/{self.use.value}"
        return f"{SubjectKind.USE}:{place}"

    @property
    def other_territories(self) -> int:
        return self.territories - 1

    @property
    def is_cleared(self) -> bool:
        return self.uncleared_units == 0

    @property
    def is_refused(self) -> bool:
        return self.uncleared_units == self.units

    @property
    def purpose(self) -> Purpose:
        return Purpose.TRAINING if self.use.is_training else Purpose.GENERATION


@dataclass(frozen=True, slots=True)
class UsePage:
    """One page of lines, and where it stands among the others."""

    lines: tuple[UseLine, ...]
    count: int
    number: int
    pages: int

    @property
    def before(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None


@dataclass(frozen=True, slots=True)
class Offered:
    """What there is to choose from: tools that used the artist's works, and the months of use."""

    tools: tuple[tuple[str, str], ...]
    months: tuple[Month, ...]


def page(selection: UseSelection, number: int | str) -> UsePage:
    """The newest month first, and in it the most used work; an odd number gives a page there is."""
    paginator = Paginator(_lines(selection), LINES_ON_A_PAGE)
    found = paginator.get_page(number)
    lines = _with_attributions([_line(row) for row in found])
    return UsePage(tuple(lines), paginator.count, found.number, paginator.num_pages)


def count(selection: UseSelection) -> int:
    """How many lines there are in all."""
    return _lines(selection).count()


def every(selection: UseSelection) -> Iterator[UseLine]:
    """All lines of a selection, in the order of the pages."""
    rows = _lines(selection).iterator(chunk_size=LINES_AT_ONCE)
    while lines := [_line(row) for row in islice(rows, LINES_AT_ONCE)]:
        yield from _with_attributions(lines)


def offered(artist_id: int) -> Offered:
    """The tools by name and the months newest first, in one query."""
    rows = (
        ArtistUse.objects.filter(artist_id=artist_id)
        .values_list("tool__slug", "tool__name", "month_date")
        .distinct()
        .order_by("tool__name", "-month_date")
    )
    found = list(rows)
    tools = dict.fromkeys((slug, name) for slug, name, _ in found)
    months = sorted({month for _, _, month in found}, reverse=True)
    return Offered(tuple(tools), tuple(Month(month) for month in months))


def _with_attributions(lines: list[UseLine]) -> list[UseLine]:
    """The lines with what providers said of the outputs they tell of, in one query."""
    said = attributions.beside(line.place for line in lines)
    return [replace(line, attributions=said.get(line.place, ())) for line in lines]


def _line(row: tuple[Any, ...]) -> UseLine:
    month, use, *others = row
    return UseLine(Month(month), Use(use), *others)


def _lines(selection: UseSelection) -> QuerySet[ArtistUse, tuple[Any, ...]]:
    rows: QuerySet[ArtistUse, tuple[Any, ...]] = (
        ArtistUse.objects.filter(_condition(selection))
        .order_by("-month_date", "-units", "pk")
        .values_list(
            "month_date",
            "use",
            "work__public_id",
            "work__title",
            "work__release_title",
            "tool__name",
            "tool__slug",
            "model_version",
            "units",
            "uncleared_units",
            "territories",
            "top_territory",
            "first_used_at",
            "last_used_at",
            "tool_id",
            "work_id",
        )
    )
    return rows


def _condition(selection: UseSelection) -> Q:
    meant = Q(artist_id=selection.artist_id)
    if selection.search:
        meant &= Q(work__title__icontains=selection.search)
    if selection.tool_slug:
        meant &= Q(tool__slug=selection.tool_slug)
    if selection.purpose:
        is_training = Q(use__in=[use.value for use in TRAINING_USES])
        meant &= is_training if selection.purpose is Purpose.TRAINING else ~is_training
    if selection.clearing:
        meant &= (
            Q(uncleared_units=0) if selection.clearing is Clearing.ALL else Q(uncleared_units__gt=0)
        )
    if selection.month:
        meant &= Q(month_date=selection.month.first)
    return meant
