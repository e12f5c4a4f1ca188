"""Who is paid for a work: payees and dated split sheets."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models

from artistportal.roster.models.artists import Artist
from artistportal.roster.models.organisations import Organisation
from artistportal.roster.models.works import Work


class Payee(models.Model):
    """Somebody who is paid: an artist, an organisation, or a person outside the site."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200, db_index=True)
    artist = models.OneToOneField(
        Artist, models.PROTECT, null=True, blank=True, related_name="payee"
    )
    organisation = models.OneToOneField(
        Organisation, models.PROTECT, null=True, blank=True, related_name="payee"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(artist__isnull=True) | models.Q(organisation__isnull=True),
                name="payee_is_one_party",
            )
        ]

    def __str__(self) -> str:
        return self.name


class SplitSheetQuerySet(models.QuerySet["SplitSheet"]):
    def valid_on(self, day: date) -> SplitSheetQuerySet:
        return self.filter(from_date__lte=day).filter(
            models.Q(until_date__isnull=True) | models.Q(until_date__gt=day)
        )


class SplitSheet(models.Model):
    """The payees of a work from one day until another; the shares add up to 1,000,000 ppm."""

    work = models.ForeignKey(Work, models.PROTECT, related_name="split_sheets")
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)

    objects = SplitSheetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["work", "from_date"], name="split_sheet_once"),
            models.CheckConstraint(
                condition=models.Q(until_date__isnull=True)
                | models.Q(until_date__gt=models.F("from_date")),
                name="split_sheet_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work} from {self.from_date}"

    def is_valid_on(self, day: date) -> bool:
        return self.from_date <= day and (self.until_date is None or self.until_date > day)


class SplitShare(models.Model):
    """One payee's share of a split sheet, in parts per million."""

    sheet = models.ForeignKey(SplitSheet, models.PROTECT, related_name="shares")
    payee = models.ForeignKey(Payee, models.PROTECT, related_name="split_shares")
    share_ppm = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "payee"], name="split_share_once"),
            models.CheckConstraint(
                condition=models.Q(share_ppm__gt=0, share_ppm__lte=1_000_000),
                name="split_share_within_the_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payee}: {self.share_ppm} ppm"
