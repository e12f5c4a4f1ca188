"""What the table of moves says: where a verb leads, which verbs are open, and its diagram."""

from __future__ import annotations

from artistportal.cases.domain.states import MOVES, OVER, CaseState, Move, Party

# Where the opener may write without moving the case; in the others a move says what they say.
OPENER_WRITES = frozenset(
    {CaseState.OPEN, CaseState.WITH_SUPPORT, CaseState.WITH_OTHERS, CaseState.APPEALED}
)


class NotThere(ValueError):
    """The case does not stand where this move begins; the sentence says where it stands."""


def check(verb: str, party: Party, start: CaseState) -> Move:
    """The move that this party makes from here by this verb."""
    for move in MOVES:
        if (move.verb, move.party, move.start) == (verb, party, start):
            return move
    raise NotThere(f"The case stands at “{start.label}” now, and that cannot be done from there.")


def verbs(party: Party, start: CaseState) -> tuple[str, ...]:
    """What this party may do to a case that stands here."""
    return tuple(move.verb for move in MOVES if (move.party, move.start) == (party, start))


def diagram() -> str:
    """The table as a Mermaid diagram, line by line."""
    arrows = [f"    {m.start.value} --> {m.end.value}: {m.verb} ({m.party.value})" for m in MOVES]
    ends = [f"    {state.value} --> [*]" for state in CaseState if state in OVER]
    start = f"    [*] --> {CaseState.OPEN.value}"
    return "\n".join(["stateDiagram-v2", start, *arrows, *ends])
