"""How payees are paid, by which tax rates, and each payment."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from artistportal.roster.models import Payee
from earnings.domain.payouts import PayoutState


class PayoutTerms(models.Model):
    """In which currency a payee is paid, from which amount on, and where they are taxed."""

    payee = models.OneToOneField(Payee, models.PROTECT, related_name="payout_terms")
    currency = models.CharField(max_length=3)
    minimum_micros = models.BigIntegerField("smallest payment", default=0)
    fee_micros = models.BigIntegerField("fee for each payment", default=0)
    residence = models.CharField(
        max_length=2, blank=True, help_text="Country of tax residence, as ISO 3166-1 alpha-2."
    )
    form_from_date = models.DateField("tax form valid from", null=True, blank=True)
    form_until_date = models.DateField("tax form valid until", null=True, blank=True)

    class Meta:
        verbose_name_plural = "payout terms"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minimum_micros__gte=0) & models.Q(fee_micros__gte=0),
                name="payout_terms_not_negative",
            )
        ]

    def __str__(self) -> str:
        return f"{self.payee} in {self.currency}"


class TaxRate(models.Model):
    """A rate of withholding tax that the operator entered, and on what ground."""

    residence = models.CharField(max_length=2, blank=True, help_text="Empty: any country.")
    source = models.CharField(max_length=2, blank=True, help_text="Empty: any country.")
    needs_form = models.BooleanField("only with a valid tax form", default=False)
    rate_ppm = models.PositiveIntegerField()
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)
    ground = models.CharField("treaty article or law", max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["residence", "source", "needs_form", "from_date"], name="tax_rate_once"
            ),
            models.CheckConstraint(
                condition=models.Q(rate_ppm__lte=1_000_000), name="tax_rate_within_the_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source or 'any'} to {self.residence or 'any'}: {self.rate_ppm} ppm"


class Payout(models.Model):
    """One payment to a payee."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveBigIntegerField(unique=True)
    payee = models.ForeignKey(Payee, models.PROTECT, related_name="payouts")
    currency = models.CharField(max_length=3)
    amount_micros = models.BigIntegerField("taken from the balance")
    fee_micros = models.BigIntegerField(default=0)
    state = models.CharField(
        max_length=10,
        choices=[(s.value, s.label) for s in PayoutState],
        default=PayoutState.SCHEDULED.value,
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField("arrived or failed at", null=True, blank=True)
    reference = models.CharField("bank reference", max_length=100, blank=True)
    why = models.CharField("why it failed", max_length=300, blank=True)
    entry = models.OneToOneField(
        "earnings.Entry", models.PROTECT, null=True, blank=True, related_name="payout"
    )
    returned_entry = models.OneToOneField(
        "earnings.Entry", models.PROTECT, null=True, blank=True, related_name="returned_payout"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[s.value for s in PayoutState]),
                name="payout_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(amount_micros__gt=models.F("fee_micros"))
                & models.Q(fee_micros__gte=0),
                name="payout_pays_something",
            ),
        ]
        indexes = [models.Index(fields=["payee", "-number"], name="payout_newest")]

    def __str__(self) -> str:
        return f"{self.code} to {self.payee}"

    @property
    def code(self) -> str:
        """The number as people quote it."""
        return f"P-{self.number:06d}"
