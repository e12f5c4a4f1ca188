from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models

from artistportal.background import Job, JobQuerySet


class BellQuerySet(JobQuerySet["Bell"]):
    """The verbs of background work."""


class Bell(Job):
    """A piece of work that is done in an instant and given up for dead after two seconds."""

    still_after: ClassVar = timedelta(seconds=2)
    ring_again_after: ClassVar = timedelta(seconds=4)

    objects = BellQuerySet.as_manager()

    def __str__(self) -> str:
        return f"bell {self.pk}"


class Effect(models.Model):
    """What a bell did; nothing here forbids a second one, so that a test would see it."""

    bell = models.ForeignKey(Bell, models.CASCADE, related_name="effects")

    def __str__(self) -> str:
        return f"effect of bell {self.bell_id}"
