"""Money of a tool's month that waits: whose it would be, or what identifier nobody knows."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from artistportal.roster.models import Artist, Organisation, Payee, Work
from consent.models import Tool
from earnings.domain.unpaid import Waiting

_OWNERS = ("payee", "artist", "organisation")


def _has_one_owner() -> Q:
    """Exactly one of the owners is named."""
    found = Q()
    for owner in _OWNERS:
        found |= Q(**{f"{name}__isnull": name != owner for name in _OWNERS})
    return found


class UnpaidMonth(models.Model):
    """What somebody does not get yet of a tool's month: one work, or all others together.

    A payee's row is their own money. Where no payee is named, the artists credited and the
    licence's organisation have a row each, which says the whole amount or none.
    """

    payee = models.ForeignKey(Payee, models.PROTECT, null=True, related_name="+")
    artist = models.ForeignKey(Artist, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    month_date = models.DateField()
    tool = models.ForeignKey(Tool, models.PROTECT, related_name="+", db_index=False)
    work = models.ForeignKey(Work, models.PROTECT, null=True, related_name="+")
    works = models.PositiveIntegerField(default=1)
    waiting = models.CharField(max_length=10, choices=[(w.value, w.label) for w in Waiting])
    reason = models.CharField(max_length=40)
    currency = models.CharField(max_length=3, blank=True)
    units = models.BigIntegerField()
    amount_micros = models.BigIntegerField(null=True)
    since_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_has_one_owner(), name="unpaid_month_has_one_owner"),
            models.CheckConstraint(
                condition=Q(waiting__in=[w.value for w in Waiting]),
                name="unpaid_month_waiting_known",
            ),
        ]
        indexes = [models.Index(fields=["tool", "month_date"], name="unpaid_month_of_tool")]

    def __str__(self) -> str:
        return f"{self.get_waiting_display()}, {self.month_date:%b %Y}"


class UnmatchedMonth(models.Model):
    """An identifier of a tool's month that names no known work, or all further ones together.

    It belongs to the organisation whose licence its lines belong to; to nobody where they belong
    to none, and then it has no amount.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    month_date = models.DateField()
    tool = models.ForeignKey(Tool, models.PROTECT, related_name="+", db_index=False)
    identifier = models.CharField(max_length=40, blank=True)
    identifiers = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=300, blank=True)
    artist = models.CharField("artist as reported", max_length=300, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    units = models.BigIntegerField()
    amount_micros = models.BigIntegerField(null=True)
    since_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["tool", "month_date"], name="unmatched_month_of_tool"),
            models.Index(fields=["organisation", "identifier"], name="unmatched_month_by_name"),
        ]

    def __str__(self) -> str:
        return f"{self.identifier or 'Others'}, {self.month_date:%b %Y}"
