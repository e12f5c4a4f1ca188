"""What the statements of a month would say if it were locked now: to look at, thrown away later."""

from __future__ import annotations

from django.db import models

from artistportal.background import Job, JobQuerySet
from artistportal.roster.models import Organisation, Payee
from earnings.domain.statement_drafts import Concern, Part, concerns_of_part
from earnings.models.contracts import Contract


class MonthReviewQuerySet(JobQuerySet["MonthReview"]):
    pass


class MonthReview(Job):
    """The task of drafting the statements of an accounting month that is over and not locked."""

    month_date = models.DateField("accounting month", unique=True)

    objects = MonthReviewQuerySet.as_manager()

    class Meta(Job.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.month_date:%b %Y}"


class StatementDraft(models.Model):
    """One payee and currency of a review; the same sums as a statement, and what to look at."""

    review = models.ForeignKey(MonthReview, models.CASCADE, related_name="drafts")
    payee = models.ForeignKey(Payee, models.PROTECT, related_name="+")
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
    earned_before_micros = models.BigIntegerField(
        "earned on the statement before", null=True, blank=True
    )
    concerns = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "payee", "currency"], name="statement_draft_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.payee}, {self.currency}"

    @property
    def to_look_at(self) -> list[Concern]:
        """The concerns of the draft."""
        return [Concern(word) for word in self.concerns.split()]


class StatementDraftPart(models.Model):
    """What one organisation's licences come to on a draft, under one contract."""

    draft = models.ForeignKey(StatementDraft, models.CASCADE, related_name="parts")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    contract = models.ForeignKey(Contract, models.PROTECT, null=True, blank=True, related_name="+")
    earned_micros = models.BigIntegerField()
    costs_micros = models.BigIntegerField()
    reserved_micros = models.BigIntegerField()
    released_micros = models.BigIntegerField()
    recouped_micros = models.BigIntegerField()
    earned_before_micros = models.BigIntegerField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "draft"], name="draft_part_of_label")]

    def __str__(self) -> str:
        return f"{self.draft}: {self.contract or self.organisation or 'other'}"

    @property
    def to_look_at(self) -> list[Concern]:
        """What of the part its organisation may look at."""
        told = Part(self.earned_micros, self.earned_before_micros, bool(self.contract_id))
        return list(concerns_of_part(told))
