"""Who acts for an artist who no longer can, or not yet may."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import models

from artistportal.roster.models.artists import Artist


class Successor(models.Model):
    """A person whom an artist named for the time after their death; takes over with support."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    artist = models.ForeignKey(Artist, models.PROTECT, related_name="successors")
    name = models.CharField(max_length=200)
    email = models.EmailField("e-mail address")
    words = models.CharField("who they are", max_length=300, blank=True)
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField("no longer named", null=True, blank=True)
    took_over_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["artist"],
                condition=models.Q(ended_at=None),
                name="successor_named_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} for {self.artist}"


class GuardianshipQuerySet(models.QuerySet["Guardianship"]):
    def in_force(self, day: date) -> GuardianshipQuerySet:
        """Those that have not ended; on its day one is over by itself."""
        return self.filter(ended_at=None, until_date__gt=day)


class Guardianship(models.Model):
    """A guardian decides for an artist who is a minor, until a day."""

    artist = models.ForeignKey(Artist, models.PROTECT, related_name="guardianships")
    guardian = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="guardianships"
    )
    until_date = models.DateField("comes of age")
    minor_sees_money = models.BooleanField(
        default=False, help_text="Whether the artist's own account is shown the money before."
    )
    paper = models.CharField("by which paper", max_length=300)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = GuardianshipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["artist", "guardian"],
                condition=models.Q(ended_at=None),
                name="guardianship_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.guardian} for {self.artist} until {self.until_date}"
