"""Acts: decisions that were saved together, and what they were saved for."""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    """What made somebody decide."""

    CHOICE = "choice"
    BULK = "bulk"
    REQUEST = "request"
    REVERSAL = "reversal"

    @property
    def label(self) -> str:
        return {
            "choice": "A choice in the consent centre",
            "bulk": "A choice for many works",
            "request": "An answer to a request",
            "reversal": "Taking back what was saved before",
        }[self.value]
