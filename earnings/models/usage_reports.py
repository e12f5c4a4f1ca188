"""Usage reports as received, and what was wrong with them."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.db import models

from artistportal.background import Job, JobQuerySet
from consent.models import ApiKey, Tool
from earnings.domain.problems import Severity
from earnings.domain.reports import Outcome, ReportFormat


class UsageReportQuerySet(JobQuerySet["UsageReport"]):
    def accepted(self) -> UsageReportQuerySet:
        return self.filter(outcome=Outcome.ACCEPTED.value)

    def counting(self) -> UsageReportQuerySet:
        """Accepted, and no later report stands in its place."""
        return self.accepted().filter(replaced_with__isnull=True)

    def newest_first(self) -> UsageReportQuerySet:
        return self.order_by("-number")


class UsageReport(Job):
    """A file that a tool sent: what it used in a period. The file is kept as received."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveIntegerField(unique=True)
    tool = models.ForeignKey(Tool, models.PROTECT, related_name="usage_reports")
    format = models.CharField(
        max_length=10, choices=[(f.value, f.label) for f in ReportFormat], blank=True
    )
    message_id = models.CharField(max_length=200, blank=True)
    file = models.FileField(upload_to="usage-reports/")
    file_name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField("SHA-256", max_length=64)
    received_at = models.DateTimeField()
    received_from = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    received_with = models.ForeignKey(
        ApiKey, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="API key"
    )
    outcome = models.CharField(
        max_length=10,
        choices=[(o.value, o.label) for o in Outcome],
        default=Outcome.OPEN.value,
    )
    from_date = models.DateField("first day of use", null=True, blank=True)
    until_date = models.DateField("day after the last", null=True, blank=True)
    lines = models.PositiveBigIntegerField(default=0)
    matched_lines = models.PositiveBigIntegerField(default=0)
    excluded_lines = models.PositiveBigIntegerField(default=0)
    problem_count = models.PositiveBigIntegerField(default=0)
    error_count = models.PositiveBigIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True)
    net_revenue_micros = models.BigIntegerField(null=True, blank=True)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    replaced_with = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    summary = models.JSONField(
        default=dict, blank=True, help_text="What it came to when it was checked."
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.CharField(max_length=300, blank=True)

    objects = UsageReportQuerySet.as_manager()

    class Meta(Job.Meta):
        abstract = False
        constraints = [
            *Job.Meta.constraints,
            models.UniqueConstraint(fields=["tool", "sha256"], name="usage_report_bytes_once"),
            models.UniqueConstraint(
                fields=["tool", "message_id"],
                condition=~models.Q(message_id="") & ~models.Q(outcome=Outcome.REJECTED.value),
                name="usage_report_message_once",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=[o.value for o in Outcome]),
                name="usage_report_outcome_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} from {self.tool}"

    @property
    def last_date(self) -> date | None:
        """The last day of use."""
        return self.until_date and self.until_date - timedelta(days=1)

    @property
    def code(self) -> str:
        """The number as people quote it."""
        return f"R-{self.number:06d}"


class ReportProblem(models.Model):
    """One thing wrong with a report: where it is, what stands there, and how to cure it."""

    report = models.ForeignKey(UsageReport, models.PROTECT, related_name="problems")
    severity = models.CharField(max_length=8, choices=[(s.value, s.label) for s in Severity])
    line = models.PositiveBigIntegerField(null=True, blank=True)
    column = models.CharField(max_length=100, blank=True)
    value = models.CharField(max_length=300, blank=True)
    message = models.CharField(max_length=300)
    cure = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(severity__in=[s.value for s in Severity]),
                name="report_problem_severity_known",
            )
        ]

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}" if self.line else self.message


class ReportMonth(models.Model):
    """The lines of an accepted report that fall in one month of use, and where they are kept."""

    report = models.ForeignKey(UsageReport, models.PROTECT, related_name="months")
    month_date = models.DateField("month of use")
    path = models.CharField(max_length=300)
    lines = models.PositiveBigIntegerField()
    units = models.PositiveBigIntegerField()
    sha256 = models.CharField("lines' SHA-256", max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "month_date"], name="report_month_once")
        ]
        indexes = [models.Index(fields=["month_date"], name="report_month_by_month")]

    def __str__(self) -> str:
        return f"{self.report.code}, {self.month_date:%b %Y}"
