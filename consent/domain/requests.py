"""Requests: whom one asks, where it stands, and what an artist's answers come to.

A request is open until every part of it is answered, its deadline passes, it is withdrawn, its
terms are replaced or its licence ends: `TRANSITIONS` is all of it, and docs/requests.md is drawn
from it. What is closed stays closed. Silence records nothing, and silence is no.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from artistportal.roster.domain.uses import LEGS, Use, WorkKind
from consent.domain import wordings
from consent.domain.agreements import Licence
from consent.domain.works import Leg, Work

MOST_WORKS = 5_000
# Each request writes to everybody whom it asks.
MOST_A_DAY = 20
A_DAY = timedelta(days=1)
SHORTEST = timedelta(days=1)
LONGEST = timedelta(days=180)
REMINDED_BEFORE = timedelta(days=3)


class State(StrEnum):
    """Where a request stands; only the first two take answers."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    OVERTAKEN = "overtaken"
    ENDED = "ended"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def takes_answers(self) -> bool:
        return self in {State.OPEN, State.ANSWERED}


class Event(StrEnum):
    """What moves a request on."""

    LAST_ANSWER = "the last answer"
    DEADLINE = "the deadline"
    WITHDRAWAL = "withdrawal"
    NEWER_TERMS = "newer terms"
    LICENCE_END = "the licence's end"


LABELS = MappingProxyType(
    {
        State.OPEN: "Open",
        State.ANSWERED: "Answered by all",
        State.CLOSED: "Closed at the deadline",
        State.WITHDRAWN: "Withdrawn",
        State.OVERTAKEN: "Closed by newer terms",
        State.ENDED: "Closed with the licence",
    }
)
ENDINGS = MappingProxyType(
    {
        Event.DEADLINE: State.CLOSED,
        Event.WITHDRAWAL: State.WITHDRAWN,
        Event.NEWER_TERMS: State.OVERTAKEN,
        Event.LICENCE_END: State.ENDED,
    }
)
TRANSITIONS: Mapping[tuple[State, Event], State] = MappingProxyType(
    {(State.OPEN, Event.LAST_ANSWER): State.ANSWERED}
    | {(State.OPEN, event): state for event, state in ENDINGS.items()}
    | {(State.ANSWERED, event): state for event, state in ENDINGS.items()}
)
WHY_CLOSED = MappingProxyType(
    {
        State.CLOSED: "The deadline passed on {day}: what was not answered by then counts as no.",
        State.WITHDRAWN: "It was withdrawn on {day}.",
        State.OVERTAKEN: "Newer terms are on offer since {day}, and it asked under the old ones.",
        State.ENDED: "The licence ended on {day}.",
    }
)
ELSEWHERE = "A yes or a no can be said at any time in the consent centre."


@dataclass(frozen=True, slots=True)
class Moments:
    """When what happened to a request; None for what has not."""

    deadline_at: datetime
    answered_at: datetime | None = None
    withdrawn_at: datetime | None = None
    overtaken_at: datetime | None = None
    licence_until_at: datetime | None = None

    def events(self, now: datetime) -> list[tuple[datetime, Event]]:
        """What has happened by now, in order; a withdrawal comes before what happens with it."""
        known = (
            (self.answered_at, Event.LAST_ANSWER),
            (self.withdrawn_at, Event.WITHDRAWAL),
            (self.deadline_at, Event.DEADLINE),
            (self.overtaken_at, Event.NEWER_TERMS),
            (self.licence_until_at, Event.LICENCE_END),
        )
        happened = [(at, event) for at, event in known if at is not None and at <= now]
        return sorted(happened, key=lambda each: each[0])


@dataclass(frozen=True, slots=True)
class Standing:
    """A request's state, and since when; no moment while it is open from the start."""

    state: State
    since_at: datetime | None = None

    @property
    def takes_answers(self) -> bool:
        return self.state.takes_answers

    @property
    def refusal(self) -> str:
        """Why it takes no answer any more, for a person to read; empty while it does."""
        if self.takes_answers:
            return ""
        why = WHY_CLOSED[self.state].format(day=wordings.day(self.since_at))
        return f"{why} {ELSEWHERE}"


def standing(moments: Moments, now: datetime) -> Standing:
    """Where the request stands at a moment, by the table of transitions."""
    found = Standing(State.OPEN)
    for at, event in moments.events(now):
        state = TRANSITIONS.get((found.state, event))
        found = Standing(state, at) if state else found
    return found


@dataclass(frozen=True, slots=True)
class Part:
    """What one artist is asked: one use, of their works of one kind."""

    artist: int
    use: Use
    kind: WorkKind


class LeftOut(StrEnum):
    """Why nobody is asked about a work."""

    NOT_LICENSED = "not_licensed"
    NOT_NEEDED = "not_needed"
    NOBODY = "nobody"
    ALLOWED = "allowed"

    @property
    def sentence(self) -> str:
        return {
            "not_licensed": "Neither it nor the song or a voice in it is under this licence.",
            "not_needed": "The uses that are asked for do not need this kind of work.",
            "nobody": "Nobody is known to hold consent over it; name them in the credits first.",
            "allowed": "Everybody who is asked allows it already.",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Asking:
    """Whom a request asks about which legs, what it leaves out, and who else must allow it."""

    parts: Mapping[Part, frozenset[int]]
    works: tuple[int, ...]
    left_out: Mapping[int, LeftOut]
    licensed_elsewhere: int

    @property
    def artists(self) -> list[int]:
        return sorted({part.artist for part in self.parts})


IsAllowed = Callable[[int, Leg, Use], bool]


def asking(
    works: Iterable[Work], uses: Collection[Use], organisation: int, is_allowed: IsAllowed
) -> Asking:
    """Everybody who holds consent over a leg that the organisation licenses, and a use needs.

    Whoever allows a leg already is not asked about it again, so that a no to the request never
    takes back what was allowed before.
    """
    found: defaultdict[Part, set[int]] = defaultdict(set)
    kept: list[int] = []
    left_out: dict[int, LeftOut] = {}
    elsewhere = 0
    known: dict[int, list[Part]] = {}
    for work in works:
        legs = [leg for leg in work.legs if leg.rights_holder == organisation]
        parts = {leg.work: _parts(leg, uses, is_allowed, known) for leg in legs}
        for leg, of_leg in parts.items():
            for part in of_leg:
                found[part].add(leg)
        if any(parts.values()):
            kept.append(work.id)
            elsewhere += any(leg.rights_holder != organisation for leg in _needed(work.legs, uses))
        else:
            left_out[work.id] = _why_left_out(legs, uses)
    frozen = {part: frozenset(legs) for part, legs in found.items()}
    return Asking(frozen, tuple(kept), left_out, elsewhere)


def _parts(
    leg: Leg, uses: Collection[Use], is_allowed: IsAllowed, known: dict[int, list[Part]]
) -> list[Part]:
    if leg.work not in known:
        known[leg.work] = [
            Part(holder.artist, use, leg.kind)
            for use in uses
            if leg.kind in LEGS[use]
            for holder in leg.holders
            if not is_allowed(holder.artist, leg, use)
        ]
    return known[leg.work]


def _needed(legs: Iterable[Leg], uses: Collection[Use]) -> Iterator[Leg]:
    return (leg for leg in legs if any(leg.kind in LEGS[use] for use in uses))


def _why_left_out(legs: list[Leg], uses: Collection[Use]) -> LeftOut:
    needed = list(_needed(legs, uses))
    if not legs:
        return LeftOut.NOT_LICENSED
    if not needed:
        return LeftOut.NOT_NEEDED
    return LeftOut.ALLOWED if any(leg.holders for leg in needed) else LeftOut.NOBODY


class Outcome(StrEnum):
    """What one artist's answers come to; never why."""

    OPEN = "open"
    AGREED = "agreed"
    IN_PART = "in_part"
    NOT_AGREED = "not_agreed"

    @property
    def label(self) -> str:
        return {
            "open": "Still open",
            "agreed": "Agreed",
            "in_part": "Agreed in part",
            "not_agreed": "Not agreed",
        }[self.value]

    @property
    def look(self) -> str:
        return {"open": "wait", "agreed": "yes", "in_part": "wait", "not_agreed": "no"}[self.value]


Answers = Mapping[tuple[Use, WorkKind], bool | None]


def of_use(answers: Answers, use: Use, takes_answers: bool) -> Outcome:
    """One use is agreed when every kind of work is, and not when one is not: silence is no."""
    said = [answer for (asked, _), answer in answers.items() if asked is use]
    if False in said:
        return Outcome.NOT_AGREED
    if None in said:
        return Outcome.OPEN if takes_answers else Outcome.NOT_AGREED
    return Outcome.AGREED


def outcome(answers: Answers, takes_answers: bool) -> Outcome:
    """All the uses together: open while one is."""
    each = {of_use(answers, use, takes_answers) for use, _ in answers}
    if Outcome.OPEN in each:
        return Outcome.OPEN
    return each.pop() if len(each) == 1 else Outcome.IN_PART


@dataclass(frozen=True, slots=True)
class Ask:
    """What is proposed, apart from the works: the bounds that a licence sets to it."""

    uses: frozenset[Use]
    deadline_at: datetime
    ends_at: datetime | None = None
    territories: frozenset[str] | None = None
    is_current: bool = field(default=True)  # whether the terms are those on offer now


def refusals(ask: Ask, licence: Licence, now: datetime) -> list[str]:
    """Why this cannot be asked under the licence, each with its cure."""
    found = (
        (licence.has_ended(now), f"{licence.code} has ended: choose a licence that is in force."),
        (not ask.is_current, "These terms are not the ones on offer now: ask under those."),
        (not ask.uses, "Name at least one use."),
        (
            not ask.uses <= licence.uses,
            f"{licence.code} covers {_named(licence.uses)}: ask for nothing else.",
        ),
        (
            not _within(ask.territories, licence.territories),
            f"{licence.code} reaches {_listed(licence.territories)}: ask for no other territory.",
        ),
        *_times(ask, licence, now),
    )
    return [sentence for is_so, sentence in found if is_so]


def _times(ask: Ask, licence: Licence, now: datetime) -> list[tuple[bool, str]]:
    until_at = licence.until_at
    return [
        (
            ask.deadline_at < now + SHORTEST,
            "Leave people a day at least: choose a later deadline.",
        ),
        (
            ask.deadline_at > now + LONGEST,
            f"A request stays open for {LONGEST.days} days at most: choose an earlier deadline.",
        ),
        (
            until_at is not None and ask.deadline_at > until_at,
            f"{licence.code} ends on {wordings.day(until_at)}: choose a deadline before that.",
        ),
        (
            ask.ends_at is not None and ask.ends_at <= ask.deadline_at,
            "What is asked for ends before the deadline: choose a later last day.",
        ),
        (
            None not in (ask.ends_at, until_at) and ask.ends_at > until_at,  # type: ignore[operator]  # neither is None here
            f"{licence.code} ends on {wordings.day(until_at)}: ask until then at most.",
        ),
    ]


def _within(inner: frozenset[str] | None, outer: frozenset[str] | None) -> bool:
    """No territories means wherever the licence reaches."""
    return inner is None or outer is None or inner <= outer


def _named(uses: Iterable[Use]) -> str:
    named = set(uses)
    return wordings.listed(use.label.lower() for use in Use if use in named)


def _listed(territories: frozenset[str] | None) -> str:
    return ", ".join(sorted(territories or ()))
