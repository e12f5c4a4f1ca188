"""Artists and the people who act for them."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models

from artistportal.roster.domain.roles import ArtistRole


class Artist(models.Model):
    """A creator as the public knows them: a person or a band."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200, db_index=True)
    is_band = models.BooleanField(default=False)
    isni = models.CharField("ISNI", max_length=16, null=True, blank=True, unique=True)
    ipi = models.CharField("IPI name number", max_length=11, null=True, blank=True, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class ArtistMemberQuerySet(models.QuerySet["ArtistMember"]):
    def in_force(self, now: datetime) -> ArtistMemberQuerySet:
        return self.filter(from_at__lte=now).filter(
            models.Q(until_at__isnull=True) | models.Q(until_at__gt=now)
        )


class ArtistMember(models.Model):
    """One person's place in an artist's team."""

    artist = models.ForeignKey(Artist, models.PROTECT, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="artist_memberships"
    )
    role = models.CharField(max_length=10, choices=[(r.value, r.label) for r in ArtistRole])
    sees_money = models.BooleanField(default=False)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)

    objects = ArtistMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["artist", "user"], name="artist_member_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=[r.value for r in ArtistRole]),
                name="artist_member_role_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.role} of {self.artist}"
