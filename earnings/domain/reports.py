"""How a report is written, and what became of it."""

from __future__ import annotations

from enum import StrEnum


class ReportFormat(StrEnum):
    """How a report is written."""

    NATIVE = "native"
    DDEX_DSR = "ddex_dsr"

    @property
    def label(self) -> str:
        return {"native": "AI usage report", "ddex_dsr": "DDEX DSR"}[self.value]


class Outcome(StrEnum):
    """What became of a report once it was checked."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        return self.value.capitalize()
