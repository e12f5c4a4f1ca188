"""What the roster stores: who made what, who holds which right, who may act for whom."""

from artistportal.roster.domain.roles import (
    ArtistRole,
    CreditRole,
    OrganisationKind,
    OrganisationRole,
)
from artistportal.roster.models.artists import Artist, ArtistMember
from artistportal.roster.models.catalogue import CatalogueUpload
from artistportal.roster.models.invitations import Invitation
from artistportal.roster.models.mandates import Mandate
from artistportal.roster.models.organisations import (
    Organisation,
    OrganisationMember,
    Signing,
)
from artistportal.roster.models.profile_claims import EvidenceFile, ProfileClaim, ProfileEvidence
from artistportal.roster.models.split_proposals import ProposedShare, SplitProposal
from artistportal.roster.models.splits import Payee, SplitShare, SplitSheet
from artistportal.roster.models.successors import Guardianship, Successor
from artistportal.roster.models.works import Credit, Work

__all__ = [
    "Artist",
    "ArtistMember",
    "ArtistRole",
    "CatalogueUpload",
    "Credit",
    "CreditRole",
    "EvidenceFile",
    "Guardianship",
    "Invitation",
    "Mandate",
    "Organisation",
    "OrganisationKind",
    "OrganisationMember",
    "OrganisationRole",
    "Payee",
    "ProfileClaim",
    "ProfileEvidence",
    "ProposedShare",
    "Signing",
    "SplitProposal",
    "SplitShare",
    "SplitSheet",
    "Successor",
    "Work",
]
