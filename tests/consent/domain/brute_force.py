"""The sentence of the rule, read word by word over a tiny universe: slow, and on its own.

Scopes become plain sets of (work, tool, use, territory); "at least as narrow" is a subset. Each
"covers", "answers" and "waits" is asked again from the beginning, by plain recursion.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product

from artistportal.roster.domain.uses import LEGS, Use, WorkKind
from consent.domain.agreements import Licence, Mandate, Terms
from consent.domain.clearances import Question
from consent.domain.decisions import Capacity, Decision
from consent.domain.scopes import WORLDWIDE, Scope
from consent.domain.works import Holder, Leg, Work

WORKS = (1, 2, 3, 4, 99)
TOOLS = (1, 2, 99)
TERRITORIES = ("DE", "FR", "JP", "elsewhere")


def atoms(scope: Scope) -> set[tuple[int, int, Use, str]]:
    works = WORKS if scope.work is None else (scope.work,)
    tools = TOOLS if scope.tool is None else (scope.tool,)
    uses = tuple(Use) if scope.use is None else (scope.use,)
    territories = TERRITORIES if scope.territories is None else tuple(scope.territories)
    return set(product(works, tools, uses, territories))


class BruteForce:
    """One world of decisions, licences and mandates, asked question by question."""

    def __init__(
        self, decisions: list[Decision], licences: list[Licence], mandates: list[Mandate]
    ) -> None:
        self.decisions = decisions
        self.licences = licences
        self.mandates = {m.id: m for m in mandates}

    def status(self, work: Work, question: Question) -> str:
        territories = TERRITORIES if question.territory == WORLDWIDE else (question.territory,)
        found = {
            self.leg_status(work, kind, question, territory)
            for kind in LEGS[question.use]
            for territory in territories
        }
        return next(s for s in ("refused", "unknown", "cleared") if s in found)

    def leg_status(self, work: Work, kind: WorkKind, question: Question, territory: str) -> str:
        legs = [leg for leg in work.legs if leg.kind == kind]
        answers = [self.one_leg(leg, question, territory) for leg in legs]
        if not legs or (kind == WorkKind.VOICE and work.vocalists_without_voice):
            answers.append("unknown")
        return next(s for s in ("refused", "unknown", "cleared") if s in answers)

    def one_leg(self, leg: Leg, question: Question, territory: str) -> str:
        if len(leg.holders) == 0:
            return "unknown"
        for licence in self.licences:
            covers_it = (
                licence.tool == question.tool
                and licence.organisation == leg.rights_holder
                and question.use in licence.uses
                and (licence.territories is None or territory in licence.territories)
                and runs(licence, question.at)
            )
            if covers_it and all(
                Reader(self, leg, holder, licence, (question.tool, question.use, territory)).allows(
                    question.at, self.decisions
                )
                for holder in leg.holders
            ):
                return "cleared"
        return "refused"


class Reader:
    """The sentence, for one artist and one leg under one licence."""

    def __init__(
        self,
        world: BruteForce,
        leg: Leg,
        holder: Holder,
        licence: Licence,
        asked: tuple[int, Use, str],
    ) -> None:
        self.world, self.leg, self.holder, self.licence = world, leg, holder, licence
        self.use = asked[1]
        self.atom = (leg.work, *asked)

    def allows(self, at: datetime, log: list[Decision]) -> bool:
        return any(self.stands(d, at, log) for d in log)

    def stands(self, yes: Decision, at: datetime, log: list[Decision]) -> bool:
        return self.yes_covers(yes, at) and all(
            self.is_answered(no, at, log) or self.waits(no, yes, at, log)
            for no in log
            if self.no_covers(no, at)
        )

    def no_covers(self, no: Decision, at: datetime) -> bool:
        mine = no.artist == self.holder.artist and not no.is_yes
        return mine and no.given_at <= at and self.atom in atoms(no.scope)

    def yes_covers(self, yes: Decision, at: datetime) -> bool:
        if yes.artist != self.holder.artist or not yes.is_yes or yes.given_at > at:
            return False
        return (
            self.atom in atoms(yes.scope)
            and self.terms_stand(yes, at)
            and runs(self.licence, at)
            and (yes.ends_at is None or at < yes.ends_at)
            and self.reaches(yes)
            and self.may_speak(yes)
        )

    def terms_stand(self, yes: Decision, at: datetime) -> bool:
        seen = self.terms(yes)
        return seen is not None and not any(
            t.number > seen.number and t.is_material and t.offered_at <= at
            for t in self.licence.terms
        )

    def terms(self, yes: Decision) -> Terms | None:
        return next((t for t in self.licence.terms if t.id == yes.terms), None)

    def reaches(self, yes: Decision) -> bool:
        if yes.scope.work is not None or yes.reaches_later_works:
            return True
        return self.holder.credited_at <= yes.given_at

    def may_speak(self, yes: Decision) -> bool:
        if yes.capacity == Capacity.OWNER:
            return True
        if self.leg.kind == WorkKind.VOICE:
            return False
        if yes.capacity == Capacity.MANAGER:
            return True
        mandate = self.world.mandates.get(yes.mandate or -1)
        return (
            mandate is not None
            and mandate.artist == yes.artist
            and self.use in mandate.uses
            and self.leg.kind in mandate.kinds
            and mandate.from_at <= yes.given_at
            and (mandate.until_at is None or yes.given_at < mandate.until_at)
        )

    def is_answered(self, no: Decision, at: datetime, log: list[Decision]) -> bool:
        return any(
            self.yes_covers(yes, at)
            and comes_before(no, yes)
            and atoms(yes.scope) <= atoms(no.scope)
            and not (no.capacity != Capacity.MANDATE and yes.capacity == Capacity.MANDATE)
            for yes in log
        )

    def waits(self, no: Decision, yes: Decision, at: datetime, log: list[Decision]) -> bool:
        terms = self.terms(yes)
        notice = timedelta() if terms is None else terms.notice
        before = [d for d in log if comes_before(d, no)]
        return at < no.given_at + notice and yes in before and self.stands(yes, no.given_at, before)


def comes_before(one: Decision, other: Decision) -> bool:
    return (one.given_at, one.number) < (other.given_at, other.number)


def runs(licence: Licence, at: datetime) -> bool:
    return licence.from_at <= at and (licence.until_at is None or at < licence.until_at)
