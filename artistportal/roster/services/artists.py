"""Artists and their teams."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from artistportal.accounts.models import User
from artistportal.roster import permissions
from artistportal.roster.domain import identifiers
from artistportal.roster.domain.roles import ArtistRole
from artistportal.roster.domain.teams import Place
from artistportal.roster.models import Artist, ArtistMember
from artistportal.roster.services import teams


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
    place = Place(role.value, sees_money)
    return cast(ArtistMember, teams.put(party=artist, user=user, place=place, by=by, now=now))
