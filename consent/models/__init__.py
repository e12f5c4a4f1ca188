"""What consent stores: tools, what was licensed to them, and what was decided."""

from consent.domain.payment import PayModel, PoolBasis
from consent.domain.tools import ToolStatus
from consent.models.decisions import Decision
from consent.models.licences import Licence, Terms, TermsPrice
from consent.models.tools import ModelVersion, Provider, Tool, ToolMember

__all__ = [
    "Decision",
    "Licence",
    "ModelVersion",
    "PayModel",
    "PoolBasis",
    "Provider",
    "Terms",
    "TermsPrice",
    "Tool",
    "ToolMember",
    "ToolStatus",
]
