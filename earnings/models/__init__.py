"""What earnings stores: reports as received, runs, the ledger, and the summaries that pages read."""

from earnings.models.ledger import AccountKind, Entry, EntryKind, LedgerAccount, Posting
from earnings.models.royalty_runs import RoyaltyRun
from earnings.models.summaries import (
    ArtistUse,
    SummaryRefresh,
    TerritoryMonth,
    ToolMonth,
    WorkMonth,
)
from earnings.models.usage_reports import (
    Outcome,
    ReportFormat,
    ReportProblem,
    Severity,
    UsageReport,
)

__all__ = [
    "AccountKind",
    "ArtistUse",
    "Entry",
    "EntryKind",
    "LedgerAccount",
    "Outcome",
    "Posting",
    "ReportFormat",
    "ReportProblem",
    "RoyaltyRun",
    "Severity",
    "SummaryRefresh",
    "TerritoryMonth",
    "ToolMonth",
    "UsageReport",
    "WorkMonth",
]
