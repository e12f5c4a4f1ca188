"""By when each kind of case is answered, and how long a decision may be appealed."""

from __future__ import annotations

from datetime import datetime, timedelta

from artistportal.cases.domain.kinds import CaseKind
from artistportal.cases.domain.states import CaseState

ANSWER_WITHIN = {
    CaseKind.VOICE_CLONE: timedelta(days=2),
    CaseKind.FALSE_RELEASE: timedelta(days=2),
    CaseKind.UNCLEARED_USE: timedelta(days=5),
    CaseKind.HOLD_OBJECTION: timedelta(days=5),
    CaseKind.PROFILE_DISPUTE: timedelta(days=5),
    CaseKind.MISSING_MONEY: timedelta(days=7),
    CaseKind.WRONG_MATCH: timedelta(days=10),
    CaseKind.WRONG_SPLIT: timedelta(days=10),
    CaseKind.ARTIFICIAL_USE: timedelta(days=10),
    CaseKind.QUESTION: timedelta(days=5),
}
APPEAL_WITHIN = timedelta(days=30)

# While support is to answer; a case that waits for somebody else is not late by support's doing.
SUPPORT_IS_TO_ANSWER = frozenset({CaseState.OPEN, CaseState.WITH_SUPPORT, CaseState.APPEALED})


def answer_by(kind: CaseKind, since: datetime) -> datetime:
    """When support answers a case of this kind that came to it at `since`."""
    return since + ANSWER_WITHIN[kind]


def is_overdue(state: CaseState, answer_by: datetime, now: datetime) -> bool:
    """Whether support should have answered by now."""
    return state in SUPPORT_IS_TO_ANSWER and answer_by < now
