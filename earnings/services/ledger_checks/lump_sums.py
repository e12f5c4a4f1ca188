"""Every lump sum against its entries; what was allocated against its file, its weights and runs."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from earnings.domain import lump_sums as rules
from earnings.domain.ledgers import AccountKind
from earnings.domain.lines import check_schema
from earnings.domain.lump_sums import DIVIDED_SCHEMA
from earnings.models import Entry, LumpSum, Posting
from earnings.services import archive, lump_sums
from earnings.services.ledger_checks import files

Held = tuple[str, int | None]


def faults() -> Iterator[str]:
    found = LumpSum.objects.select_related("licence", "entry", "allocation_entry", "reverses")
    for lump_sum in found.order_by("number").iterator():
        wanted: dict[Held, int] = {
            (AccountKind.TOOL.value, None): -lump_sum.amount_micros,
            (AccountKind.UNALLOCATED.value, None): lump_sum.amount_micros,
        }
        yield from _entry(lump_sum, lump_sum.entry, wanted)
        if lump_sum.allocation_entry:
            yield from _allocation(lump_sum, lump_sum.allocation_entry)


def _allocation(lump_sum: LumpSum, entry: Entry) -> Iterator[str]:
    try:
        divided = archive.read(lump_sum.allocation_path)
        check_schema(divided, DIVIDED_SCHEMA)
        is_changed = files.changed(lump_sum.allocation_path, lump_sum.allocation_sha256)
    except files.UNREADABLE as odd:
        yield f"{lump_sum.code}: its allocation cannot be read ({odd})."
        return
    if is_changed:
        yield f"{lump_sum.code}: its allocation is not the file that was archived."
    yield from _divided(lump_sum, divided)
    parts: dict[Held, int] = {
        (AccountKind.PAYEE.value, payee): amount
        for payee, amount in rules.of_payees(divided).items()
    }
    unallocated = {(AccountKind.UNALLOCATED.value, None): -lump_sum.amount_micros}
    yield from _entry(lump_sum, entry, parts | unallocated)


def _divided(lump_sum: LumpSum, divided: pl.DataFrame) -> Iterator[str]:
    """The weights from the runs that there were then, and the sum divided by them again."""
    try:
        first = lump_sum.reverses or lump_sum
        runs = lump_sums.runs_of(lump_sum, first.allocated_at)
        weights = lump_sums.weights(lump_sum, runs)
        again = rules.divided(lump_sum.amount_micros, weights)
    except (*files.UNREADABLE, lump_sums.NotAllocated, rules.NothingToGoBy) as odd:
        yield f"{lump_sum.code}: its weights cannot be told again ({odd})"
        return
    both = divided.join(
        again, on=["payee", "work"], how="full", coalesce=True, nulls_equal=True, suffix="_again"
    ).sort("payee", "work")
    for name in ("weight", "amount_micros"):
        for row in files.first(both.filter(pl.col(name).ne_missing(pl.col(f"{name}_again")))):
            yield (
                f"{lump_sum.code}: the {name.removesuffix('_micros')} of payee {row['payee']} for"
                f" work {row['work']} is stored as {row[name]}, the runs give"
                f" {row[f'{name}_again']}."
            )


def _entry(lump_sum: LumpSum, entry: Entry, wanted: dict[Held, int]) -> Iterator[str]:
    rows = Posting.objects.filter(entry=entry).values_list(
        "account__kind", "account__payee", "amount_micros"
    )
    posted: dict[Held, int] = {(kind, payee): amount for kind, payee, amount in rows}
    for key in sorted({*wanted, *posted}, key=str):
        if posted.get(key, 0) != wanted.get(key, 0):
            kind, payee = key
            whose = f"payee {payee}" if payee else f"the {kind} account"
            yield (
                f"{lump_sum.code}: {entry} posted {posted.get(key, 0)} micro-units to {whose}, it"
                f" should be {wanted.get(key, 0)}."
            )
