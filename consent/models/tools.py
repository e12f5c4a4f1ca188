"""AI tools, who provides them, and the versions of their models."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models

from consent.domain.tools import ToolStatus


class Provider(models.Model):
    """The company behind one or more tools."""

    name = models.CharField(max_length=200, unique=True)
    dpid = models.CharField("DPID", max_length=18, null=True, blank=True, unique=True)
    country = models.CharField(
        max_length=2, blank=True, help_text="Where it pays from, as ISO 3166-1 alpha-2."
    )

    def __str__(self) -> str:
        return self.name


class Tool(models.Model):
    """An AI product that asks, is told, and reports."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200, unique=True)
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="tools")
    status = models.CharField(max_length=10, choices=[(s.value, s.label) for s in ToolStatus])
    description = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=[s.value for s in ToolStatus]),
                name="tool_status_known",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ModelVersion(models.Model):
    """One released version of a tool's model."""

    tool = models.ForeignKey(Tool, models.PROTECT, related_name="model_versions")
    name = models.CharField(max_length=100)
    released_date = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tool", "name"], name="model_version_once")]

    def __str__(self) -> str:
        return f"{self.tool} {self.name}"


class ToolMemberQuerySet(models.QuerySet["ToolMember"]):
    def in_force(self, now: datetime) -> ToolMemberQuerySet:
        return self.filter(from_at__lte=now).filter(
            models.Q(until_at__isnull=True) | models.Q(until_at__gt=now)
        )


class ToolMember(models.Model):
    """A person who reports for a tool."""

    tool = models.ForeignKey(Tool, models.PROTECT, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="tool_memberships"
    )
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)

    objects = ToolMemberQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tool", "user"], name="tool_member_once")]

    def __str__(self) -> str:
        return f"{self.user} for {self.tool}"
