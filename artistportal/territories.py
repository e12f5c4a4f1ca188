"""Territories by the names that people know them by. Pure."""

from __future__ import annotations

from babel import Locale

_NAMES = Locale("en").territories
_WHOLE = {"2136": "the whole world", "Worldwide": "the whole world", "": "unknown"}


def name(code: str) -> str:
    """`Germany` for `DE`; a code that has no name stands for itself."""
    return str(_WHOLE.get(code) or _NAMES.get(code) or code)
