"""Double entry in integer micro-units: whose accounts there are, and when an entry balances."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class AccountKind(StrEnum):
    """Whose money an account holds, or why nobody may have it yet."""

    TOOL = "tool"
    PAYEE = "payee"
    HELD = "held"
    UNMATCHED = "unmatched"
    BANK = "bank"

    @property
    def label(self) -> str:
        return self.value.capitalize()


class EntryKind(StrEnum):
    """What a ledger entry records."""

    ROYALTIES = "royalties"
    ADVANCE = "advance"
    PAYOUT = "payout"

    @property
    def label(self) -> str:
        return self.value.capitalize()


class Unbalanced(ArithmeticError):
    """The postings of an entry do not add up to zero."""


def check_balance(amounts: Iterable[int]) -> None:
    """Raises Unbalanced unless the micro-units add up to zero."""
    total = sum(amounts)
    if total:
        raise Unbalanced(f"The entry is {total} micro-units out of balance, so nothing was posted.")
