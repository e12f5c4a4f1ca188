"""The one input of all exporters: where somebody stands on each use, and which tools may.

The rule never opens a use to everybody, since a yes names its tool. So a position is one of two
noes: to everybody, or to everybody without a yes of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from artistportal.roster.domain.uses import LEGS, Use
from consent.domain.facts import Facts
from consent.domain.reasons import Status
from consent.domain.scopes import ELSEWHERE
from consent.domain.spans import Span, Spans, Stretch, spans
from consent.domain.stances import stance
from consent.domain.works import Leg, Work

# No tool has this id: it stands for every tool that was not answered by name.
ANY_TOOL = 0
FOR_EVER = datetime(9999, 12, 31, tzinfo=UTC)


class Position(StrEnum):
    """What is said to everybody about one use."""

    REFUSED = "refused"
    BY_LICENCE = "by_licence"

    @property
    def label(self) -> str:
        return {"refused": "Refused to everyone", "by_licence": "Only with permission"}[self.value]


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool as the standards can name it."""

    id: int
    name: str
    uid: str
    provider: str
    dpid: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """One tool may: for one use, in these territories (None: all but the excluded), from, until."""

    tool: Tool
    use: Use
    from_at: datetime
    until_at: datetime | None = None
    territories: frozenset[str] | None = None
    excluded: frozenset[str] = frozenset()

    def holds(self, territory: str, at: datetime) -> bool:
        """Whether it reaches this territory at this moment."""
        inside = territory not in self.excluded
        if self.territories is not None:
            inside = territory in self.territories
        return inside and self.from_at <= at and (self.until_at is None or at < self.until_at)


@dataclass(frozen=True, slots=True)
class Declaration:
    """Who says what: about one work, or without a target about all works of the speaker."""

    address: str
    policy: str
    speaker: str
    positions: Mapping[Use, Position]
    contact: str = ""
    target: str = ""
    grants: tuple[Grant, ...] = ()

    def refuses_all(self, uses: Iterable[Use]) -> bool:
        return all(self.positions.get(use) is Position.REFUSED for use in uses)

    def refuses_any(self, uses: Iterable[Use]) -> bool:
        return any(self.positions.get(use) is Position.REFUSED for use in uses)


def positions(facts: Facts, legs: Iterable[Leg], at: datetime) -> dict[Use, Position]:
    """Where the holder of these legs stands on each use; `legs` are those of one artist."""
    legs = list(legs)
    answered = {d.scope.tool for d in facts.decisions if d.is_yes and d.given_at <= at}
    tools = sorted(tool for tool in answered if tool is not None)
    return {use: _position(facts, legs, use, tools, at) for use in Use}


def grants(
    facts: Facts,
    work: Work,
    tools: Iterable[Tool],
    at: datetime,
    told_by: frozenset[int] | None = None,
) -> tuple[Grant, ...]:
    """What each tool may do with the work now, as the whole rule has it, all legs together.

    `facts` are what is known at that moment. With `told_by`, only uses for which everybody who
    holds consent is among those artists: what one decided is not another's to tell.
    """
    uses = tuple(use for use in Use if told_by is None or _holders(work, use) <= told_by)
    begin = min((d.given_at for d in facts.decisions), default=at)
    named = sorted({t for territories in facts.territory_sets for t in territories})
    found: list[Grant] = []
    for tool in tools if uses and begin <= at else ():
        stretch = Stretch(tool.id, uses, (*named, ELSEWHERE), begin, FOR_EVER)
        found += _grants(spans(facts, [work], stretch), tool, at)
    return tuple(found)


def _position(facts: Facts, legs: list[Leg], use: Use, tools: list[int], at: datetime) -> Position:
    needed = [leg for leg in legs if leg.kind in LEGS[use]]
    if not any(_is_refused_to_all(facts, leg, use, at) for leg in needed):
        return Position.BY_LICENCE
    stances = (stance(facts, legs, tool, use, at) for tool in tools)
    return Position.BY_LICENCE if any(s.lets_something for s in stances) else Position.REFUSED


def _is_refused_to_all(facts: Facts, leg: Leg, use: Use, at: datetime) -> bool:
    """Whether a no to every tool, everywhere, stands: a yes names its tool, so none lifts it."""
    return any(
        not decision.is_yes and decision.scope.territories is None and decision.given_at <= at
        for holder in leg.holders
        for decision in facts.log.about(holder.artist, leg.work, ANY_TOOL, use)
    )


def _holders(work: Work, use: Use) -> set[int]:
    return {
        holder.artist for kind in LEGS[use] for leg in work.legs_of(kind) for holder in leg.holders
    }


def _grants(found: Spans, tool: Tool, at: datetime) -> Iterator[Grant]:
    by_place: defaultdict[tuple[int, int], list[Span]] = defaultdict(list)
    for span in found.spans:
        by_place[span.group, span.territory_class].append(span)
    every = {territory for territory, _ in found.territory_classes}
    for _, use, group in found.work_groups:
        windows: defaultdict[tuple[datetime, datetime], set[str]] = defaultdict(set)
        for territory, number in found.territory_classes:
            window = _window(by_place[group, number], at)
            if window:
                windows[window].add(territory)
        for (from_at, until_at), inside in sorted(windows.items()):
            everywhere = ELSEWHERE in inside
            yield Grant(
                tool,
                use,
                from_at,
                None if until_at == FOR_EVER else until_at,
                None if everywhere else frozenset(inside),
                frozenset(every - inside) if everywhere else frozenset(),
            )


def _window(line: list[Span], at: datetime) -> tuple[datetime, datetime] | None:
    """The unbroken time around a moment in which all is cleared, if it is."""
    begin: datetime | None = None
    for span in sorted(line, key=lambda span: span.from_at):
        if span.status is not Status.CLEARED:
            begin = None
            if span.from_at > at:
                break
            continue
        begin = begin or span.from_at
        if span.from_at <= at < span.until_at:
            return begin, _end(line, span)
    return None


def _end(line: list[Span], inside: Span) -> datetime:
    refusals = [s.from_at for s in line if s.status is not Status.CLEARED]
    return min((at for at in refusals if at >= inside.until_at), default=FOR_EVER)
