"""The double-entry ledger: append-only, in integer micro-units; every entry adds up to zero."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from artistportal.roster.models import Payee
from consent.models import Tool
from earnings.domain.ledgers import AccountKind, EntryKind
from earnings.models.royalty_runs import RoyaltyRun


class LedgerAccount(models.Model):
    """One account in one currency; a positive balance is owed to its owner, a negative by them."""

    kind = models.CharField(max_length=10, choices=[(k.value, k.label) for k in AccountKind])
    currency = models.CharField(max_length=3)
    payee = models.ForeignKey(Payee, models.PROTECT, null=True, blank=True, related_name="accounts")
    tool = models.ForeignKey(Tool, models.PROTECT, null=True, blank=True, related_name="accounts")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["payee", "currency"],
                condition=Q(payee__isnull=False),
                name="ledger_account_of_payee_once",
            ),
            models.UniqueConstraint(
                fields=["tool", "kind", "currency"],
                condition=Q(tool__isnull=False),
                name="ledger_account_of_tool_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "currency"],
                condition=Q(payee__isnull=True, tool__isnull=True),
                name="ledger_account_of_house_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="payee", payee__isnull=False, tool__isnull=True)
                | Q(kind__in=["tool", "held", "unmatched"], payee__isnull=True, tool__isnull=False)
                | Q(kind="bank", payee__isnull=True, tool__isnull=True),
                name="ledger_account_has_its_owner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.payee or self.tool or ''} {self.currency}"

    def balance_micros(self) -> int:
        """What the account holds now: the sum of its postings."""
        total = self.postings.aggregate(total=models.Sum("amount_micros", default=0))["total"]
        return int(total)


class Entry(models.Model):
    """One balanced fact in one currency; a correction is a new entry that names what it adjusts."""

    number = models.PositiveBigIntegerField(unique=True)
    kind = models.CharField(max_length=10, choices=[(k.value, k.label) for k in EntryKind])
    currency = models.CharField(max_length=3)
    accounting_month = models.DateField()
    posted_at = models.DateTimeField()
    run = models.OneToOneField(
        RoyaltyRun, models.PROTECT, null=True, blank=True, related_name="entry"
    )
    adjusts = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="adjusted_by"
    )
    description = models.CharField(max_length=300)

    class Meta:
        verbose_name_plural = "entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in EntryKind]), name="entry_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(adjusts__isnull=True) | ~Q(adjusts=F("id")),
                name="entry_adjusts_another",
            ),
        ]

    def __str__(self) -> str:
        return f"E-{self.number:06d}"


class Posting(models.Model):
    """One account's part of an entry, in micro-units; positive is owed to the account's owner."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="postings")
    account = models.ForeignKey(LedgerAccount, models.PROTECT, related_name="postings")
    amount_micros = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "account"], name="posting_once"),
            models.CheckConstraint(condition=~Q(amount_micros=0), name="posting_not_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.amount_micros} to {self.account}"
