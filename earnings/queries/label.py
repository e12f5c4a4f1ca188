"""What an organisation's own licences came to: by payee, release, work, tool or territory.

Only licences that it signed: what its artists earn elsewhere is not its to read. All figures come
from monthly summaries, and the number of queries is the same for ten works and for ten thousand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Sum

from artistportal.periods import Month
from artistportal.roster.models import Payee, Work
from artistportal.roster.models.batches import among_ids
from earnings.domain import month_ranges
from earnings.domain.label_levels import Level, Narrowing
from earnings.domain.month_ranges import MonthRange, Preset
from earnings.models import (
    AccountKind,
    LabelTerritoryMonth,
    LabelWorkMonth,
    Posting,
    RoyaltyRun,
)
from earnings.queries.overview import Source

ROWS_AT_ONCE = 2_000
Rows = QuerySet[Any, Any]

KEYS: Mapping[Level, tuple[str, str, str]] = {
    Level.ARTIST: ("payee__public_id", "payee__name", "payee_id"),
    Level.RELEASE: ("work__release_title", "work__release_title", "work__release_title"),
    Level.WORK: ("work__public_id", "work__title", "work_id"),
    Level.TOOL: ("tool__slug", "tool__name", "tool_id"),
    Level.TERRITORY: ("territory", "territory", "territory"),
}
"""By level: how an address names a row, how a person does, and what makes rows one."""


@dataclass(frozen=True, slots=True)
class LabelSelection:
    """Which figures of which organisation, by what."""

    organisation_id: int
    range: MonthRange
    currency: str
    by: Level
    narrowing: Narrowing

    @property
    def condition(self) -> Q:
        meant = Q(
            organisation_id=self.organisation_id,
            currency=self.currency,
            month_date__gte=self.range.first.first,
            month_date__lt=self.range.until.first,
        )
        return meant & self._narrowed

    @property
    def units(self) -> str:
        """Each use once; of one payee, or by payee, those that the payee shares in."""
        is_of_payee = self.narrowing.artist is not None or self.by is Level.ARTIST
        return "units" if is_of_payee else "own_units"

    @property
    def _narrowed(self) -> Q:
        wanted = {
            "payee__public_id": self.narrowing.artist,
            "work__release_title": self.narrowing.release,
            "work__public_id": self.narrowing.work,
            "tool__slug": self.narrowing.tool,
            "territory": self.narrowing.territory,
        }
        return Q(**{name: value for name, value in wanted.items() if value is not None})


@dataclass(frozen=True, slots=True)
class Figure:
    """One row; no key where it is what a guarantee adds, of no work."""

    key: UUID | str | None
    name: str
    units: int
    earned_micros: int
    held_micros: int


@dataclass(frozen=True, slots=True)
class Whole:
    """What all rows come to, and how many there are."""

    count: int
    units: int
    earned_micros: int
    held_micros: int


def selected(
    organisation_id: int, said: Mapping[str, str], this_month: Month, earliest: Month
) -> LabelSelection:
    """What an address says, as the form writes it; periods by name are told from `this_month`."""
    preset = Preset(said.get("period") or Preset.LAST_12_MONTHS)
    if preset is Preset.CUSTOM:
        first, last = (Month.from_text(said[name]) for name in ("first", "last"))
        months = month_ranges.custom(first, last)
    else:
        months = month_ranges.named(preset, this_month, earliest)
    narrowing = Narrowing.said(said)
    by = Level(said.get("by") or narrowing.levels[0])
    return LabelSelection(organisation_id, months, said.get("currency", ""), by, narrowing)


def sources(organisation_id: int) -> tuple[Source, ...]:
    """Every tool that ever paid under the organisation's licences, once per currency."""
    rows = (
        LabelTerritoryMonth.objects.filter(organisation_id=organisation_id)
        .values_list("tool__slug", "tool__name", "currency")
        .annotate(Min("month_date"), Max("month_date"), Sum("earned_micros"))
        .order_by("tool__name", "currency")
    )
    return tuple(
        Source(slug, name, currency, Month(first), Month(last), earned)
        for slug, name, currency, first, last, earned in rows
    )


def whole(selection: LabelSelection) -> Whole:
    """The sums under the table, in one query."""
    found = _rows(selection).aggregate(
        named=Count(KEYS[selection.by][2], distinct=True),
        unnamed=Count("pk", filter=Q(**{f"{KEYS[selection.by][2]}__isnull": True})),
        units=Sum(_total_units(selection), default=0),
        earned=Sum("earned_micros", default=0),
        held=Sum("held_micros", default=0),
    )
    count = found["named"] + bool(found["unnamed"])
    return Whole(count, int(found["units"]), int(found["earned"]), int(found["held"]))


def figures(selection: LabelSelection, first: int, until: int) -> tuple[Figure, ...]:
    """Some of the rows, what earned most first."""
    return tuple(_figure(row) for row in _grouped(selection)[first:until])


def every(selection: LabelSelection) -> Iterator[Figure]:
    """All of them, in the same order."""
    return map(_figure, _grouped(selection).iterator(chunk_size=ROWS_AT_ONCE))


def booked_micros(selection: LabelSelection) -> int | None:
    """What the ledger holds for payees under the same licences and months of use; None where the
    ledger knows no such parts: it keeps neither works nor territories.
    """
    narrowing = selection.narrowing
    if (narrowing.release, narrowing.work, narrowing.territory) != (None, None, None):
        return None
    meant = Q(
        account__kind=AccountKind.PAYEE,
        account__currency=selection.currency,
        entry__run__licence__organisation_id=selection.organisation_id,
        entry__run__month_date__gte=selection.range.first.first,
        entry__run__month_date__lt=selection.range.until.first,
    )
    if narrowing.artist is not None:
        meant &= Q(account__payee__public_id=narrowing.artist)
    if narrowing.tool is not None:
        meant &= Q(entry__run__licence__tool__slug=narrowing.tool)
    found = Posting.objects.filter(meant).aggregate(booked=Sum("amount_micros", default=0))
    return int(found["booked"])


def names(selection: LabelSelection) -> Sequence[tuple[Level, str]]:
    """What the narrowing is called, level by level; a query each for a payee and a work.

    Only who was paid and what was used under the organisation's licences has a name here.
    """
    narrowing = selection.narrowing
    own = LabelWorkMonth.objects.filter(organisation_id=selection.organisation_id)
    found: list[tuple[Level, str]] = []
    if narrowing.artist is not None:
        payee = Payee.objects.filter(Exists(own.filter(payee=OuterRef("pk"))))
        named = payee.filter(public_id=narrowing.artist).first()
        found.append((Level.ARTIST, named.name if named else "Nobody"))
    if narrowing.release is not None:
        found.append((Level.RELEASE, narrowing.release))
    if narrowing.work is not None:
        used = Work.objects.filter(Exists(own.filter(work=OuterRef("pk"))))
        work = used.filter(public_id=narrowing.work).first()
        found.append((Level.WORK, work.title if work else "No such work"))
    if narrowing.territory is not None:
        found.append((Level.TERRITORY, narrowing.territory))
    return found


def _rows(selection: LabelSelection) -> Rows:
    by_place = selection.by is Level.TERRITORY or selection.narrowing.territory is not None
    model = LabelTerritoryMonth if by_place else LabelWorkMonth
    return model._default_manager.filter(selection.condition)


def _total_units(selection: LabelSelection) -> str:
    """Payees share in the same uses: over all of them each use counts once."""
    return "units" if selection.narrowing.artist is not None else "own_units"


def _grouped(selection: LabelSelection) -> Rows:
    key, name, one = KEYS[selection.by]
    grouped = _rows(selection).values(one)
    rows: Rows = (
        grouped.annotate(key=F(key), name=F(name))
        .annotate(
            all_units=Sum(selection.units),
            earned=Sum("earned_micros"),
            held=Sum("held_micros"),
        )
        .order_by("-earned", "-held", "name", one)
        .values_list("key", "name", "all_units", "earned", "held")
    )
    return rows


def _figure(row: Sequence[Any]) -> Figure:
    key, name, units, earned, held = row
    return Figure(key, name or "", int(units), int(earned), int(held))


def runs(selection: LabelSelection) -> list[RoyaltyRun]:
    """The last run of each licence and month meant, the newest month first; none without lines."""
    meant = Q(
        licence__organisation_id=selection.organisation_id,
        currency=selection.currency,
        month_date__gte=selection.range.first.first,
        month_date__lt=selection.range.until.first,
    )
    if selection.narrowing.tool is not None:
        meant &= Q(licence__tool__slug=selection.narrowing.tool)
    found = RoyaltyRun.objects.computed().filter(meant).select_related("licence__tool")
    last = {(run.licence_id, run.month_date): run for run in found.order_by("revision")}
    ordered = sorted(last.values(), key=lambda run: run.licence_id)
    return sorted((run for run in ordered if run.lines), key=_month, reverse=True)


def ids(narrowing: Narrowing) -> tuple[int | None, int | None] | None:
    """The payee and the work meant, as the archive names them; None where one is not there."""
    found: list[int | None] = []
    for model, key in ((Payee, narrowing.artist), (Work, narrowing.work)):
        one = model._default_manager.filter(public_id=key).first() if key else None
        if key and one is None:
            return None
        found.append(one.pk if one else None)
    return found[0], found[1]


def payees_named(payees: Iterable[int]) -> Mapping[int, str]:
    among = Payee.objects.filter(pk__in=among_ids(sorted(set(payees))))
    return dict(among.values_list("pk", "name"))


def _month(run: RoyaltyRun) -> date:
    return run.month_date
