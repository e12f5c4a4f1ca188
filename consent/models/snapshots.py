"""Snapshots: all clearances of a tool as a signed file, made in the background."""

from __future__ import annotations

import uuid

from django.db import models

from artistportal.background import Job, JobQuerySet
from consent.domain.snapshots import SnapshotFormat
from consent.models.tools import Tool


class Snapshot(Job):
    """A file of a tool's clearances and the number of the last change that it knows."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tool = models.ForeignKey(Tool, models.PROTECT, related_name="snapshots")
    format = models.CharField(max_length=8, choices=[(f.value, f.label) for f in SnapshotFormat])
    file = models.FileField(upload_to="snapshots/", blank=True)
    change_number = models.PositiveBigIntegerField(null=True, blank=True)
    rows = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    signature = models.TextField("JWS over what the file is", blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet["Snapshot"].as_manager()

    class Meta(Job.Meta):
        abstract = False
        constraints = [
            *Job.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(format__in=[f.value for f in SnapshotFormat]),
                name="snapshot_format_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tool}, {self.format}"
