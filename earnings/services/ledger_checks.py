"""Re-adds the ledger: every entry, and every run's postings against its archived allocation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import polars as pl
from django.db.models import Count, F, Q, Sum

from earnings.domain import allocations
from earnings.domain.allocations import ALLOCATION_SCHEMA, Totals
from earnings.domain.ledgers import AccountKind
from earnings.domain.lines import WrongSchema, add_up, check_schema
from earnings.models import Entry, LedgerAccount, Posting, RoyaltyRun
from earnings.services import archive


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is to re-add."""

    entries: int
    accounts: int
    runs: int


def counts() -> Counts:
    return Counts(
        Entry.objects.count(),
        LedgerAccount.objects.count(),
        RoyaltyRun.objects.computed().count(),
    )


def faults() -> Iterator[str]:
    """A sentence for each thing that does not add up; nothing where all does."""
    yield from chain(_entries(), _accounts(), _runs())


def _entries() -> Iterator[str]:
    sums = Entry.objects.annotate(
        total=Sum("postings__amount_micros", default=0), parts=Count("postings")
    )
    for entry in sums.exclude(total=0).order_by("number"):
        yield f"{entry}: its postings add up to {entry.total} micro-units, not to 0."
    for entry in sums.filter(parts__lt=2).order_by("number"):
        yield f"{entry}: it has {entry.parts} postings; a balanced entry has at least two."


def _accounts() -> Iterator[str]:
    foreign = Posting.objects.exclude(account__currency=F("entry__currency"))
    for posting in foreign.select_related("entry", "account").order_by("pk"):
        yield f"{posting.entry}: it is in {posting.entry.currency}, {posting.account} is not."
    by_currency = Posting.objects.values("account__currency").annotate(total=Sum("amount_micros"))
    for row in by_currency.order_by("account__currency"):
        if row["total"]:
            yield f"All {row['account__currency']} accounts add up to {row['total']}, not to 0."


def _runs() -> Iterator[str]:
    runs = RoyaltyRun.objects.computed().select_related("licence", "licence__tool")
    last: dict[tuple[int, object], RoyaltyRun] = {}
    for run in runs.order_by("licence", "month_date", "revision").iterator():
        yield from _run(run)
        last[run.licence_id, run.month_date] = run
    for run in last.values():
        yield from _posted(run)


def _run(run: RoyaltyRun) -> Iterator[str]:
    """The archived allocation against itself and against the run's row."""
    try:
        allocation = archive.read(run.allocation_path)
        check_schema(allocation, ALLOCATION_SCHEMA)
    except (OSError, WrongSchema, pl.exceptions.PolarsError) as odd:
        yield f"{run.code}: its allocation cannot be read ({odd})."
        return
    if run.allocation_sha256 != archive.sha256(run.allocation_path):
        yield f"{run.code}: its allocation is not the file that was archived."
    cells = allocation.group_by("cell").agg(
        add_up("amount_micros"),
        pl.col("gross_micros").first(),
        pl.col("gross_micros").n_unique().alias("different"),
    )
    wrong = cells.filter(
        (pl.col("amount_micros") != pl.col("gross_micros")) | (pl.col("different") > 1)
    ).sort("cell")
    for cell, amount, gross, _ in wrong.head(10).iter_rows():
        yield f"{run.code}: cell {cell} is worth {gross} micro-units, its parts {amount}."
    totals = allocations.totals(allocation)
    for name, stored, found in (
        ("payable", run.payable_micros, totals.payable_micros),
        ("held", run.held_micros, totals.held_micros),
        ("unmatched", run.unmatched_micros, totals.unmatched_micros),
    ):
        if stored != found:
            yield f"{run.code}: {name} is stored as {stored}, its allocation holds {found}."


def _posted(run: RoyaltyRun) -> Iterator[str]:
    """What is posted for a licence and month against its last allocation."""
    try:
        totals = allocations.totals(archive.read(run.allocation_path))
    except (OSError, pl.exceptions.PolarsError):
        return
    wanted = _wanted(totals)
    posted = {
        (kind, payee): total
        for kind, payee, total in Posting.objects.filter(
            Q(entry__run__licence=run.licence_id), Q(entry__run__month_date=run.month_date)
        )
        .values_list("account__kind", "account__payee")
        .annotate(total=Sum("amount_micros"))
    }
    for key in sorted({*wanted, *posted}, key=str):
        difference = posted.get(key, 0) - wanted.get(key, 0)
        if difference:
            kind, payee = key
            whose = f"payee {payee}" if payee else f"the {kind} account"
            yield (
                f"{run}: {whose} was posted {posted.get(key, 0)} micro-units,"
                f" the allocation gives {wanted.get(key, 0)} ({difference:+})."
            )


def _wanted(totals: Totals) -> dict[tuple[str, int | None], int]:
    amounts: dict[tuple[str, int | None], int] = {
        (AccountKind.PAYEE.value, payee): amount for payee, amount in totals.payees.items()
    }
    amounts[AccountKind.HELD.value, None] = totals.held_micros
    amounts[AccountKind.UNMATCHED.value, None] = totals.unmatched_micros
    amounts[AccountKind.TOOL.value, None] = -totals.gross_micros
    return amounts
