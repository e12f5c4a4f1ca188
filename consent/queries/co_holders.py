"""The others who hold consent over a work: who of them has agreed to what somebody says yes to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from artistportal.roster.domain.uses import Use
from consent.domain import wordings
from consent.domain.facts import Facts
from consent.domain.reasons import Reason
from consent.domain.stances import Stance, Standing, own_legs, stance
from consent.domain.works import Leg

# Of each state so many are named, and the rest counted.
MOST_NAMED = 5

_SAID = {
    Standing.ALLOWED: "agreed",
    Standing.SOMEWHERE: "agreed for some territories",
    Standing.PARTLY: "agreed to a part",
    Standing.ENDING: "said no, which is in notice",
    Standing.SILENT: "not answered",
    Standing.UNLICENSED: "nothing to agree to yet, for want of a licence",
}


@dataclass(frozen=True, slots=True)
class CoHolders:
    """What the others said so far, the legs of the work, and everybody's name by id."""

    facts: Facts
    legs: Sequence[Leg]
    names: Mapping[int, str]
    beside: int

    def told(self, tool: int, use: Use, at: datetime) -> str:
        """Each by name and state: `Pilar has agreed; Adaeze has not answered.`"""
        by_state: defaultdict[str, list[str]] = defaultdict(list)
        for artist, name in sorted(self.names.items(), key=lambda named: named[1]):
            theirs = own_legs(artist, self.legs) if artist != self.beside else []
            found = stance(self.facts, theirs, tool, use, at)
            if found.standing is not Standing.NOT_THEIRS:
                by_state[_said(found)].append(name)
        told = [f"{_listed(names)} {_have(names)} {state}" for state, names in by_state.items()]
        return f"{'; '.join(told)}." if told else ""


def _said(found: Stance) -> str:
    if found.standing is not Standing.REFUSED:
        return _SAID[found.standing]
    said_no = found.reason in {Reason.SAID_NO, Reason.SAID_NO_IN_PERSON}
    return "said no" if said_no else "no yes that holds now"


def _listed(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    return wordings.listed([*names[:MOST_NAMED], f"{more} more"] if more > 0 else names)


def _have(names: list[str]) -> str:
    return "has" if len(names) == 1 else "have"


# Where the page asks about each of many works, nobody else is told of.
UNTOLD = CoHolders(Facts([], []), [], {}, 0)
