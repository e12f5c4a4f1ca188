"""The log of decisions: append-only, held so by the database."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Artist, Mandate, Work
from consent.domain.decisions import Capacity
from consent.models.licences import Terms
from consent.models.tools import Tool


class DecisionQuerySet(models.QuerySet["Decision"]):
    def of_artist(self, artist: Artist) -> DecisionQuerySet:
        return self.filter(artist=artist)

    def newest_first(self) -> DecisionQuerySet:
        return self.order_by("-number")


class Decision(models.Model):
    """One yes or no that somebody gave, never edited. An empty part of the scope means all."""

    number = models.PositiveBigIntegerField(unique=True)
    artist = models.ForeignKey(Artist, models.PROTECT, related_name="decisions")
    is_yes = models.BooleanField()
    work = models.ForeignKey(
        Work, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    tool = models.ForeignKey(
        Tool, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    use = models.CharField(max_length=12, choices=[(u.value, u.label) for u in Use], blank=True)
    territories = models.JSONField(null=True, blank=True)
    terms = models.ForeignKey(
        Terms, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    reaches_later_works = models.BooleanField(default=False)
    ends_at = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=10, choices=[(c.value, c.label) for c in Capacity])
    mandate = models.ForeignKey(
        Mandate, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    given_at = models.DateTimeField(db_index=True)
    previous_hash = models.CharField(max_length=64)
    row_hash = models.CharField(max_length=64, unique=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_yes=False)
                | models.Q(tool__isnull=False, terms__isnull=False),
                name="decision_yes_names_tool_and_terms",
            ),
            models.CheckConstraint(
                condition=models.Q(is_yes=True)
                | models.Q(terms__isnull=True, ends_at__isnull=True, reaches_later_works=True),
                name="decision_no_is_open",
            ),
            models.CheckConstraint(
                condition=models.Q(use__in=["", *(u.value for u in Use)]),
                name="decision_use_known",
            ),
            models.CheckConstraint(
                condition=models.Q(capacity=Capacity.MANDATE.value, mandate__isnull=False)
                | models.Q(
                    capacity__in=[Capacity.OWNER.value, Capacity.MANAGER.value],
                    mandate__isnull=True,
                ),
                name="decision_capacity_known",
            ),
        ]
        indexes = [models.Index(fields=["artist", "-number"], name="decision_by_artist")]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The number as people quote it."""
        return f"D-{self.number:06d}"
