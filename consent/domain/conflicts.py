"""Where those who speak for a work say different things; in force is the stricter, by the rule.

An artist in person and an organisation under their mandate may differ; so may artists who each hold
consent over a part of one work. Neither is an error: the rule has an answer for both, and it is no.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from artistportal.roster.domain.uses import LEGS, Use
from consent.domain.answers import Answer
from consent.domain.clearances import Question, judge
from consent.domain.decisions import Decision
from consent.domain.facts import Facts
from consent.domain.reasons import Reason
from consent.domain.works import Holder, Leg, Work

NOES = frozenset({Reason.SAID_NO, Reason.SAID_NO_IN_PERSON, Reason.ALLOWED_IN_NOTICE})


class ConflictKind(StrEnum):
    """Who differs from whom."""

    MANDATE = "mandate"
    HOLDERS = "holders"

    @property
    def label(self) -> str:
        return {
            "mandate": "The artist and who decides for them",
            "holders": "Artists who each hold consent",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Side:
    """One who said something, what, by which decision, and when a no in notice takes effect."""

    artist: int
    is_yes: bool
    decision: Decision
    effective_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """One disagreement about a tool and use; the noes stand first, for they are in force."""

    kind: ConflictKind
    tool: int
    use: Use
    sides: tuple[Side, ...]

    @property
    def artists(self) -> set[int]:
        return {side.artist for side in self.sides}

    @property
    def effective_at(self) -> datetime | None:
        """When the no takes effect, where a notice period still runs."""
        return min((s.effective_at for s in self.sides if s.effective_at), default=None)


class Voices:
    """What was said, by artist, in person and under mandates apart."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        said: defaultdict[int, tuple[list[Decision], list[Decision]]]
        said = defaultdict(lambda: ([], []))
        for decision in facts.decisions:
            said[decision.artist][not decision.is_in_person].append(decision)
        self._apart = {
            artist: (facts.of(in_person), facts.of(for_them))
            for artist, (in_person, for_them) in said.items()
            if in_person and for_them
        }

    def both_of(self, artist: int) -> tuple[Facts, Facts] | None:
        """What the artist said in person and what was said for them, where there are both."""
        return self._apart.get(artist)


def of_work(voices: Voices, work: Work, question: Question) -> list[Conflict]:
    """The disagreements about one work, tool, use and territory at one moment."""
    legs = [leg for kind in LEGS[question.use] for leg in work.legs_of(kind)]
    answered = [
        (leg, holder, side)
        for leg in legs
        for holder in leg.holders
        if (side := _side(voices.facts, leg, holder, question))
    ]
    found = [*_with_mandates(voices, legs, question)]
    between = _between([side for _, _, side in answered])
    if between:
        found.append(Conflict(ConflictKind.HOLDERS, question.tool, question.use, between))
    return found


def _with_mandates(voices: Voices, legs: list[Leg], question: Question) -> Iterator[Conflict]:
    """Artists who say one thing where an organisation says the other for them.

    What the artist themselves lifted since is none: their later word stands.
    """
    for leg in legs:
        for holder in leg.holders:
            apart = voices.both_of(holder.artist)
            if apart is None:
                continue
            sides = [_side(each, leg, holder, question) for each in apart]
            now = _side(voices.facts, leg, holder, question)
            if {side and side.is_yes for side in sides} == {True, False} and not (
                now and now.is_yes
            ):
                told = tuple(sorted(filter(None, sides), key=lambda side: side.is_yes))
                yield Conflict(ConflictKind.MANDATE, question.tool, question.use, told)


def _between(answered: list[Side]) -> tuple[Side, ...]:
    """A no of one artist beside the yes of another, who says no to no part of it."""
    noes = {side.artist: side for side in reversed(answered) if not side.is_yes}
    yeses = {s.artist: s for s in reversed(answered) if s.is_yes and s.artist not in noes}
    return (*noes.values(), *yeses.values()) if noes and yeses else ()


def _side(facts: Facts, leg: Leg, holder: Holder, question: Question) -> Side | None:
    """What one holder says of one leg; None where they say neither yes nor no."""
    judged = judge(facts, replace(leg, holders=(holder,)), question)
    return next(filter(None, map(_told, judged.answers)), None)


def _told(answer: Answer) -> Side | None:
    if answer.decision is None:
        return None
    if answer.reason is Reason.ALLOWED:
        return Side(answer.artist, True, answer.decision)
    if answer.reason in NOES:
        return Side(answer.artist, False, answer.decision, answer.effective_at)
    return None
