"""What earnings stores: reports as received, runs, the ledger, the summaries that pages read."""

from earnings.domain.ledgers import AccountKind, EntryKind
from earnings.domain.problems import Severity
from earnings.domain.reports import Outcome, ReportFormat
from earnings.models.ledger import Entry, LedgerAccount, Posting
from earnings.models.royalty_runs import RoyaltyRun
from earnings.models.summaries import (
    ArtistUse,
    SummaryRefresh,
    TerritoryMonth,
    ToolMonth,
    WorkMonth,
)
from earnings.models.usage_reports import ReportMonth, ReportProblem, UsageReport

__all__ = [
    "AccountKind",
    "ArtistUse",
    "Entry",
    "EntryKind",
    "LedgerAccount",
    "Outcome",
    "Posting",
    "ReportFormat",
    "ReportMonth",
    "ReportProblem",
    "RoyaltyRun",
    "Severity",
    "SummaryRefresh",
    "TerritoryMonth",
    "ToolMonth",
    "UsageReport",
    "WorkMonth",
]
