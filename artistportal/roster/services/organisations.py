"""Organisations, their representatives and the artists on their rosters."""

from __future__ import annotations

from datetime import date, datetime

from artistportal.accounts.models import User
from artistportal.roster import permissions
from artistportal.roster.domain import identifiers
from artistportal.roster.domain.roles import OrganisationKind, OrganisationRole
from artistportal.roster.models import Artist, Organisation, OrganisationMember, Signing


def add(
    *, name: str, kind: OrganisationKind, by: User, now: datetime, dpid: str = ""
) -> Organisation:
    """Add an organisation; a DPID is checked for its form."""
    permissions.check_is_support(by)
    return Organisation.objects.create(
        name=name,
        kind=kind.value,
        dpid=identifiers.parse_dpid(dpid) if dpid else None,
        created_at=now,
    )


def add_member(
    *,
    organisation: Organisation,
    user: User,
    role: OrganisationRole,
    sees_money: bool,
    by: User,
    now: datetime,
) -> OrganisationMember:
    """Let a person represent an organisation from `now` on, or change how far they may go."""
    permissions.check_can_change_representatives(by, organisation, now)
    left = OrganisationMember.objects.filter(
        organisation=organisation, user=user, until_at__lte=now
    )
    left.update(from_at=now)
    place = {"role": role.value, "sees_money": sees_money, "until_at": None}
    member, _created = OrganisationMember.objects.update_or_create(
        organisation=organisation,
        user=user,
        defaults=place,
        create_defaults={**place, "from_at": now},
    )
    return member


def sign(
    *, organisation: Organisation, artist: Artist, from_date: date, by: User, now: datetime
) -> Signing:
    """Put an artist on a roster; it lets nobody decide anything."""
    permissions.check_can_sign(by, artist, now)
    signing, _created = Signing.objects.get_or_create(
        organisation=organisation, artist=artist, from_date=from_date
    )
    return signing
