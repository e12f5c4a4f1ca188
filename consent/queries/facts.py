"""All that was decided and agreed about some artists and tools, in two queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q

from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.models.batches import among_ids
from consent.domain import agreements
from consent.domain.decisions import Capacity, Decision
from consent.domain.facts import Facts
from consent.domain.scopes import Scope
from consent.models import Decision as StoredDecision
from consent.models import Licence as StoredLicence

Row = tuple[Any, ...]

# Where the columns of the mandate begin in a row of decisions.
MANDATE = 12
# Found faster than by calling the enumerations, for thousands of rows.
USES = {use.value: use for use in Use}
CAPACITIES = {capacity.value: capacity for capacity in Capacity}


@dataclass(frozen=True, slots=True)
class Read:
    """What is stored about some artists and tools, as lists from which facts can be made."""

    decisions: list[Decision]
    licences: list[agreements.Licence]
    mandates: list[agreements.Mandate]


def about(
    artists: Iterable[int],
    tool: int | None = None,
    reader: int | None = None,
    works: Collection[int] | None = None,
) -> Facts:
    """What the rule reads about these artists and one tool, or every tool.

    What the reader said themselves is told as said by "you". With `works`, what was said of other
    single works is left out.
    """
    found = read(artists, tool, reader=reader, works=works)
    return Facts(found.decisions, found.licences, found.mandates)


def read(
    artists: Iterable[int],
    tool: int | None = None,
    up_to: int | None = None,
    reader: int | None = None,
    works: Collection[int] | None = None,
) -> Read:
    """The same before it is indexed, from the log up to a number."""
    rows = [row for row in _decisions(artists, tool, works) if up_to is None or row[0] <= up_to]
    mandates = {row[MANDATE]: _mandate(row) for row in rows if row[MANDATE] is not None}
    return Read([_decision(row, reader) for row in rows], _licences(tool), [*mandates.values()])


def _decisions(
    artists: Iterable[int], tool: int | None, works: Collection[int] | None
) -> Iterable[Row]:
    decisions = StoredDecision.objects.filter(artist_id__in=among_ids(artists))
    if tool is not None:
        decisions = decisions.filter(Q(tool=None) | Q(tool=tool))
    if works is not None:
        decisions = decisions.filter(Q(work=None) | Q(work_id__in=among_ids(works)))
    return decisions.values_list(
        "number",
        "artist_id",
        "is_yes",
        "work_id",
        "tool_id",
        "use",
        "territories",
        "given_at",
        "capacity",
        "terms_id",
        "reaches_later_works",
        "ends_at",
        "mandate_id",
        "mandate__organisation_id",
        "mandate__uses",
        "mandate__kinds",
        "mandate__from_at",
        "mandate__until_at",
        "given_by__name",
        "mandate__organisation__name",
        "mandate__clause",
        "given_by_id",
    ).iterator(chunk_size=20_000)


def _decision(row: Row, reader: int | None) -> Decision:
    number, artist, is_yes, work, tool, use, territories, *rest = row
    given_at, capacity, terms, reaches_later_works, ends_at, mandate, *_ = rest
    return Decision(
        number,
        artist,
        is_yes,
        Scope(work, tool, USES[use] if use else None, _territories(territories)),
        given_at,
        CAPACITIES[capacity],
        terms,
        reaches_later_works,
        ends_at,
        mandate,
        _said_by("you" if reader == row[-1] else row[-4], *row[-3:-1]),
    )


def _said_by(person: str, organisation: str | None, clause: str | None) -> str:
    """Who gave it, in words: `Mara Lind`, or `Tom Reed for Northlight Records, clause 4.2`."""
    who = person or "somebody of the team"
    return f"{who} for {organisation}, {clause}" if organisation else who


def _mandate(row: Row) -> agreements.Mandate:
    mandate, organisation, uses, kinds, from_at, until_at = row[MANDATE : MANDATE + 6]
    return agreements.Mandate(
        id=mandate,
        artist=row[1],
        organisation=organisation,
        uses=frozenset(map(Use, uses)),
        kinds=frozenset(map(WorkKind, kinds)),
        from_at=from_at,
        until_at=until_at,
    )


def _licences(tool: int | None) -> list[agreements.Licence]:
    """One row for each version of terms; a licence without any has one row too."""
    stored = (
        StoredLicence.objects.all() if tool is None else StoredLicence.objects.filter(tool=tool)
    )
    rows = stored.order_by("number", "terms__number").values_list(
        "pk",
        "number",
        "tool_id",
        "organisation_id",
        "uses",
        "territories",
        "signed_at",
        "from_at",
        "until_at",
        "terms__id",
        "terms__number",
        "terms__offered_at",
        "terms__is_material",
        "terms__notice_days",
    )
    by_licence: dict[int, list[Row]] = {}
    for row in rows:
        by_licence.setdefault(row[0], []).append(row)
    return [_licence(versions) for versions in by_licence.values()]


def _licence(versions: list[Row]) -> agreements.Licence:
    pk, number, tool, organisation, uses, territories, signed_at, from_at, until_at = versions[0][
        :9
    ]
    return agreements.Licence(
        id=pk,
        number=number,
        tool=tool,
        organisation=organisation,
        uses=frozenset(map(Use, uses)),
        from_at=max(signed_at, from_at),
        until_at=until_at,
        territories=_territories(territories),
        terms=tuple(_terms(row) for row in versions if row[9] is not None),
    )


def _terms(row: Row) -> agreements.Terms:
    pk, number, offered_at, is_material, notice_days = row[9:]
    return agreements.Terms(
        pk, row[0], number, offered_at, is_material, timedelta(days=notice_days)
    )


def _territories(stored: list[str] | None) -> frozenset[str] | None:
    return None if stored is None else frozenset(stored)
