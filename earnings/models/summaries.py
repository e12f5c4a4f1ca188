"""Monthly figures that Celery computes from the archive: a small table for each question asked."""

from __future__ import annotations

from django.db import models

from artistportal.background import Job, JobQuerySet
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Artist, Payee, Work
from consent.domain.payment import PayModel
from consent.models import Licence, Tool

USES = [(use.value, use.label) for use in Use]


class SummaryRefreshQuerySet(JobQuerySet["SummaryRefresh"]):
    def of_tool(self, tool: Tool) -> SummaryRefreshQuerySet:
        return self.filter(tool=tool)


class SummaryRefresh(Job):
    """The task of computing the figures of one tool and one month of use anew."""

    tool = models.ForeignKey(Tool, models.PROTECT, related_name="summary_refreshes")
    month_date = models.DateField("month of use")
    computed_at = models.DateTimeField(null=True, blank=True)
    asked = models.PositiveIntegerField("times asked for", default=1)

    objects = SummaryRefreshQuerySet.as_manager()

    class Meta(Job.Meta):
        abstract = False
        verbose_name_plural = "summary refreshes"
        constraints = [
            *Job.Meta.constraints,
            models.UniqueConstraint(fields=["tool", "month_date"], name="summary_refresh_once"),
        ]

    def __str__(self) -> str:
        return f"{self.tool}, {self.month_date:%b %Y}"


class ToolMonth(models.Model):
    """What one payee earned from one tool's use of one kind in one month."""

    payee = models.ForeignKey(Payee, models.PROTECT, related_name="+")
    month_date = models.DateField()
    tool = models.ForeignKey(Tool, models.PROTECT, related_name="+")
    use = models.CharField(max_length=12, choices=USES)
    currency = models.CharField(max_length=3)
    units = models.BigIntegerField()
    earned_micros = models.BigIntegerField()
    held_micros = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["payee", "month_date", "tool", "use", "currency"], name="tool_month_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.payee}, {self.month_date:%b %Y}, {self.tool}, {self.use}"


class TerritoryMonth(models.Model):
    """What one payee earned from one tool in one territory in one month."""

    payee = models.ForeignKey(Payee, models.PROTECT, related_name="+")
    month_date = models.DateField()
    tool = models.ForeignKey(Tool, models.PROTECT, related_name="+")
    territory = models.CharField(max_length=10)
    currency = models.CharField(max_length=3)
    units = models.BigIntegerField()
    earned_micros = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["payee", "month_date", "tool", "territory", "currency"],
                name="territory_month_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.payee}, {self.month_date:%b %Y}, {self.territory}"


class WorkMonth(models.Model):
    """One of the hundred works that earned a payee most with one tool in one month."""

    payee = models.ForeignKey(Payee, models.PROTECT, related_name="+")
    month_date = models.DateField()
    tool = models.ForeignKey(Tool, models.PROTECT, related_name="+")
    work = models.ForeignKey(Work, models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    units = models.BigIntegerField()
    earned_micros = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["payee", "month_date", "tool", "work", "currency"],
                name="work_month_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.payee}, {self.month_date:%b %Y}, {self.work}"


class ArtistUse(models.Model):
    """One work of an artist as one tool used it in one month: how, with which model, how often."""

    artist = models.ForeignKey(Artist, models.PROTECT, related_name="+")
    month_date = models.DateField()
    work = models.ForeignKey(Work, models.PROTECT, related_name="+")
    tool = models.ForeignKey(Tool, models.PROTECT, related_name="+")
    use = models.CharField(max_length=12, choices=USES)
    model_version = models.CharField(max_length=100, blank=True)
    units = models.BigIntegerField()
    uncleared_units = models.BigIntegerField()
    territories = models.PositiveIntegerField()
    top_territory = models.CharField(max_length=10)
    first_used_at = models.DateTimeField()
    last_used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["artist", "month_date", "work", "tool", "use", "model_version"],
                name="artist_use_once",
            )
        ]
        indexes = [
            models.Index(fields=["artist", "-month_date", "-units"], name="artist_use_newest"),
            models.Index(fields=["tool", "month_date"], name="artist_use_of_month"),
        ]

    def __str__(self) -> str:
        return f"{self.work}, {self.month_date:%b %Y}, {self.tool}, {self.use}"


class MethodMonth(models.Model):
    """What a licence's month would have come to for a payee, had its pool been divided so."""

    payee = models.ForeignKey(Payee, models.PROTECT, related_name="+")
    month_date = models.DateField()
    tool = models.ForeignKey(Tool, models.PROTECT, related_name="+")
    licence = models.ForeignKey(Licence, models.PROTECT, related_name="+")
    method = models.CharField(max_length=20, choices=[(m.value, m.label) for m in PayModel])
    currency = models.CharField(max_length=3)
    amount_micros = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["payee", "month_date", "licence", "method", "currency"],
                name="method_month_once",
            )
        ]
        indexes = [models.Index(fields=["tool", "month_date"], name="method_month_of_tool")]

    def __str__(self) -> str:
        return f"{self.payee}, {self.month_date:%b %Y}, {self.method}"


class AttributionMonth(models.Model):
    """How sure several providers were, and how far apart, about a work's part in outputs."""

    month_date = models.DateField()
    tool = models.ForeignKey(Tool, models.PROTECT, related_name="+")
    work = models.ForeignKey(Work, models.PROTECT, related_name="+")
    use = models.CharField(max_length=12, choices=USES)
    provider = models.CharField(max_length=100, blank=True)
    method = models.CharField(max_length=100, blank=True)
    outputs = models.BigIntegerField()
    lowest_ppm = models.BigIntegerField(null=True, blank=True)
    mean_ppm = models.BigIntegerField(null=True, blank=True)
    highest_ppm = models.BigIntegerField(null=True, blank=True)
    confidence_ppm = models.BigIntegerField("mean confidence", null=True, blank=True)
    disputed_outputs = models.BigIntegerField("outputs that providers disagree about", default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tool", "month_date", "work", "use", "provider", "method"],
                name="attribution_month_once",
            )
        ]
        indexes = [models.Index(fields=["work", "month_date"], name="attribution_month_of_work")]

    def __str__(self) -> str:
        return f"{self.work}, {self.month_date:%b %Y}, {self.provider or self.method}"
