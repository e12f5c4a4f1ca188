"""What support may search for, read from what they typed; never a word in the middle of another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

SHORTEST = 2
LONGEST = 100
CODE = re.compile(r"^([A-Z]{1,3})-?0*([0-9]{1,9})$")


@dataclass(frozen=True, slots=True)
class Asked:
    """The text, and what else it may be: a public id, or a number with its letters."""

    text: str
    public_id: UUID | None = None
    letters: str = ""
    number: int = 0

    @property
    def is_long_enough(self) -> bool:
        return len(self.text) >= SHORTEST

    @property
    def is_mail(self) -> bool:
        return "@" in self.text


def read(typed: str) -> Asked:
    """`S-000123` and `s123` are number 123 of statements; a UUID is a public id; all is text."""
    text = " ".join(typed.replace("\0", "").split())[:LONGEST]
    code = CODE.match(text.upper())
    if code:
        return Asked(text, letters=code[1], number=int(code[2]))
    return Asked(text, public_id=_uuid(text))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
