"""Support's visits: seeing the site as somebody else, for a case, for half an hour."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models

from artistportal.cases.models.cases import Case


class VisitQuerySet(models.QuerySet["Visit"]):
    def in_force(self, now: datetime) -> VisitQuerySet:
        return self.filter(from_at__lte=now, until_at__gt=now, ended_at=None)


class Visit(models.Model):
    """One view of the site through another person's eyes: read-only, told to them."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="visits")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="visited")
    case = models.ForeignKey(Case, models.PROTECT, related_name="visits")
    reason = models.CharField(max_length=500)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_at__gt=models.F("from_at"))
                & ~models.Q(staff=models.F("person")),
                name="visit_ends_and_is_to_another",
            )
        ]

    def __str__(self) -> str:
        return f"{self.staff} as {self.person}, {self.case.code}"
