"""The computation for one licence and one month of use."""

from __future__ import annotations

import uuid

from django.db import models

from artistportal.background import Job
from consent.models import Licence


class RoyaltyRun(Job):
    """One revision of what a licence pays for one month; it posts what differs from the revisions before."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveIntegerField(unique=True)
    licence = models.ForeignKey(Licence, models.PROTECT, related_name="royalty_runs")
    month_date = models.DateField("month of use")
    revision = models.PositiveIntegerField()
    currency = models.CharField(max_length=3, blank=True)
    inputs_hash = models.CharField(max_length=64, blank=True)
    lines = models.PositiveBigIntegerField(default=0)
    payable_micros = models.BigIntegerField(default=0)
    held_micros = models.BigIntegerField(default=0)
    unmatched_micros = models.BigIntegerField(default=0)
    allocation_path = models.CharField(max_length=300, blank=True)

    class Meta(Job.Meta):
        abstract = False
        constraints = [
            *Job.Meta.constraints,
            models.UniqueConstraint(
                fields=["licence", "month_date", "revision"], name="royalty_run_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.licence.code}, {self.month_date:%b %Y}"

    @property
    def code(self) -> str:
        """The number as people quote it."""
        return f"RUN-{self.number:06d}"
