"""The rule: may this tool use this work for this use, in this territory, at this moment, and why.

    A yes must be said, by each person who holds consent, to a named tool under terms they saw.
    A no covers whatever it covers until the same person answers it with a later yes at least as
    narrow. Silence is no.

A use stands on legs: the recording, the songs in it, the voices on it. It is cleared if every leg
is; refused if any leg is; otherwise unknown, which is not cleared. docs/rule.md tells the rule with
worked cases.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from artistportal.roster.domain.uses import LEGS, Use, WorkKind
from consent.domain.agreements import Licence
from consent.domain.answers import Answer, Asked
from consent.domain.facts import Facts
from consent.domain.reasons import LICENCE_GAPS, Reason, Status, told_first
from consent.domain.scopes import WORLDWIDE
from consent.domain.works import Leg, Work


@dataclass(frozen=True, slots=True)
class Question:
    """What a tool asks about a work."""

    tool: int
    use: Use
    territory: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LegClearance:
    """What decided one leg; `work` is None where the leg cannot be found."""

    kind: WorkKind
    work: int | None
    reason: Reason
    licence: Licence | None = None
    answers: tuple[Answer, ...] = ()
    missing_voices: tuple[int, ...] = ()

    @property
    def status(self) -> Status:
        return self.reason.status


@dataclass(frozen=True, slots=True)
class Clearance:
    """The answer, leg by leg; `territory` is the one that decided for a worldwide question."""

    question: Question
    legs: tuple[LegClearance, ...]
    reason: Reason
    territory: str

    @property
    def status(self) -> Status:
        return self.reason.status

    @property
    def is_cleared(self) -> bool:
        return self.status is Status.CLEARED


def clear(facts: Facts, work: Work, question: Question) -> Clearance:
    """Answer one question about one work, from what was decided up to its moment."""
    territories = (
        facts.one_of_each_class if question.territory == WORLDWIDE else [question.territory]
    )
    clearances = [_clear_in(facts, work, question, territory) for territory in territories]
    return min(clearances, key=lambda clearance: clearance.reason.place)


def judge(facts: Facts, leg: Leg, question: Question) -> LegClearance:
    """Whether one leg is cleared: under a licence in force, by everybody who holds consent."""
    if not leg.holders:
        return LegClearance(leg.kind, leg.work, Reason.NOBODY_HOLDS_CONSENT)
    licences = facts.licences_of(question.tool, leg.rights_holder)
    gaps = [(licence, licence_gap(licence, question)) for licence in licences]
    if not gaps:
        return LegClearance(leg.kind, leg.work, Reason.NO_LICENCE)
    judged = [
        LegClearance(leg.kind, leg.work, gap, licence)
        if gap
        else _judge_under(facts, licence, leg, question)
        for licence, gap in gaps
    ]
    told = told_of_licences([each.reason for each in judged])
    return next(each for each in reversed(judged) if each.reason is told)


def told_of_licences(reasons: list[Reason]) -> Reason:
    """Of several licences the most favourable decides; where none covers it, the newest."""
    covering = [reason for reason in reasons if reason not in LICENCE_GAPS]
    return max(covering, key=lambda reason: reason.place) if covering else reasons[-1]


def licence_gap(licence: Licence, question: Question) -> Reason | None:
    """Why a licence does not cover what is asked, or None where it does."""
    gaps = (
        (Reason.LICENCE_LACKS_USE, question.use not in licence.uses),
        (Reason.LICENCE_LACKS_TERRITORY, not licence.holds_territory(question.territory)),
        (Reason.LICENCE_NOT_BEGUN, not licence.has_begun(question.at)),
        (Reason.LICENCE_ENDED, licence.has_ended(question.at)),
    )
    return next((reason for reason, is_gap in gaps if is_gap), None)


def _clear_in(facts: Facts, work: Work, question: Question, territory: str) -> Clearance:
    here = replace(question, territory=territory)
    legs = tuple(_legs(facts, work, here))
    return Clearance(question, legs, told_first(leg.reason for leg in legs), territory)


def _legs(facts: Facts, work: Work, question: Question) -> Iterator[LegClearance]:
    for kind in LEGS[question.use]:
        for leg in work.legs_of(kind):
            yield judge(facts, leg, question)
        if not work.legs_of(kind):
            yield LegClearance(kind, None, Reason.NO_WORK_FOUND)
        if kind is WorkKind.VOICE and work.vocalists_without_voice:
            missing = work.vocalists_without_voice
            yield LegClearance(kind, None, Reason.NO_VOICE_FOUND, missing_voices=missing)


def _judge_under(facts: Facts, licence: Licence, leg: Leg, question: Question) -> LegClearance:
    asked = question.use, question.territory
    answers = tuple(
        Asked(facts, licence, leg, holder, asked).at(question.at) for holder in leg.holders
    )
    reason = told_first(answer.reason for answer in answers)
    return LegClearance(leg.kind, leg.work, reason, licence, answers)
