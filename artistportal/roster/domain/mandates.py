"""What may be left to an organisation, and how a mandate reads in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from artistportal.roster.domain.uses import LEGS, Use, WorkKind

VOICE_USES = frozenset(use for use, legs in LEGS.items() if set(legs) == {WorkKind.VOICE})


@dataclass(frozen=True, slots=True)
class Leave:
    """What is let: which uses of which kinds of work, under which clause, from when to when."""

    uses: frozenset[Use]
    kinds: frozenset[WorkKind]
    clause: str
    from_at: datetime
    until_at: datetime | None = None


class NotToBeLeft(ValueError):
    """This cannot be left to anybody; the sentence says why."""


def check_can_be_left(uses: Collection[Use], kinds: Collection[WorkKind]) -> None:
    """Raise `NotToBeLeft` for a voice, a use of a voice alone, or nothing at all."""
    if WorkKind.VOICE in kinds or VOICE_USES & set(uses):
        raise NotToBeLeft(
            "A voice is the artist's alone: nobody else may decide about voice or style."
        )
    if not uses or not kinds:
        raise NotToBeLeft("A mandate names at least one use and one kind of work.")


def check_span(from_at: datetime, until_at: datetime | None, now: datetime) -> None:
    """Raise `NotToBeLeft` for leave that would reach back, or end before it starts."""
    if from_at < now:
        raise NotToBeLeft("A mandate starts when it is given or later; it never reaches back.")
    if until_at is not None and until_at <= from_at:
        raise NotToBeLeft("A mandate ends after it starts.")


def check_is_narrower(inner: Leave, outer: Leave) -> None:
    """Raise `NotToBeLeft` for a limit that would leave more, or just as much."""
    if not (inner.uses <= outer.uses and inner.kinds <= outer.kinds):
        raise NotToBeLeft(
            "A limit takes away: what was not left before needs a mandate of its own."
        )
    if _end(inner) > _end(outer):
        raise NotToBeLeft("A limit does not end later than the mandate that it limits.")
    if (inner.uses, inner.kinds, inner.until_at) == (outer.uses, outer.kinds, outer.until_at):
        raise NotToBeLeft("This is what the mandate leaves already, so there is nothing to limit.")


def _end(leave: Leave) -> datetime:
    return leave.until_at or datetime.max.replace(tzinfo=UTC)


def in_words(
    uses: Iterable[str], kinds: Iterable[str], *, until_at: datetime | None, clause: str
) -> str:
    """`May decide training and discovery of recordings, not voice, until 31 Dec 2027, …`."""
    return f"May decide {leave_in_words(uses, kinds, until_at=until_at, clause=clause)}."


def leave_in_words(
    uses: Iterable[str], kinds: Iterable[str], *, until_at: datetime | None, clause: str
) -> str:
    """`training of recordings, not voice, until 31 Dec 2027, clause 4.2`: with its last day."""
    decided = _listed([Use(use).label.lower() for use in uses])
    of_kinds = _listed([f"{kind}s" for kind in kinds])
    last = until_at - timedelta(microseconds=1) if until_at else None
    until = f", until {last.day} {last:%b %Y}" if last else ""
    ending = f", {clause}" if clause else ""
    return f"{decided} of {of_kinds}, not voice{until}{ending}"


def _listed(words: list[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
