"""Notices: each decision as it is sent to each tool that it concerns, and what came of it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models

from artistportal.background import Job, JobQuerySet
from consent.models.decisions import Decision
from consent.models.tools import Tool


class WebhookEndpoint(Job):
    """Where a tool hears of decisions. As a job it is the round of sending what waits, in order.

    The job is never over for good: it rests as done, and waits again when something is due.
    """

    still_after: ClassVar = timedelta(minutes=1)  # a round says so before each of its requests

    attempts = models.PositiveBigIntegerField("rounds", default=0)
    tool = models.OneToOneField(Tool, models.PROTECT, related_name="webhook_endpoint")
    url = models.CharField("address", max_length=500)
    sealed_secret = models.TextField("secret, encrypted")
    former_secret = models.TextField("secret before that, encrypted", blank=True)
    former_until_at = models.DateTimeField("signs too until", null=True, blank=True)
    is_enabled = models.BooleanField(default=True)
    disabled_because = models.CharField(max_length=300, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    objects = JobQuerySet["WebhookEndpoint"].as_manager()

    class Meta(Job.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.tool} at {self.url}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def newest_first(self) -> NoticeQuerySet:
        return self.order_by("-number")

    def of_tool(self, tool: int) -> NoticeQuerySet:
        return self.filter(tool=tool)

    def with_decisions(self) -> NoticeQuerySet:
        """With what a line about each decision says, without the bodies."""
        return self.select_related("decision__artist", "decision__work").defer("body")

    def waiting(self) -> NoticeQuerySet:
        """Those still to be sent, in their order."""
        return self.filter(is_waiting=True).order_by("number")

    def overdue(self, now: datetime) -> NoticeQuerySet:
        return self.filter(enforced_at=None, deadline_at__lte=now)

    def undeliverable(self) -> NoticeQuerySet:
        """Given up, and not heard of in another way."""
        return self.filter(dead_at__isnull=False, sent_at=None, acknowledged_at=None)


class Notice(models.Model):
    """A decision as one tool is told it. The body never changes, so that its signature holds."""

    number = models.PositiveBigIntegerField(unique=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tool = models.ForeignKey(Tool, models.PROTECT, related_name="notices")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="notices")
    body = models.TextField()
    made_at = models.DateTimeField()
    effective_at = models.DateTimeField("in force for this tool from")
    deadline_at = models.DateTimeField("to be enforced by", null=True, blank=True)
    is_waiting = models.BooleanField("still to be sent", default=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    enforced_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField("done, in the tool's own words", null=True, blank=True)
    obeyed_seconds = models.PositiveBigIntegerField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tool", "decision"], name="notice_once"),
            models.CheckConstraint(
                condition=models.Q(enforced_at__isnull=True)
                | models.Q(acknowledged_at__isnull=False),
                name="notice_enforced_is_acknowledged",
            ),
            models.CheckConstraint(
                condition=models.Q(dead_at__isnull=True) | models.Q(is_waiting=False),
                name="notice_given_up_waits_no_more",
            ),
        ]
        indexes = [
            models.Index(fields=["tool", "number"], name="notice_by_tool"),
            models.Index(
                fields=["tool", "number"],
                condition=models.Q(is_waiting=True),
                name="notice_waiting",
            ),
            models.Index(
                fields=["deadline_at"],
                condition=models.Q(deadline_at__isnull=False, enforced_at__isnull=True),
                name="notice_to_be_obeyed",
            ),
            models.Index(
                fields=["dead_at"],
                condition=models.Q(dead_at__isnull=False),
                name="notice_given_up",
            ),
            models.Index(
                fields=["enforced_at", "tool", "obeyed_seconds"],
                condition=models.Q(obeyed_seconds__isnull=False),
                name="notice_obeyed",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The number as people quote it."""
        return f"N-{self.number:06d}"


class NoticeAttempt(models.Model):
    """One try to deliver a notice, and how it ended."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="tries")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField("HTTP status", null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)
    took_ms = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.notice_id}: {self.status or self.error}"
