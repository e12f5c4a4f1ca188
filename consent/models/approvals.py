"""Acts that wait for a second person of the organisation."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models

from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Artist, Organisation
from consent.domain import approvals as rules
from consent.domain.approvals import ApprovalState, Moments
from consent.models.acts import Act
from consent.models.requests import Request


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def open(self, now: datetime) -> ApprovalQuerySet:
        return self.filter(answered_at=None, withdrawn_at=None, expires_at__gt=now)


class Approval(models.Model):
    """An answer for many works under a mandate, as one person chose it, until another approves.

    It answers a request where one is named.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="approvals")
    artist = models.ForeignKey(Artist, models.PROTECT, related_name="approvals")
    request = models.ForeignKey(
        Request, models.PROTECT, null=True, blank=True, related_name="approvals"
    )
    asked = models.JSONField("the form as it was sent")
    works = models.PositiveIntegerField("works it changes")
    seen = models.PositiveBigIntegerField("the newest decision it was chosen after")
    sentence = models.CharField("what it would do", max_length=500)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField("why not", max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    act = models.OneToOneField(Act, models.PROTECT, null=True, blank=True, related_name="approval")

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_by=None)
                | ~models.Q(answered_by=models.F("prepared_by")),
                name="approval_is_of_a_second_person",
            )
        ]
        indexes = [models.Index(fields=["organisation", "-id"], name="approval_newest")]

    def __str__(self) -> str:
        return self.sentence

    @property
    def answers(self) -> dict[Use, bool]:
        """What it says to each use that its request asks for."""
        return {Use(use): said == "yes" for use, said in self.asked.items()}

    def state(self, now: datetime) -> ApprovalState:
        return rules.state(
            Moments(self.expires_at, self.answered_at, self.reason, self.withdrawn_at), now
        )
