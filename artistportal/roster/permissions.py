"""Who may do what to artists, organisations, works, splits and mandates.

Pairs: `check_…` raises the sentence that a person may read, `can_…` is the same rule as a bool.
Support staff keep the roster right; what an artist lets others decide is the artist's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied

from artistportal.accounts.models import User
from artistportal.roster.domain.roles import ArtistRole, OrganisationRole
from artistportal.roster.models import Artist, Mandate, Organisation

EDITORS = (OrganisationRole.ADMIN, OrganisationRole.EDITOR)
SPEAKERS = (ArtistRole.OWNER, ArtistRole.MANAGER)


def check_is_support(user: User) -> None:
    if not (user.is_active and user.is_staff):
        raise PermissionDenied("Only support adds artists and organisations.")


def check_can_edit_catalogue(user: User, organisation: Organisation, now: datetime) -> None:
    if not _is_support(user) and not _represents(user, organisation, EDITORS, now):
        raise PermissionDenied(f"Only an admin or editor of {organisation} changes its catalogue.")


def check_can_change_team(user: User, artist: Artist, now: datetime) -> None:
    if not _is_support(user) and not _speaks_for(user, artist, (ArtistRole.OWNER,), now):
        raise PermissionDenied(f"Only an owner of {artist}'s account or support changes its team.")


def check_can_change_representatives(user: User, organisation: Organisation, now: datetime) -> None:
    admins = (OrganisationRole.ADMIN,)
    if not _is_support(user) and not _represents(user, organisation, admins, now):
        raise PermissionDenied(
            f"Only an admin of {organisation} or support changes who represents it."
        )


def check_can_sign(user: User, artist: Artist, now: datetime) -> None:
    if not _is_support(user) and not _speaks_for(user, artist, (ArtistRole.OWNER,), now):
        raise PermissionDenied(f"Only {artist} or support puts {artist} on a roster.")


def check_can_grant_mandate(user: User, artist: Artist, now: datetime) -> None:
    if not _speaks_for(user, artist, (ArtistRole.OWNER,), now):
        raise PermissionDenied(f"Only {artist} gives others leave to decide for them.")


def check_can_end_mandate(user: User, mandate: Mandate, now: datetime) -> None:
    admins = (OrganisationRole.ADMIN,)
    if not (
        _speaks_for(user, mandate.artist, SPEAKERS, now)
        or _represents(user, mandate.organisation, admins, now)
    ):
        raise PermissionDenied(
            f"Only {mandate.artist} or {mandate.organisation} ends this mandate."
        )


def can_edit_catalogue(user: User, organisation: Organisation, now: datetime) -> bool:
    return _allows(lambda: check_can_edit_catalogue(user, organisation, now))


def can_grant_mandate(user: User, artist: Artist, now: datetime) -> bool:
    return _allows(lambda: check_can_grant_mandate(user, artist, now))


def can_end_mandate(user: User, mandate: Mandate, now: datetime) -> bool:
    return _allows(lambda: check_can_end_mandate(user, mandate, now))


def _allows(check: Callable[[], None]) -> bool:
    try:
        check()
    except PermissionDenied:
        return False
    return True


def _is_support(user: User) -> bool:
    return user.is_active and user.is_staff


def _speaks_for(user: User, artist: Artist, roles: Iterable[ArtistRole], now: datetime) -> bool:
    members = artist.members.in_force(now).filter(user=user, role__in=[r.value for r in roles])
    return user.is_active and members.exists()


def _represents(
    user: User, organisation: Organisation, roles: Iterable[OrganisationRole], now: datetime
) -> bool:
    members = organisation.members.in_force(now).filter(
        user=user, role__in=[r.value for r in roles]
    )
    return user.is_active and members.exists()
