"""Places in the teams of artists and organisations: given, changed, ended at once.

Whatever changes a team holds its party's row, so that two changes follow each other, and leaves
somebody who owns the account.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from artistportal.accounts.domain.topics import Topic
from artistportal.accounts.models import User
from artistportal.accounts.services import audit, notifications
from artistportal.accounts.services.audit import Fact
from artistportal.accounts.services.notifications import News
from artistportal.roster import permissions
from artistportal.roster.domain import teams as rules
from artistportal.roster.domain.teams import NotToBeChanged, Place
from artistportal.roster.queries import teams
from artistportal.roster.queries.teams import Member, Party

Told = tuple[dict[str, Any], dict[str, Any]]

__all__ = ["NotToBeChanged", "Place", "change", "leave", "put", "remove", "seat"]


@transaction.atomic
def put(*, party: Party, user: User, place: Place, by: User, now: datetime) -> Member:
    """Give somebody a place from now on, or another than they have."""
    permissions.check_can_keep_team(by, party, now)
    team = lock(party, now)
    had = next((member for member in team if member.user_id == user.pk), None)
    member = seat(party, user, place, now)
    if had is None or teams.place_of(had) != place:
        said = f"{by} gave {user} a place in the team of {party}: {in_words(place)}."
        note(party, "team.put", said, (told(had), told(member)), by=by, now=now)
    return member


@transaction.atomic
def change(*, party: Party, user: User, place: Place, by: User, now: datetime) -> Member:
    """Let a member do more or less, see money or not, until another moment."""
    permissions.check_can_keep_team(by, party, now)
    rules.check_ends_later(place.until_at, now)
    had = _theirs(lock(party, now), user)
    if teams.place_of(had) == place:
        return had
    member = seat(party, user, place, now)
    said = f"{by} changed the place of {user} in the team of {party}: {in_words(place)}."
    note(party, "team.changed", said, (told(had), told(member)), by=by, now=now)
    if user != by:
        text = f"{by} changed what you may do for {party}: you are now {in_words(place)}."
        _tell(f"Your place in the team of {party}", text, party, [user], now)
    if place.role == rules.OWNER and had.role != rules.OWNER:
        others = [owner for owner in teams.owners_of(party, now) if owner not in {user, by}]
        _tell(f"{party} has another owner", said, party, others, now)
    return member


@transaction.atomic
def remove(*, party: Party, user: User, by: User, now: datetime) -> Member:
    """End somebody's place at once; their next page shows nothing of the account."""
    permissions.check_can_keep_team(by, party, now)
    had = cut(party, user, now)
    said = f"{by} took {user} out of the team of {party}."
    note(party, "team.removed", said, (told(had), {}), by=by, now=now)
    if user != by:
        text = f"{by} ended your place in the team of {party}. You no longer act for {party}."
        _tell(f"You are no longer in the team of {party}", text, None, [user], now)
    return had


@transaction.atomic
def leave(*, party: Party, by: User, now: datetime) -> Member:
    """End one's own place at once; only the last owner may not go."""
    had = cut(party, by, now)
    said = f"{by} left the team of {party}."
    note(party, "team.left", said, (told(had), {}), by=by, now=now)
    _tell(f"{by} left the team of {party}", said, party, teams.owners_of(party, now), now)
    return had


def lock(party: Party, now: datetime) -> list[Member]:
    """Hold the party until the transaction ends; the team as it stands now."""
    type(party).objects.select_for_update().get(pk=party.pk)
    return teams.places_of(party, now)


def seat(party: Party, user: User, place: Place, now: datetime) -> Member:
    """Store a place from now on; the caller holds the party, and has asked whether it may be."""
    team = teams.places_of(party, now)
    member = store(party, user, place, now)
    check_owned(team, party, now)
    return member


def store(
    party: Party, user: User, place: Place, now: datetime, from_at: datetime | None = None
) -> Member:
    """Write a place as it is; one that begins later is no place until then."""
    kept: dict[str, Any] = asdict(place)
    if from_at is not None:
        kept["from_at"] = from_at
    party.members.filter(user=user, until_at__lte=now).update(from_at=now)
    member: Member
    member, _created = party.members.update_or_create(
        user=user, defaults=kept, create_defaults={"from_at": now, **kept}
    )
    return member


def cut(party: Party, user: User, now: datetime) -> Member:
    """End a place at once, unless nobody would own the account."""
    team = lock(party, now)
    had = _theirs(team, user)
    party.members.filter(pk=had.pk).update(until_at=max(now, had.from_at))
    check_owned(team, party, now)
    return had


def check_owned(before: Sequence[Member], party: Party, now: datetime) -> None:
    """Refuses what was just written where nobody would own the account; it is rolled back."""
    after = teams.places_of(party, now)
    rules.check_stays_owned(teams.stretches(before), teams.stretches(after), now)


def check_kept_owned(member: Member, stretch: rules.Stretch, now: datetime) -> None:
    """Refuses a place rewritten at the support desk where nobody would own the account.

    Holds the party until the transaction ends, in which the place is to be stored.
    """
    party = teams.party_in(member)
    team = lock(party, now)
    others = [each for each in team if each.pk != member.pk]
    after = [*teams.stretches(others), *([stretch] if member.user.is_active else [])]
    rules.check_stays_owned(teams.stretches(team), after, now)


def note(party: Party, verb: str, said: str, told: Told, *, by: User | None, now: datetime) -> None:
    """Write what was done to a team, with how it was and is, where its people read it."""
    key = teams.key_of(party)
    audit.record(Fact(verb, key, said, [key], *told), by=by, now=now)


def in_words(place: Place) -> str:
    """A place as a sentence says it: manager, sees money, until 3 Mar 2026."""
    words = [place.role, "sees money" if place.sees_money else "sees no money"]
    if place.until_at:
        words.append(f"until {place.until_at:%-d %b %Y, %H:%M} UTC")
    return ", ".join(words)


def _theirs(team: Sequence[Member], user: User) -> Member:
    for member in team:
        if member.user_id == user.pk:
            return member
    raise PermissionDenied(f"{user} is not in this team any more.")


def told(member: Member | None) -> dict[str, Any]:
    """A place as the audit trail keeps it; nothing where there was none."""
    if member is None:
        return {}
    place = asdict(teams.place_of(member))
    until_at = member.until_at.isoformat() if member.until_at else None
    return {"person": str(member.user), **place, "until_at": until_at}


def _tell(subject: str, text: str, party: Party | None, to: Sequence[User], now: datetime) -> None:
    path = "/team/" if party else ""
    account = teams.key_of(party) if party else ""
    notifications.tell(News(Topic.TEAM, subject, text, path, account), to=to, now=now)
