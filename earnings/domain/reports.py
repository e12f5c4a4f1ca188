"""How a report is written, and what became of it."""

from __future__ import annotations

import re
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
    CHECKED = "checked"
    ACCEPTED = "accepted"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        return "Waits for review" if self is Outcome.CHECKED else self.value.capitalize()


def set_of(message_id: str) -> str:
    """What the files of one DSR message share of their ids; "" where the message is one file."""
    found = re.fullmatch(r"(.+):\d+of(\d+)", message_id)
    return found[1] if found and int(found[2]) > 1 else ""
