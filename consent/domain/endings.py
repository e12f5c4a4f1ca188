"""What a no ends: whether something was allowed before it, and from when that is over."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from artistportal.roster.domain.uses import LEGS, Use
from consent.domain.agreements import Licence
from consent.domain.answers import Asked
from consent.domain.decisions import Decision
from consent.domain.facts import Facts
from consent.domain.reasons import Reason
from consent.domain.scopes import Scope
from consent.domain.works import Leg


class _Place(NamedTuple):
    """A licence, one of its uses and a territory, in which a yes and a no meet over a leg."""

    licence: Licence
    leg: Leg
    use: Use
    territory: str


@dataclass(frozen=True, slots=True)
class Legs:
    """The legs over which an artist holds consent: work by work, and any work's."""

    of_work: Mapping[int, Leg]
    of_any: Sequence[Leg]

    def of(self, work: int | None) -> Sequence[Leg]:
        if work is None:
            return self.of_any
        leg = self.of_work.get(work)
        return [leg] if leg else []


class Endings:
    """One artist's answers just before and just after the decisions of one moment."""

    def __init__(self, before: Facts, after: Facts, legs: Legs) -> None:
        self._before = before
        self._after = after
        self._legs = legs
        self._territories = after.one_of_each_class
        self._own: defaultdict[int, list[Decision]] = defaultdict(list)
        for decision in after.decisions:
            if decision.scope.work is not None:
                self._own[decision.scope.work].append(decision)
        self._broad = sorted(d.order for d in after.decisions if d.scope.work is None)
        self._new = {d.number for d in after.decisions} - {d.number for d in before.decisions}
        self._said: dict[int, Hashable] = {}
        self._judged: dict[Hashable, datetime | None] = {}
        self._yeses: defaultdict[tuple[int | None, int | None], list[Decision]] = defaultdict(list)
        for decision in before.decisions:
            if decision.is_yes:
                self._yeses[decision.scope.tool, decision.scope.work].append(decision)
                if decision.scope.work is not None:
                    self._yeses[decision.scope.tool, _SOME_WORK].append(decision)

    def ends_at(self, no: Decision, tool: int) -> datetime | None:
        """The earliest moment at which something that the tool was allowed is over because of a no.

        None where the no ends nothing: it was refused before, a later yes answers the no, or all of
        it is over by itself before a notice period is.
        """
        earliest: datetime | None = None
        for place in self._places(no, tool):
            ends_at = self._ends_at(place, no.given_at)
            if ends_at is not None and (earliest is None or ends_at < earliest):
                earliest = ends_at
            if earliest == no.given_at:
                break
        return earliest

    def _ends_at(self, place: _Place, at: datetime) -> datetime | None:
        """As `_judge`, once for all works about which the same was said."""
        leg = place.leg
        key = (
            *(place.licence.id, place.use, place.territory, at),
            *(leg.kind, leg.holders[0].credited_at, self._said_of(leg.work)),
        )
        if key not in self._judged:
            self._judged[key] = self._judge(place, at)
        return self._judged[key]

    def _said_of(self, work: int) -> Hashable:
        """What was said of this very work, and between which decisions about all works."""
        if work not in self._said:
            self._said[work] = tuple(
                (replace(d, number=0, scope=replace(d.scope, work=None)), self._place_of(d))
                for d in self._own.get(work, ())
            )
        return self._said[work]

    def _place_of(self, decision: Decision) -> tuple[int, bool]:
        return bisect_left(self._broad, decision.order), decision.number in self._new

    def _judge(self, place: _Place, at: datetime) -> datetime | None:
        before, after = self._answer(self._before, place), self._answer(self._after, place)
        reason = after.at(at).reason
        if before.at(at).reason is not Reason.ALLOWED or reason is Reason.ALLOWED:
            return None
        if reason is not Reason.ALLOWED_IN_NOTICE:
            return at
        over_at, anyway_at = after.over_at(at), before.over_at(at)
        is_sooner = over_at is not None and (anyway_at is None or over_at < anyway_at)
        return over_at if is_sooner else None

    def _answer(self, facts: Facts, place: _Place) -> Asked:
        asked = (place.use, place.territory)
        return Asked(facts, place.licence, place.leg, place.leg.holders[0], asked)

    def _places(self, no: Decision, tool: int) -> Iterator[_Place]:
        """Wherever a yes from before meets the no, under a licence in force."""
        for yes in self._touching(no.scope, tool):
            work = yes.scope.work if no.scope.work is None else no.scope.work
            for leg in self._legs.of(work):
                for licence in self._after.licences_of(tool, leg.rights_holder):
                    if licence.in_force(no.given_at):
                        yield from self._within(licence, leg, yes.scope, no.scope)

    def _touching(self, scope: Scope, tool: int) -> Iterable[Decision]:
        keys: list[int | None] = [None, _SOME_WORK if scope.work is None else scope.work]
        for work in keys:
            for yes in self._yeses.get((tool, work), ()):
                if yes.scope.touches(scope):
                    yield yes

    def _within(self, licence: Licence, leg: Leg, one: Scope, other: Scope) -> Iterator[_Place]:
        for use in licence.uses:
            is_meant = one.use in (None, use) and other.use in (None, use)
            if not is_meant or leg.kind not in LEGS[use]:
                continue
            for territory in self._territories:
                if all(holder.holds_territory(territory) for holder in (one, other, licence)):
                    yield _Place(licence, leg, use, territory)


# Stands, in the index of yeses, for every work that is named at all.
_SOME_WORK = -1
