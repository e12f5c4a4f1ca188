"""Public pages, made through the service."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.text import slugify

from artistportal.roster.models import Artist
from consent.models import Publication
from consent.services import publications
from consent.services.publications import Shown
from tests.factories.consent import owner_of
from tests.factories.roster import NOW


def published(artist: Artist, *, slug: str = "", now: datetime = NOW, **shown: Any) -> Publication:
    """The artist's page, with their works listed and no tool named unless told otherwise."""
    return publications.publish(
        by=owner_of(artist),
        artist=artist,
        slug=slug or slugify(artist.name),
        shown=Shown(**{"names_works": True} | shown),
        now=now,
    )
