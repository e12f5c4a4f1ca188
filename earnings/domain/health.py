"""A data-health score, 0 to 100: how ready an artist's data are for being asked, used and paid.

    30  shares      works with a valid split sheet, of all works
    20  answers     works about which somebody said something, of all works
    15  numbers     recordings and songs with an ISRC or ISWC, of all works
    15  payee       somebody is known to whom the artist's own money goes
    10  mandate     none that was given has ended without another, or ends within 60 days (half)
     5  money       nothing of theirs is held
     5  agreement   nobody who speaks for a work differs

Points for works are given by the share, rounded down, so that 100 means that nothing is missing. An
artist without works has nothing that could lack shares, answers or numbers. docs/rosters.md says
the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SHARES, ANSWERS, NUMBERS, PAYEE, MANDATE, MONEY, AGREEMENT = 30, 20, 15, 15, 10, 5, 5
FULL = SHARES + ANSWERS + NUMBERS + PAYEE + MANDATE + MONEY + AGREEMENT


class MandateState(StrEnum):
    """Where what an artist lets an organisation decide stands."""

    NONE = "none"
    IN_FORCE = "in_force"
    ENDS_SOON = "ends_soon"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Data:
    """What is known of an artist at one organisation."""

    works: int = 0
    without_shares: int = 0
    without_answer: int = 0
    without_number: int = 0
    has_payee: bool = True
    mandate: MandateState = MandateState.NONE
    is_money_held: bool = False
    conflicts: int = 0


class Issue(StrEnum):
    """Something of an artist's data that somebody has to settle."""

    SHARES = "shares"
    PAYEE = "payee"
    MANDATE_ENDED = "mandate_ended"
    MANDATE_ENDS = "mandate_ends"
    HELD = "held"
    CONFLICT = "conflict"

    @property
    def label(self) -> str:
        return ISSUES[self]


ISSUES = {
    Issue.SHARES: "Works without shares",
    Issue.PAYEE: "No payee",
    Issue.MANDATE_ENDED: "Mandate ended",
    Issue.MANDATE_ENDS: "Mandate ends soon",
    Issue.HELD: "Money held",
    Issue.CONFLICT: "Conflicting decisions",
}


@dataclass(frozen=True, slots=True)
class Cure:
    """What would raise the score, and by how many points."""

    points: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Health:
    """The score, and what would raise it: the most points first."""

    score: int
    cures: tuple[Cure, ...]


def health(data: Data) -> Health:
    """The score of these data; the points of its cures and the score add up to 100."""
    cures = [
        _of_works(SHARES, data.without_shares, data.works, "Agree split sheets for {}."),
        _of_works(ANSWERS, data.without_answer, data.works, "Ask for an answer about {}."),
        _of_works(NUMBERS, data.without_number, data.works, "Add the ISRC or ISWC of {}."),
        Cure(0 if data.has_payee else PAYEE, "Say to whom the artist’s own money goes."),
        _of_mandate(data.mandate),
        Cure(MONEY if data.is_money_held else 0, "Settle why money is held."),
        Cure(
            AGREEMENT if data.conflicts else 0,
            f"Talk about the {_counted(data.conflicts, 'conflict')} in what was decided.",
        ),
    ]
    open_cures = sorted((cure for cure in cures if cure.points), key=lambda cure: -cure.points)
    return Health(FULL - sum(cure.points for cure in open_cures), tuple(open_cures))


def issues(data: Data) -> tuple[Issue, ...]:
    """What somebody has to settle, in the order of the list of issues."""
    found = {
        Issue.SHARES: data.without_shares > 0,
        Issue.PAYEE: not data.has_payee,
        Issue.MANDATE_ENDED: data.mandate is MandateState.ENDED,
        Issue.MANDATE_ENDS: data.mandate is MandateState.ENDS_SOON,
        Issue.HELD: data.is_money_held,
        Issue.CONFLICT: data.conflicts > 0,
    }
    return tuple(issue for issue, is_there in found.items() if is_there)


def _of_works(points: int, missing: int, works: int, sentence: str) -> Cure:
    """The points that are missing, rounded up: one work of thousands still costs a point."""
    lost = -(-points * missing // works) if works else 0
    return Cure(lost, sentence.format(_counted(missing, "work")))


def _of_mandate(state: MandateState) -> Cure:
    if state is MandateState.ENDED:
        return Cure(MANDATE, "Ask for a new mandate: the last one has ended.")
    if state is MandateState.ENDS_SOON:
        return Cure(MANDATE // 2, "Ask for a new mandate: this one ends soon.")
    return Cure(0, "")


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
