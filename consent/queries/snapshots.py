"""The rows of works as a snapshot and the changes tell them: what holds from now on, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Work
from artistportal.roster.models.batches import among_ids
from consent.domain import spans
from consent.domain.scopes import ELSEWHERE
from consent.domain.snapshots import Part
from consent.domain.spans import Spans, Stretch
from consent.models import Licence
from consent.queries import facts, works
from consent.queries.clearances import holders

END_OF_TIME = datetime.max.replace(tzinfo=UTC)
WORKS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Row:
    """One work: its lasting id, its identifier, and for each use what holds."""

    pk: int
    id: str
    work: str
    uses: Mapping[str, list[Part]]

    @property
    def told(self) -> dict[str, Any]:
        return {"id": self.id, "work": self.work, "uses": self.uses}


def licensing(tool: int) -> set[int]:
    """The organisations with which the tool ever signed a licence."""
    licences = Licence.objects.filter(tool_id=tool)
    return set(licences.values_list("organisation_id", flat=True))


def rows(tool: int, asked: Iterable[int], at: datetime, also: Iterable[int] = ()) -> list[Row]:
    """The rows of those works that a licence of the tool reaches, and of these others too."""
    organisations, told_anyway = licensing(tool), set(also)
    reached = [
        work
        for work in works.for_the_rule(asked)
        if work.id in told_anyway or any(leg.rights_holder in organisations for leg in work.legs)
    ]
    named = Work.objects.filter(pk__in=among_ids(work.id for work in reached)).in_bulk()
    known = facts.about(holders(reached), tool)
    territories = {t for territories in known.territory_sets for t in territories}
    stretch = Stretch(tool, tuple(Use), (*sorted(territories), ELSEWHERE), at, END_OF_TIME)
    found = spans.spans(known, reached, stretch)
    parts = _standings(found)
    uses: dict[int, dict[str, list[Part]]] = {}
    for work, use, group in found.work_groups:
        uses.setdefault(work, {})[use.value] = parts[group]
    return [
        Row(work.id, str(named[work.id].public_id), named[work.id].identifier, uses[work.id])
        for work in reached
    ]


def every_row(tool: int, at: datetime) -> Iterator[list[Row]]:
    """The rows of all works that a licence of the tool reaches, some thousand at a time."""
    last = 0
    while True:
        page = Work.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)
        ids = list(page[:WORKS_AT_ONCE])
        if not ids:
            return
        last = ids[-1]
        yield rows(tool, ids, at)


def _standings(found: Spans) -> dict[int, list[Part]]:
    """Each group's parts: territories that are answered alike, and what holds from when on."""
    territories: dict[int, list[str]] = {}
    for territory, number in found.territory_classes:
        territories.setdefault(number, []).append(territory)
    lines: dict[int, dict[int, list[tuple[str, str, str]]]] = {}
    for span in found.spans:
        told = (span.from_at.isoformat(), span.status.value, span.reason.value)
        lines.setdefault(span.group, {}).setdefault(span.territory_class, []).append(told)
    return {group: _parts(by_class, territories) for group, by_class in lines.items()}


def _parts(
    by_class: Mapping[int, list[tuple[str, str, str]]], territories: Mapping[int, list[str]]
) -> list[Part]:
    together: dict[tuple[tuple[str, str, str], ...], list[str]] = {}
    for number, line in by_class.items():
        together.setdefault(tuple(line), []).extend(territories[number])
    return [
        {
            "territories": None if ELSEWHERE in named else sorted(named),
            "spans": [{"from": f, "status": s, "reason": r} for f, s, r in line],
        }
        for line, named in together.items()
    ]
