"""Acts: the decisions that were saved together, so that they can be shown and taken back so."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.models import Artist, Organisation
from consent.domain.acts import Cause
from consent.models.decisions import Decision, DecisionQuerySet
from consent.models.requests import Request


class ActQuerySet(models.QuerySet["Act"]):
    def of_artist(self, artist: Artist) -> ActQuerySet:
        return self.filter(artist=artist)

    def of_organisation(self, organisation: Organisation) -> ActQuerySet:
        return self.filter(organisation=organisation)

    def with_names(self) -> ActQuerySet:
        """With all that a line about an act says."""
        return self.select_related(
            "artist", "given_by", "organisation", "reverses", "reversed_by__given_by"
        )

    def newest_first(self) -> ActQuerySet:
        return self.order_by("-last_number")


class Act(models.Model):
    """Decisions of one transaction: numbered without a gap, since one writer holds the log."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    artist = models.ForeignKey(Artist, models.PROTECT, related_name="acts")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="acts"
    )
    cause = models.CharField(max_length=10, choices=[(c.value, c.label) for c in Cause])
    request = models.ForeignKey(Request, models.PROTECT, null=True, blank=True, related_name="acts")
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    given_at = models.DateTimeField()
    first_number = models.PositiveBigIntegerField(unique=True)
    last_number = models.PositiveBigIntegerField(unique=True)

    objects = ActQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(cause__in=[c.value for c in Cause]), name="act_cause_known"
            ),
            models.CheckConstraint(
                condition=models.Q(last_number__gte=models.F("first_number")),
                name="act_holds_a_decision",
            ),
        ]
        indexes = [models.Index(fields=["artist", "-last_number"], name="act_by_artist")]

    def __str__(self) -> str:
        return f"{self.artist}: {self.get_cause_display()}, {self.given_at:%d %b %Y}"

    @property
    def reach(self) -> set[tuple[Use | None, WorkKind | None]]:
        """The uses and kinds of work that it decided; none means all."""
        rows = self.decisions.values_list("use", "work__kind").distinct()
        return {(Use(use) if use else None, WorkKind(kind) if kind else None) for use, kind in rows}

    @property
    def codes(self) -> str:
        """The numbers of its decisions as people quote them."""
        first, last = f"D-{self.first_number:06d}", f"D-{self.last_number:06d}"
        return first if first == last else f"{first} to {last}"

    @property
    def decisions(self) -> DecisionQuerySet:
        return Decision.objects.filter(number__range=(self.first_number, self.last_number))
