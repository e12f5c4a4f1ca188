"""Organisations, their representatives and the artists on their rosters."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from django.db import transaction

from artistportal.accounts.models import User
from artistportal.accounts.services import audit
from artistportal.accounts.services.audit import Fact
from artistportal.roster import permissions
from artistportal.roster.domain import identifiers
from artistportal.roster.domain.roles import OrganisationKind, OrganisationRole
from artistportal.roster.domain.teams import Place
from artistportal.roster.models import Artist, Organisation, OrganisationMember, Signing
from artistportal.roster.queries.teams import key_of
from artistportal.roster.services import teams


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
    place = Place(role.value, sees_money)
    return cast(
        OrganisationMember, teams.put(party=organisation, user=user, place=place, by=by, now=now)
    )


@transaction.atomic
def sign(
    *, organisation: Organisation, artist: Artist, from_date: date, by: User, now: datetime
) -> Signing:
    """Put an artist on a roster; it lets nobody decide anything."""
    permissions.check_can_sign(by, artist, now)
    signing, is_new = Signing.objects.get_or_create(
        organisation=organisation, artist=artist, from_date=from_date
    )
    if is_new:
        said = f"{by} put {artist} on the roster of {organisation}, from {from_date:%-d %b %Y}."
        concerns = [key_of(artist), key_of(organisation)]
        audit.record(Fact("signing.made", concerns[1], said, concerns), by=by, now=now)
    return signing
