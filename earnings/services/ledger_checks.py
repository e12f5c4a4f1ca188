"""Re-adds the ledger: every entry, every run's postings against its archived allocation, and what
they rest on: the reports as received and their archived lines.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import polars as pl
from django.db.models import Count, F, Q, Sum

from artistportal.periods import Month
from earnings.domain import allocations
from earnings.domain.allocations import ALLOCATION_SCHEMA, Totals
from earnings.domain.ledgers import AccountKind
from earnings.domain.lines import WrongSchema, add_up, check_schema
from earnings.models import (
    Entry,
    LedgerAccount,
    Posting,
    ReportMonth,
    RoyaltyRun,
    UsageReport,
)
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
    yield from chain(_entries(), _numbers(), _accounts(), _runs(), _reports())


def _entries() -> Iterator[str]:
    sums = Entry.objects.annotate(
        total=Sum("postings__amount_micros", default=0), parts=Count("postings")
    )
    for entry in sums.exclude(total=0).order_by("number"):
        yield f"{entry}: its postings add up to {entry.total} micro-units, not to 0."
    for entry in sums.filter(parts__lt=2).order_by("number"):
        yield f"{entry}: it has {entry.parts} postings; a balanced entry has at least two."


def _numbers() -> Iterator[str]:
    """Entries are numbered one after the other, each booked in the month that was open then."""
    expected = 1
    for entry in Entry.objects.order_by("number").iterator():
        if entry.number > expected:
            yield f"E-{expected:06d}: it is missing; the next entry is {entry}."
        if Month.of(entry.posted_at).first != entry.accounting_month:
            booked = f"{entry.accounting_month:%b %Y}"
            yield f"{entry}: posted in {entry.posted_at:%b %Y}, booked in {booked}."
        expected = entry.number + 1


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


def _reports() -> Iterator[str]:
    """The files as received against their hashes, their archived lines against what was counted."""
    for report in UsageReport.objects.accepted().order_by("number").iterator():
        try:
            with report.file.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as odd:
            yield f"{report.code}: the file as received cannot be read ({odd})."
        else:
            if found != report.sha256:
                yield f"{report.code}: its file is not the one that was received."
    for part in ReportMonth.objects.select_related("report").order_by("pk").iterator():
        yield from _lines(part)


def _lines(part: ReportMonth) -> Iterator[str]:
    try:
        sums = archive.scan([part.path]).select(pl.len().cast(pl.Int64), add_up("quantity"))
        lines, units = sums.collect(engine="streaming").row(0)
    except (OSError, pl.exceptions.PolarsError) as odd:
        yield f"{part}: its lines cannot be read ({odd})."
        return
    if (lines, units) != (part.lines, part.units):
        yield (
            f"{part}: {part.lines} lines of {part.units} units were archived,"
            f" the file holds {lines} of {units}."
        )
