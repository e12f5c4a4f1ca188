"""The audit trail: what a person did, as whom, from where, and what it changed."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Deed(models.Model):
    """One thing that a person did; append-only."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deeds",
        help_text="Nobody where the site did it by itself.",
    )
    acting_for = models.CharField(
        "as whom", max_length=60, blank=True, help_text="The key of the account in view."
    )
    visit = models.UUIDField(
        "support's visit", null=True, blank=True, help_text="Set while support views as somebody."
    )
    verb = models.CharField("what", max_length=60, db_index=True)
    subject = models.CharField(
        max_length=80, db_index=True, help_text="What it was done to: kind:public id."
    )
    sentence = models.CharField(max_length=500)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.CharField("why", max_length=500, blank=True)
    door = models.CharField("by which door", max_length=10)
    network = models.CharField(
        "from where", max_length=50, blank=True, help_text="The network, never the whole address."
    )

    class Meta:
        indexes = [models.Index(fields=["by", "-id"], name="deed_of_person")]

    def __str__(self) -> str:
        return self.sentence


class DeedConcern(models.Model):
    """An account whose people may read of a deed; append-only."""

    deed = models.ForeignKey(Deed, models.PROTECT, related_name="concerns")
    account = models.CharField(max_length=60, help_text="The account's key.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deed", "account"], name="concern_once")]
        indexes = [models.Index(fields=["account", "-deed"], name="concern_of_account")]

    def __str__(self) -> str:
        return self.account
