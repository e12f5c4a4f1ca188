"""Split sheets that wait for every payee's signature."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from artistportal.roster.domain.split_proposals import Standing, standing
from artistportal.roster.models.artists import Artist
from artistportal.roster.models.organisations import Organisation
from artistportal.roster.models.splits import Payee, SplitSheet
from artistportal.roster.models.works import Work


class SplitProposalQuerySet(models.QuerySet["SplitProposal"]):
    def open(self) -> SplitProposalQuerySet:
        return self.filter(sheet=None, withdrawn_at=None, refused_at=None)


class SplitProposal(models.Model):
    """Payees and shares from a day on, in force once every payee has signed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    work = models.ForeignKey(Work, models.PROTECT, related_name="split_proposals")
    from_date = models.DateField()
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    artist = models.ForeignKey(Artist, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    why = models.CharField(max_length=300, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    sheet = models.OneToOneField(
        SplitSheet, models.PROTECT, null=True, blank=True, related_name="proposal"
    )

    objects = SplitProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["work", "from_date"],
                condition=models.Q(sheet=None, withdrawn_at=None, refused_at=None),
                name="split_proposal_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(artist__isnull=True) ^ models.Q(organisation__isnull=True),
                name="split_proposal_has_one_proposer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work} from {self.from_date}"

    @property
    def proposer(self) -> Artist | Organisation:
        """In whose name it is proposed; the database holds that it is one of the two."""
        return self.artist or self.organisation  # type: ignore[return-value]  # never both None

    @property
    def standing(self) -> Standing:
        """Where it stands."""
        return standing(
            is_in_force=self.sheet_id is not None,
            is_refused=self.refused_at is not None,
            is_withdrawn=self.withdrawn_at is not None,
        )


class ProposedShareQuerySet(models.QuerySet["ProposedShare"]):
    def waiting(self) -> ProposedShareQuerySet:
        return self.filter(signed_at=None, refused_at=None)


class ProposedShare(models.Model):
    """One payee's proposed share in parts per million, and their signature.

    A share of nothing is of somebody who has to agree all the same: who is paid today and would be
    no longer, or who licenses the work.
    """

    proposal = models.ForeignKey(SplitProposal, models.PROTECT, related_name="shares")
    payee = models.ForeignKey(Payee, models.PROTECT, related_name="proposed_shares")
    share_ppm = models.PositiveIntegerField()
    signed_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    words = models.CharField("why refused, or by which paper signed", max_length=300, blank=True)

    objects = ProposedShareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "payee"], name="proposed_share_once"),
            models.CheckConstraint(
                condition=models.Q(share_ppm__gte=0, share_ppm__lte=1_000_000),
                name="proposed_share_within_the_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(signed_at=None) | models.Q(refused_at=None),
                name="proposed_share_has_one_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payee}: {self.share_ppm} ppm"
