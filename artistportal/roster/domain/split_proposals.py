"""Split sheets that are proposed: where one stands, who signs it, and what it changes. Pure."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

P = TypeVar("P", bound=Hashable)


class Standing(StrEnum):
    """Where a proposal stands; what is not open stays as it is."""

    OPEN = "open"
    SIGNED = "signed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return {
            "open": "Waits for signatures",
            "signed": "Signed by all",
            "refused": "Refused",
            "withdrawn": "Withdrawn",
        }[self.value]

    @property
    def look(self) -> str:
        return {"open": "wait", "signed": "yes", "refused": "no", "withdrawn": "none"}[self.value]

    @property
    def refusal(self) -> str:
        """Why it takes no signature, for a person to read; empty while it does."""
        return {
            "open": "",
            "signed": "Everybody has signed it, so it is in force and stays as it is.",
            "refused": "It was refused. Propose other shares in its place.",
            "withdrawn": "It was withdrawn, so there is nothing to sign.",
        }[self.value]


class Answer(StrEnum):
    """What one payee has said to a proposal."""

    WAITS = "waits"
    SIGNED = "signed"
    ON_PAPER = "on_paper"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return {
            "waits": "Has yet to sign",
            "signed": "Signed",
            "on_paper": "Signed on paper",
            "refused": "Refused",
        }[self.value]

    @property
    def look(self) -> str:
        return {"waits": "wait", "signed": "yes", "on_paper": "yes", "refused": "no"}[self.value]


def standing(*, is_in_force: bool, is_refused: bool, is_withdrawn: bool) -> Standing:
    """Where a proposal stands, by what has happened to it."""
    if is_in_force:
        return Standing.SIGNED
    if is_refused:
        return Standing.REFUSED
    return Standing.WITHDRAWN if is_withdrawn else Standing.OPEN


def answer(*, is_signed: bool, is_refused: bool, words: str) -> Answer:
    """What a payee has said; a signature with words is one on the paper that they name."""
    if is_refused:
        return Answer.REFUSED
    if not is_signed:
        return Answer.WAITS
    return Answer.ON_PAPER if words else Answer.SIGNED


def signing(proposed: Mapping[P, int], in_force: Mapping[P, int], rights_holder: P) -> dict[P, int]:
    """Everybody who signs, with their share in ppm: the payees named, those paid today and no
    longer, and the rights holder; the last two with nothing where they are not named.
    """
    others = dict.fromkeys([*in_force, rights_holder], 0)
    return {**proposed, **{party: 0 for party in others if party not in proposed}}


def unheard(signers: Collection[P], in_force: Iterable[P]) -> list[P]:
    """Who is paid today, would be no longer, and is not among those who sign."""
    return [party for party in in_force if party not in signers]


@dataclass(frozen=True, slots=True)
class Change(Generic[P]):
    """One party's share in ppm as it is and as it would be; None where there is no sheet."""

    party: P
    before_ppm: int | None
    after_ppm: int

    @property
    def difference_ppm(self) -> int:
        return self.after_ppm - (self.before_ppm or 0)

    @property
    def is_changed(self) -> bool:
        return self.before_ppm is not None and self.difference_ppm != 0


def changes(proposed: Mapping[P, int], in_force: Mapping[P, int]) -> list[Change[P]]:
    """What becomes of each share: those named first, then those who would be paid no longer.

    With no sheet in force there is nothing to compare with.
    """
    parties = dict.fromkeys([*proposed, *in_force])
    return [
        Change(
            party,
            in_force.get(party, 0) if in_force else None,
            proposed.get(party, 0),
        )
        for party in parties
    ]
