"""What the roster stores: who made what, who holds which right, who may act for whom."""

from artistportal.roster.models.artists import Artist, ArtistMember, ArtistRole
from artistportal.roster.models.mandates import Mandate
from artistportal.roster.models.organisations import (
    Organisation,
    OrganisationKind,
    OrganisationMember,
    OrganisationRole,
    Signing,
)
from artistportal.roster.models.splits import Payee, SplitShare, SplitSheet
from artistportal.roster.models.works import Credit, CreditRole, Work

__all__ = [
    "Artist",
    "ArtistMember",
    "ArtistRole",
    "Credit",
    "CreditRole",
    "Mandate",
    "Organisation",
    "OrganisationKind",
    "OrganisationMember",
    "OrganisationRole",
    "Payee",
    "Signing",
    "SplitShare",
    "SplitSheet",
    "Work",
]
