"""Licences and terms that are being written, until a second person signs them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from artistportal.roster.models import Organisation
from consent.models.licences import Licence, Terms
from consent.models.tools import Tool


class LicenceDraft(models.Model):
    """A new licence with its first terms, or the next terms of one that stands."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="licence_drafts")
    tool = models.ForeignKey(Tool, models.PROTECT, related_name="licence_drafts")
    licence = models.ForeignKey(
        Licence,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="drafts",
        help_text="Set where the draft is the next version of its terms.",
    )
    reach = models.JSONField("what it covers", default=dict)
    offer = models.JSONField("what it says and pays")
    version = models.PositiveIntegerField("saved how often", default=1)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField("last saved")
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    terms = models.OneToOneField(Terms, models.PROTECT, null=True, blank=True, related_name="draft")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(signed_by=None) | ~models.Q(signed_by=models.F("drafted_by")),
                name="licence_draft_is_signed_by_a_second_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.tool} and {self.organisation}, draft"
