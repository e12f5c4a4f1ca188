"""Sums that a tool pays outside its monthly uses, and how they are allocated."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from consent.models import Licence
from earnings.domain.lump_sums import AllocationKey, LumpSumKind
from earnings.models.ledger import Entry


class LumpSum(models.Model):
    """One sum under a licence: received, and later allocated by its key. Terms are never edited.

    A sum that was recorded wrongly is reversed by another of the opposite amount, which names it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveIntegerField(unique=True)
    licence = models.ForeignKey(Licence, models.PROTECT, related_name="lump_sums")
    kind = models.CharField(max_length=12, choices=[(k.value, k.label) for k in LumpSumKind])
    description = models.CharField(max_length=300)
    amount_micros = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    received_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    key = models.CharField(max_length=10, choices=[(k.value, k.label) for k in AllocationKey])
    first_month_date = models.DateField("first month of the key")
    last_month_date = models.DateField("last month of the key")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="lump_sum")
    allocated_at = models.DateTimeField(null=True, blank=True)
    allocated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    allocation_entry = models.OneToOneField(
        Entry, models.PROTECT, null=True, blank=True, related_name="allocated_lump_sum"
    )
    allocation_path = models.CharField(max_length=300, blank=True)
    allocation_sha256 = models.CharField("allocation's SHA-256", max_length=64, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversal"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(amount_micros__gt=0, reverses__isnull=True)
                    | models.Q(amount_micros__lt=0, reverses__isnull=False)
                )
                & models.Q(kind__in=[k.value for k in LumpSumKind])
                & models.Q(key__in=[k.value for k in AllocationKey]),
                name="lump_sum_known",
            ),
            models.CheckConstraint(
                condition=models.Q(last_month_date__gte=models.F("first_month_date")),
                name="lump_sum_months_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.description}"

    @property
    def code(self) -> str:
        """The number as people quote it."""
        return f"LS-{self.number:04d}"

    @property
    def reversed_by(self) -> LumpSum | None:
        """The sum that takes this one back, if any."""
        return getattr(self, "reversal", None)

    @property
    def waits(self) -> bool:
        """Whether it is still to be allocated."""
        taken_back = self.reverses_id is not None or self.reversed_by is not None
        return self.allocated_at is None and not taken_back
