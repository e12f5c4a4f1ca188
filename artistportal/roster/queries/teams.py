"""Who is in a team, who was asked to join, and how a person of it is named on pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db.models import F, Q, QuerySet

from artistportal.accounts.models import User
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.domain.roles import ArtistRole, OrganisationKind
from artistportal.roster.domain.teams import ARTIST_ROLES, ORGANISATION_ROLES, OWNER, Place, Stretch
from artistportal.roster.models import (
    Artist,
    ArtistMember,
    Invitation,
    Mandate,
    Organisation,
    OrganisationMember,
    Signing,
)

Party = Artist | Organisation
Member = ArtistMember | OrganisationMember

ROLES = [role.value for role in ArtistRole]  # an organisation's are named the same


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody in a team, with the name by which addresses and forms mean them."""

    handle: UUID
    member: Member
    is_self: bool
    begins_later: bool


def party_of(account: Account) -> Party | None:
    """The artist or organisation that an account stands for."""
    if account.kind == AccountKind.ARTIST:
        return Artist.objects.filter(pk=account.id).first()
    if account.kind == AccountKind.ORGANISATION:
        return Organisation.objects.filter(pk=account.id).first()
    return None


def party_in(member: Member) -> Party:
    """Whose team a place is in."""
    return member.artist if isinstance(member, ArtistMember) else member.organisation


def key_of(party: Party) -> str:
    """The key of the party's account."""
    kind = AccountKind.ARTIST if isinstance(party, Artist) else AccountKind.ORGANISATION
    return f"{kind}:{party.public_id}"


def role_words(party: Party) -> list[tuple[str, str]]:
    """Each role of a party's team, with what it may do."""
    words = ARTIST_ROLES if isinstance(party, Artist) else ORGANISATION_ROLES
    return [(role.label, sentence) for role, sentence in words.items()]


def places_of(party: Party, now: datetime) -> list[Member]:
    """The places in force or yet to begin, owners first, of people who can sign in."""
    lasting = Q(until_at=None) | Q(until_at__gt=now) & Q(until_at__gt=F("from_at"))
    members: Iterable[Member] = party.members.filter(lasting).select_related("user")
    return sorted(
        (member for member in members if member.user.is_active),
        key=lambda member: (ROLES.index(member.role), str(member.user), member.pk),
    )


def colleagues(party: Party, user: User, now: datetime) -> list[Colleague]:
    """The team as its page lists it."""
    return [
        Colleague(
            handle_of(party, member.user_id),
            member,
            member.user_id == user.pk,
            member.from_at > now,
        )
        for member in places_of(party, now)
    ]


def colleague(party: Party, handle: UUID, user: User, now: datetime) -> Colleague | None:
    """The person of the team whom the handle means."""
    team = colleagues(party, user, now)
    return next((each for each in team if each.handle == handle), None)


def handle_of(party: Party, user_id: int) -> UUID:
    """How a person is named within one team, the same each time and of no use elsewhere."""
    return uuid5(party.public_id, f"person:{user_id}")


def stretches(members: Iterable[Member]) -> list[Stretch]:
    """Places as the rules read them."""
    return [Stretch(member.role, member.from_at, member.until_at) for member in members]


def place_of(member: Member) -> Place:
    return Place(member.role, member.sees_money, member.until_at)


def owners_of(party: Party, now: datetime) -> list[User]:
    """The people who own the party's account at `now`."""
    members: Iterable[Member] = party.members.in_force(now).select_related("user")
    return [member.user for member in members if member.role == OWNER and member.user.is_active]


def invitations_of(party: Party, now: datetime) -> QuerySet[Invitation]:
    """The invitations that can still be accepted, the newest first."""
    return party.invitations.open(now).select_related("invited_by").order_by("-invited_at", "-pk")


def mandates_of(artist: Artist, now: datetime) -> list[Mandate]:
    """What labels may decide for an artist now; they are not members of the team."""
    given = artist.mandates.in_force(now).select_related("organisation")
    return list(given.order_by("organisation__name", "pk"))


def labels_people(artist: Artist, user: User, now: datetime) -> Organisation | None:
    """The organisation that has signed the artist and that this person represents, if one has."""
    signed = Signing.objects.filter(artist=artist).in_force(now.date())
    theirs = OrganisationMember.objects.filter(user=user).in_force(now)
    return (
        Organisation.objects.exclude(kind=OrganisationKind.SELF.value)
        .filter(pk__in=signed.values("organisation_id"))
        .filter(pk__in=theirs.values("organisation_id"))
        .first()
    )
