"""The changes that touch a tool, in order, each with the fresh rows of the works it touches.

A cursor names the last change that was read to its end, or, within one, the last work. Rows are
read after the changes, so that they are at least as new as what they are told of.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.models import Credit, Work
from artistportal.roster.models.batches import among_ids
from consent.domain.changes import ChangeKind
from consent.models import Change
from consent.queries import snapshots
from consent.queries.snapshots import Row

# An agreement that touches more works than this asks for a new snapshot instead.
MOST_WORKS = 20_000
CHANGES_AT_ONCE = 200
UNKNOWN = "Send the cursor of the last answer, unchanged."


class NotACursor(ValueError):
    """The cursor is none that was handed out."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """After which change, and after which work of the one that follows it."""

    number: int = 0
    work: int = 0

    def __str__(self) -> str:
        return base64.urlsafe_b64encode(f"{self.number}.{self.work}".encode()).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Told:
    """One change, or a part of one: what it was, and the rows that replace older ones."""

    change: Change
    rows: Sequence[Row] = ()
    takes_snapshot: bool = False


@dataclass(slots=True)
class Page:
    """What changed, where to go on, and whether more waits there."""

    cursor: Cursor
    told: list[Told] = field(default_factory=list)
    has_more: bool = False


def read_cursor(text: str) -> Cursor:
    """The cursor that was written so; none means from the beginning."""
    if not text:
        return Cursor()
    try:
        plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
    except (ValueError, binascii.Error) as error:
        raise NotACursor(UNKNOWN) from error
    found = re.fullmatch(r"(\d{1,18})\.(\d{1,18})", plain, re.ASCII)
    if found is None:
        raise NotACursor(UNKNOWN)
    return Cursor(int(found[1]), int(found[2]))


def page(tool: int, after: Cursor, most_rows: int, at: datetime) -> Page:
    """What follows the cursor, with at most so many rows."""
    of_tool = Q(tool=None) | Q(tool=tool)
    following = (
        Change.objects.filter(of_tool).after(after.number).select_related("decision", "artist")
    )
    changes = list(following[: CHANGES_AT_ONCE + 1])
    found = Page(after, has_more=len(changes) > CHANGES_AT_ONCE)
    left = most_rows
    for change in changes[:CHANGES_AT_ONCE]:
        touched = _touched(change)
        if touched is None:
            found.told.append(Told(change, takes_snapshot=True))
            found.cursor = Cursor(change.number)
            continue
        waiting = sorted(work for work in touched if work > found.cursor.work)
        told = _told(change, tool, waiting[:left], at)
        if told:
            found.told.append(told)
        if len(waiting) > left:
            found.cursor = Cursor(found.cursor.number, waiting[left - 1]) if left else found.cursor
            found.has_more = True
            return found
        left -= len(waiting)
        found.cursor = Cursor(change.number)
    return found


def _told(change: Change, tool: int, touched: Sequence[int], at: datetime) -> Told | None:
    lost = change.kind == ChangeKind.WORK and change.organisation_id in snapshots.licensing(tool)
    rows = snapshots.rows(tool, touched, at, also=touched if lost else ())
    return Told(change, rows) if rows else None


def _touched(change: Change) -> set[int] | None:
    """The works whose clearances a change may touch; None asks for a new snapshot."""
    if change.kind == ChangeKind.WORK:
        return None if change.work_id is None else {change.work_id}
    if change.kind in {ChangeKind.LICENCE, ChangeKind.TERMS}:
        return _licensed_by(change.organisation_id)
    if change.work_id is not None:
        return _with_recordings({change.work_id})
    held = Credit.objects.filter(artist=change.artist, holds_consent=True)
    return _with_recordings(set(held.values_list("work_id", flat=True)))


def _licensed_by(organisation: int | None) -> set[int] | None:
    own = Work.objects.filter(rights_holder_id=organisation).values_list("pk", flat=True)
    ids = set(own[: MOST_WORKS + 1])
    touched = _with_recordings(ids) if len(ids) <= MOST_WORKS else ids
    return touched if len(touched) <= MOST_WORKS else None


def _with_recordings(ids: Iterable[int]) -> set[int]:
    """The works, the recordings of the songs among them, and those sung by the voices."""
    listed = among_ids(ids := set(ids))
    songs = Work.compositions.through.objects.filter(to_work_id__in=listed)
    sung = Credit.objects.filter(
        role=CreditRole.VOCALIST.value,
        artist__in=Work.objects.filter(pk__in=listed, voice_of__isnull=False).values("voice_of"),
    )
    return {
        *ids,
        *songs.values_list("from_work_id", flat=True),
        *sung.values_list("work_id", flat=True),
    }


def as_json(told: Told) -> dict[str, Any]:
    """A change as the feed tells it."""
    change = told.change
    return {
        "number": change.number,
        "kind": change.kind,
        "at": change.at.isoformat(),
        "decision": change.decision.code if change.decision else None,
        "takes_snapshot": told.takes_snapshot,
        "rows": [row.told for row in told.rows],
    }
