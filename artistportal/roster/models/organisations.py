"""Organisations, the people who act for them, and the artists signed to them."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.conf import settings
from django.db import models

from artistportal.roster.domain.roles import OrganisationKind, OrganisationRole
from artistportal.roster.models.artists import Artist


class Organisation(models.Model):
    """Somebody who licenses works: a label, a publisher, or a self-released artist's own house."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200, db_index=True)
    kind = models.CharField(max_length=20, choices=[(k.value, k.label) for k in OrganisationKind])
    dpid = models.CharField("DPID", max_length=18, null=True, blank=True, unique=True)
    artists = models.ManyToManyField(Artist, through="Signing", related_name="organisations")
    second_person_above = models.PositiveIntegerField(
        "a second person approves acts on more works than", default=50
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[k.value for k in OrganisationKind]),
                name="organisation_kind_known",
            )
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationMemberQuerySet(models.QuerySet["OrganisationMember"]):
    def in_force(self, now: datetime) -> OrganisationMemberQuerySet:
        return self.filter(from_at__lte=now).filter(
            models.Q(until_at__isnull=True) | models.Q(until_at__gt=now)
        )


class OrganisationMember(models.Model):
    """One person's place in an organisation."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="organisation_memberships"
    )
    role = models.CharField(max_length=10, choices=[(r.value, r.label) for r in OrganisationRole])
    sees_money = models.BooleanField(default=False)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)

    objects = OrganisationMemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"], name="organisation_member_once"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=[r.value for r in OrganisationRole]),
                name="organisation_member_role_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.role} of {self.organisation}"


class SigningQuerySet(models.QuerySet["Signing"]):
    def in_force(self, day: date) -> SigningQuerySet:
        return self.filter(from_date__lte=day).filter(
            models.Q(until_date__isnull=True) | models.Q(until_date__gt=day)
        )


class Signing(models.Model):
    """An artist's place on an organisation's roster; it lets nobody decide anything."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="signings")
    artist = models.ForeignKey(Artist, models.PROTECT, related_name="signings")
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)

    objects = SigningQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "artist", "from_date"], name="signing_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.artist} at {self.organisation}"
