"""Works whose money waits until a question about them is answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from artistportal.cases.models import Case
from artistportal.roster.models import Work
from consent.models import Tool


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def open(self) -> DisputeQuerySet:
        return self.filter(ended_at__isnull=True)


class Dispute(models.Model):
    """While it is open, what a work earns (with one tool or with all) is kept as disputed."""

    number = models.PositiveIntegerField(unique=True)
    work = models.ForeignKey(Work, models.PROTECT, related_name="disputes")
    tool = models.ForeignKey(Tool, models.PROTECT, null=True, blank=True, related_name="disputes")
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="disputes", editable=False
    )
    reason = models.CharField(max_length=300)
    next_step = models.CharField(max_length=300)
    deadline_date = models.DateField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=300, blank=True)

    objects = DisputeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"D-{self.number:04d}: {self.work}"
