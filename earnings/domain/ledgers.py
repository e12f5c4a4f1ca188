"""Double entry in integer micro-units: whose accounts there are, and when an entry balances."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class AccountKind(StrEnum):
    """Whose money an account holds, or why nobody may have it yet."""

    TOOL = "tool"
    PAYEE = "payee"
    HELD = "held"
    UNMATCHED = "unmatched"
    DISPUTED = "disputed"
    UNATTRIBUTED = "unattributed"
    UNALLOCATED = "unallocated"
    RESERVE = "reserve"
    RECOUPMENT = "recoupment"
    BANK = "bank"
    TAX = "tax"
    EXCHANGE = "exchange"

    @property
    def label(self) -> str:
        return self.value.capitalize()


class EntryKind(StrEnum):
    """What a ledger entry records."""

    ROYALTIES = "royalties"
    ADVANCE = "advance"
    PAYOUT = "payout"
    RETURNED = "returned"
    SETTLEMENT = "settlement"
    EXCHANGE = "exchange"
    LUMP_SUM = "lump_sum"
    ALLOCATION = "allocation"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


OF_TOOLS: Final = (
    AccountKind.TOOL,
    AccountKind.HELD,
    AccountKind.UNMATCHED,
    AccountKind.DISPUTED,
    AccountKind.UNATTRIBUTED,
    AccountKind.UNALLOCATED,
)
OF_THE_HOUSE: Final = (AccountKind.BANK, AccountKind.TAX, AccountKind.EXCHANGE)


@dataclass(frozen=True, slots=True, order=True)
class AccountKey:
    """An account before it is looked up: its kind, its currency, and its owner's key, if any."""

    kind: AccountKind
    currency: str
    owner: int | None = None


class Unbalanced(ArithmeticError):
    """The postings of an entry do not add up to zero."""


def check_balance(amounts: Iterable[int]) -> None:
    """Raises Unbalanced unless the micro-units add up to zero."""
    total = sum(amounts)
    if total:
        raise Unbalanced(f"The entry is {total} micro-units out of balance, so nothing was posted.")
