"""Questions and disputes: each with a number, a named answerer and a deadline."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from artistportal.cases.domain.kinds import CaseKind, MoneyEffect, SubjectKind
from artistportal.cases.domain.states import OVER, CaseState
from artistportal.roster.models import Artist, Organisation


def attachment_name(attachment: Attachment, _filename: str) -> str:
    """Where an attachment is kept; the sender's file name never reaches the disk."""
    return f"cases/{attachment.public_id}"


class CaseQuerySet(models.QuerySet["Case"]):
    def unfinished(self) -> CaseQuerySet:
        return self.exclude(state__in=[s.value for s in OVER])


class Case(models.Model):
    """A question or dispute that an artist or an organisation raised."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=20, choices=[(k.value, k.label) for k in CaseKind])
    state = models.CharField(
        max_length=12,
        choices=[(s.value, s.label) for s in CaseState],
        default=CaseState.OPEN.value,
    )
    artist = models.ForeignKey(Artist, models.PROTECT, null=True, blank=True, related_name="cases")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="cases"
    )
    subject_kind = models.CharField(
        max_length=14,
        choices=[(k.value, k.label) for k in SubjectKind],
        default=SubjectKind.NOTHING.value,
    )
    subject_key = models.CharField("which line", max_length=200, blank=True)
    subject_label = models.CharField("the line in words", max_length=300, blank=True)
    subject_path = models.CharField("the page of the line", max_length=300, blank=True)
    title = models.CharField(max_length=200)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    answerer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases_to_answer",
    )
    answer_by = models.DateTimeField("answer expected by")
    money = models.CharField(
        max_length=5,
        choices=[(m.value, m.label) for m in MoneyEffect],
        default=MoneyEffect.NONE.value,
    )
    outcome = models.TextField(blank=True)
    appeal_until = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField("last moved")
    seen_by_opener_at = models.DateTimeField(null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[s.value for s in CaseState])
                & models.Q(kind__in=[k.value for k in CaseKind])
                & models.Q(subject_kind__in=[k.value for k in SubjectKind])
                & models.Q(money__in=[m.value for m in MoneyEffect]),
                name="case_known",
            )
        ]
        indexes = [
            models.Index(fields=["artist", "-number"], name="case_of_artist"),
            models.Index(fields=["organisation", "-number"], name="case_of_organisation"),
            models.Index(fields=["state", "answer_by"], name="case_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.title}"

    @property
    def code(self) -> str:
        """The number as people quote it."""
        return f"CS-{self.number:06d}"


class CaseMove(models.Model):
    """One step of a case through its states; append-only."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="moves")
    verb = models.CharField(max_length=10)
    start = models.CharField(max_length=12)
    end = models.CharField(max_length=12)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.case.code}: {self.verb}"


class Message(models.Model):
    """Something said in a case, to its people or, as a note, within support; append-only."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="messages")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    from_support = models.BooleanField()
    is_note = models.BooleanField("only for support", default=False)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_note=False) | models.Q(from_support=True),
                name="message_note_is_of_support",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case.code}, {self.at:%d %b %Y %H:%M}"


class Attachment(models.Model):
    """A file that came with a message, kept as it was received; append-only."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.ForeignKey(Message, models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to=attachment_name)
    size = models.PositiveBigIntegerField("bytes")
    sha256 = models.CharField("SHA-256", max_length=64)

    def __str__(self) -> str:
        return self.name


class Appearance(models.Model):
    """One place where a clone or a false release was found, and how its platform answered."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="appearances")
    platform = models.CharField(max_length=100)
    address = models.URLField(max_length=500)
    found_at = models.DateTimeField()
    notice = models.TextField("text of the notice", blank=True)
    noticed_at = models.DateTimeField("notice sent", null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField("what they answered", max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "address"], name="appearance_once")]

    def __str__(self) -> str:
        return f"{self.platform}: {self.address}"
