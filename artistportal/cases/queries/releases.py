"""Releases that name an artist: to the artist, and to the distributor that delivered them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Case as Choice
from django.db.models import QuerySet, Value, When
from django.urls import reverse

from artistportal.cases.domain.kinds import CaseKind, SubjectKind
from artistportal.cases.models import ArtistKey, ReleaseClaim
from artistportal.cases.queries.subjects import Subject
from artistportal.roster.domain import identifiers
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.domain.roles import OrganisationKind
from artistportal.roster.models import Artist, Organisation

PAGE_SIZE = 50


class UnknownArtist(LookupError):
    """No artist, or more than one, is meant by this; the sentence says what to give instead."""


def visible_to(account: Account) -> QuerySet[ReleaseClaim]:
    """Those that name the artist in view, or that the organisation in view delivered."""
    found = ReleaseClaim.objects.select_related("artist", "distributor", "case", "answered_by")
    if account.kind is AccountKind.ARTIST:
        return found.filter(artist_id=account.id)
    if account.kind is AccountKind.ORGANISATION:
        return found.filter(distributor_id=account.id)
    return found.none()


def has_page(account: Account) -> bool:
    """Whether releases concern the account: it is an artist's or a distributor's."""
    if account.kind is not AccountKind.ORGANISATION:
        return account.kind is AccountKind.ARTIST
    distributors = Organisation.objects.filter(kind=OrganisationKind.DISTRIBUTOR.value)
    return distributors.filter(pk=account.id).exists()


def page(account: Account, number: str) -> Page[ReleaseClaim]:
    """Those that wait first, then the newest."""
    waits = Choice(When(state="waiting", then=Value(0)), default=Value(1))
    found = visible_to(account).order_by(waits, "-arrived_at", "-pk")
    return Paginator(found, PAGE_SIZE).get_page(number)


def key_in_force(artist_id: int) -> ArtistKey | None:
    return (
        ArtistKey.objects.filter(artist=artist_id, ended_at=None).select_related("made_by").first()
    )


def artist_named(text: str) -> Artist:
    """The artist whose public id, ISNI or exact name this is."""
    text = text.strip()
    if found := _by_number(text):
        return found
    named = list(Artist.objects.filter(name__iexact=text).order_by("pk")[:2])
    if len(named) > 1:
        raise UnknownArtist(f"Several artists are called {text}. Give the ISNI instead.")
    if not named:
        raise UnknownArtist(
            f"No artist here is called {text}. Check the spelling, or give the ISNI."
        )
    return named[0]


def subject_of(key: str, account: Account, _now: datetime) -> Subject | None:
    """A release that names the artist, as the line of a case."""
    public_id = _uuid(key)
    claim = visible_to(account).filter(public_id=public_id).first() if public_id else None
    if claim is None:
        return None
    label = f"The release {claim.title}, delivered by {claim.distributor} as {claim.reference}"
    return Subject(
        SubjectKind.RELEASE, key, label, reverse("cases:releases"), CaseKind.FALSE_RELEASE
    )


def _by_number(text: str) -> Artist | None:
    if public_id := _uuid(text):
        return Artist.objects.filter(public_id=public_id).first()
    try:
        isni = identifiers.parse_isni(text)
    except identifiers.InvalidIdentifier:
        return None
    return Artist.objects.filter(isni=isni).first()


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
