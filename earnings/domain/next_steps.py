"""Why something is not paid, what happens next, and what somebody can do about it: in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from consent.domain.reasons import LICENCE_GAPS, Reason, Status
from earnings.domain.allocations import HELD_REASONS, NO_PAYEE, NO_SPLIT_SHEET
from earnings.domain.exclusions import Exclusion
from earnings.domain.unpaid import Waiting

CLAIMED: Final = (
    "It stays held, and is claimed from the tool. A yes now pays for later uses, never for these."
)
LICENCE_GAP: Final = (
    "It stays held, and is claimed from the tool. The rights holder and the tool settle it."
)
REGISTER: Final = "It stays held until somebody can be asked; then the month is computed anew."
NEXT_STEPS: Final[Mapping[str, str]] = {
    NO_SPLIT_SHEET: (
        "Your label, or somebody credited, proposes who shares in the work. When everybody has"
        " signed, the month is computed anew and this is paid with the month that is open then."
    ),
    "no_side": "The rights holder says who holds that part; then the month is computed anew.",
    NO_PAYEE: "The organisation gets a payee; then the month is computed anew.",
    "no_answer": REGISTER,
}
OF_DISPUTES: Final = "A question about the work is open."
EXCLUDED_FOR_GOOD: Final = (
    "Nothing: what is excluded is not paid. Where it is a mistake, the tool sends a line again."
)


class Cure(StrEnum):
    """Where something can be done about it."""

    CONSENT = "consent"
    CATALOGUE = "catalogue"
    SPLITS = "splits"
    CLAIMS = "claims"
    NOWHERE = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """A reason as a person reads it."""

    reason: str
    next_step: str
    cure: Cure


def explain(waiting: Waiting, code: str) -> Explained:
    """The words for a reason of `allocations` or `cells`."""
    if waiting is Waiting.DISPUTED:
        return Explained(OF_DISPUTES, "Support settles it with those concerned.", Cure.NOWHERE)
    if waiting is Waiting.EXCLUDED:
        return Explained(Exclusion(code).sentence, EXCLUDED_FOR_GOOD, Cure.NOWHERE)
    if code == NO_SPLIT_SHEET:
        return Explained(HELD_REASONS[code], NEXT_STEPS[code], Cure.SPLITS)
    if code in NEXT_STEPS:
        return Explained(HELD_REASONS[code], NEXT_STEPS[code], Cure.CATALOGUE)
    if code in HELD_REASONS:
        return Explained(HELD_REASONS[code], REGISTER, Cure.CATALOGUE)
    return _of_the_rule(Reason(code))


def waiting_for(names: Sequence[str]) -> Explained:
    """The words where a split sheet is proposed and these payees have yet to sign it."""
    if not names:
        return explain(Waiting.HELD, NO_SPLIT_SHEET)
    listed = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return Explained(
        f"Waits for the signature of {listed}.",
        "When everybody has signed the split sheet, the month is computed anew and this is paid"
        " with the month that is open then.",
        Cure.SPLITS,
    )


def _of_the_rule(reason: Reason) -> Explained:
    if reason.status is Status.UNKNOWN:
        return Explained(reason.sentence, REGISTER, Cure.CATALOGUE)
    if reason in LICENCE_GAPS or reason is Reason.NO_LICENCE:
        return Explained(reason.sentence, LICENCE_GAP, Cure.CLAIMS)
    return Explained(reason.sentence, CLAIMED, Cure.CONSENT)
