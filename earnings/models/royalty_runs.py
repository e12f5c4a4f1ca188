"""The computation for one licence and one month of use."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models

from artistportal.background import Job, JobQuerySet, JobState
from consent.models import Licence, Terms


class RoyaltyRunQuerySet(JobQuerySet["RoyaltyRun"]):
    def of_month(self, month_date: date) -> RoyaltyRunQuerySet:
        return self.filter(month_date=month_date)

    def computed(self) -> RoyaltyRunQuerySet:
        """Runs whose allocation is archived."""
        return self.filter(state=JobState.DONE).exclude(allocation_path="")

    def newest_first(self) -> RoyaltyRunQuerySet:
        return self.order_by("-number")


class RoyaltyRun(Job):
    """One revision of what a licence pays for one month; it posts what differs from before."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveIntegerField(unique=True)
    licence = models.ForeignKey(Licence, models.PROTECT, related_name="royalty_runs")
    month_date = models.DateField("month of use")
    revision = models.PositiveIntegerField()
    currency = models.CharField(max_length=3, blank=True)
    lines = models.PositiveBigIntegerField(default=0)
    excluded_lines = models.PositiveBigIntegerField(default=0)
    payable_micros = models.BigIntegerField(default=0)
    held_micros = models.BigIntegerField(default=0)
    unmatched_micros = models.BigIntegerField(default=0)
    disputed_micros = models.BigIntegerField(default=0)
    unattributed_micros = models.BigIntegerField(default=0)
    terms = models.ForeignKey(Terms, models.PROTECT, null=True, blank=True, related_name="+")
    revenue_micros = models.BigIntegerField(
        "the tool's net revenue, in the licence's currency", null=True, blank=True
    )
    pool_micros = models.BigIntegerField(null=True, blank=True)
    breakage_micros = models.BigIntegerField(default=0)
    allocation_path = models.CharField(max_length=300, blank=True)
    allocation_sha256 = models.CharField("allocation's SHA-256", max_length=64, blank=True)

    objects = RoyaltyRunQuerySet.as_manager()

    class Meta(Job.Meta):
        abstract = False
        constraints = [
            *Job.Meta.constraints,
            models.UniqueConstraint(
                fields=["licence", "month_date", "revision"], name="royalty_run_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.licence.code}, {self.month_date:%b %Y}"

    @property
    def code(self) -> str:
        """The number as people quote it."""
        return f"RUN-{self.number:06d}"
