"""Works as the rule reads them: their legs and who holds consent over each, in two queries.

One work is read in a single query, with the names that people know its parts by.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import WorkKind
from artistportal.roster.models import Credit, Work
from artistportal.roster.models.batches import among_ids
from consent.domain import works as rules

PART = ("id", "kind", "rights_holder_id", "voice_of_id")
NAMES = ("title", "rights_holder__name")
CREDITED = (
    "credits__artist_id",
    "credits__artist__name",
    "credits__role",
    "credits__holds_consent",
    "credits__credited_at",
)


@dataclass(frozen=True, slots=True)
class _Part:
    """A work that an asked work leads to; itself, a composition, or a vocalist's voice."""

    asked: int
    work: int
    kind: WorkKind
    rights_holder: int
    voice_of: int | None


@dataclass(frozen=True, slots=True)
class Named:
    """A work as the rule reads it, the names of all who are credited, and of what it leads to.

    `titles` says of each work by id its title and who licenses it.
    """

    work: rules.Work
    people: dict[int, str]
    titles: dict[int, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Credit:
    work: int
    artist: int
    role: str
    holds_consent: bool
    credited_at: datetime


def for_the_rule(works: Iterable[int]) -> list[rules.Work]:
    """The works with their legs, in the order of their ids; ids that are no work's are left out."""
    parts = _parts(set(works))
    named = _credits({part.work for parts_of in parts.values() for part in parts_of})
    return _works(parts, named)


def with_names(work: int) -> Named:
    """One work with its legs and all names; one query."""
    parts: set[_Part] = set()
    named: defaultdict[int, list[_Credit]] = defaultdict(list)
    people: dict[int, str] = {}
    titles: dict[int, tuple[str, str]] = {}
    for row in _rows({work}, (*PART, *NAMES, *CREDITED)):
        part, told, credited = _part(*row[:5]), row[5:7], row[7:]
        parts.add(part)
        titles[part.work] = told
        artist, name, *rest = credited
        if artist is not None:
            people[artist] = name
            named[part.work].append(_Credit(part.work, artist, *rest))
    (found,) = _works({work: list(parts)}, named)
    return Named(found, people, titles)


def _works(
    parts: Mapping[int, list[_Part]], named: defaultdict[int, list[_Credit]]
) -> list[rules.Work]:
    legs: dict[int, rules.Leg] = {}
    for parts_of in parts.values():
        for part in parts_of:
            if part.work not in legs:
                legs[part.work] = _leg(part, named[part.work])
    return [_work(asked, parts[asked], named[asked], legs) for asked in sorted(parts)]


def holders_within(works: Iterable[int], kind: WorkKind) -> set[int]:
    """Whose the songs, or the voices, within recordings are: each organisation once."""
    ids = among_ids(set(works))
    if kind is WorkKind.VOICE:
        holders = _voices(ids).values_list("artist__voice__rights_holder_id")
    else:
        holders = _contained(ids).values_list("to_work__rights_holder_id")
    return {holder for (holder,) in holders.distinct()}


def _parts(asked: set[int]) -> dict[int, list[_Part]]:
    found: defaultdict[int, list[_Part]] = defaultdict(list)
    for row in _rows(asked, PART):
        part = _part(*row)
        found[part.asked].append(part)
    return found


def _part(asked: int, work: int, kind: str, rights_holder: int, voice_of: int | None) -> _Part:
    return _Part(asked, work, WorkKind(kind), rights_holder, voice_of)


def _rows(asked: set[int], columns: Sequence[str]) -> QuerySet[Any, tuple[Any, ...]]:
    """The asked work's id and these columns: of itself, of its songs and of the voices on it."""
    ids = among_ids(asked)
    themselves = Work.objects.filter(pk__in=ids).values_list(F("pk"), *map(F, columns))
    songs = _contained(ids).values_list(
        F("from_work_id"), *(F(f"to_work__{column}") for column in columns)
    )
    voices = _voices(ids).values_list(
        F("work_id"), *(F(f"artist__voice__{column}") for column in columns)
    )
    return themselves.union(songs, voices)


def _contained(ids: Any) -> QuerySet[Any]:
    return Work.compositions.through.objects.filter(from_work_id__in=ids)


def _voices(ids: Any) -> QuerySet[Credit]:
    return Credit.objects.filter(
        work_id__in=ids,
        work__kind=WorkKind.RECORDING.value,
        role=CreditRole.VOCALIST.value,
        artist__voice__isnull=False,
    )


def _credits(works: set[int]) -> defaultdict[int, list[_Credit]]:
    rows = Credit.objects.filter(work_id__in=among_ids(works)).values_list(
        "work_id", "artist_id", "role", "holds_consent", "credited_at"
    )
    found: defaultdict[int, list[_Credit]] = defaultdict(list)
    for row in rows.iterator(chunk_size=20_000):
        found[row[0]].append(_Credit(*row))
    return found


def _leg(part: _Part, named: list[_Credit]) -> rules.Leg:
    since: dict[int, datetime] = {}
    for credit in named:
        since[credit.artist] = min(credit.credited_at, since.get(credit.artist, credit.credited_at))
    holding = sorted({credit.artist for credit in named if credit.holds_consent})
    holders = tuple(rules.Holder(artist, since[artist]) for artist in holding)
    return rules.Leg(part.work, part.kind, part.rights_holder, holders)


def _work(
    asked: int, parts: list[_Part], named: list[_Credit], legs: dict[int, rules.Leg]
) -> rules.Work:
    is_recording = any(p.work == asked and p.kind is WorkKind.RECORDING for p in parts)
    vocalists = {c.artist for c in named if c.role == CreditRole.VOCALIST.value}
    without_voice = vocalists - {part.voice_of for part in parts} if is_recording else set()
    own_first = sorted(parts, key=lambda part: (part.work != asked, part.work))
    return rules.Work(
        asked, tuple(legs[part.work] for part in own_first), tuple(sorted(without_voice))
    )
