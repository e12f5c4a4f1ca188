"""The double-entry ledger: append-only, in integer micro-units; every entry adds up to zero."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from artistportal.roster.models import Payee
from consent.models import Tool
from earnings.domain.ledgers import OF_THE_HOUSE, OF_TOOLS, AccountKind, EntryKind
from earnings.models.contracts import Contract, RecoupmentAccount
from earnings.models.royalty_runs import RoyaltyRun

_OWNERS = ("payee", "tool", "contract", "recoupment")


def _owned_by(owner: str, *kinds: AccountKind) -> Q:
    """Accounts of these kinds have this owner and no other."""
    others = {f"{name}__isnull": name != owner for name in _OWNERS}
    return Q(kind__in=[kind.value for kind in kinds], **others)


class LedgerAccount(models.Model):
    """One account in one currency; a positive balance is owed to its owner, a negative by them."""

    kind = models.CharField(max_length=12, choices=[(k.value, k.label) for k in AccountKind])
    currency = models.CharField(max_length=3)
    payee = models.ForeignKey(Payee, models.PROTECT, null=True, blank=True, related_name="accounts")
    tool = models.ForeignKey(Tool, models.PROTECT, null=True, blank=True, related_name="accounts")
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="accounts"
    )
    recoupment = models.ForeignKey(
        RecoupmentAccount, models.PROTECT, null=True, blank=True, related_name="accounts"
    )

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
                fields=["contract", "currency"],
                condition=Q(contract__isnull=False),
                name="ledger_account_of_contract_once",
            ),
            models.UniqueConstraint(
                fields=["recoupment", "currency"],
                condition=Q(recoupment__isnull=False),
                name="ledger_account_of_recoupment_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "currency"],
                condition=Q(
                    payee__isnull=True,
                    tool__isnull=True,
                    contract__isnull=True,
                    recoupment__isnull=True,
                ),
                name="ledger_account_of_house_once",
            ),
            models.CheckConstraint(
                condition=_owned_by("payee", AccountKind.PAYEE)
                | _owned_by("tool", *OF_TOOLS)
                | _owned_by("contract", AccountKind.RESERVE)
                | _owned_by("recoupment", AccountKind.RECOUPMENT)
                | _owned_by("", *OF_THE_HOUSE),
                name="ledger_account_has_its_owner",
            ),
        ]

    def __str__(self) -> str:
        owner = self.payee or self.tool or self.contract or self.recoupment or ""
        return f"{self.kind} {owner} {self.currency}"

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
