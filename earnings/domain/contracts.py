"""What an organisation and a payee agreed: the payee's rate, fees, expenses, reserves."""

from __future__ import annotations

from enum import StrEnum


class Expenses(StrEnum):
    """Where a contract takes its expenses from."""

    BEFORE_SPLIT = "before_split"
    AFTER_SPLIT = "after_split"

    @property
    def label(self) -> str:
        return {
            "before_split": "Before the split: from what was earned",
            "after_split": "After the split: from the payee's part",
        }[self.value]
