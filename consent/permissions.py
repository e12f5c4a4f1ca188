"""Who may decide for an artist, and who keeps tools and licences.

Pairs: `check_…` raises the sentence that a person may read, `can_…` is the same rule as a bool.
What a page needs for many controls is asked once, as an `Authority`.
"""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied

from artistportal.accounts.models import User
from artistportal.roster.domain.roles import ArtistRole, OrganisationRole
from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.models import Artist, Mandate, Organisation
from consent.domain import agreements
from consent.domain.authorities import Authority
from consent.domain.decisions import Capacity

CAPACITIES = {
    ArtistRole.OWNER.value: Capacity.OWNER,
    ArtistRole.MANAGER.value: Capacity.MANAGER,
}
DECIDING = (OrganisationRole.ADMIN.value, OrganisationRole.EDITOR.value)


def authority(
    user: User, artist: Artist, organisation: Organisation | None, now: datetime
) -> Authority:
    """How far the person may decide: for the organisation where one is named, else in person.

    Support can put itself into anybody's team, so whoever is of support decides for nobody.
    """
    if is_support(user):
        return Authority(artist.name, None, organisation.name if organisation else "")
    if organisation is not None:
        return _under_mandate(user, artist, organisation, now)
    member = artist.members.in_force(now).filter(user=user).first() if user.is_active else None
    return Authority(artist.name, CAPACITIES.get(member.role) if member else None)


def check_can_decide(
    authority: Authority, use: Use | None, kind: WorkKind | None
) -> agreements.Mandate | None:
    """Raise the sentence that says why not; return the mandate that the decision rests on."""
    refusal = authority.refusal(use, kind)
    if refusal:
        raise PermissionDenied(refusal)
    return authority.mandate_for(use, kind)


def can_decide(authority: Authority, use: Use | None, kind: WorkKind | None) -> bool:
    return authority.refusal(use, kind) is None


def check_is_support(user: User) -> None:
    if not (user.is_active and user.is_staff):
        raise PermissionDenied("Only support adds tools, their versions and their people.")


def is_support(user: User) -> bool:
    return user.is_active and user.is_staff


def check_can_license(user: User, organisation: Organisation, now: datetime) -> None:
    if not can_license(user, organisation, now):
        raise PermissionDenied(f"Only an admin of {organisation}, or support, signs its licences.")


def can_license(user: User, organisation: Organisation, now: datetime) -> bool:
    if is_support(user):
        return True
    members = organisation.members.in_force(now).filter(user=user)
    return user.is_active and members.filter(role=OrganisationRole.ADMIN.value).exists()


def as_rule(mandate: Mandate) -> agreements.Mandate:
    """A stored mandate as the rule reads it."""
    return agreements.Mandate(
        mandate.pk,
        mandate.artist_id,
        mandate.organisation_id,
        frozenset(map(Use, mandate.uses)),
        frozenset(map(WorkKind, mandate.kinds)),
        mandate.from_at,
        mandate.until_at,
        mandate.clause,
    )


def _under_mandate(
    user: User, artist: Artist, organisation: Organisation, now: datetime
) -> Authority:
    members = organisation.members.in_force(now).filter(user=user, role__in=DECIDING)
    if not user.is_active or not members.exists():
        return Authority(artist.name, None, organisation.name)
    mandates = artist.mandates.in_force(now).filter(organisation=organisation)
    return Authority(
        artist.name,
        Capacity.MANDATE,
        organisation.name,
        tuple(as_rule(mandate) for mandate in mandates.order_by("pk")),
    )
