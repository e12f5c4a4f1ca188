"""The levels by which an organisation reads what its licences came to. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from uuid import UUID


class Level(StrEnum):
    """What a row of the table is."""

    ARTIST = "artist"
    RELEASE = "release"
    WORK = "work"
    TOOL = "tool"
    TERRITORY = "territory"

    @property
    def label(self) -> str:
        return {"artist": "Artist or other payee"}.get(self.value, self.value.capitalize())


_DEEPER: Final = (Level.ARTIST, Level.RELEASE, Level.WORK)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the figures are narrowed to; None means all.

    They tell of works or of territories, not of both at once: lines do.
    """

    artist: UUID | None = None
    release: str | None = None
    work: UUID | None = None
    tool: str | None = None
    territory: str | None = None

    @classmethod
    def said(cls, said: Mapping[str, str]) -> Narrowing:
        """As an address says it; what makes no sense there is passed over."""
        territory = _text(said, "territory")
        return cls(
            artist=_uuid(said.get("artist", "")),
            release=_text(said, "release") if territory is None else None,
            work=_uuid(said.get("work", "")),
            tool=said.get("tool") or None,
            territory=territory,
        )

    @property
    def levels(self) -> tuple[Level, ...]:
        """Those that the figures can be told by."""
        if self.territory is not None:
            return (Level.ARTIST, Level.TOOL)
        if self.release is not None or self.work is not None:
            return (Level.ARTIST, Level.RELEASE, Level.WORK, Level.TOOL)
        return tuple(Level)

    @property
    def leads_to_lines(self) -> bool:
        """Whether it is narrow enough for lines: a work, or one payee in one territory."""
        return self.work is not None or (self.artist is not None and self.territory is not None)

    def within(self, level: Level, key: UUID | str | None) -> Narrowing:
        """Narrowed to one row of a level as well, or by that level no more."""
        return replace(self, **{level.value: key})  # type: ignore[arg-type]  # the fields are named as the levels

    def after(self, level: Level) -> Level | None:
        """By what a row of the level is told next, itself narrowed to it; None: by its lines."""
        if self.leads_to_lines:
            return None
        first = _DEEPER.index(level) + 1 if level in _DEEPER else 0
        left = (each for each in _DEEPER[first:] if each in self.levels and not self._has(each))
        return next(left, None)

    def _has(self, level: Level) -> bool:
        return getattr(self, level.value) is not None


def _text(said: Mapping[str, str], name: str) -> str | None:
    """What was said, even nothing: works without a release are a row too."""
    return said[name].replace("\0", "")[:300] if name in said else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
