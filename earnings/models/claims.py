"""Claims against tools for uses that were refused, and all that each of them ever said."""

from __future__ import annotations

from typing import Any

from django.db import models

from artistportal.cases.domain.kinds import SubjectKind
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Credit, Work
from consent.domain.reasons import Reason
from consent.models import Decision, Licence, Tool
from earnings.domain.claims import REFUSALS, ClaimState


class ClaimQuerySet(models.QuerySet["Claim"]):
    def open(self) -> ClaimQuerySet:
        return self.filter(state=ClaimState.OPEN.value)

    def about(self, artist: int) -> ClaimQuerySet:
        """Claims for works that the artist is credited on, or whose song is theirs."""
        theirs = Credit.objects.filter(artist_id=artist).values("work")
        songs_within = Work.compositions.through.objects.filter(to_work__in=theirs)
        return self.filter(
            models.Q(work__in=theirs) | models.Q(work__in=songs_within.values("from_work"))
        )

    def with_names(self) -> ClaimQuerySet:
        return self.select_related("tool", "work", "licence", "decision__artist")

    def newest_first(self) -> ClaimQuerySet:
        return self.order_by("-month_date", "-number")


class Said(models.Model):
    """What a claim says at one time."""

    state = models.CharField(
        max_length=10,
        choices=[(s.value, s.label) for s in ClaimState],
        default=ClaimState.OPEN.value,
    )
    units = models.BigIntegerField()
    first_used_at = models.DateTimeField()
    last_used_at = models.DateTimeField()
    reports = models.JSONField(help_text="The numbers of the reports that told of the uses.")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="+")
    amount_micros = models.BigIntegerField(
        null=True, blank=True, help_text="At the licence's rate for what was not cleared."
    )
    currency = models.CharField(max_length=3, blank=True)
    why = models.CharField("why it was withdrawn", max_length=200, blank=True)

    class Meta:
        abstract = True


class Claim(Said):
    """One use of one work by a tool in a month, refused for one reason; what it says now."""

    number = models.PositiveBigIntegerField(unique=True)
    tool = models.ForeignKey(Tool, models.PROTECT, related_name="claims")
    licence = models.ForeignKey(
        Licence, models.PROTECT, null=True, blank=True, related_name="claims"
    )
    work = models.ForeignKey(Work, models.PROTECT, related_name="claims")
    use = models.CharField(max_length=12, choices=[(u.value, u.label) for u in Use])
    month_date = models.DateField("month of use")
    reason = models.CharField("the rule's reason", max_length=30)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tool", "month_date", "work", "use", "reason", "licence"],
                condition=models.Q(licence__isnull=False),
                name="claim_once",
            ),
            models.UniqueConstraint(
                fields=["tool", "month_date", "work", "use", "reason"],
                condition=models.Q(licence__isnull=True),
                name="claim_without_licence_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[s.value for s in ClaimState]),
                name="claim_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(reason__in=sorted(REFUSALS)), name="claim_reason_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state=ClaimState.WITHDRAWN.value) | models.Q(why=""),
                name="claim_open_has_no_end",
            ),
        ]
        indexes = [
            models.Index(fields=["work", "-month_date"], name="claim_by_work"),
            models.Index(fields=["tool", "-month_date", "-number"], name="claim_by_tool"),
        ]

    def __str__(self) -> str:
        return f"{self.code} to {self.tool}"

    @property
    def code(self) -> str:
        """The number as people quote it."""
        return f"C-{self.number:06d}"

    @property
    def line(self) -> str:
        """How a case names it."""
        return f"{SubjectKind.CLAIM}:{self.number}"

    @property
    def is_open(self) -> bool:
        return self.state == ClaimState.OPEN.value

    @property
    def rule(self) -> Reason:
        """The rule's reason, which has its sentence and its cure."""
        return Reason(self.reason)

    @property
    def report_codes(self) -> list[str]:
        return [f"R-{number:06d}" for number in self.reports]


class ClaimVersion(Said):
    """What a claim said from one moment on. Append-only, held so by the database."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "number"], name="claim_version_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=[s.value for s in ClaimState]),
                name="claim_version_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}, version {self.number}"

    @classmethod
    def of(cls, claim: Claim, **more: Any) -> ClaimVersion:
        """What the claim says now, as a row of its history."""
        said = {field.attname: getattr(claim, field.attname) for field in Said._meta.fields}
        return cls(claim=claim, number=claim.version, at=claim.changed_at, **said, **more)
