"""The states of a case, and who may move it from one to the next: the table is the rule."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    WITH_SUPPORT = "with_support"
    WITH_OPENER = "with_opener"
    WITH_OTHERS = "with_others"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    APPEALED = "appealed"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return {
            "open": "Open, nobody answers it yet",
            "with_support": "Support works on it",
            "with_opener": "Waits for your answer",
            "with_others": "Waits for somebody else",
            "decided": "Decided",
            "withdrawn": "Withdrawn",
            "appealed": "Appealed",
            "closed": "Closed",
        }[self.value]


class Party(StrEnum):
    """Who moves a case."""

    OPENER = "opener"
    SUPPORT = "support"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Move:
    """One arrow: who may move a case by which verb, from where to where."""

    verb: str
    party: Party
    start: CaseState
    end: CaseState


S, P = CaseState, Party
MOVES: tuple[Move, ...] = (
    Move("take", P.SUPPORT, S.OPEN, S.WITH_SUPPORT),
    Move("ask", P.SUPPORT, S.WITH_SUPPORT, S.WITH_OPENER),
    Move("answer", P.OPENER, S.WITH_OPENER, S.WITH_SUPPORT),
    Move("refer", P.SUPPORT, S.WITH_SUPPORT, S.WITH_OTHERS),
    Move("resume", P.SUPPORT, S.WITH_OTHERS, S.WITH_SUPPORT),
    Move("decide", P.SUPPORT, S.WITH_SUPPORT, S.DECIDED),
    Move("decide", P.SUPPORT, S.WITH_OTHERS, S.DECIDED),
    Move("withdraw", P.OPENER, S.OPEN, S.WITHDRAWN),
    Move("withdraw", P.OPENER, S.WITH_SUPPORT, S.WITHDRAWN),
    Move("withdraw", P.OPENER, S.WITH_OPENER, S.WITHDRAWN),
    Move("withdraw", P.OPENER, S.WITH_OTHERS, S.WITHDRAWN),
    Move("appeal", P.OPENER, S.DECIDED, S.APPEALED),
    Move("take", P.SUPPORT, S.APPEALED, S.WITH_SUPPORT),
    Move("close", P.CLOCK, S.DECIDED, S.CLOSED),
    Move("close", P.SUPPORT, S.DECIDED, S.CLOSED),
)
OVER = frozenset({S.WITHDRAWN, S.CLOSED})
