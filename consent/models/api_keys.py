"""Keys with which a tool asks and reports: only a hash of each is kept."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models

from consent.domain.api_keys import ApiScope
from consent.models.tools import Tool


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def of_tool(self, tool: Tool) -> ApiKeyQuerySet:
        return self.filter(tool=tool)

    def newest_first(self) -> ApiKeyQuerySet:
        return self.order_by("-made_at", "-pk")

    def in_force(self, now: datetime) -> ApiKeyQuerySet:
        return self.filter(made_at__lte=now).filter(
            models.Q(until_at__isnull=True) | models.Q(until_at__gt=now)
        )


class ApiKey(models.Model):
    """One key of one tool: what it may do, how often, and until when."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tool = models.ForeignKey(Tool, models.PROTECT, related_name="api_keys")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=16, unique=True)
    sha256 = models.CharField("SHA-256", max_length=64)
    scopes = models.JSONField()
    limit_per_minute = models.PositiveIntegerField(default=600)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} of {self.tool}"

    @property
    def scope_labels(self) -> list[str]:
        return [scope.label for scope in ApiScope if scope.value in self.scopes]

    def allows(self, scope: ApiScope) -> bool:
        return scope.value in self.scopes


class ApiKeyMinute(models.Model):
    """How often a key was used in the minute in which it was last used: one row a key."""

    key = models.OneToOneField(ApiKey, models.CASCADE, related_name="+")
    minute = models.BigIntegerField("minutes since 1970")
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"
