"""What a person is told on the site, and how they want to be told."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from artistportal.accounts.domain.topics import Channel, Topic


class Notification(models.Model):
    """One thing that a person is told, kept in their inbox."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notifications")
    topic = models.CharField(max_length=20, choices=[(t.value, t.label) for t in Topic])
    subject = models.CharField(max_length=200)
    text = models.TextField()
    path = models.CharField("where it leads", max_length=300, blank=True)
    account = models.CharField(
        max_length=60, blank=True, help_text="The key of the account to act for there."
    )
    on_site = models.BooleanField(default=True)
    by_mail = models.CharField(
        max_length=6, choices=[("no", "No"), ("now", "At once"), ("digest", "In the digest")]
    )
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    digested_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(topic__in=[t.value for t in Topic]),
                name="notification_topic_known",
            )
        ]
        indexes = [
            models.Index(fields=["to", "-id"], name="notification_newest"),
            models.Index(
                fields=["to"], condition=models.Q(read_at=None), name="notification_unread"
            ),
            models.Index(
                fields=["created_at"],
                condition=models.Q(by_mail="digest", digested_at=None),
                name="notification_for_digest",
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class NotificationChoice(models.Model):
    """Whether a person wants one topic by one channel; without a row they do."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="notification_choices"
    )
    topic = models.CharField(max_length=20, choices=[(t.value, t.label) for t in Topic])
    channel = models.CharField(max_length=4, choices=[(c.value, c.label) for c in Channel])
    wanted = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "topic", "channel"], name="notification_choice_once"
            ),
            models.CheckConstraint(
                condition=models.Q(wanted=True)
                | models.Q(topic__in=[t.value for t in Topic if t.can_be_muted]),
                name="notification_choice_may_be_made",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} by {self.channel}: {self.wanted}"


class MailHabit(models.Model):
    """How often a person wants mail that can wait."""

    EVERY: ClassVar = [("now", "At once"), ("daily", "Once a day"), ("weekly", "Once a week")]

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mail_habit")
    every = models.CharField(max_length=6, choices=EVERY, default="now")
    digested_at = models.DateTimeField("last digest", null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user}: {self.every}"
