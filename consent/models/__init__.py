"""What consent stores: tools, what was licensed to them, and what was decided."""

from consent.models.decisions import Decision
from consent.models.licences import Licence, PayModel, PoolBasis, Terms, TermsPrice
from consent.models.tools import ModelVersion, Provider, Tool, ToolMember, ToolStatus

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
