"""The rule for many works over a stretch of time: who may use what, from when until when.

Works whose legs have the same rights holders, consent holders and decisions share one group;
territories that no decision and no licence tells apart share one class. Each leg is judged once per
group, class and moment at which something changed, so that 100,000 works cost little more than the
decisions about them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from artistportal.roster.domain.uses import LEGS, Use, WorkKind
from consent.domain.answers import Asked
from consent.domain.clearances import Question, judge
from consent.domain.facts import Facts
from consent.domain.reasons import Reason, Status, told_first
from consent.domain.scopes import WORLDWIDE
from consent.domain.works import Holder, Leg, Work


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is asked about: a tool, its uses, the territories, and a half-open stretch of time."""

    tool: int
    uses: tuple[Use, ...]
    territories: tuple[str, ...]
    from_at: datetime
    until_at: datetime


class WorkGroup(NamedTuple):
    """Which group a (work, use) belongs to."""

    work: int
    use: Use
    group: int


class TerritoryClass(NamedTuple):
    """Which class a territory belongs to."""

    territory: str
    territory_class: int


class Span(NamedTuple):
    """The clearance of a (group, class), constant from one moment until another."""

    group: int
    territory_class: int
    from_at: datetime
    until_at: datetime
    status: Status
    reason: Reason


@dataclass(frozen=True, slots=True)
class Spans:
    """Plain tables: the spans of each (group, class), and what belongs to which."""

    work_groups: list[WorkGroup]
    territory_classes: list[TerritoryClass]
    spans: list[Span]


Group = tuple[Use, frozenset[int], frozenset[Reason]]
Change = tuple[datetime, Reason]


def spans(facts: Facts, works: Iterable[Work], stretch: Stretch) -> Spans:
    """The clearance of every work, use and territory at every moment of the stretch."""
    computation = _Computation(facts, stretch)
    work_groups = [
        WorkGroup(work.id, use, computation.group_of(work, use))
        for work in works
        for use in stretch.uses
    ]
    return Spans(work_groups, computation.territory_classes(), list(computation.spans()))


class _Computation:
    """One call's memory: legs by signature, groups by the legs they stand on."""

    def __init__(self, facts: Facts, stretch: Stretch) -> None:
        self._facts = facts
        self._stretch = stretch
        self._leg_ids: dict[Hashable, int] = {}
        self._legs: list[Leg] = []
        self._leg_of_work: dict[int, int] = {}
        self._groups: dict[Group, int] = {}
        self._timelines: dict[tuple[int, Use, str], list[Change]] = {}
        self._limited: dict[int, list[datetime]] = {}
        self._classes = self._sort_territories()

    def group_of(self, work: Work, use: Use) -> int:
        """The number of the group; works with the same legs in effect share it."""
        legs: set[int] = set()
        missing: set[Reason] = set()
        for kind in LEGS[use]:
            found = work.legs_of(kind)
            legs.update(self._leg_id(leg) for leg in found)
            if not found:
                missing.add(Reason.NO_WORK_FOUND)
            if kind is WorkKind.VOICE and work.vocalists_without_voice:
                missing.add(Reason.NO_VOICE_FOUND)
        return self._groups.setdefault(
            (use, frozenset(legs), frozenset(missing)), len(self._groups)
        )

    def territory_classes(self) -> list[TerritoryClass]:
        return [
            TerritoryClass(territory, number)
            for number, (territories, _) in enumerate(self._classes)
            for territory in territories
        ]

    def spans(self) -> Iterator[Span]:
        for (use, legs, missing), group in self._groups.items():
            for number, (_, stand_ins) in enumerate(self._classes):
                timelines = [
                    self._timeline(leg, use, territory) for leg in legs for territory in stand_ins
                ]
                for from_at, until_at, reason in self._merged(timelines, missing):
                    yield Span(group, number, from_at, until_at, reason.status, reason)

    def _sort_territories(self) -> list[tuple[list[str], list[str]]]:
        """Each class: its territories, and those that stand for it when it is judged."""
        alike: defaultdict[Hashable, list[str]] = defaultdict(list)
        for territory in sorted(set(self._stretch.territories)):
            is_world = territory == WORLDWIDE
            alike[is_world or self._facts.territory_class(territory)].append(territory)
        return [
            (same, self._facts.one_of_each_class() if same == [WORLDWIDE] else same[:1])
            for same in alike.values()
        ]

    def _leg_id(self, leg: Leg) -> int:
        known = self._leg_of_work.get(leg.work)
        if known is None:
            holders = frozenset(self._holder_key(leg, holder) for holder in leg.holders)
            key = (leg.kind, leg.rights_holder, holders)
            known = self._leg_ids.setdefault(key, len(self._legs))
            if known == len(self._legs):
                self._legs.append(leg)
            self._leg_of_work[leg.work] = known
        return known

    def _holder_key(self, leg: Leg, holder: Holder) -> Hashable:
        """What the rule can tell apart of a holder: their decisions, and which reach this work."""
        log = self._facts.log
        own_work = leg.work if log.is_about_one(holder.artist, leg.work) else None
        if own_work is None and not log.on_all_works(holder.artist):
            return None
        limited = self._limited.get(holder.artist)
        if limited is None:
            yeses = (d for d in log.on_all_works(holder.artist) if d.is_limited_in_time)
            limited = self._limited[holder.artist] = sorted(d.given_at for d in yeses)
        return holder.artist, own_work, bisect_left(limited, holder.credited_at)

    def _timeline(self, leg_id: int, use: Use, territory: str) -> list[Change]:
        """The reason that decides a leg from each moment on."""
        key = leg_id, use, territory
        if key not in self._timelines:
            leg = self._legs[leg_id]
            moments = sorted(self._moments(leg, use, territory))
            self._timelines[key] = [
                (
                    at,
                    judge(
                        self._facts, leg, Question(self._stretch.tool, use, territory, at)
                    ).reason,
                )
                for at in moments
            ]
        return self._timelines[key]

    def _moments(self, leg: Leg, use: Use, territory: str) -> set[datetime]:
        moments: set[datetime] = set()
        for licence in self._facts.licences_of(self._stretch.tool, leg.rights_holder):
            moments |= {licence.from_at, *([licence.until_at] if licence.until_at else [])}
            for holder in leg.holders:
                moments |= Asked(self._facts, licence, leg, holder, (use, territory)).moments()
        inside = {at for at in moments if self._stretch.from_at < at < self._stretch.until_at}
        return {self._stretch.from_at, *inside}

    def _merged(
        self, timelines: list[list[Change]], missing: frozenset[Reason]
    ) -> Iterator[tuple[datetime, datetime, Reason]]:
        """The stretches in which the deciding reason of all legs together stays the same."""
        changes: list[Change] = []
        for at in sorted({self._stretch.from_at, *(at for line in timelines for at, _ in line)}):
            reason = told_first([*missing, *(_reason_at(line, at) for line in timelines)])
            if not changes or changes[-1][1] is not reason:
                changes.append((at, reason))
        ends = [*(at for at, _ in changes[1:]), self._stretch.until_at]
        for (from_at, reason), until_at in zip(changes, ends, strict=True):
            yield from_at, until_at, reason


def _reason_at(timeline: list[Change], at: datetime) -> Reason:
    place = bisect_left(timeline, at, key=lambda change: change[0])
    is_exact = place < len(timeline) and timeline[place][0] == at
    return timeline[place if is_exact else place - 1][1]
