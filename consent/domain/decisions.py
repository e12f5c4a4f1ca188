"""Decisions as the rule reads them, and the log that finds those about one work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from artistportal.roster.domain.uses import Use
from consent.domain.scopes import Scope


class Capacity(StrEnum):
    """As what somebody decided for an artist."""

    OWNER = "owner"
    MANAGER = "manager"
    MANDATE = "mandate"

    @property
    def label(self) -> str:
        return {"owner": "Artist", "manager": "Manager", "mandate": "Under a mandate"}[self.value]


@dataclass(frozen=True, slots=True)
class Decision:
    """One yes or no. A yes names its tool and its terms; a no is open and reaches later works."""

    number: int
    artist: int
    is_yes: bool
    scope: Scope
    given_at: datetime
    capacity: Capacity = Capacity.OWNER
    terms: int | None = None
    reaches_later_works: bool = False
    ends_at: datetime | None = None
    mandate: int | None = None
    said_by: str = ""

    @property
    def code(self) -> str:
        """The number as people quote it."""
        return f"D-{self.number:06d}"

    @property
    def order(self) -> tuple[datetime, int]:
        """Which of two decisions came later."""
        return self.given_at, self.number

    @property
    def is_in_person(self) -> bool:
        return self.capacity is not Capacity.MANDATE

    @property
    def is_limited_in_time(self) -> bool:
        """Whether the works it reaches depend on when the artist was credited."""
        return self.is_yes and self.scope.work is None and not self.reaches_later_works

    def is_settled(self, at: datetime) -> bool:
        """Whether it is a yes in force by then whose own moment decides nothing afterwards."""
        is_free = self.is_in_person and not self.is_limited_in_time
        return self.is_yes and is_free and self.given_at <= at

    def has_ended(self, at: datetime) -> bool:
        return self.ends_at is not None and self.ends_at <= at

    def reaches(self, credited_at: datetime) -> bool:
        """Whether it reaches a work on which the artist was credited at that moment."""
        return not self.is_limited_in_time or credited_at <= self.given_at


class Log:
    """Every decision, found by artist and work, whatever the order in which they are stored."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        self._by_key: defaultdict[tuple[int, int | None], list[Decision]] = defaultdict(list)
        self._limited: defaultdict[int, list[datetime]] = defaultdict(list)
        self._territories: defaultdict[int, set[frozenset[str]]] = defaultdict(set)
        for decision in sorted(decisions, key=lambda d: d.order):
            self._by_key[decision.artist, decision.scope.work].append(decision)
            if decision.is_limited_in_time:
                self._limited[decision.artist].append(decision.given_at)
            if decision.scope.territories is not None:
                self._territories[decision.artist].add(decision.scope.territories)

    def about(self, artist: int, work: int, tool: int, use: Use) -> list[Decision]:
        """The artist's decisions that name this work, tool and use, oldest first."""
        decisions = [*self._of(artist, None), *self._of(artist, work)]
        named = [d for d in decisions if d.scope.names(work, tool, use)]
        return sorted(named, key=lambda d: d.order) if len(named) > 1 else named

    def on_all_works(self, artist: int) -> list[Decision]:
        return self._of(artist, None)

    def on_one_work(self, artist: int, work: int) -> list[Decision]:
        """The artist's decisions about this very work, oldest first."""
        return self._of(artist, work)

    def is_about_one(self, artist: int, work: int) -> bool:
        """Whether the artist decided anything about this very work."""
        return (artist, work) in self._by_key

    def history(self, artist: int, since: datetime) -> Hashable:
        """What the artist decided about all works, as far as it matters from a moment on.

        Two artists with the same one are answered alike from then on: of a yes in person that was
        given by then and reaches later works, only its place among the others counts.
        """
        return tuple(
            replace(
                decision,
                number=0,
                artist=0,
                said_by="",
                given_at=since if decision.is_settled(since) else decision.given_at,
            )
            for decision in self.on_all_works(artist)
        )

    def moments_of_limited_yeses(self, artist: int) -> list[datetime]:
        """When the artist said yes to the works of that day only, oldest first."""
        return self._limited.get(artist, [])

    def names_territories(self, artist: int) -> bool:
        """Whether any decision of the artist is limited to territories."""
        return artist in self._territories

    def territory_class(self, artist: int, territory: str) -> frozenset[frozenset[str]]:
        """The sets in the artist's decisions that hold a territory: all that tells it apart."""
        named = self._territories.get(artist, ())
        return frozenset(territories for territories in named if territory in territories)

    def _of(self, artist: int, work: int | None) -> list[Decision]:
        return self._by_key.get((artist, work), [])
