"""What an artist lets an organisation decide for them."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models

from artistportal.roster.models.artists import Artist
from artistportal.roster.models.organisations import Organisation


class MandateQuerySet(models.QuerySet["Mandate"]):
    def in_force(self, now: datetime) -> MandateQuerySet:
        return self.filter(from_at__lte=now).filter(
            models.Q(until_at__isnull=True) | models.Q(until_at__gt=now)
        )


class Mandate(models.Model):
    """An artist's leave for an organisation to decide some uses of some works. Never voice."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    artist = models.ForeignKey(Artist, models.PROTECT, related_name="mandates")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="mandates")
    uses = models.JSONField()
    kinds = models.JSONField()
    clause = models.CharField(max_length=100)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()

    objects = MandateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_at__isnull=True)
                | models.Q(until_at__gte=models.F("from_at")),
                name="mandate_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.artist} to {self.organisation}, {self.clause}"
