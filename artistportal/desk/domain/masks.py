"""Personal data as it is shown before somebody says why they need it."""

from __future__ import annotations

HIDDEN = "•••"


def mail(address: str) -> str:
    """The first letter and the host: m•••@example.org."""
    name, at, host = address.rpartition("@")
    return f"{name[:1]}{HIDDEN}{at}{host}" if at else HIDDEN


def text(value: str) -> str:
    """That there is something, and no more."""
    return HIDDEN if value else ""
