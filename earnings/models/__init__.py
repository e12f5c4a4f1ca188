"""What earnings stores: reports, runs, the ledger, contracts, statements, and what pages read."""

from earnings.domain.claims import ClaimState
from earnings.domain.ledgers import AccountKind, EntryKind
from earnings.domain.payouts import PayoutState
from earnings.domain.problems import Severity
from earnings.domain.reports import Outcome, ReportFormat
from earnings.models.claims import Claim, ClaimVersion
from earnings.models.contracts import Contract, Expense, RecoupmentAccount
from earnings.models.disputes import Dispute
from earnings.models.exchange_rates import ExchangeRate
from earnings.models.label_months import LabelTerritoryMonth, LabelWorkMonth
from earnings.models.ledger import Entry, LedgerAccount, Posting
from earnings.models.lump_sums import LumpSum
from earnings.models.matches import IdentifierMatch
from earnings.models.payout_accounts import PayeeHold, PayoutAccount
from earnings.models.payouts import Payout, PayoutTerms, TaxRate
from earnings.models.royalty_runs import RoyaltyRun
from earnings.models.scheduled_reports import ScheduledReport
from earnings.models.statement_drafts import MonthReview, StatementDraft, StatementDraftPart
from earnings.models.statements import MonthClosing, Statement, StatementPart
from earnings.models.summaries import (
    ArtistUse,
    AttributionMonth,
    MethodMonth,
    SummaryRefresh,
    TerritoryMonth,
    ToolMonth,
    WorkMonth,
)
from earnings.models.unpaid import UnmatchedMonth, UnpaidMonth
from earnings.models.usage_reports import ReportMonth, ReportProblem, UsageReport

__all__ = [
    "AccountKind",
    "ArtistUse",
    "AttributionMonth",
    "Claim",
    "ClaimState",
    "ClaimVersion",
    "Contract",
    "Dispute",
    "Entry",
    "EntryKind",
    "ExchangeRate",
    "Expense",
    "IdentifierMatch",
    "LabelTerritoryMonth",
    "LabelWorkMonth",
    "LedgerAccount",
    "LumpSum",
    "MethodMonth",
    "MonthClosing",
    "MonthReview",
    "Outcome",
    "PayeeHold",
    "Payout",
    "PayoutAccount",
    "PayoutState",
    "PayoutTerms",
    "Posting",
    "RecoupmentAccount",
    "ReportFormat",
    "ReportMonth",
    "ReportProblem",
    "RoyaltyRun",
    "ScheduledReport",
    "Severity",
    "Statement",
    "StatementDraft",
    "StatementDraftPart",
    "StatementPart",
    "SummaryRefresh",
    "TaxRate",
    "TerritoryMonth",
    "ToolMonth",
    "UnmatchedMonth",
    "UnpaidMonth",
    "UsageReport",
    "WorkMonth",
]
