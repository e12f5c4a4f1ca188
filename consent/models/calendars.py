"""Calendar feeds: a secret address from which a calendar reads somebody's deadlines."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from artistportal.roster.models import Artist


class CalendarFeed(models.Model):
    """One person's feed of one artist's dates; only a hash of its address is kept."""

    artist = models.ForeignKey(Artist, models.PROTECT, related_name="calendar_feeds")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sha256 = models.CharField("SHA-256 of the address", max_length=64, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["artist", "user"], name="calendar_feed_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.artist}"
