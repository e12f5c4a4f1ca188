"""Catalogue files as they were uploaded."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from artistportal.roster.models.organisations import Organisation


def stored_name(upload: CatalogueUpload, _filename: str) -> str:
    """Where an upload is kept; the sender's file name never reaches the disk."""
    return f"catalogues/{upload.public_id}.csv"


class CatalogueUploadQuerySet(models.QuerySet["CatalogueUpload"]):
    def newest_first(self) -> CatalogueUploadQuerySet:
        return self.order_by("-uploaded_at", "-pk")


class CatalogueUpload(models.Model):
    """A catalogue file that somebody brought, tried first and taken over when they said so."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="catalogue_uploads")
    name = models.CharField(max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    file = models.FileField(upload_to=stored_name)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    imported_at = models.DateTimeField(null=True, blank=True)

    objects = CatalogueUploadQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
