"""Which people are about to close their account."""

from __future__ import annotations

from artistportal.accounts.models import Closure, User


def open_of(user: User) -> Closure | None:
    """The closure that still waits, if any."""
    return Closure.objects.filter(user=user, withdrawn_at=None, done_at=None).first()
