"""Artists and their teams."""

from __future__ import annotations

from datetime import datetime

from artistportal.accounts.models import User
from artistportal.roster import permissions
from artistportal.roster.domain import identifiers
from artistportal.roster.domain.roles import ArtistRole
from artistportal.roster.models import Artist, ArtistMember


def add(
    *, name: str, by: User, now: datetime, is_band: bool = False, isni: str = "", ipi: str = ""
) -> Artist:
    """Add an artist; their identifiers are checked."""
    permissions.check_is_support(by)
    return Artist.objects.create(
        name=name,
        is_band=is_band,
        isni=identifiers.parse_isni(isni) if isni else None,
        ipi=identifiers.parse_ipi(ipi) if ipi else None,
        created_at=now,
    )


def add_member(
    *, artist: Artist, user: User, role: ArtistRole, sees_money: bool, by: User, now: datetime
) -> ArtistMember:
    """Put a person into an artist's team from `now` on, or change the place they have."""
    permissions.check_can_change_team(by, artist, now)
    ArtistMember.objects.filter(artist=artist, user=user, until_at__lte=now).update(from_at=now)
    place = {"role": role.value, "sees_money": sees_money, "until_at": None}
    member, _created = ArtistMember.objects.update_or_create(
        artist=artist, user=user, defaults=place, create_defaults={**place, "from_at": now}
    )
    return member
