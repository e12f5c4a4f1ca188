"""Who may open, answer and work on cases, and who answers releases in an artist's name.

Pairs: `check_…` raises the sentence that a person may read, `can_…` is the same rule as a bool.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import PermissionDenied

from artistportal.accounts.models import User
from artistportal.cases.models import Case
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.domain.roles import ArtistRole, OrganisationKind, OrganisationRole
from artistportal.roster.models import Artist, ArtistMember, Organisation, OrganisationMember

ARTIST_WRITERS = (ArtistRole.OWNER, ArtistRole.MANAGER, ArtistRole.EDITOR)
ORGANISATION_WRITERS = (OrganisationRole.OWNER, OrganisationRole.MANAGER, OrganisationRole.EDITOR)


def check_can_open(user: User, account: Account, now: datetime) -> None:
    """Who writes for an account opens its cases; alone, anybody who is signed in."""
    check_writes(
        user,
        account.id if account.kind is AccountKind.ARTIST else None,
        account.id if account.kind is AccountKind.ORGANISATION else None,
        now,
    )


def check_can_answer(user: User, case: Case, now: datetime) -> None:
    """Who writes for the account that the case is of; a case of no account is its opener's."""
    alone = case.artist_id is None and case.organisation_id is None
    if alone and case.opened_by_id != user.pk:
        raise PermissionDenied("Only the person who opened this case writes in it.")
    check_writes(user, case.artist_id, case.organisation_id, now)


def can_answer(user: User, case: Case, now: datetime) -> bool:
    return _allows(lambda: check_can_answer(user, case, now))


def check_writes(
    user: User, artist_id: int | None, organisation_id: int | None, now: datetime
) -> None:
    if not user.is_active:
        raise PermissionDenied("This account is closed.")
    if artist_id is not None:
        members = ArtistMember.objects.in_force(now).filter(artist_id=artist_id, user=user)
        writes = members.filter(role__in=[role.value for role in ARTIST_WRITERS]).exists()
    elif organisation_id is not None:
        people = OrganisationMember.objects.in_force(now).filter(user=user)
        mine = people.filter(organisation_id=organisation_id)
        writes = mine.filter(role__in=[role.value for role in ORGANISATION_WRITERS]).exists()
    else:
        writes = True
    if not writes:
        raise PermissionDenied(
            "Your part in this account is to read. An owner, manager or editor writes in its cases."
        )


def check_is_support(user: User) -> None:
    if not (user.is_active and user.is_staff):
        raise PermissionDenied("Only support works on cases.")


def check_speaks(user: User, artist: Artist, now: datetime) -> None:
    """Releases in the artist's name are answered by who speaks for the artist."""
    members = artist.members.in_force(now).filter(user=user)
    speakers = [ArtistRole.OWNER.value, ArtistRole.MANAGER.value]
    if not (user.is_active and members.filter(role__in=speakers).exists()):
        raise PermissionDenied(f"Only an owner or manager of {artist} answers for releases.")


def speaks(user: User, artist: Artist, now: datetime) -> bool:
    return _allows(lambda: check_speaks(user, artist, now))


def check_keeps_key(user: User, artist: Artist, now: datetime) -> None:
    members = artist.members.in_force(now).filter(user=user, role=ArtistRole.OWNER.value)
    if not (user.is_active and members.exists()):
        raise PermissionDenied(f"Only an owner of {artist} makes or ends the artist key.")


def keeps_key(user: User, artist: Artist, now: datetime) -> bool:
    return _allows(lambda: check_keeps_key(user, artist, now))


def check_delivers(user: User, distributor: Organisation, now: datetime) -> None:
    if distributor.kind != OrganisationKind.DISTRIBUTOR.value:
        raise PermissionDenied(f"{distributor} is not a distributor, so it delivers no releases.")
    check_writes(user, None, distributor.pk, now)


def _allows(check: Callable[[], None]) -> bool:
    try:
        check()
    except PermissionDenied:
        return False
    return True
