"""Numbering what changes clearances: decisions, agreements, mandates and the catalogue.

Whoever calls these holds the pen, so that the numbers follow each other in the order in which
changes are committed: a reader who has seen a number never finds a smaller one later.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from artistportal.roster.models import Mandate, Work
from artistportal.roster.models.batches import among_ids
from consent.domain.changes import ChangeKind
from consent.models import CatalogueTouch, Change, Decision, FootedWork, Licence, Terms
from consent.services import pen, rows

BATCH = 1_000
# More works than this changed at once are one change: of the whole catalogue.
MOST_WORKS = 20_000


def note_decisions(decisions: Sequence[Decision]) -> None:
    """One change for each decision; works that were decided about are read for themselves."""
    _read_for_themselves({each.work_id for each in decisions if each.work_id is not None})
    first = Change.objects.newest_number() + 1
    rows.insert(
        Change,
        ("number", "kind", "at", "tool", "artist", "work", "decision"),
        (
            (
                number,
                ChangeKind.DECISION.value,
                *(each.given_at, each.tool_id, each.artist_id, each.work_id, each.pk),
            )
            for number, each in enumerate(decisions, first)
        ),
    )


def note_licence(licence: Licence, now: datetime) -> Change:
    """A licence was signed, or will end at another moment."""
    pen.take()
    (change,) = _append(
        [
            Change(
                kind=ChangeKind.LICENCE.value,
                at=now,
                tool_id=licence.tool_id,
                organisation_id=licence.organisation_id,
            )
        ]
    )
    return change


def note_terms(terms: Terms, now: datetime) -> Change:
    """Another version of terms is on offer."""
    pen.take()
    (change,) = _append(
        [
            Change(
                kind=ChangeKind.TERMS.value,
                at=now,
                tool_id=terms.licence.tool_id,
                organisation_id=terms.licence.organisation_id,
            )
        ]
    )
    return change


def note_mandate(mandate: Mandate, now: datetime) -> Change:
    """A mandate ends at another moment than before."""
    pen.take()
    (change,) = _append([_of_mandate(mandate.artist_id, mandate.organisation_id, now)])
    return change


def number_touches(now: datetime) -> int:
    """Number what the database's triggers noted of the catalogue and of mandates; say how many.

    Called before the changes are read. A work touched several times is one change.
    """
    return _number(CatalogueTouch.objects.filter(is_numbered=False), now)


def number_mandates(now: datetime) -> int:
    """The same for mandates alone, which are few: called before a tool is told what is cleared."""
    return _number(CatalogueTouch.objects.filter(is_numbered=False, work_id=None), now)


def _number(waiting: QuerySet[CatalogueTouch], now: datetime) -> int:
    if not waiting.exists():
        return 0
    with transaction.atomic():
        pen.take()
        touches = list(waiting.values_list("pk", "work_id", "artist_id", "organisation_id"))
        of_works = {(work, lost) for _, work, _, lost in touches if work is not None}
        of_mandates = {(artist, org) for _, work, artist, org in touches if work is None}
        _append([_of_mandate(artist, org, now) for artist, org in of_mandates if artist])
        _append(_of_works(of_works, now))
        numbered = CatalogueTouch.objects.filter(pk__in=among_ids(row[0] for row in touches))
        numbered.filter(work_id=None).delete()
        numbered.update(is_numbered=True)
    return len(of_works) + len(of_mandates)


def _of_mandate(artist: int, organisation: int | None, now: datetime) -> Change:
    return Change(
        kind=ChangeKind.MANDATE.value, at=now, artist_id=artist, organisation_id=organisation
    )


def _of_works(touched: set[tuple[int, int | None]], now: datetime) -> list[Change]:
    if len(touched) > MOST_WORKS:
        return [Change(kind=ChangeKind.WORK.value, at=now)]
    there = set(
        Work.objects.filter(pk__in=among_ids({work for work, _ in touched})).values_list(
            "pk", flat=True
        )
    )
    return [
        Change(kind=ChangeKind.WORK.value, at=now, work_id=work, organisation_id=lost)
        for work, lost in sorted(touched, key=lambda each: (each[0], each[1] or 0))
        if work in there
    ]


def _append(changes: Iterable[Change]) -> list[Change]:
    number = Change.objects.newest_number()
    fresh = list(changes)
    for place, change in enumerate(fresh, number + 1):
        change.number = place
    return Change.objects.bulk_create(fresh, batch_size=BATCH)


def _read_for_themselves(works: set[int]) -> None:
    """From now on the rule reads each of these works, and the recordings of a song, by itself."""
    if not works:
        return
    within = Work.compositions.through.objects.filter(to_work_id__in=among_ids(works))
    led_to = works | set(within.values_list("from_work_id", flat=True))
    FootedWork.objects.filter(work_id__in=among_ids(led_to), key__gt=0).update(key=-F("id"))
