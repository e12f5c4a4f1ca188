"""An account in whose name a person acts, as far as this package needs to know it."""

from __future__ import annotations

from typing import Protocol

SESSION_KEY = "account"
"""Where the session keeps the key of the account that the person chose."""


class Standing(Protocol):
    """One artist, organisation or tool; the packages above say what it is."""

    @property
    def key(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def sees_money(self) -> bool: ...
