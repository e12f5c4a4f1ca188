"""Works as the rule reads them: their legs and who holds consent over each, in two queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.db.models import F, QuerySet

from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import WorkKind
from artistportal.roster.models import Credit, Work
from artistportal.roster.models.batches import among_ids
from consent.domain import works as rules


@dataclass(frozen=True, slots=True)
class _Part:
    """A work that an asked work leads to; itself, a composition, or a vocalist's voice."""

    asked: int
    work: int
    kind: WorkKind
    rights_holder: int
    voice_of: int | None


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
    legs: dict[int, rules.Leg] = {}
    for parts_of in parts.values():
        for part in parts_of:
            if part.work not in legs:
                legs[part.work] = _leg(part, named[part.work])
    return [_work(asked, parts[asked], named[asked], legs) for asked in sorted(parts)]


def rights_within(works: Iterable[int]) -> Iterator[tuple[int, str, int]]:
    """Whose the songs and voices within recordings are: the recording, the kind, the holder."""
    ids = among_ids(set(works))
    songs = _contained(ids).values_list(
        "from_work_id", "to_work__kind", "to_work__rights_holder_id"
    )
    voices = _voices(ids).values_list(
        "work_id", "artist__voice__kind", "artist__voice__rights_holder_id"
    )
    return chain(songs.iterator(chunk_size=20_000), voices.iterator(chunk_size=20_000))


def _parts(asked: set[int]) -> dict[int, list[_Part]]:
    found: defaultdict[int, list[_Part]] = defaultdict(list)
    for asked_id, work, kind, rights_holder, voice_of in _rows(asked):
        found[asked_id].append(_Part(asked_id, work, WorkKind(kind), rights_holder, voice_of))
    return found


def _rows(asked: set[int]) -> QuerySet[Any, tuple[Any, ...]]:
    ids = among_ids(asked)
    themselves = Work.objects.filter(pk__in=ids).values_list(
        F("pk"), F("id"), F("kind"), F("rights_holder_id"), F("voice_of_id")
    )
    contained = _contained(ids).values_list(
        F("from_work_id"),
        F("to_work_id"),
        F("to_work__kind"),
        F("to_work__rights_holder_id"),
        F("to_work__voice_of_id"),
    )
    voices = _voices(ids).values_list(
        F("work_id"),
        F("artist__voice__id"),
        F("artist__voice__kind"),
        F("artist__voice__rights_holder_id"),
        F("artist_id"),
    )
    return themselves.union(contained, voices)


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
