"""Whose consent a page is about: the artist in view, or one of the roster in view."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.models import Work
from artistportal.roster.queries import works
from consent.queries import artists
from consent.queries.artists import Subject


@dataclass(frozen=True, slots=True)
class Page:
    """The artist, the work if it is about one, and the address below which its acts lie."""

    subject: Subject
    work: Work | None
    base: str
    artist_base: str

    @property
    def is_theirs(self) -> bool:
        return self.subject.organisation is None

    @property
    def title(self) -> str:
        about = self.work.title if self.work else "all works"
        return f"Consent for {about}" if self.is_theirs else f"{self.subject.name}: {about}"

    def titled(self, what: str) -> str:
        """A page's name; for an artist of a roster, with whose it is: `History: Ana Ruiz`."""
        return what if self.is_theirs else f"{what}: {self.subject.name}"


def page(request: AccountRequest, artist: UUID | None, work: UUID | None, now: datetime) -> Page:
    """What the address names, or 404 where the account in view has nothing to do with it."""
    subject = _subject(request, artist, now)
    artist_base = base_of(artist)
    if work is None:
        return Page(subject, None, artist_base, artist_base)
    credited = works.visible_to(request.account).filter(credits__artist=subject.id)
    found = get_object_or_404(credited.distinct(), public_id=work)
    return Page(subject, found, f"{artist_base}works/{work}/", artist_base)


def base_of(artist: UUID | None) -> str:
    """The address of the consent of the artist in view, or of one of a roster."""
    if artist is None:
        return reverse("consent:centre")
    return reverse("consent:artist", kwargs={"artist": artist})


def _subject(request: AccountRequest, artist: UUID | None, now: datetime) -> Subject:
    account = request.account
    if artist is None and account.kind == AccountKind.ARTIST:
        return artists.themselves(account)
    if artist is not None and account.kind == AccountKind.ORGANISATION:
        subject = artists.of_roster(account, artist, now)
        if subject is not None:
            return subject
    raise Http404("The account in view has nothing to do with this.")
