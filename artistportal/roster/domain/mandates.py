"""What may be left to an organisation, and how a mandate reads in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from artistportal.roster.domain.uses import LEGS, Use, WorkKind

VOICE_USES = frozenset(use for use, legs in LEGS.items() if set(legs) == {WorkKind.VOICE})


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


def in_words(
    uses: Iterable[str], kinds: Iterable[str], *, until_at: datetime | None, clause: str
) -> str:
    """`May decide training and discovery of recordings, never voice, until 31 Dec 2027, …`."""
    decided = _listed([Use(use).label.lower() for use in uses])
    of_kinds = _listed([f"{kind}s" for kind in kinds])
    until = f", until {until_at.day} {until_at:%b %Y}" if until_at else ""
    ending = f", {clause}" if clause else ""
    return f"May decide {decided} of {of_kinds}, never voice{until}{ending}."


def _listed(words: list[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
