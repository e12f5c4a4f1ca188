"""The rule for many works over a stretch of time: who may use what, from when until when.

Each artist's answer, each leg and each combination of legs is a line in time that is computed once
and shared by all works for which nothing differs; works whose lines are the same are one group,
territories that no decision and no licence tells apart one class. So 100,000 works cost little more
than the decisions about them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from artistportal.roster.domain.uses import LEGS, Use, WorkKind
from consent.domain.agreements import Licence
from consent.domain.answers import Asked
from consent.domain.clearances import Question, licence_gap, told_of_licences
from consent.domain.facts import Facts
from consent.domain.reasons import Reason, Status, told_first
from consent.domain.scopes import ELSEWHERE, WORLDWIDE
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


# A line in time: from each of these moments on, this reason decides.
Line = tuple[tuple[datetime, Reason], ...]
Combine = Callable[[list[Reason]], Reason]
Standing = tuple[Use, frozenset[int], frozenset[Reason]]


def spans(facts: Facts, works: Iterable[Work], stretch: Stretch) -> Spans:
    """The clearance of every work, use and territory at every moment of the stretch."""
    computation = _Computation(facts, stretch)
    work_groups = [
        WorkGroup(work.id, use, computation.group_of(work, use))
        for work in works
        for use in stretch.uses
    ]
    return Spans(work_groups, computation.territory_classes(), list(computation.spans()))


class _Lines:
    """Every line in time met so far, once; combined lines are remembered by their parts."""

    def __init__(self) -> None:
        self._numbers: dict[Line, int] = {}
        self._lines: list[Line] = []
        self._combined: dict[tuple[Combine, tuple[int, ...]], int] = {}

    def __getitem__(self, number: int) -> Line:
        return self._lines[number]

    def add(self, changes: Iterable[tuple[datetime, Reason]]) -> int:
        """The number of the line, which leaves out changes from a reason to itself."""
        kept: list[tuple[datetime, Reason]] = []
        for at, reason in changes:
            if not kept or kept[-1][1] is not reason:
                kept.append((at, reason))
        line = tuple(kept)
        number = self._numbers.setdefault(line, len(self._lines))
        if number == len(self._lines):
            self._lines.append(line)
        return number

    def combine(self, combine: Combine, numbers: tuple[int, ...]) -> int:
        """The line of what several lines say together at each moment."""
        key = combine, numbers
        if key not in self._combined:
            lines = [self._lines[number] for number in numbers]
            moments = sorted({at for line in lines for at, _ in line})
            self._combined[key] = self.add(
                (at, combine([_reason_at(line, at) for line in lines])) for at in moments
            )
        return self._combined[key]


class _Computation:
    """One call's memory: the lines of artists, legs and works, each computed once."""

    def __init__(self, facts: Facts, stretch: Stretch) -> None:
        self._facts = facts
        self._stretch = stretch
        self._lines = _Lines()
        self._legs: list[Leg] = []
        self._leg_numbers: dict[Hashable, int] = {}
        self._leg_of_work: dict[int, int] = {}
        self._holder_lines: dict[Hashable, int] = {}
        self._histories: dict[int, int] = {}
        self._history_numbers: dict[Hashable, int] = {}
        self._alike: dict[int, bool] = {}
        self._gap_lines: dict[tuple[int, Use, str], int] = {}
        self._leg_lines: dict[tuple[int, Use, str], int] = {}
        self._group_of_standing: dict[Standing, int] = {}
        self._groups: dict[tuple[int, ...], int] = {}
        self._classes = self._sort_territories()

    def group_of(self, work: Work, use: Use) -> int:
        """The number of the group: works with the same clearances throughout share it."""
        standing = self._standing(work, use)
        group = self._group_of_standing.get(standing)
        if group is None:
            lines = tuple(self._line(standing, stand_ins) for _, stand_ins in self._classes)
            group = self._groups.setdefault(lines, len(self._groups))
            self._group_of_standing[standing] = group
        return group

    def territory_classes(self) -> list[TerritoryClass]:
        return [
            TerritoryClass(territory, number)
            for number, (territories, _) in enumerate(self._classes)
            for territory in territories
        ]

    def spans(self) -> Iterator[Span]:
        for lines, group in self._groups.items():
            for number, line_number in enumerate(lines):
                line = self._lines[line_number]
                ends = [*(at for at, _ in line[1:]), self._stretch.until_at]
                for (from_at, reason), until_at in zip(line, ends, strict=True):
                    yield Span(group, number, from_at, until_at, reason.status, reason)

    def _sort_territories(self) -> list[tuple[list[str], list[str]]]:
        """Each class: its territories, and those that stand for it when it is judged."""
        alike: defaultdict[Hashable, list[str]] = defaultdict(list)
        for territory in sorted(set(self._stretch.territories)):
            is_world = territory == WORLDWIDE
            alike[is_world or self._facts.territory_class(territory)].append(territory)
        return [
            (same, self._facts.one_of_each_class if same == [WORLDWIDE] else same[:1])
            for same in alike.values()
        ]

    def _standing(self, work: Work, use: Use) -> Standing:
        """What a work stands on for a use: its legs in effect, and what cannot be found."""
        legs: set[int] = set()
        missing: set[Reason] = set()
        for kind in LEGS[use]:
            found = work.legs_of(kind)
            legs.update(self._leg_number(leg) for leg in found)
            if not found:
                missing.add(Reason.NO_WORK_FOUND)
            if kind is WorkKind.VOICE and work.vocalists_without_voice:
                missing.add(Reason.NO_VOICE_FOUND)
        return use, frozenset(legs), frozenset(missing)

    def _leg_number(self, leg: Leg) -> int:
        known = self._leg_of_work.get(leg.work)
        if known is None:
            holders = frozenset(self._holder_key(leg, holder) for holder in leg.holders)
            key = leg.kind, leg.rights_holder, holders
            known = self._leg_numbers.setdefault(key, len(self._legs))
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
        limited = log.moments_of_limited_yeses(holder.artist)
        who = -holder.artist if own_work is not None else self._history(holder.artist)
        return who, own_work, bisect_left(limited, holder.credited_at)

    def _history(self, artist: int) -> int:
        """A number that artists share who decided alike, as far as the stretch can tell."""
        number = self._histories.get(artist)
        if number is None:
            history = self._facts.log.history(artist, self._stretch.from_at)
            number = self._history_numbers.setdefault(history, len(self._history_numbers))
            self._histories[artist] = number
        return number

    def _line(self, standing: Standing, stand_ins: list[str]) -> int:
        use, legs, missing = standing
        lines = {self._leg_line(leg, use, territory) for leg in legs for territory in stand_ins}
        lines |= {self._lines.add([(self._stretch.from_at, reason)]) for reason in missing}
        return self._lines.combine(told_first, tuple(sorted(lines)))

    def _leg_line(self, number: int, use: Use, territory: str) -> int:
        """As `clearances.judge`, at every moment."""
        if self._is_alike_everywhere(number):
            territory = ELSEWHERE
        key = number, use, territory
        if key not in self._leg_lines:
            leg = self._legs[number]
            licences = self._facts.licences_of(self._stretch.tool, leg.rights_holder)
            if not leg.holders:
                line = self._constant(Reason.NOBODY_HOLDS_CONSENT)
            elif not licences:
                line = self._constant(Reason.NO_LICENCE)
            else:
                lines = tuple(self._licence_line(ll, leg, use, territory) for ll in licences)
                line = self._lines.combine(told_of_licences, lines)
            self._leg_lines[key] = line
        return self._leg_lines[key]

    def _is_alike_everywhere(self, number: int) -> bool:
        """Whether no licence and no decision about the leg names a territory."""
        if number not in self._alike:
            leg, log = self._legs[number], self._facts.log
            licences = self._facts.licences_of(self._stretch.tool, leg.rights_holder)
            self._alike[number] = all(each.territories is None for each in licences) and not any(
                log.names_territories(holder.artist) for holder in leg.holders
            )
        return self._alike[number]

    def _licence_line(self, licence: Licence, leg: Leg, use: Use, territory: str) -> int:
        """The gap in the licence where there is one, elsewhere what the holders say under it."""
        gaps = self._gap_line(licence, use, territory)
        if all(gap is not Reason.ALLOWED for _, gap in self._lines[gaps]):
            return gaps
        answers = {self._holder_line(licence, leg, h, (use, territory)) for h in leg.holders}
        return self._lines.combine(_gap_or_told_first, (gaps, *sorted(answers)))

    def _gap_line(self, licence: Licence, use: Use, territory: str) -> int:
        """Why the licence does not cover what is asked; allowed where it does."""
        key = licence.id, use, territory
        if key not in self._gap_lines:
            tool = self._stretch.tool
            moments = self._inside({licence.from_at, licence.until_at or licence.from_at})
            self._gap_lines[key] = self._lines.add(
                (at, licence_gap(licence, Question(tool, use, territory, at)) or Reason.ALLOWED)
                for at in moments
            )
        return self._gap_lines[key]

    def _holder_line(
        self, licence: Licence, leg: Leg, holder: Holder, asked: tuple[Use, str]
    ) -> int:
        holder_key = self._holder_key(leg, holder)
        if holder_key is None:
            return self._constant(Reason.SILENCE)
        use, territory = asked
        told_apart = self._facts.log.territory_class(holder.artist, territory)
        key = holder_key, leg.kind, licence.id, use, told_apart
        if key not in self._holder_lines:
            answers = Asked(self._facts, licence, leg, holder, asked)
            moments = self._inside(answers.moments() | {licence.from_at})
            self._holder_lines[key] = self._lines.add((at, answers.at(at).reason) for at in moments)
        return self._holder_lines[key]

    def _constant(self, reason: Reason) -> int:
        return self._lines.add([(self._stretch.from_at, reason)])

    def _inside(self, moments: set[datetime]) -> list[datetime]:
        """The beginning of the stretch, and the moments within it."""
        stretch = self._stretch
        return sorted(
            {stretch.from_at, *(at for at in moments if stretch.from_at < at < stretch.until_at)}
        )


def _gap_or_told_first(reasons: list[Reason]) -> Reason:
    gap, *answers = reasons
    return told_first(answers) if gap is Reason.ALLOWED else gap


def _reason_at(line: Line, at: datetime) -> Reason:
    place = bisect_right(line, at, key=lambda change: change[0])
    return line[place - 1][1]
