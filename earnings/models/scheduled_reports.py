"""Reports of earnings that come by mail at their time."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class ScheduledReport(models.Model):
    """A saved report of an account's earnings, made again each week or month."""

    EVERY = [("week", "Every Monday"), ("month", "On the 8th of every month")]

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="scheduled_reports"
    )
    account = models.CharField(max_length=60, help_text="The key of the account it tells of.")
    name = models.CharField(max_length=80)
    query = models.CharField("sort and filters", max_length=1000)
    every = models.CharField(max_length=5, choices=EVERY)
    next_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "account", "name"],
                condition=models.Q(ended_at=None),
                name="scheduled_report_once",
            )
        ]

    def __str__(self) -> str:
        return self.name
