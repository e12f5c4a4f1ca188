"""Releases that claim an artist, and the key by which trusted distributors show they may."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from artistportal.cases.models.cases import Case
from artistportal.roster.models import Artist, Organisation


class ArtistKey(models.Model):
    """What a distributor presents to show that the artist knows of a release; one is in force."""

    artist = models.ForeignKey(Artist, models.PROTECT, related_name="keys")
    prefix = models.CharField(max_length=12)
    key_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["artist"],
                condition=models.Q(ended_at=None),
                name="artist_key_in_force_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.prefix}…"


class ReleaseClaim(models.Model):
    """A release that somebody says is by the artist, and what the artist says to that."""

    STATES = [
        ("waiting", "Waits for the artist"),
        ("approved", "Approved"),
        ("declined", "Declined"),
        ("reported", "Reported"),
    ]

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    artist = models.ForeignKey(Artist, models.PROTECT, related_name="release_claims")
    distributor = models.ForeignKey(Organisation, models.PROTECT, related_name="release_claims")
    title = models.CharField(max_length=300)
    reference = models.CharField("the distributor's own number", max_length=60)
    upc = models.CharField("UPC", max_length=14, blank=True)
    isrcs = models.JSONField("ISRCs", default=list)
    planned_date = models.DateField("to be released", null=True, blank=True)
    with_key = models.BooleanField("came with the artist's key", default=False)
    state = models.CharField(max_length=8, choices=STATES, default="waiting")
    arrived_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="release_claims"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["distributor", "reference", "artist"], name="release_claim_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "approved", "declined", "reported"]),
                name="release_claim_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, by {self.distributor}"
