"""Recordings, compositions and voices, and who is credited on them."""

from __future__ import annotations

import uuid

from django.db import models

from artistportal.roster.domain.credits import AiPart
from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import WorkKind
from artistportal.roster.models.artists import Artist
from artistportal.roster.models.organisations import Organisation


class WorkQuerySet(models.QuerySet["Work"]):
    def credited_to(self, artist: Artist) -> WorkQuerySet:
        return self.filter(credits__artist=artist).distinct()


class Work(models.Model):
    """A recording, a composition or a voice.

    A recording names its compositions; it leads to the voices of its credited vocalists.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=[(k.value, k.label) for k in WorkKind])
    title = models.CharField(max_length=300, db_index=True)
    release_title = models.CharField(max_length=300, blank=True)
    isrc = models.CharField("ISRC", max_length=12, null=True, blank=True, unique=True)
    iswc = models.CharField("ISWC", max_length=11, null=True, blank=True, unique=True)
    voice_of = models.OneToOneField(
        Artist, models.PROTECT, null=True, blank=True, related_name="voice"
    )
    compositions = models.ManyToManyField(
        "self", symmetrical=False, related_name="recordings", blank=True
    )
    rights_holder = models.ForeignKey(Organisation, models.PROTECT, related_name="works")
    contains_ai = models.CharField(
        "made with generative AI",
        max_length=6,
        choices=[(a.value, a.label) for a in AiPart],
        blank=True,
    )
    reference = models.CharField("the rights holder's own number", max_length=60, blank=True)
    artists = models.ManyToManyField(Artist, through="Credit", related_name="works")
    created_at = models.DateTimeField()

    objects = WorkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rights_holder", "reference"],
                condition=~models.Q(reference=""),
                name="work_reference_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[k.value for k in WorkKind]), name="work_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(contains_ai__in=["", *(a.value for a in AiPart)]),
                name="work_contains_ai_known",
            ),
            models.CheckConstraint(
                condition=models.Q(isrc__isnull=True) | models.Q(kind=WorkKind.RECORDING.value),
                name="work_isrc_names_a_recording",
            ),
            models.CheckConstraint(
                condition=models.Q(iswc__isnull=True) | models.Q(kind=WorkKind.COMPOSITION.value),
                name="work_iswc_names_a_composition",
            ),
            models.CheckConstraint(
                condition=models.Q(voice_of__isnull=True, kind__in=["recording", "composition"])
                | models.Q(voice_of__isnull=False, kind=WorkKind.VOICE.value),
                name="work_voice_is_somebodys",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def identifier(self) -> str:
        """The identifier as outsiders quote it, with its scheme."""
        if self.isrc:
            return f"ISRC:{self.isrc}"
        if self.iswc:
            return f"ISWC:{self.iswc}"
        return f"{self.kind.upper()}:{self.public_id}"


class Credit(models.Model):
    """An artist's part in a work, and whether they hold consent over it."""

    work = models.ForeignKey(Work, models.PROTECT, related_name="credits")
    artist = models.ForeignKey(Artist, models.PROTECT, related_name="credits")
    role = models.CharField(max_length=16, choices=[(r.value, r.label) for r in CreditRole])
    holds_consent = models.BooleanField(default=False)
    ai_contribution = models.CharField(
        "of which generative AI made",
        max_length=6,
        choices=[(a.value, a.label) for a in AiPart],
        blank=True,
    )
    credited_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["work", "artist", "role"], name="credit_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=[r.value for r in CreditRole]),
                name="credit_role_known",
            ),
            models.CheckConstraint(
                condition=models.Q(ai_contribution__in=["", *(a.value for a in AiPart)]),
                name="credit_ai_contribution_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.artist}, {self.role} on {self.work}"
