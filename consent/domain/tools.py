"""Where a tool stands."""

from __future__ import annotations

from enum import StrEnum


class ToolStatus(StrEnum):
    """Where a tool stands."""

    RESEARCH = "research"
    PILOT = "pilot"
    LIVE = "live"
    DISPUTED = "disputed"
    RETIRED = "retired"

    @property
    def label(self) -> str:
        return self.value.capitalize()
