"""Answers for many works that wait for a second person: when they must, and where they stand.

open ──▶ approved (saved as of then) · refused · withdrawn by who prepared it · expired
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from artistportal.roster.domain.uses import Use
from consent.domain import wordings

LASTS = timedelta(days=14)
LONGEST_REASON = 300


class ApprovalState(StrEnum):
    """Where an answer that waits stands."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"

    @property
    def label(self) -> str:
        return self.value.capitalize()


@dataclass(frozen=True, slots=True)
class Moments:
    """What has happened to it; a refusal has a reason."""

    expires_at: datetime
    answered_at: datetime | None = None
    reason: str = ""
    withdrawn_at: datetime | None = None


def state(moments: Moments, now: datetime) -> ApprovalState:
    """Where it stands at `now`."""
    if moments.withdrawn_at is not None:
        return ApprovalState.WITHDRAWN
    if moments.answered_at is not None:
        return ApprovalState.REFUSED if moments.reason else ApprovalState.APPROVED
    return ApprovalState.EXPIRED if moments.expires_at <= now else ApprovalState.OPEN


def needs_second_person(works: int, above: int) -> bool:
    """Whether an organisation's answer changes so many works that a second person approves it."""
    return works > above


def answer_in_words(uses: Iterable[Use], tool: str, works: int, artist: str, code: str) -> str:
    """`Yes to training by Ossilune for 60 works of Ana Sol, as Q-00007 asks`."""
    said = wordings.listed(use.label.lower() for use in uses)
    counted = f"{works:,} work{'' if works == 1 else 's'}"
    return f"Yes to {said} by {tool} for {counted} of {artist}, as {code} asks"
