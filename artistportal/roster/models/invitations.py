"""Invitations to a team, until they are accepted, withdrawn or run out."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from artistportal.roster.models.artists import Artist
from artistportal.roster.models.organisations import Organisation


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now: datetime) -> InvitationQuerySet:
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)


class Invitation(models.Model):
    """A place in a team, offered to whoever reads one mail address."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    artist = models.ForeignKey(
        Artist, models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    email = models.EmailField("e-mail address")
    role = models.CharField(max_length=10)
    sees_money = models.BooleanField(default=False)
    until_at = models.DateTimeField("place ends", null=True, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(artist__isnull=True, organisation__isnull=False)
                | models.Q(artist__isnull=False, organisation__isnull=True),
                name="invitation_is_to_one_team",
            ),
            models.UniqueConstraint(
                Lower("email"),
                "artist",
                condition=models.Q(accepted_at=None, withdrawn_at=None, artist__isnull=False),
                name="invitation_to_artist_open_once",
            ),
            models.UniqueConstraint(
                Lower("email"),
                "organisation",
                condition=models.Q(accepted_at=None, withdrawn_at=None, organisation__isnull=False),
                name="invitation_to_organisation_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}, {self.role} of {self.artist or self.organisation}"
