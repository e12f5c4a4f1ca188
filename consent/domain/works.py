"""Works as the rule reads them: the legs that a use of a work stands on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from artistportal.roster.domain.uses import WorkKind


@dataclass(frozen=True, slots=True)
class Holder:
    """An artist who holds consent over a work, and since when they are credited on it."""

    artist: int
    credited_at: datetime


@dataclass(frozen=True, slots=True)
class Leg:
    """A work on which a use stands, who licenses it and who holds consent over it."""

    work: int
    kind: WorkKind
    rights_holder: int
    holders: tuple[Holder, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """What is asked about, every leg it leads to, and the vocalists without a registered voice."""

    id: int
    legs: tuple[Leg, ...]
    vocalists_without_voice: tuple[int, ...] = ()

    def legs_of(self, kind: WorkKind) -> list[Leg]:
        return [leg for leg in self.legs if leg.kind is kind]
