"""Lists as a person likes to see them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class SavedView(models.Model):
    """A page's sort and filters under a name: nothing but its query string."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="saved_views")
    account = models.CharField(max_length=60, help_text="The key of the account in view.")
    page = models.CharField(max_length=60, help_text="The name of the page's address.")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "account", "page", "name"], name="saved_view_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
