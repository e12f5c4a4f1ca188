"""What each payee is told of one accounting month, once it is closed. Never changed after that."""

from __future__ import annotations

import uuid

from django.db import models

from artistportal.background import Job, JobQuerySet, JobState
from artistportal.roster.models import Organisation, Payee
from earnings.models.contracts import Contract
from earnings.models.ledger import Entry


class MonthClosingQuerySet(JobQuerySet["MonthClosing"]):
    def sent(self) -> MonthClosingQuerySet:
        """Months whose statements their payees may see: locked, and not held back."""
        return self.filter(state=JobState.DONE, held_back=False)

    def untold(self) -> MonthClosingQuerySet:
        """Months that were sent, of which payees were not told yet."""
        return self.sent().filter(sent_at__isnull=False, told_at__isnull=True)


class MonthClosing(Job):
    """The task of closing an accounting month: settles every payee and issues the statements.

    A closing that somebody asked for is held back when it is done: its statements are locked, and
    payees see them, and are told, once they are sent.
    """

    month_date = models.DateField("accounting month", unique=True)
    statements = models.PositiveIntegerField("statements issued", default=0)
    held_back = models.BooleanField("statements wait to be sent", default=False)
    sent_at = models.DateTimeField("statements sent by hand", null=True, blank=True)
    told_at = models.DateTimeField("payees told", null=True, blank=True)

    objects = MonthClosingQuerySet.as_manager()

    class Meta(Job.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.month_date:%b %Y}"


class StatementQuerySet(models.QuerySet["Statement"]):
    def sent(self) -> StatementQuerySet:
        """Those that their payees may see."""
        return self.filter(closing_job__held_back=False)

    def newest_first(self) -> StatementQuerySet:
        return self.order_by("-month_date", "currency")


class Statement(models.Model):
    """One payee, accounting month and currency: from the opening to the closing balance.

    opening + earned - costs - reserved + released - recouped - tax - paid = closing (micro-units);
    `held` is what waits elsewhere and is in no balance. Append-only, held so by the database.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveBigIntegerField(unique=True)
    closing_job = models.ForeignKey(MonthClosing, models.PROTECT, related_name="issued")
    payee = models.ForeignKey(Payee, models.PROTECT, related_name="statements")
    month_date = models.DateField("accounting month")
    currency = models.CharField(max_length=3)
    opening_micros = models.BigIntegerField()
    earned_micros = models.BigIntegerField()
    costs_micros = models.BigIntegerField()
    reserved_micros = models.BigIntegerField()
    released_micros = models.BigIntegerField()
    recouped_micros = models.BigIntegerField()
    tax_micros = models.BigIntegerField()
    paid_micros = models.BigIntegerField()
    closing_micros = models.BigIntegerField()
    held_micros = models.BigIntegerField()
    unrecouped_micros = models.BigIntegerField(default=0)
    in_reserve_micros = models.BigIntegerField(default=0)
    settlement = models.OneToOneField(
        Entry, models.PROTECT, null=True, blank=True, related_name="statement"
    )
    content = models.JSONField(help_text="All that it says, in full; its hash is the statement's.")
    content_sha256 = models.CharField("content's SHA-256", max_length=64)
    issued_at = models.DateTimeField()

    objects = StatementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["payee", "month_date", "currency"], name="statement_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    closing_micros=models.F("opening_micros")
                    + models.F("earned_micros")
                    - models.F("costs_micros")
                    - models.F("reserved_micros")
                    + models.F("released_micros")
                    - models.F("recouped_micros")
                    - models.F("tax_micros")
                    - models.F("paid_micros")
                ),
                name="statement_adds_up",
            ),
        ]
        indexes = [models.Index(fields=["month_date"], name="statement_by_month")]

    def __str__(self) -> str:
        return f"{self.code}: {self.payee}, {self.month_date:%b %Y}"

    @property
    def code(self) -> str:
        """The number as people quote it."""
        return f"S-{self.number:06d}"


class StatementPart(models.Model):
    """What one organisation's licences came to on a statement, under one contract. Append-only."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="parts")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    contract = models.ForeignKey(Contract, models.PROTECT, null=True, blank=True, related_name="+")
    earned_in_micros = models.BigIntegerField("earned, in the currency it was earned in")
    earned_in_currency = models.CharField(max_length=3)
    exchange_rate = models.DecimalField(
        "rate it was exchanged at", max_digits=24, decimal_places=12, null=True, blank=True
    )
    exchange_rate_date = models.DateField(null=True, blank=True)
    exchange_rate_source = models.CharField(max_length=100, blank=True)
    earned_micros = models.BigIntegerField()
    fee_micros = models.BigIntegerField(default=0)
    expenses_micros = models.BigIntegerField(default=0)
    contract_micros = models.BigIntegerField("the organisation's part", default=0)
    reserved_micros = models.BigIntegerField(default=0)
    released_micros = models.BigIntegerField(default=0)
    recouped_micros = models.BigIntegerField(default=0)
    tax_micros = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.contract or self.organisation or 'other'}"
