"""How consent is said to people: states, effects and times in plain sentences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from artistportal import territories
from artistportal.roster.domain.uses import Use
from consent.domain.reasons import Reason
from consent.domain.stances import Stance, Standing

BRIEF = {
    Standing.ALLOWED: "Allowed",
    Standing.ENDING: "Allowed, ending",
    Standing.SOMEWHERE: "Allowed in places",
    Standing.PARTLY: "Answered in part",
    Standing.REFUSED: "Not allowed",
    Standing.SILENT: "No answer yet",
    Standing.UNLICENSED: "Not licensed",
    Standing.NOT_THEIRS: "Not yours",
}
LOOKS = {
    Standing.ALLOWED: "yes",
    Standing.ENDING: "wait",
    Standing.SOMEWHERE: "wait",
    Standing.PARTLY: "wait",
    Standing.REFUSED: "no",
}


def brief(stance: Stance) -> str:
    """The state in a word or two."""
    return BRIEF[stance.standing]


def look(stance: Stance) -> str:
    """Which of the look's states it is drawn as."""
    return LOOKS.get(stance.standing, "none")


def state(stance: Stance) -> str:
    """The state as a sentence: since when, by whom, what it means."""
    return f"{brief(stance)}{detail(stance)}"


def detail(stance: Stance) -> str:
    """What follows the word or two of the state, to make a sentence."""
    tell = _TOLD.get(stance.standing)
    return tell(stance) if tell else _SAID[stance.standing]


def _since(stance: Stance) -> str:
    return f" since {_given(stance)}."


def _ending(stance: Stance) -> str:
    return f" on {day(stance.effective_at)}: no said on {_given(stance)}, in notice until then."


def _somewhere(stance: Stance) -> str:
    if stance.excluded:
        return f": not in {_named(stance.excluded)}; since {_given(stance)}."
    return f": only in {_named(stance.territories)}."


def _refused(stance: Stance) -> str:
    if stance.reason in {Reason.SAID_NO, Reason.SAID_NO_IN_PERSON}:
        return _since(stance)
    return _reason(stance)


def _reason(stance: Stance) -> str:
    return f". {stance.reason.sentence}"


_TOLD = {
    Standing.ALLOWED: _since,
    Standing.ENDING: _ending,
    Standing.SOMEWHERE: _somewhere,
    Standing.REFUSED: _refused,
    Standing.UNLICENSED: _reason,
}
_SAID = {
    Standing.PARTLY: ": one part is allowed and another is not. That means no.",
    Standing.SILENT: ": that means no.",
    Standing.NOT_THEIRS: ": this use needs a kind of work over which you hold no consent.",
}


def day(moment: datetime | None) -> str:
    """`3 Mar 2026`, by the calendar of UTC."""
    if moment is None:
        return ""
    when = moment.astimezone(UTC)
    return f"{when.day} {when:%b %Y}"


def last_day(end_at: datetime) -> str:
    """The last day before an end: `5 Dec 2026` for what ends as that day does."""
    return day(end_at - timedelta(microseconds=1))


def listed(words: Iterable[str]) -> str:
    """`a, b and c`."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def summary(stances: Iterable[Stance]) -> str:
    """One tool's uses in one sentence."""
    stances = list(stances)
    allowed = [s.use for s in stances if s.lets_something]
    if allowed:
        return f"Allowed: {_uses(allowed)}. All else is not."
    if any(s.standing is Standing.REFUSED for s in stances):
        return "Nothing is allowed."
    return "No answer yet: that means no."


def _uses(uses: Iterable[Use]) -> str:
    return listed(use.label.lower() for use in uses)


def _named(codes: Iterable[str]) -> str:
    return listed(sorted(map(territories.name, codes)))


def _given(stance: Stance) -> str:
    decision = stance.decision
    return f"{day(decision.given_at)} by {decision.said_by}" if decision else ""
