"""What changed for tools, numbered in the order in which it took hold."""

from __future__ import annotations

from django.db import models

from artistportal.roster.models import Artist, Organisation, Work
from consent.domain.changes import ChangeKind
from consent.models.decisions import Decision
from consent.models.tools import Tool


class ChangeQuerySet(models.QuerySet["Change"]):
    def after(self, number: int) -> ChangeQuerySet:
        return self.filter(number__gt=number).order_by("number")

    def wide(self, tool: Tool) -> ChangeQuerySet:
        """Those that may touch more of the tool's works than a feed tells one by one."""
        agreed = models.Q(kind__in=[ChangeKind.LICENCE.value, ChangeKind.TERMS.value])
        untold = models.Q(kind=ChangeKind.WORK.value, work=None)
        return self.filter(agreed | untold).filter(models.Q(tool=None) | models.Q(tool=tool))

    def newest_number(self) -> int:
        """The number of the newest change; 0 where there is none."""
        newest = self.order_by("-number").values_list("number", flat=True).first()
        return newest or 0


class Change(models.Model):
    """One thing that may change clearances, and how far it reaches. An empty part means all.

    A change of a work names the organisation whose right in it was taken away, where one was.
    """

    number = models.PositiveBigIntegerField(unique=True)
    kind = models.CharField(max_length=10, choices=[(k.value, k.label) for k in ChangeKind])
    at = models.DateTimeField()
    tool = models.ForeignKey(Tool, models.PROTECT, null=True, blank=True, related_name="+")
    artist = models.ForeignKey(Artist, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    work = models.ForeignKey(Work, models.PROTECT, null=True, blank=True, related_name="+")
    decision = models.OneToOneField(
        Decision, models.PROTECT, null=True, blank=True, related_name="change"
    )

    objects = ChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[k.value for k in ChangeKind]),
                name="change_kind_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.kind}"


class CatalogueTouch(models.Model):
    """A work, or a mandate, that somebody changed: written by the database's own triggers.

    Numbered as a `Change` before anybody reads the changes; a work's row then waits until its
    footing is found anew. Columns are plain numbers: a trigger writes them, for tables above it.
    """

    work_id = models.BigIntegerField(null=True, db_index=True)
    artist_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    is_numbered = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(is_numbered=False), name="touch_to_number"
            )
        ]

    def __str__(self) -> str:
        return f"work {self.work_id}" if self.work_id else f"mandate of artist {self.artist_id}"
