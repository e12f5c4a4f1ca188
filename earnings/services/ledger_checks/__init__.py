"""Re-adds the ledger from what it rests on, and names what does not add up.

    reports as received ─▶ archived lines ─▶ allocations ─▶ entries ─▶ statements, payouts
         `reports`            `uses`           `runs`       `entries`    `statements`
                                                 └────▶ lump sums: `lump_sums`

Each module gives the faults of its part, one sentence each, the first of a kind first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from earnings.models import Entry, LedgerAccount, LumpSum, RoyaltyRun, Statement
from earnings.services.ledger_checks import entries, lump_sums, reports, runs, statements, uses


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is to re-add."""

    entries: int
    accounts: int
    runs: int
    statements: int
    lump_sums: int


def counts() -> Counts:
    return Counts(
        Entry.objects.count(),
        LedgerAccount.objects.count(),
        RoyaltyRun.objects.computed().count(),
        Statement.objects.count(),
        LumpSum.objects.count(),
    )


def faults() -> Iterator[str]:
    """A sentence for each thing that does not add up; nothing where all does."""
    return chain(
        entries.faults(),
        reports.faults(),
        uses.faults(),
        runs.faults(),
        lump_sums.faults(),
        statements.faults(),
    )
