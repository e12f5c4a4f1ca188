"""How somebody shows that an artist's profile, or a credit, is theirs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum


class ClaimState(StrEnum):
    """Where a claim stands."""

    OPEN = "open"
    DISPUTED = "disputed"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return self.value.capitalize()


class EvidenceKind(StrEnum):
    """The kinds of evidence, of which two different ones are needed."""

    KNOWN_DOMAIN = "known_domain"
    PROFILE_CODE = "profile_code"
    LABEL_CONFIRMATION = "label_confirmation"
    IDENTITY_CHECK = "identity_check"

    @property
    def label(self) -> str:
        return {
            "known_domain": "Mail at a known domain",
            "profile_code": "A code placed on an official profile",
            "label_confirmation": "Confirmed by the label",
            "identity_check": "Outcome of an identity check",
        }[self.value]

    @property
    def takes_file(self) -> bool:
        """Whether it often comes as a document."""
        return self in {EvidenceKind.LABEL_CONFIRMATION, EvidenceKind.IDENTITY_CHECK}


class EvidenceState(StrEnum):
    """What became of a piece of evidence."""

    GIVEN = "given"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        return self.value.capitalize()


MOST_FILES = 5
KINDS_NEEDED = 2
CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is taken for another
CODE_LENGTH = 10
CODE_OPEN_FOR = timedelta(days=1)
BETWEEN_MAILS = timedelta(minutes=1)
MOST_OPEN = 5
UNDECIDED = frozenset({ClaimState.OPEN, ClaimState.DISPUTED})
# Anybody has an address there, so it says nothing about whose it is.
FREE_MAIL = frozenset(
    {
        "aol.com", "fastmail.com", "gmail.com", "gmx.de", "gmx.net",
        "googlemail.com", "hotmail.com", "icloud.com", "live.com", "mail.com",
        "mail.ru", "me.com", "msn.com", "outlook.com", "proton.me",
        "protonmail.com", "qq.com", "t-online.de", "web.de", "yahoo.com",
        "yandex.com", "yandex.ru", "163.com",
    }
)  # fmt: skip


class NotToBeClaimed(ValueError):
    """The claim, or what is to show that it is right, cannot stand; the sentence says why."""


def has_enough(confirmed: Iterable[EvidenceKind]) -> bool:
    """Whether evidence of enough different kinds is confirmed."""
    return len(set(confirmed)) >= KINDS_NEEDED


def check_told(kind: EvidenceKind, told: str) -> None:
    """Refuses what can show nothing: a free mail address, an address that is no page, nothing."""
    if not told.strip():
        raise NotToBeClaimed("Say what support is to look at.")
    if kind is EvidenceKind.KNOWN_DOMAIN:
        _name, at, domain = told.rpartition("@")
        if not at or "." not in domain:
            raise NotToBeClaimed("Give an e-mail address at the domain, such as you@your-band.com.")
        if domain.lower() in FREE_MAIL:
            raise NotToBeClaimed(
                f"Anybody can have an address at {domain}, so it shows nothing. Use one at the"
                " artist's or label's own domain."
            )
    if kind is EvidenceKind.PROFILE_CODE and not told.startswith("https://"):
        raise NotToBeClaimed("Give the address of the profile, beginning with https://.")


def compact(code: str) -> str:
    """A code as it is compared, however it was typed."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def show_code(code: str) -> str:
    """A code as people read it: in fives."""
    return "-".join(code[start : start + 5] for start in range(0, len(code), 5))
