"""What organisations agreed with payees, what stands to be recouped, and what was spent."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import models

from artistportal.roster.models import Organisation, Payee
from earnings.domain.contracts import Expenses


class RecoupmentAccount(models.Model):
    """What a payee owes an organisation until royalties have made up for it, over contracts."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="recoupment_accounts"
    )
    payee = models.ForeignKey(Payee, models.PROTECT, related_name="recoupment_accounts")
    name = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "payee", "name"], name="recoupment_account_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.payee}"


class ContractQuerySet(models.QuerySet["Contract"]):
    def valid_on(self, day: date) -> ContractQuerySet:
        return self.filter(from_date__lte=day).filter(
            models.Q(until_date__isnull=True) | models.Q(until_date__gt=day)
        )


class Contract(models.Model):
    """How an organisation passes on what one payee earned under its licences; never edited."""

    number = models.PositiveIntegerField(unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="contracts")
    payee = models.ForeignKey(Payee, models.PROTECT, related_name="contracts")
    title = models.CharField(max_length=200)
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)
    rate_ppm = models.PositiveIntegerField("the payee's part, in parts per million")
    fee_ppm = models.PositiveIntegerField("the organisation's fee before it", default=0)
    expenses = models.CharField(
        max_length=12,
        choices=[(e.value, e.label) for e in Expenses],
        default=Expenses.AFTER_SPLIT.value,
    )
    reserve_ppm = models.PositiveIntegerField("part kept in reserve", default=0)
    reserve_months = models.PositiveIntegerField("months until it is released", default=0)
    recoupment = models.ForeignKey(
        RecoupmentAccount, models.PROTECT, null=True, blank=True, related_name="contracts"
    )

    objects = ContractQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "payee", "from_date"], name="contract_once"
            ),
            models.CheckConstraint(
                condition=models.Q(until_date__isnull=True)
                | models.Q(until_date__gt=models.F("from_date")),
                name="contract_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(rate_ppm__lte=1_000_000)
                & models.Q(fee_ppm__lte=1_000_000)
                & models.Q(reserve_ppm__lte=1_000_000)
                & models.Q(expenses__in=[e.value for e in Expenses]),
                name="contract_within_the_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.title}"

    @property
    def code(self) -> str:
        """The number as people quote it."""
        return f"K-{self.number:04d}"


class Expense(models.Model):
    """What an organisation spent under a contract; a correction is a negative one. Append-only."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="spent")
    incurred_date = models.DateField()
    amount_micros = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    description = models.CharField(max_length=300)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(amount_micros=0), name="expense_is_not_nothing"
            )
        ]

    def __str__(self) -> str:
        return f"{self.description} ({self.incurred_date})"
