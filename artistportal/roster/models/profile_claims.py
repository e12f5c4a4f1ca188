"""Claims to an artist's profile or to a credit, and what shows that they are right."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from artistportal.roster.domain.profile_claims import ClaimState, EvidenceKind, EvidenceState
from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.models.artists import Artist
from artistportal.roster.models.works import Work


def evidence_name(file: EvidenceFile, _filename: str) -> str:
    """Where a file is kept; the claimant's name of it never reaches the disk."""
    return f"claims/{file.public_id}"


class ProfileClaim(models.Model):
    """A person says: this artist is me; or, of their own artist: I played on this work."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    artist = models.ForeignKey(Artist, models.PROTECT, related_name="claims")
    work = models.ForeignKey(
        Work,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="credit_claims",
        help_text="Set where a credit on it is claimed, and not the artist's profile.",
    )
    credit_role = models.CharField(
        max_length=16, choices=[(r.value, r.label) for r in CreditRole], blank=True
    )
    claimant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="profile_claims"
    )
    state = models.CharField(
        max_length=10,
        choices=[(s.value, s.label) for s in ClaimState],
        default=ClaimState.OPEN.value,
        db_index=True,
    )
    words = models.TextField("in the claimant's words", blank=True)
    submitted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[s.value for s in ClaimState]),
                name="profile_claim_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(work__isnull=True, credit_role="")
                | models.Q(work__isnull=False, credit_role__in=[r.value for r in CreditRole]),
                name="profile_claim_names_profile_or_credit",
            ),
            models.UniqueConstraint(
                fields=["artist", "claimant"],
                condition=models.Q(state__in=["open", "disputed"], work__isnull=True),
                name="profile_claim_open_once",
            ),
            models.UniqueConstraint(
                fields=["artist", "work", "credit_role"],
                condition=models.Q(state__in=["open", "disputed"], work__isnull=False),
                name="credit_claim_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claimant}: {self.artist}"


class ProfileEvidence(models.Model):
    """One thing that speaks for a claim, and what support found of it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    claim = models.ForeignKey(ProfileClaim, models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=20, choices=[(k.value, k.label) for k in EvidenceKind])
    told = models.CharField(
        "domain, address or reference", max_length=300, help_text="What the claimant named."
    )
    code = models.CharField("code to be placed or mailed", max_length=40, blank=True)
    state = models.CharField(
        max_length=10,
        choices=[(s.value, s.label) for s in EvidenceState],
        default=EvidenceState.GIVEN.value,
    )
    given_at = models.DateTimeField()
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField("what was found", max_length=500, blank=True)

    class Meta:
        verbose_name_plural = "profile evidence"
        constraints = [
            models.UniqueConstraint(fields=["claim", "kind"], name="profile_evidence_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=[k.value for k in EvidenceKind])
                & models.Q(state__in=[s.value for s in EvidenceState]),
                name="profile_evidence_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.told}"


class EvidenceFile(models.Model):
    """A document that came with evidence, kept as it was received; append-only."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    evidence = models.ForeignKey(ProfileEvidence, models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to=evidence_name)
    size = models.PositiveBigIntegerField("bytes")
    sha256 = models.CharField("SHA-256", max_length=64)
    given_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
