"""Files that are made in the background and kept for a while."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models

from artistportal.background import Job, JobQuerySet


def stored_name(download: Download, _filename: str) -> str:
    """Where a download is kept; no name of a person or work reaches the disk."""
    return f"downloads/{download.public_id}"


class DownloadQuerySet(JobQuerySet["Download"]):
    """The verbs of background work."""


class Download(Job):
    """A file for one person; making it is the job, and it is thrown away when it expires."""

    still_after: ClassVar = timedelta(minutes=10)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="downloads")
    account = models.CharField(max_length=60, help_text="The key of the account it tells of.")
    kind = models.CharField(max_length=40, help_text="Which maker makes it.")
    options = models.JSONField(default=dict)
    title = models.CharField(max_length=200)
    filename = models.CharField(max_length=200)
    file = models.FileField(upload_to=stored_name, blank=True)
    size = models.PositiveBigIntegerField("bytes", null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    expires_at = models.DateTimeField()

    objects = DownloadQuerySet.as_manager()

    class Meta(Job.Meta):
        indexes = [models.Index(fields=["user", "-id"], name="download_newest")]

    def __str__(self) -> str:
        return self.title
