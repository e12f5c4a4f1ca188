"""Requests: a tool or a rights holder asks for a yes to named terms, until a deadline."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import cast

from django.conf import settings
from django.db import models

from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.models import Artist, Organisation, Work
from consent.models.licences import Licence, Terms
from consent.models.tools import Tool


class RequestQuerySet(models.QuerySet["Request"]):
    def open(self, now: datetime) -> RequestQuerySet:
        """Those that can still be answered; `consent.domain.requests` says when none can."""
        newer = Terms.objects.filter(
            licence=models.OuterRef("terms__licence"),
            number__gt=models.OuterRef("terms__number"),
            offered_at__lte=now,
        )
        return self.filter(
            ~models.Exists(newer),
            models.Q(terms__licence__until_at__isnull=True)
            | models.Q(terms__licence__until_at__gt=now),
            deadline_at__gt=now,
            withdrawn_at__isnull=True,
        )

    def with_names(self) -> RequestQuerySet:
        """With all that a line about a request says."""
        return self.select_related(
            "terms__licence__tool", "terms__licence__organisation", "by_tool", "by_organisation"
        )

    def newest_first(self) -> RequestQuerySet:
        return self.order_by("-number")


class Request(models.Model):
    """What is asked under one version of terms; the proposer is the tool or the organisation."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveIntegerField(unique=True)
    terms = models.ForeignKey(Terms, models.PROTECT, related_name="requests")
    by_tool = models.ForeignKey(
        Tool, models.PROTECT, null=True, blank=True, related_name="requests_made"
    )
    by_organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="requests_made"
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    deadline_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    title = models.CharField(max_length=120)
    message = models.TextField(blank=True)
    sample_url = models.URLField("sample output", blank=True)
    uses = models.JSONField()
    territories = models.JSONField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    example_units = models.PositiveIntegerField("units in the worked example", default=1_000)
    works = models.ManyToManyField(Work, through="RequestWork", related_name="requests")

    objects = RequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(by_tool__isnull=False, by_organisation__isnull=True)
                | models.Q(by_tool__isnull=True, by_organisation__isnull=False),
                name="request_has_one_proposer",
            ),
            models.CheckConstraint(
                condition=models.Q(deadline_at__gt=models.F("made_at")),
                name="request_deadline_after_it_was_made",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.title}"

    @property
    def code(self) -> str:
        """The number as people quote it."""
        return f"Q-{self.number:05d}"

    @property
    def licence(self) -> Licence:
        return self.terms.licence

    @property
    def proposer(self) -> Tool | Organisation:
        """The tool or the organisation that asks."""
        return self.by_tool or cast(Organisation, self.by_organisation)

    @property
    def asked_uses(self) -> tuple[Use, ...]:
        """The uses in the order of the table of uses."""
        return tuple(use for use in Use if use.value in self.uses)


class RequestWork(models.Model):
    """One work that a request is about."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="+")
    work = models.ForeignKey(Work, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "work"], name="request_work_once")
        ]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.work_id}"


class RequestPartQuerySet(models.QuerySet["RequestPart"]):
    def of_artist(self, artist: Artist) -> RequestPartQuerySet:
        return self.filter(artist=artist)

    def unanswered(self) -> RequestPartQuerySet:
        return self.filter(is_yes__isnull=True)


class RequestPart(models.Model):
    """What one artist is asked: one use, of the works of one kind; and their latest answer.

    What was answered before stands in the log of decisions.
    """

    request = models.ForeignKey(Request, models.PROTECT, related_name="parts")
    artist = models.ForeignKey(Artist, models.PROTECT, related_name="request_parts")
    use = models.CharField(max_length=12, choices=[(u.value, u.label) for u in Use])
    kind = models.CharField(max_length=12, choices=[(k.value, k.label) for k in WorkKind])
    is_yes = models.BooleanField(null=True, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    given_at = models.DateTimeField(null=True, blank=True)
    works = models.ManyToManyField(Work, through="RequestLeg", related_name="+")

    objects = RequestPartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "artist", "use", "kind"], name="request_part_once"
            ),
            models.CheckConstraint(
                condition=models.Q(use__in=[u.value for u in Use]), name="request_part_use_known"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[k.value for k in WorkKind]),
                name="request_part_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    is_yes__isnull=True, given_by__isnull=True, given_at__isnull=True
                )
                | models.Q(is_yes__isnull=False, given_by__isnull=False, given_at__isnull=False),
                name="request_part_answer_is_somebodys",
            ),
        ]
        indexes = [models.Index(fields=["artist", "is_yes"], name="request_part_by_artist")]

    def __str__(self) -> str:
        return f"{self.artist_id}, {self.use} of {self.kind}"


class RequestLeg(models.Model):
    """One work over which the artist of a part is asked: the named work, its song, its voice."""

    part = models.ForeignKey(RequestPart, models.PROTECT, related_name="legs")
    work = models.ForeignKey(Work, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part", "work"], name="request_leg_once")]

    def __str__(self) -> str:
        return f"{self.part_id}: {self.work_id}"
