"""Successors whom artists name, and guardians of those who are minors.

An artist names and ends; that a successor took over, or that somebody is guardian, support writes
down, with the paper that shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.core.exceptions import PermissionDenied
from django.db import transaction

from artistportal.accounts.domain.topics import Topic
from artistportal.accounts.models import User
from artistportal.accounts.services import audit, notifications
from artistportal.accounts.services.audit import Fact
from artistportal.accounts.services.notifications import News
from artistportal.roster import permissions
from artistportal.roster.domain.teams import OWNER, NotToBeChanged, Place
from artistportal.roster.models import Artist, Guardianship, Successor
from artistportal.roster.queries import successors, teams
from artistportal.roster.services import teams as services


@dataclass(frozen=True, slots=True)
class Heir:
    """Somebody named for the time after an artist's death."""

    name: str
    email: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Custody:
    """Who decides for a minor, until which day, by which paper, and whose account takes over."""

    guardian: User
    artist_themself: User | None
    until_date: date
    paper: str


@transaction.atomic
def name(*, artist: Artist, heir: Heir, by: User, now: datetime) -> Successor:
    """Name a successor; whoever was named before no longer is. They may do nothing yet."""
    permissions.check_can_name_successor(by, artist, now)
    services.lock(artist, now)
    named = successors.named_by(artist)
    if named and (named.name, named.email, named.words) == (heir.name, heir.email, heir.words):
        return named
    if named:
        _end(named, now)
    successor = artist.successors.create(
        name=heir.name, email=heir.email, words=heir.words, named_by=by, named_at=now
    )
    _note(artist, "successor.named", f"{by} named {heir.name} as successor of {artist}.", by, now)
    return successor


@transaction.atomic
def end(*, successor: Successor, by: User, now: datetime) -> Successor:
    """Name nobody any more; one that has ended stays as it is."""
    artist = successor.artist
    permissions.check_can_name_successor(by, artist, now)
    services.lock(artist, now)
    named = successors.named_by(artist)
    if named is None or named.pk != successor.pk:
        return successor
    _end(named, now)
    said = f"{by} no longer names {named.name} as successor of {artist}."
    _note(artist, "successor.ended", said, by, now)
    return named


@transaction.atomic
def take_over(*, successor: Successor, reason: str, by: User, now: datetime) -> Successor:
    """The successor owns the account from now on, in the place of the person who named them.

    Support writes it down, with the paper that it was shown; the successor has signed up before.
    """
    permissions.check_can_review(by)
    artist = successor.artist
    team = services.lock(artist, now)
    named = successors.named_by(artist)
    if named is None or named.pk != successor.pk:
        raise NotToBeChanged(f"{successor.name} is not named any more, or has taken over already.")
    user = _person(named.email)
    if by == user:
        raise PermissionDenied("Somebody else of support must write this down.")
    if not reason.strip():
        raise NotToBeChanged("Say by which paper this was shown.")
    services.seat(artist, user, Place(OWNER, sees_money=True), now)
    if any(member.user_id == named.named_by_id for member in team):
        services.cut(artist, named.named_by, now)
    named.took_over_at = named.ended_at = now
    named.save(update_fields=["took_over_at", "ended_at"])
    said = f"{user} took over for {artist}, as the successor whom {named.named_by} named."
    _note(artist, "successor.took_over", said, by, now, reason=reason)
    _tell(f"{named.name} acts for {artist} now", said, artist, now)
    return named


@transaction.atomic
def record_guardianship(
    *, artist: Artist, custody: Custody, by: User, now: datetime
) -> Guardianship:
    """A guardian owns the account until the day; on it their place ends by itself.

    The artist's own account owns it from that day on; until then it is the guardian's.
    """
    permissions.check_can_review(by)
    until_at = datetime.combine(custody.until_date, time(), UTC)
    _check_custody(custody, until_at, by, now)
    team = services.lock(artist, now)
    if artist.guardianships.filter(guardian=custody.guardian, ended_at=None).exists():
        raise NotToBeChanged(f"{custody.guardian} is this artist's guardian already.")
    until_then = Place(OWNER, sees_money=True, until_at=until_at)
    services.store(artist, custody.guardian, until_then, now)
    if custody.artist_themself:
        own = Place(OWNER, sees_money=True)
        services.store(artist, custody.artist_themself, own, now, from_at=until_at)
    services.check_owned(team, artist, now)
    guardianship = artist.guardianships.create(
        guardian=custody.guardian,
        until_date=custody.until_date,
        paper=custody.paper,
        recorded_by=by,
        recorded_at=now,
    )
    said = f"{custody.guardian} is guardian of {artist} until {custody.until_date:%-d %b %Y}."
    _note(artist, "guardianship.recorded", said, by, now, reason=custody.paper)
    _tell(f"{artist} has a guardian", said, artist, now)
    return guardianship


@transaction.atomic
def show_money(*, artist: Artist, shown: bool, by: User, now: datetime) -> None:
    """The guardian says whether the artist's own account is shown the money before it is of age."""
    permissions.check_is_guardian(by, artist, now)
    services.lock(artist, now)
    guarded = artist.guardianships.in_force(now.date())
    if not guarded.exclude(minor_sees_money=shown).update(minor_sees_money=shown):
        return
    may = "may" if shown else "may not"
    said = f"{by} said that {artist} {may} see the money before coming of age."
    _note(artist, "guardianship.money", said, by, now)


def _check_custody(custody: Custody, until_at: datetime, by: User, now: datetime) -> None:
    if by in {custody.guardian, custody.artist_themself}:
        raise PermissionDenied("Somebody else of support must write this down.")
    if custody.guardian == custody.artist_themself:
        raise NotToBeChanged("The guardian and the artist are two people with two accounts.")
    if until_at <= now:
        raise NotToBeChanged("That day is over. A guardianship ends on a later one.")
    if not custody.paper.strip():
        raise NotToBeChanged("Say by which paper this was shown.")


def _person(email: str) -> User:
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise NotToBeChanged(f"Nobody has signed up with {email} yet. Ask them to do so first.")
    return user


def _end(named: Successor, now: datetime) -> None:
    named.ended_at = now
    named.save(update_fields=["ended_at"])


def _note(artist: Artist, verb: str, said: str, by: User, now: datetime, reason: str = "") -> None:
    key = teams.key_of(artist)
    audit.record(Fact(verb, key, said, [key], reason=reason), by=by, now=now)


def _tell(subject: str, text: str, artist: Artist, now: datetime) -> None:
    news = News(Topic.SECURITY, subject, text, "/team/", teams.key_of(artist))
    notifications.tell(news, to=teams.owners_of(artist, now), now=now)
