"""What one artist's decisions say about one leg under one licence: the heart of the rule.

allowed = some yes covers it, and every no that covers it has a later covering yes whose scope
lies within that no's scope, or is still in the notice period of a yes that stood when it was given.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from artistportal.roster.domain.uses import Use
from consent.domain.agreements import Licence
from consent.domain.decisions import Decision
from consent.domain.facts import Facts
from consent.domain.reasons import ALLOWING, Reason
from consent.domain.works import Holder, Leg


@dataclass(frozen=True, slots=True)
class Answer:
    """What decided for one artist, the decision behind it, when a no in notice takes effect."""

    artist: int
    reason: Reason
    decision: Decision | None = None
    effective_at: datetime | None = None


class Asked:
    """One artist's decisions about a leg, use and territory under one licence, at any moment."""

    def __init__(
        self, facts: Facts, licence: Licence, leg: Leg, holder: Holder, asked: tuple[Use, str]
    ) -> None:
        self._facts = facts
        self._licence = licence
        self._leg = leg
        self._holder = holder
        self._use, self._territory = asked
        about = facts.log.about(holder.artist, leg.work, licence.tool, self._use)
        self._yeses = [d for d in about if d.is_yes]
        self._noes = [d for d in about if not d.is_yes and d.scope.holds_territory(self._territory)]

    def at(self, moment: datetime) -> Answer:
        """The artist's answer at that moment, and what it rests on."""
        covering = [y for y in self._yeses if self._gap(y, moment) is None]
        unanswered = [n for n in self._noes_by(moment) if not _is_answered(n, covering)]
        if not covering:
            return self._without_yes(unanswered, moment)
        if not unanswered:
            return Answer(self._holder.artist, Reason.ALLOWED, covering[-1])
        return self._in_notice(covering, unanswered, moment) or self._refused(
            unanswered[-1], covering
        )

    def over_at(self, moment: datetime) -> datetime | None:
        """When what is allowed at a moment is over by itself; None where it never is.

        A no in notice takes effect then, unless the yes, its terms or the licence end before.
        """
        ends = self.moments() | {self._licence.until_at or moment}
        later = sorted(end for end in ends if end > moment)
        return next((end for end in later if self.at(end).reason not in ALLOWING), None)

    def moments(self) -> set[datetime]:
        """Every moment at which the answer may change."""
        notices = {self._notice_of(yes) for yes in self._yeses} | {timedelta()}
        moments = {n.given_at + notice for n in self._noes for notice in notices}
        for yes in self._yeses:
            ends = (yes.ends_at, self._facts.lapses_at(yes))
            moments |= {yes.given_at, *(end for end in ends if end is not None)}
        return moments

    def _noes_by(self, moment: datetime) -> list[Decision]:
        return [no for no in self._noes if no.given_at <= moment]

    def _gap(self, yes: Decision, moment: datetime) -> Reason | None:
        """Why a yes does not cover what is asked at that moment, or None where it does."""
        lapses_at = self._facts.lapses_at(yes)
        terms = self._facts.terms_of(yes)
        gaps = (
            (Reason.SILENCE, yes.given_at > moment),
            (Reason.YES_TO_ANOTHER_LICENCE, terms is None or terms.licence != self._licence.id),
            (Reason.YES_OUTSIDE_MANDATE, not self._is_entitled(yes)),
            (Reason.YES_TO_EARLIER_WORKS, not yes.reaches(self._holder.credited_at)),
            (Reason.YES_ELSEWHERE, not yes.scope.holds_territory(self._territory)),
            (Reason.TERMS_REPLACED, lapses_at is not None and lapses_at <= moment),
            (Reason.YES_ENDED, yes.has_ended(moment)),
            (Reason.LICENCE_ENDED, not self._licence.in_force(moment)),
        )
        return next((reason for reason, is_gap in gaps if is_gap), None)

    def _is_entitled(self, yes: Decision) -> bool:
        return self._facts.is_entitled(yes, self._use, self._leg.kind)

    def _without_yes(self, noes: list[Decision], moment: datetime) -> Answer:
        if noes:
            return Answer(self._holder.artist, Reason.SAID_NO, noes[-1])
        given = [(yes, self._gap(yes, moment)) for yes in self._yeses if yes.given_at <= moment]
        nearest = max(
            given,
            key=lambda pair: (pair[1] is not Reason.YES_TO_ANOTHER_LICENCE, pair[0].order),
            default=None,
        )
        if nearest is None:
            return Answer(self._holder.artist, Reason.SILENCE)
        return Answer(self._holder.artist, nearest[1] or Reason.SILENCE, nearest[0])

    def _refused(self, no: Decision, covering: list[Decision]) -> Answer:
        lifted_by_mandate = any(_is_later_and_within(yes, no) for yes in covering)
        reason = Reason.SAID_NO_IN_PERSON if lifted_by_mandate else Reason.SAID_NO
        return Answer(self._holder.artist, reason, no)

    def _in_notice(
        self, covering: list[Decision], unanswered: list[Decision], moment: datetime
    ) -> Answer | None:
        waits = (self._noes_in_notice(yes, moment) for yes in covering)
        ends = [
            min(waiting[no.number] for no in unanswered)
            for waiting in waits
            if all(no.number in waiting for no in unanswered)
        ]
        if not ends:
            return None
        # While one yes still has its notice, the use goes on: the longest counts.
        return Answer(self._holder.artist, Reason.ALLOWED_IN_NOTICE, unanswered[0], max(ends))

    def _noes_in_notice(self, yes: Decision, moment: datetime) -> dict[int, datetime]:
        """The noes that do not yet bear on a yes at that moment, and when they will.

        A no waits only if the yes stood just before it: walked from the oldest no to the newest,
        each judged by what came before it.
        """
        notice = self._notice_of(yes)
        ends: dict[int, datetime] = {}
        for no in self._noes_by(moment) if notice else []:
            if no.order > yes.order and self._stood_before(no, yes, ends):
                ends[no.number] = no.given_at + notice
        return {number: end for number, end in ends.items() if moment < end}

    def _stood_before(self, no: Decision, yes: Decision, ends: dict[int, datetime]) -> bool:
        moment = no.given_at
        earlier = [y for y in self._yeses if y.order < no.order]
        covering = [y for y in earlier if self._gap(y, moment) is None]
        return self._gap(yes, moment) is None and all(
            _is_answered(older, covering) or (older.number in ends and moment < ends[older.number])
            for older in self._noes
            if older.order < no.order
        )

    def _notice_of(self, yes: Decision) -> timedelta:
        terms = self._facts.terms_of(yes)
        return terms.notice if terms else timedelta()


def _is_answered(no: Decision, covering: list[Decision]) -> bool:
    return any(
        _is_later_and_within(yes, no) and (yes.is_in_person or not no.is_in_person)
        for yes in covering
    )


def _is_later_and_within(yes: Decision, no: Decision) -> bool:
    return yes.order > no.order and yes.scope.lies_within(no.scope)
