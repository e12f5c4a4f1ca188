"""What a roster's page reads of consent: counted in the background, replaced whole."""

from __future__ import annotations

from django.db import models

from artistportal.background import Job, JobQuerySet
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Artist, Organisation
from consent.domain.conflicts import ConflictKind
from consent.models.tools import Tool


class CoverageRefresh(Job):
    """The task of counting anew how far consent reaches over an organisation's works."""

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, related_name="coverage_refresh"
    )
    change_number = models.PositiveBigIntegerField("counted up to this change", default=0)
    sheet_number = models.PositiveBigIntegerField("and up to this split sheet", default=0)
    counted_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField("due by itself", null=True, blank=True)

    objects = JobQuerySet["CoverageRefresh"].as_manager()

    class Meta(Job.Meta):
        abstract = False
        verbose_name_plural = "coverage refreshes"

    def __str__(self) -> str:
        return str(self.organisation)


class ArtistCoverage(models.Model):
    """One artist's works at one organisation: how many there are, and what they come to."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="coverages")
    artist = models.ForeignKey(Artist, models.PROTECT, related_name="coverages")
    works = models.PositiveIntegerField()
    cleared = models.PositiveIntegerField("cleared for some tool")
    refused = models.PositiveIntegerField()
    silent = models.PositiveIntegerField("nothing said")
    without_splits = models.PositiveIntegerField()
    without_identifier = models.PositiveIntegerField()
    conflicts = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "artist"], name="artist_coverage_once"),
            models.CheckConstraint(
                condition=models.Q(
                    works__gte=models.F("cleared") + models.F("refused") + models.F("silent")
                ),
                name="artist_coverage_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.artist} at {self.organisation}"


class Conflict(models.Model):
    """A disagreement that concerns an artist, about some works of an organisation."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="conflicts")
    artist = models.ForeignKey(Artist, models.PROTECT, related_name="conflicts")
    kind = models.CharField(max_length=8, choices=[(k.value, k.label) for k in ConflictKind])
    tool = models.ForeignKey(Tool, models.PROTECT, related_name="+")
    use = models.CharField(max_length=12, choices=[(u.value, u.label) for u in Use])
    works = models.PositiveIntegerField()
    examples = models.JSONField("titles and public ids of some", default=list)
    sides = models.JSONField("who says what, by which decision")
    effective_at = models.DateTimeField("the no takes effect", null=True, blank=True)
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[k.value for k in ConflictKind]),
                name="conflict_kind_known",
            )
        ]
        indexes = [models.Index(fields=["organisation", "artist"], name="conflict_of_artist")]

    def __str__(self) -> str:
        return f"{self.artist}: {self.get_use_display()} by {self.tool}"

    @property
    def use_label(self) -> str:
        return Use(self.use).label

    @property
    def own_decision(self) -> int:
        """The number of the artist's own decision: what they may read and talk about."""
        return next((side["decision"] for side in self.sides if side["is_theirs"]), 0)
