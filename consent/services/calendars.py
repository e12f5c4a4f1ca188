"""Secret addresses from which a calendar reads an artist's dates; only a hash of each is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.core.exceptions import PermissionDenied

from artistportal.accounts.models import User
from artistportal.roster.models import Artist
from consent.models import CalendarFeed


def make(*, artist: Artist, by: User, now: datetime) -> str:
    """A new address for this person, shown this once; the one before ends with it."""
    _check_is_of_team(by, artist, now)
    token = secrets.token_urlsafe(24)
    CalendarFeed.objects.update_or_create(
        artist=artist, user=by, defaults={"sha256": sealed(token), "made_at": now}
    )
    return token


def end(*, artist: Artist, by: User, now: datetime) -> None:
    """No address any more; calendars that read it find nothing."""
    _check_is_of_team(by, artist, now)
    CalendarFeed.objects.filter(artist=artist, user=by).delete()


def sealed(token: str) -> str:
    """What is kept of a secret address."""
    return hashlib.sha256(token.encode()).hexdigest()


def _check_is_of_team(user: User, artist: Artist, now: datetime) -> None:
    if not user.is_active or not artist.members.in_force(now).filter(user=user).exists():
        raise PermissionDenied(f"Only the people of {artist}'s team have a calendar of its dates.")
