"""What an artist lets everybody read: published, changed and withdrawn by themselves alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from artistportal.accounts.models import User
from artistportal.roster.models import Artist
from consent import permissions
from consent.models import Publication


class AddressTaken(ValueError):
    """Somebody else's page has this address, or had it once."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"The address “{slug}” is taken. Choose another one.")


@dataclass(frozen=True, slots=True)
class Shown:
    """What becomes public beside the answers to everybody."""

    names_works: bool = False
    names_tools: bool = False
    contact: str = ""


def publish(*, by: User, artist: Artist, slug: str, shown: Shown, now: datetime) -> Publication:
    """Make the artist's page public, or change what it shows.

    The address is given once: others may have quoted it, and nobody else ever gets it.
    """
    permissions.check_can_publish(by, artist, now)
    said = {
        "names_works": shown.names_works,
        "names_tools": shown.names_tools,
        "contact": shown.contact,
        "published_by": by,
        "changed_at": now,
        "withdrawn_at": None,
    }
    try:
        with transaction.atomic():
            publication, _created = Publication.objects.update_or_create(
                artist=artist,
                defaults=said,
                create_defaults={**said, "slug": slug, "published_at": now},
            )
    except IntegrityError:
        raise AddressTaken(slug) from None
    return publication


def withdraw(*, by: User, artist: Artist, now: datetime) -> None:
    """Take the page away from everybody; there is nothing to do where there is none."""
    permissions.check_can_publish(by, artist, now)
    standing = Publication.objects.standing().filter(artist=artist)
    standing.update(withdrawn_at=now, changed_at=now)
