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
from consent.domain.moments import next_after
from consent.domain.reasons import ALLOWING, LICENCE_GAPS, Reason, told_first
from consent.domain.scopes import ELSEWHERE
from consent.domain.works import Holder, Leg

# No work has this id: it stands for any of the artist's works without decisions of its own.
ANY_WORK = 0
ALWAYS = datetime(1, 1, 1, tzinfo=UTC)
NEVER_ENDS = datetime.max.replace(tzinfo=UTC)
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
    """An artist's standing answer, what decided it, and the parts that no licence covers.

    What is allowed somewhere is so in `territories`, or everywhere but in those `excluded`.
    """

    tool: int
    use: Use
    standing: Standing
    reason: Reason
    decision: Decision | None = None
    effective_at: datetime | None = None
    territories: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
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
    told = replace(_licensed(facts, tool, use, licensed), unlicensed=unlicensed)
    if told.standing is not Standing.ENDING:
        return told
    allowed = [
        (leg, territory)
        for territory, judged in by_territory.items()
        for leg, each in zip(needed, judged, strict=True)
        if each.reason in ALLOWING
    ]
    return replace(told, effective_at=_over_at(facts, allowed, Question(tool, use, "", at)))


def _over_at(facts: Facts, allowed: list[tuple[Leg, str]], question: Question) -> datetime | None:
    """When the first of it is over by itself: a no has waited its notice out, or a yes ends."""
    at = next_after(facts, question.at)
    while at is not None and all(
        judge(facts, leg, replace(question, territory=territory, at=at)).reason in ALLOWING
        for leg, territory in allowed
    ):
        at = next_after(facts, at)
    return at


def _licensed(
    facts: Facts, tool: int, use: Use, by_territory: dict[str, list[LegClearance]]
) -> Stance:
    told = {territory: min(legs, key=_first) for territory, legs in by_territory.items()}
    allowed = [territory for territory, leg in told.items() if leg.reason in ALLOWING]
    if allowed and len(allowed) < len(told):
        somewhere = _of(tool, use, Standing.SOMEWHERE, told[allowed[0]])
        inside = {each for territory in allowed for each in facts.named_like(territory)}
        if ELSEWHERE in allowed:
            return replace(somewhere, excluded=tuple(sorted(facts.named - inside)))
        return replace(somewhere, territories=tuple(sorted(inside)))
    decisive = min(told.values(), key=_first)
    reasons = {leg.reason for legs in by_territory.values() for leg in legs}
    return _of(tool, use, _standing(decisive.reason, reasons), decisive)


def _first(leg: LegClearance) -> tuple[int, datetime]:
    """The order of telling: what decides, and of what ends the soonest."""
    ends = (answer.effective_at for answer in leg.answers)
    return leg.reason.place, min((at for at in ends if at is not None), default=NEVER_ENDS)


def _standing(decisive: Reason, reasons: set[Reason]) -> Standing:
    if decisive is Reason.ALLOWED:
        return Standing.ALLOWED
    if decisive is Reason.ALLOWED_IN_NOTICE:
        return Standing.ENDING
    if reasons & ALLOWING:
        return Standing.PARTLY
    silent = {Reason.SILENCE, Reason.YES_TO_ANOTHER_LICENCE}
    return Standing.SILENT if decisive in silent else Standing.REFUSED


def _of(tool: int, use: Use, standing: Standing, leg: LegClearance) -> Stance:
    answer = next(answer for answer in leg.answers if answer.reason is leg.reason)
    return Stance(tool, use, standing, leg.reason, answer.decision, answer.effective_at)
