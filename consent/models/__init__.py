"""What consent stores: tools, what was licensed to them, what was decided, and the proof of it."""

from consent.domain.payment import PayModel, PoolBasis
from consent.domain.tools import ToolStatus
from consent.models.acts import Act
from consent.models.api_keys import ApiKey, ApiKeyMinute
from consent.models.approvals import Approval
from consent.models.calendars import CalendarFeed
from consent.models.changes import CatalogueTouch, Change
from consent.models.coverage import ArtistCoverage, Conflict, CoverageRefresh
from consent.models.decisions import Decision
from consent.models.drafts import LicenceDraft
from consent.models.footings import FootedWork, Footing
from consent.models.licences import Licence, Terms, TermsPrice
from consent.models.log import Checkpoint, SigningKey, TreeNode
from consent.models.notices import Notice, NoticeAttempt, WebhookEndpoint
from consent.models.publications import Publication
from consent.models.requests import Request, RequestLeg, RequestPart, RequestWork
from consent.models.snapshots import Snapshot
from consent.models.tools import ModelVersion, Provider, Tool, ToolMember

__all__ = [
    "Act",
    "ApiKey",
    "ApiKeyMinute",
    "Approval",
    "ArtistCoverage",
    "CalendarFeed",
    "CatalogueTouch",
    "Change",
    "Checkpoint",
    "Conflict",
    "CoverageRefresh",
    "Decision",
    "FootedWork",
    "Footing",
    "Licence",
    "LicenceDraft",
    "ModelVersion",
    "Notice",
    "NoticeAttempt",
    "PayModel",
    "PoolBasis",
    "Provider",
    "Publication",
    "Request",
    "RequestLeg",
    "RequestPart",
    "RequestWork",
    "SigningKey",
    "Snapshot",
    "Terms",
    "TermsPrice",
    "Tool",
    "ToolMember",
    "ToolStatus",
    "TreeNode",
    "WebhookEndpoint",
]
