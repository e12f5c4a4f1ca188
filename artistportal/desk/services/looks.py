"""Support's looking about, written down: what was searched, and whose data was revealed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from artistportal.accounts.models import User
from artistportal.accounts.services import audit
from artistportal.accounts.services.audit import Fact


class NoReason(ValueError):
    """Personal data is shown to those who say why; the sentence asks for it."""


def note_search(text: str, found: int, *, by: User, now: datetime) -> None:
    """Record what was searched for and how much was found."""
    fact = Fact(
        verb="desk.searched",
        subject=f"search:{text[:60]}",
        sentence=f"{by} of support searched for “{text}”: {found} found.",
        after={"searched": text, "found": found},
    )
    audit.record(fact, by=by, now=now)


@transaction.atomic
def reveal(subject: str, concerns: Iterable[str], *, reason: str, by: User, now: datetime) -> None:
    """Record that personal data is shown to this member of support, and why."""
    if not (by.is_active and by.is_staff):
        raise PermissionDenied("Only support looks at accounts here.")
    if not reason.strip():
        raise NoReason("Say why you need to see it.")
    fact = Fact(
        verb="desk.revealed",
        subject=subject,
        sentence=f"{by} of support looked at personal data.",
        concerns=concerns,
        reason=reason.strip(),
    )
    audit.record(fact, by=by, now=now)
