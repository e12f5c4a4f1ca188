"""What an artist chose to publish about their consent."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from artistportal.roster.models import Artist


class PublicationQuerySet(models.QuerySet["Publication"]):
    def standing(self) -> PublicationQuerySet:
        """Those that anyone may read now."""
        return self.filter(withdrawn_at=None)


class Publication(models.Model):
    """An artist's public page and its machine-readable signals; without it nothing is public."""

    artist = models.OneToOneField(Artist, models.PROTECT, related_name="publication")
    slug = models.SlugField(unique=True)
    names_tools = models.BooleanField("also say which tools are allowed", default=False)
    names_works = models.BooleanField("list the works", default=False)
    contact = models.EmailField("whom to ask", blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PublicationQuerySet.as_manager()

    def __str__(self) -> str:
        return self.slug

    @property
    def is_standing(self) -> bool:
        return self.withdrawn_at is None
