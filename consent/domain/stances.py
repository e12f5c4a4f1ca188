"""What one artist says to one tool about one use: their own part of the answer, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from artistportal.roster.domain.uses import LEGS, Use, WorkKind
from consent.domain.clearances import LegClearance, Question, judge
from consent.domain.decisions import Decision
from consent.domain.facts import Facts
from consent.domain.reasons import ALLOWING, LICENCE_GAPS, Reason, told_first
from consent.domain.scopes import ELSEWHERE
from consent.domain.works import Holder, Leg

# No work has this id: it stands for any of the artist's works without decisions of its own.
ANY_WORK = 0
ALWAYS = datetime(1, 1, 1, tzinfo=UTC)
UNLICENSED = LICENCE_GAPS | {Reason.NO_LICENCE}


class Standing(StrEnum):
    """What an artist's answers come to; only `allowed` lets a tool do something everywhere."""

    ALLOWED = "allowed"
    ENDING = "ending"
    SOMEWHERE = "somewhere"
    PARTLY = "partly"
    REFUSED = "refused"
    SILENT = "silent"
    UNLICENSED = "unlicensed"
    NOT_THEIRS = "not_theirs"


@dataclass(frozen=True, slots=True)
class Stance:
    """An artist's standing answer, what decided it, and the parts that no licence covers."""

    tool: int
    use: Use
    standing: Standing
    reason: Reason
    decision: Decision | None = None
    effective_at: datetime | None = None
    territories: tuple[str, ...] = ()
    unlicensed: tuple[Leg, ...] = ()

    @property
    def lets_something(self) -> bool:
        return self.standing in {Standing.ALLOWED, Standing.ENDING, Standing.SOMEWHERE}


def any_work_of(artist: int, held: Iterable[tuple[WorkKind, int]]) -> list[Leg]:
    """Legs that stand for all works: the kinds the artist holds consent over, by who licenses."""
    return [
        Leg(ANY_WORK, kind, organisation, (Holder(artist, ALWAYS),)) for kind, organisation in held
    ]


def own_legs(artist: int, legs: Iterable[Leg]) -> list[Leg]:
    """The legs over which the artist holds consent, as if nobody else did."""
    return [
        replace(leg, holders=(holder,))
        for leg in legs
        for holder in leg.holders
        if holder.artist == artist
    ]


def stance(facts: Facts, legs: Iterable[Leg], tool: int, use: Use, at: datetime) -> Stance:
    """The artist's answer for these legs of theirs; what others must answer is left aside."""
    needed = [leg for leg in legs if leg.kind in LEGS[use]]
    if not needed:
        return Stance(tool, use, Standing.NOT_THEIRS, Reason.NO_WORK_FOUND)
    by_territory = {
        territory: [judge(facts, leg, Question(tool, use, territory, at)) for leg in needed]
        for territory in facts.one_of_each_class
    }
    licensed = {
        territory: [leg for leg in judged if leg.reason not in UNLICENSED]
        for territory, judged in by_territory.items()
    }
    licensed = {territory: judged for territory, judged in licensed.items() if judged}
    unlicensed = tuple(
        leg
        for place, leg in enumerate(needed)
        if all(judged[place].reason in UNLICENSED for judged in by_territory.values())
    )
    if not licensed:
        reason = told_first(leg.reason for judged in by_territory.values() for leg in judged)
        return Stance(tool, use, Standing.UNLICENSED, reason, unlicensed=unlicensed)
    return replace(_licensed(tool, use, licensed), unlicensed=unlicensed)


def _licensed(tool: int, use: Use, by_territory: dict[str, list[LegClearance]]) -> Stance:
    told = {t: min(legs, key=lambda leg: leg.reason.place) for t, legs in by_territory.items()}
    allowed = [territory for territory, leg in told.items() if leg.reason in ALLOWING]
    decisive = min(told.values(), key=lambda leg: leg.reason.place)
    reasons = {leg.reason for legs in by_territory.values() for leg in legs}
    if allowed and len(allowed) < len(told):
        leg = told[allowed[0]]
        return _of(tool, use, Standing.SOMEWHERE, leg, tuple(t for t in allowed if t != ELSEWHERE))
    return _of(tool, use, _standing(decisive.reason, reasons), decisive)


def _standing(decisive: Reason, reasons: set[Reason]) -> Standing:
    if decisive is Reason.ALLOWED:
        return Standing.ALLOWED
    if decisive is Reason.ALLOWED_IN_NOTICE:
        return Standing.ENDING
    if reasons & ALLOWING:
        return Standing.PARTLY
    silent = {Reason.SILENCE, Reason.YES_TO_ANOTHER_LICENCE}
    return Standing.SILENT if decisive in silent else Standing.REFUSED


def _of(
    tool: int, use: Use, standing: Standing, leg: LegClearance, territories: tuple[str, ...] = ()
) -> Stance:
    answer = next(answer for answer in leg.answers if answer.reason is leg.reason)
    return Stance(
        tool, use, standing, leg.reason, answer.decision, answer.effective_at, territories
    )
