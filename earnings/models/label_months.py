"""Monthly figures of what an organisation's own licences came to, for whoever was paid by them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from artistportal.roster.models import Organisation, Payee, Work
from consent.models import Tool


class LabelMonth(models.Model):
    """What one payee earned under one organisation's licences of one tool in one month of use.

    `units` are those of the payee's rows; `own_units` count each use once, whoever shares in it.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    month_date = models.DateField()
    tool = models.ForeignKey(Tool, models.PROTECT, related_name="+")
    payee = models.ForeignKey(Payee, models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    units = models.BigIntegerField()
    own_units = models.BigIntegerField()
    earned_micros = models.BigIntegerField()
    held_micros = models.BigIntegerField()

    class Meta:
        abstract = True


class LabelWorkMonth(LabelMonth):
    """By work; without one, what a guarantee adds to the organisation."""

    work = models.ForeignKey(Work, models.PROTECT, null=True, related_name="+")

    class Meta(LabelMonth.Meta):
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "currency", "month_date"], name="label_work_month_of"
            ),
            models.Index(fields=["tool", "month_date"], name="label_work_month_of_tool"),
        ]

    def __str__(self) -> str:
        return f"{self.payee}, {self.month_date:%b %Y}, {self.work}"


class LabelTerritoryMonth(LabelMonth):
    """By territory."""

    territory = models.CharField(max_length=10, blank=True)

    class Meta(LabelMonth.Meta):
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "currency", "month_date"], name="label_place_month_of"
            ),
            models.Index(fields=["tool", "month_date"], name="label_place_month_of_tool"),
        ]

    def __str__(self) -> str:
        return f"{self.payee}, {self.month_date:%b %Y}, {self.territory}"
