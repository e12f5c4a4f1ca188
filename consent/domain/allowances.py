"""How long an artist allows each use of each of their works, as things stand at one moment.

Works about which nothing differs are one group, territories that nothing tells apart one class, so
that ten thousand works cost little more than the decisions about them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from artistportal.roster.domain.uses import LEGS, Use, WorkKind
from consent.domain.agreements import Licence
from consent.domain.answers import Answer, Asked
from consent.domain.decisions import Decision
from consent.domain.facts import Facts
from consent.domain.reasons import ALLOWING
from consent.domain.scopes import Scope
from consent.domain.works import Holder, Leg

NEVER = datetime.min.replace(tzinfo=UTC)
FOREVER = datetime.max.replace(tzinfo=UTC)
# No work has this id: it stands for the works that are added later.
LATER_WORKS = 0


@dataclass(frozen=True, slots=True)
class Held:
    """A work over which the artist holds consent, and since when they are credited on it."""

    work: int
    kind: WorkKind
    rights_holder: int
    credited_at: datetime


@dataclass(frozen=True, slots=True)
class Group:
    """Works about which nothing differs; `leg` is one of them."""

    leg: Leg
    works: tuple[int, ...]

    @property
    def is_later(self) -> bool:
        return self.leg.work == LATER_WORKS


@dataclass(frozen=True, slots=True)
class Cell:
    """One group, use and class of territories under one licence."""

    group: Group
    licence: Licence
    use: Use
    territory: str

    def lies_in(self, scope: Scope) -> bool:
        named = scope.names(self.group.leg.work, self.licence.tool, self.use)
        return named and scope.holds_territory(self.territory)


Allowances = dict[Cell, datetime]


class Likeness:
    """What makes two works of an artist alike: nothing that was said tells them apart."""

    def __init__(
        self, facts: Facts, artist: int, now: datetime, apart: Collection[int] = ()
    ) -> None:
        self._log = facts.log
        self._artist = artist
        self._limits = sorted({*facts.log.moments_of_limited_yeses(artist), now})
        self._orders = [d.order for d in facts.log.on_all_works(artist)]
        self._apart = apart

    def of(self, held: Held) -> Hashable:
        """Equal for works about which the artist's answers are equal, now and after more is said.

        Decisions whose numbers are to be told apart are.
        """
        own = tuple(
            (_said(d), bisect_right(self._orders, d.order), d.number in self._apart)
            for d in self._log.on_one_work(self._artist, held.work)
        )
        bracket = bisect_left(self._limits, held.credited_at)
        return held.kind, held.rights_holder, bracket, own

    def of_leg(self, leg: Leg) -> Hashable:
        """The same of a leg that the artist holds alone."""
        return self.of(Held(leg.work, leg.kind, leg.rights_holder, leg.holders[0].credited_at))


class Field:
    """The cells that some of an artist's decisions reach, among the works that they hold."""

    def __init__(
        self, facts: Facts, reaching: Collection[Decision], held: Iterable[Held], now: datetime
    ) -> None:
        self._facts = facts
        self._reaching = reaching
        self._artist = next(iter(reaching)).artist
        self._now = now
        self._scopes = {decision.scope for decision in reaching}
        self._works = {scope.work for scope in self._scopes}
        self._held = [h for h in held if self._reaches(h.work)]

    @cached_property
    def cells(self) -> list[Cell]:
        tools = self._tools
        licences = [licence for licence in self._facts.licences if licence.tool in tools]
        return [
            cell
            for group in self.groups
            for licence in licences
            if licence.organisation == group.leg.rights_holder and not licence.has_ended(self._now)
            for use in Use
            if use in licence.uses and group.leg.kind in LEGS[use]
            for territory in self.facts.one_of_each_class
            if licence.holds_territory(territory)
            for cell in [Cell(group, licence, use, territory)]
            if any(cell.lies_in(scope) for scope in self._scopes_by_work[group.leg.work])
        ]

    @cached_property
    def groups(self) -> list[Group]:
        """The works that are reached, the alike together, and those that may be added later."""
        numbers = {d.number for d in self._reaching}
        likeness = Likeness(self._facts, self._artist, self._now, numbers)
        alike: defaultdict[Hashable, list[Held]] = defaultdict(list)
        for held in self._held:
            alike[likeness.of(held)].append(held)
        return [
            Group(self._leg(works[0]), tuple(each.work for each in works))
            for works in alike.values()
        ] + self._later

    @cached_property
    def facts(self) -> Facts:
        """What was said about all works, and about those that stand for their groups."""
        stand_in = {None, *(group.leg.work for group in self.groups)}
        mine = (d for d in self._facts.decisions if d.artist == self._artist)
        return self._facts.of([d for d in mine if d.scope.work in stand_in])

    @cached_property
    def kinds(self) -> dict[int, WorkKind]:
        """The kind of each work that is reached."""
        return {held.work: held.kind for held in self._held}

    @property
    def _later(self) -> list[Group]:
        if not self._reaches(LATER_WORKS):
            return []
        organisations = {h.rights_holder for h in self._held}
        organisations |= {ll.organisation for ll in self._facts.licences if ll.tool in self._tools}
        return [
            Group(self._leg(Held(LATER_WORKS, kind, organisation, FOREVER)), ())
            for kind in WorkKind
            for organisation in sorted(organisations)
        ]

    @cached_property
    def _tools(self) -> set[int]:
        """The tools that are named; for every tool, those that anything was ever said yes to."""
        named = {scope.tool for scope in self._scopes}
        if None in named:
            named |= {d.scope.tool for d in self._facts.decisions if d.is_yes}
        return {tool for tool in named if tool is not None}

    @cached_property
    def _scopes_by_work(self) -> defaultdict[int, list[Scope]]:
        """The scopes that hold one of the works that stand for their groups."""
        found: defaultdict[int, list[Scope]] = defaultdict(list)
        stand_in = {group.leg.work for group in self.groups}
        for scope in self._scopes:
            for work in stand_in if scope.work is None else stand_in & {scope.work}:
                found[work].append(scope)
        return found

    def _reaches(self, work: int) -> bool:
        return None in self._works or work in self._works

    def _leg(self, held: Held) -> Leg:
        holder = Holder(self._artist, held.credited_at)
        return Leg(held.work, held.kind, held.rights_holder, (holder,))


def allowed(facts: Facts, cells: Iterable[Cell], now: datetime) -> Allowances:
    """Until when each cell is allowed by these facts; `NEVER` where it is not now."""
    return {cell: until(facts, cell, now) for cell in cells}


def until(facts: Facts, cell: Cell, now: datetime) -> datetime:
    """Until when the artist allows it without saying more; what was given once only ever ends."""
    start = max(now, cell.licence.from_at)
    asked = _asked(facts, cell)
    if asked.at(start).reason not in ALLOWING:
        return NEVER
    ends = sorted(m for m in asked.moments() if m > start and not cell.licence.has_ended(m))
    return next((m for m in ends if asked.at(m).reason not in ALLOWING), FOREVER)


def answer(facts: Facts, cell: Cell, at: datetime) -> Answer:
    """What the artist answers there at that moment, and why."""
    return _asked(facts, cell).at(max(at, cell.licence.from_at))


def _asked(facts: Facts, cell: Cell) -> Asked:
    leg = cell.group.leg
    return Asked(facts, cell.licence, leg, leg.holders[0], (cell.use, cell.territory))


def _said(decision: Decision) -> tuple[object, ...]:
    """What tells one decision about a work from another but the work and the number."""
    scope = decision.scope
    return (
        decision.is_yes,
        scope.tool,
        scope.use,
        scope.territories,
        decision.given_at,
        decision.capacity,
        decision.terms,
        decision.ends_at,
        decision.mandate,
    )
