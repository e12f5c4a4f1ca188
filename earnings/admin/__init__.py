"""Earnings at the support desk: a module for each thing that support reads or does there."""

from earnings.admin import (
    claims,
    closings,
    contracts,
    exchange_rates,
    ledger,
    lump_sums,
    matches,
    payees,
    payouts,
    royalty_runs,
    unpaid,
    usage_reports,
)

__all__ = [
    "claims",
    "closings",
    "contracts",
    "exchange_rates",
    "ledger",
    "lump_sums",
    "matches",
    "payees",
    "payouts",
    "royalty_runs",
    "unpaid",
    "usage_reports",
]
