"""Where a payee's money goes, and holds on their payments."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from artistportal.roster.models import Payee


class PayoutAccount(models.Model):
    """One version of where a payee is paid; append-only, the newest one counts after its hold."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    payee = models.ForeignKey(Payee, models.PROTECT, related_name="payout_accounts")
    holder = models.CharField("account holder", max_length=200)
    country = models.CharField(max_length=2)
    number_sealed = models.TextField("account number, encrypted")
    last_four = models.CharField(max_length=4)
    bic = models.CharField("BIC", max_length=11, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    usable_at = models.DateTimeField("payments wait until")

    class Meta:
        indexes = [models.Index(fields=["payee", "-id"], name="payout_account_newest")]

    def __str__(self) -> str:
        return f"{self.payee}: ends in {self.last_four}"


class PayeeHold(models.Model):
    """Support keeps a payee's payments back; putting on and lifting take two people each."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    payee = models.ForeignKey(Payee, models.PROTECT, related_name="holds")
    reason = models.CharField("why, as the payee reads it", max_length=300)
    next_step = models.CharField(max_length=300)
    deadline_date = models.DateField()
    case_code = models.CharField("case", max_length=12, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField("in force since", null=True, blank=True)
    lifting_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifting_asked_at = models.DateTimeField(null=True, blank=True)
    lifting_reason = models.CharField(max_length=300, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(approved_by=None) | ~models.Q(approved_by=models.F("asked_by")))
                & (models.Q(lifted_by=None) | ~models.Q(lifted_by=models.F("lifting_asked_by"))),
                name="payee_hold_takes_two_people",
            )
        ]

    def __str__(self) -> str:
        return f"{self.payee}: {self.reason}"
