"""Snapshots: all clearances of a tool at one change, and how changes keep them fresh.

A row tells of one work, for each use, what holds from when until when and where, so that time alone
never needs a change. `Shelf` takes a snapshot's rows, then the rows of changes in their order, and
answers like `clearances.clear`, at any moment from the snapshot on. It needs nothing but this
package's pure modules, so that a tool may use it as it stands. docs/api.md gives the form of a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from consent.domain.reasons import Reason, told_first
from consent.domain.scopes import WORLDWIDE

Row = Mapping[str, Any]
# One part of a standing: its territories (None is everywhere else), and what holds from when on.
Part = dict[str, Any]


class SnapshotFormat(StrEnum):
    """How the rows of a snapshot are written."""

    NDJSON = "ndjson"
    PARQUET = "parquet"

    @property
    def label(self) -> str:
        return {"ndjson": "NDJSON, gzip", "parquet": "Parquet"}[self.value]

    @property
    def suffix(self) -> str:
        """How the name of such a file ends."""
        return {"ndjson": "ndjson.gz", "parquet": "parquet"}[self.value]

    @property
    def content_type(self) -> str:
        types = {"ndjson": "application/gzip", "parquet": "application/vnd.apache.parquet"}
        return types[self.value]


class NotInSnapshot(LookupError):
    """No licence of the tool reaches the work, so that no row tells of it: it is not cleared."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the shelf says: only a cleared status lets a tool do anything."""

    status: str
    reason: str


class Shelf:
    """The newest row of every work."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._standings: dict[str, Mapping[str, list[Part]]] = {}
        self._by_identifier: dict[str, str] = {}
        self._identifiers: dict[str, str] = {}
        self._numbered: dict[int, list[Part]] = {}
        self.take(rows)

    def take(self, rows: Iterable[Row]) -> None:
        """Put rows in place of older ones of the same works; a snapshot numbers its standings.

        In rows of Parquet every key is there, and what a row does not tell is null.
        """
        for row in rows:
            if row.get("standing") is not None:
                self._numbered[row["standing"]] = row["parts"]
            if row.get("id") is None:
                continue
            work, identifier = row["id"], row["work"]
            before = self._identifiers.get(work)
            if before is not None and self._by_identifier.get(before) == work:
                del self._by_identifier[before]
            self._identifiers[work] = identifier
            self._by_identifier[identifier] = work
            self._standings[work] = {
                use: self._numbered[parts] if isinstance(parts, int) else parts
                for use, parts in row["uses"].items()
            }

    def ask(self, identifier: str, use: str, territory: str, at: datetime) -> Told:
        """What holds for the work at a moment; raises `NotInSnapshot` where no row tells."""
        work = self._by_identifier.get(identifier)
        if work is None:
            raise NotInSnapshot(f"No row tells of {identifier}, so it is not cleared.")
        reason = reason_at(self._standings[work][use], territory, at)
        return Told(reason.status.value, reason.value)


def reason_at(parts: Iterable[Part], territory: str, at: datetime) -> Reason:
    """What decides in one territory at one moment; for the whole world, what decides anywhere."""
    if territory == WORLDWIDE:
        return told_first(_in_force(part, at) for part in parts)
    elsewhere = None
    for part in parts:
        if part["territories"] is None:
            elsewhere = part
        elif territory in part["territories"]:
            return _in_force(part, at)
    if elsewhere is None:
        raise ValueError("A standing says what holds everywhere else.")
    return _in_force(elsewhere, at)


def _in_force(part: Part, at: datetime) -> Reason:
    held = [span for span in part["spans"] if datetime.fromisoformat(span["from"]) <= at]
    if not held:
        raise ValueError("Nothing is told about moments before the snapshot.")
    return Reason(held[-1]["reason"])
