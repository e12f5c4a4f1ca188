"""Accounts that people close."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Closure(models.Model):
    """A person's wish to close their account, and when it happened; what they did is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="closures")
    asked_at = models.DateTimeField()
    effective_at = models.DateTimeField(help_text="Until then it can be taken back.")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(withdrawn_at=None, done_at=None),
                name="closure_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.effective_at:%d %b %Y}"
