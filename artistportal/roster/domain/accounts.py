"""For whom a signed-in person may act; one account is in view at a time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class AccountKind(StrEnum):
    """What an account stands for."""

    ARTIST = "artist"
    ORGANISATION = "organisation"
    TOOL = "tool"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Account:
    """One artist, organisation or tool, and how far the person may go for it."""

    kind: AccountKind
    id: int
    public_id: UUID | None
    name: str
    role: str
    sees_money: bool

    @property
    def key(self) -> str:
        """How a form or a session names the account."""
        return f"{self.kind}:{self.public_id}"


NOBODY = Account(AccountKind.NONE, 0, None, "", "", sees_money=False)
