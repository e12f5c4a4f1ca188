"""The works of the demo: what a recording, a song and a voice are here. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from artistportal.roster.domain.credits import AiPart
from artistportal.roster.domain.uses import LEGS, Use, WorkKind


@dataclass(frozen=True)
class Credit:
    """Somebody's roles in a work, in the words of a catalogue file."""

    artist: str
    roles: tuple[str, ...]
    holds_consent: bool = False
    ai_part: AiPart | None = None


@dataclass(frozen=True)
class Work:
    """A recording, a composition or a voice; shares in per cent of the whole, by payee's key.

    Not filed: a voice that support adds, because a file may bring only those of a roster.
    """

    key: str
    kind: WorkKind
    title: str
    house: str
    act: str
    credits: tuple[Credit, ...]
    shares: Mapping[str, int]
    released_date: date
    release: str = ""
    isrc: str = ""
    iswc: str = ""
    songs: tuple[str, ...] = ()
    weight: float = 0.0
    is_filed: bool = True
    contains_ai: AiPart | None = None

    @property
    def holders(self) -> tuple[str, ...]:
        """Who must allow a use of this work."""
        return tuple(credit.artist for credit in self.credits if credit.holds_consent)

    @property
    def singers(self) -> tuple[str, ...]:
        return tuple(credit.artist for credit in self.credits if "vocalist" in credit.roles)


@dataclass(frozen=True)
class Catalogue:
    """All works, by key: the ISRC, the ISWC, or `voice:` and the singer."""

    works: Mapping[str, Work]

    def of_kind(self, kind: WorkKind) -> list[Work]:
        return [work for work in self.works.values() if work.kind is kind]

    def legs(self, work: Work, use: Use) -> list[Work] | None:
        """The works that a use of this work needs, or None where one of them is not on file."""
        found: list[Work] = []
        for kind in LEGS[use]:
            of_kind = self._leg(work, kind)
            if not of_kind:
                return None
            found += of_kind
        return found

    def _leg(self, work: Work, kind: WorkKind) -> list[Work]:
        if work.kind is kind:
            return [work]
        if work.kind is not WorkKind.RECORDING:
            return []
        keys = work.songs if kind is WorkKind.COMPOSITION else voices(work.singers)
        legs = [self.works[key] for key in keys if key in self.works]
        return legs if len(legs) == len(keys) else []


def voices(singers: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"voice:{singer}" for singer in singers)
