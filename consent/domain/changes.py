"""What can change a clearance, apart from time alone."""

from __future__ import annotations

from enum import StrEnum


class ChangeKind(StrEnum):
    """What changed: something was decided or agreed, or the catalogue was corrected."""

    DECISION = "decision"
    LICENCE = "licence"
    TERMS = "terms"
    MANDATE = "mandate"
    WORK = "work"

    @property
    def label(self) -> str:
        return self.value.capitalize()
