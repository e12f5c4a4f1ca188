"""What a receipt tells: a decision with the names, works and terms that it refers to."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from artistportal.roster.domain.uses import LEGS, Use, WorkKind
from consent.domain.decisions import Capacity


@dataclass(frozen=True, slots=True)
class Party:
    """A person or company: how they are called here, and how elsewhere."""

    name: str
    id: str
    identifier: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A tool, or a work by its kind, with the standard identifier where it has one."""

    name: str
    id: str
    kind: WorkKind | None = None
    identifier: str = ""


@dataclass(frozen=True, slots=True)
class Agreed:
    """The version of terms to which a yes refers, whole."""

    licence: str
    number: int
    text: str
    offered_at: datetime
    notice_days: int
    organisation: Party

    @property
    def title(self) -> str:
        return f"{self.licence}, terms {self.number}"

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Seal:
    """Where the decision is in the log, and the hashes of its row."""

    origin: str
    number: int
    entry: Mapping[str, object]
    previous_hash: str
    row_hash: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who said it, and for whom."""

    name: str
    capacity: Capacity
    organisation: Party | None = None
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One decision, told whole. An empty tool, work or use means all."""

    site: str
    seal: Seal
    is_yes: bool
    given_at: datetime
    artist: Party
    speaker: Speaker
    tool: Named | None = None
    provider: Party | None = None
    work: Named | None = None
    use: Use | None = None
    territories: tuple[str, ...] | None = None
    ends_at: datetime | None = None
    reaches_later_works: bool = False
    agreed: Agreed | None = None
    withdraws: bool = False

    @property
    def id(self) -> str:
        return receipt_id(self.seal.row_hash)

    @property
    def code(self) -> str:
        return f"D-{self.seal.number:06d}"

    @property
    def uses(self) -> tuple[Use, ...]:
        return (self.use,) if self.use else tuple(Use)

    @property
    def kinds(self) -> tuple[WorkKind, ...]:
        """The kinds of work that the decision is about."""
        if self.work and self.work.kind:
            return (self.work.kind,)
        needed = {kind for use in self.uses for kind in LEGS[use]}
        return tuple(kind for kind in WorkKind if kind in needed)

    @property
    def is_about_a_voice(self) -> bool:
        return WorkKind.VOICE in self.kinds


def receipt_id(row_hash: str) -> str:
    """A version 4 UUID that anybody can make from the row's hash, the same each time."""
    return str(uuid.UUID(bytes=bytes.fromhex(row_hash)[:16], version=4))
