"""Works that people found for identifiers which the catalogue does not know."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from artistportal.roster.models import Work


class IdentifierMatchQuerySet(models.QuerySet["IdentifierMatch"]):
    def standing(self) -> IdentifierMatchQuerySet:
        return self.filter(withdrawn_at__isnull=True)


class IdentifierMatch(models.Model):
    """Lines that name this identifier mean this work, until the match is withdrawn."""

    identifier = models.CharField(max_length=40)
    work = models.ForeignKey(Work, models.PROTECT, related_name="identifier_matches")
    reason = models.CharField(max_length=300)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = IdentifierMatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "identifier matches"
        constraints = [
            models.UniqueConstraint(
                fields=["identifier"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="identifier_match_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.identifier} is {self.work}"
