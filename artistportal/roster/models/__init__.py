"""What the roster stores: who made what, who holds which right, who may act for whom."""

from artistportal.roster.domain.roles import (
    ArtistRole,
    CreditRole,
    OrganisationKind,
    OrganisationRole,
)
from artistportal.roster.models.artists import Artist, ArtistMember
from artistportal.roster.models.catalogue import CatalogueUpload
from artistportal.roster.models.mandates import Mandate
from artistportal.roster.models.organisations import (
    Organisation,
    OrganisationMember,
    Signing,
)
from artistportal.roster.models.splits import Payee, SplitShare, SplitSheet
from artistportal.roster.models.works import Credit, Work

__all__ = [
    "Artist",
    "ArtistMember",
    "ArtistRole",
    "CatalogueUpload",
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
