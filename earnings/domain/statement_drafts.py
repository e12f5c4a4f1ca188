"""What of a draft statement to look at before its month is locked. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LARGE: Final = 2
"""So many times more, or less, than the month before is a large change."""


class Concern(StrEnum):
    """What somebody should look at before a statement is locked."""

    NO_ACCOUNT = "no_account"
    NO_CONTRACT = "no_contract"
    NEGATIVE = "negative"
    TAKEN_BACK = "taken_back"
    LARGE_CHANGE = "large_change"
    HELD = "held"

    @property
    def label(self) -> str:
        return {
            "no_account": "Nowhere to pay it",
            "no_contract": "No contract",
            "negative": "Below zero",
            "taken_back": "Taken back",
            "large_change": "Large change",
            "held": "Money held",
        }[self.value]

    @property
    def sentence(self) -> str:
        """What it means, and what to look at."""
        return {
            "no_account": "The payee has no payout currency or no payout account, so nothing can be"
            " paid.",
            "no_contract": "Something was earned under a licence of an organisation without a"
            " contract in force: the payee keeps all of it.",
            "negative": "It closes below zero: more was taken back than there was.",
            "taken_back": "More was taken back by corrections than was earned.",
            "large_change": f"What was earned is more than {LARGE} times, or less than one in"
            f" {LARGE}, of the month before.",
            "held": "Some of the payee’s money is held and in no balance.",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Part:
    """What of one organisation's part its concerns rest on; `earned_before_micros` is None where
    there was none.
    """

    earned_micros: int
    earned_before_micros: int | None
    has_contract: bool


@dataclass(frozen=True, slots=True)
class Drafted:
    """What of a draft its concerns rest on; `earned_before_micros` is None where there was none."""

    earned_micros: int
    earned_before_micros: int | None
    closing_micros: int
    held_micros: int
    can_be_paid: bool
    has_contracts: bool


def concerns(drafted: Drafted) -> tuple[Concern, ...]:
    """What of a statement to look at, in the order of `Concern`."""
    said = {
        Concern.NO_ACCOUNT: drafted.closing_micros > 0 and not drafted.can_be_paid,
        Concern.NO_CONTRACT: drafted.earned_micros > 0 and not drafted.has_contracts,
        Concern.NEGATIVE: drafted.closing_micros < 0,
        Concern.LARGE_CHANGE: _is_large(drafted.earned_micros, drafted.earned_before_micros),
        Concern.HELD: drafted.held_micros > 0,
    }
    return tuple(concern for concern, is_so in said.items() if is_so)


def concerns_of_part(part: Part) -> tuple[Concern, ...]:
    """What of its part an organisation is to look at: nothing that belongs to the payee alone."""
    said = {
        Concern.NO_CONTRACT: part.earned_micros > 0 and not part.has_contract,
        Concern.TAKEN_BACK: part.earned_micros < 0,
        Concern.LARGE_CHANGE: _is_large(part.earned_micros, part.earned_before_micros),
    }
    return tuple(concern for concern, is_so in said.items() if is_so)


def _is_large(earned: int, before: int | None) -> bool:
    """Whether so much more or less was earned than before, or on another side of nothing."""
    if before is None:
        return False
    if before <= 0 or earned <= 0:
        return before != earned
    return earned > LARGE * before or before > LARGE * earned
