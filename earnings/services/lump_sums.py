"""Lump sums: recorded as unallocated when they come, divided later by the key that they came with.

record ─▶ entry: tool −, unallocated +      allocate ─▶ entry: unallocated −, payees +

Who gets what is archived first, in a file of its own for each attempt; the entry and the end of the
allocation are one transaction. Killed anywhere it may be started again, and started twice it ends
once.

reverse ─▶ a sum of the opposite amount, with the opposite of each entry that the first one has
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from django.db import transaction

from artistportal import money
from artistportal.accounts.models import User
from artistportal.background import JobState
from artistportal.periods import Month
from consent.models import Licence
from earnings import permissions
from earnings.domain import lump_sums
from earnings.domain.ledgers import AccountKind, EntryKind
from earnings.domain.lump_sums import AllocationKey, LumpSumKind
from earnings.models import LumpSum, RoyaltyRun
from earnings.services import archive, ledger
from earnings.services.numbers import next_number


class NotRecorded(ValueError):
    """The sum is not recorded; the sentence says why."""


class NotReversed(ValueError):
    """The sum stands as it is; the sentence says why."""


class NotAllocated(ValueError):
    """The sum stays unallocated; the sentence says why and what to wait for."""


@dataclass(frozen=True, slots=True)
class Received:
    """A sum as it came: under which licence, why, how much, and by what it will be divided."""

    licence: Licence
    kind: LumpSumKind
    description: str
    amount_micros: int
    currency: str
    received_at: datetime
    key: AllocationKey
    first_month: Month
    last_month: Month


def record(*, received: Received, by: User, now: datetime) -> LumpSum:
    """Keeps a sum and posts it as unallocated; raises NotRecorded."""
    licence = received.licence
    permissions.check_keeps_lump_sums(by, licence.organisation, now)
    _check(received, now)
    shown = money.shown(received.amount_micros, received.currency)
    with transaction.atomic():
        number = next_number(LumpSum.objects.all())
        entry = ledger.post(
            fact=ledger.Fact(
                EntryKind.LUMP_SUM,
                received.currency,
                f"LS-{number:04d}: {shown} under {licence.code}, {received.description}",
            ),
            amounts={
                _account(AccountKind.TOOL, licence, received.currency): -received.amount_micros,
                _account(AccountKind.UNALLOCATED, licence, received.currency): (
                    received.amount_micros
                ),
            },
            now=now,
        )
        return LumpSum.objects.create(
            number=number,
            licence=licence,
            kind=received.kind.value,
            description=received.description,
            amount_micros=received.amount_micros,
            currency=received.currency,
            received_at=received.received_at,
            recorded_by=by,
            key=received.key.value,
            first_month_date=received.first_month.first,
            last_month_date=received.last_month.first,
            entry=entry,
        )


def preview(*, lump_sum: LumpSum, now: datetime) -> pl.DataFrame:
    """Who would get what for which work: `lump_sums.DIVIDED_SCHEMA`; raises NotAllocated."""
    return _divided(lump_sum, _runs(lump_sum, now))


def allocate(*, lump_sum: LumpSum, by: User, now: datetime) -> LumpSum:
    """Divides a sum by its key, archives who gets what, and posts it; once, however often asked.

    Raises NotAllocated where a month of the key is not over or still being computed, or nobody has
    a weight.
    """
    permissions.check_keeps_lump_sums(by, lump_sum.licence.organisation, now)
    found = LumpSum.objects.select_related("licence__tool").get(pk=lump_sum.pk)
    if found.allocated_at:
        return found
    _check_stands(found)
    runs = _runs(found, now)
    divided = _divided(found, runs)
    path = f"lump-sums/{found.code}-{uuid.uuid4()}.parquet"
    archive.write(divided.lazy(), path)
    sha256 = archive.sha256(path)
    with transaction.atomic():
        # Runs of the licence take turns by its row, so none is posted between here and the end.
        Licence.objects.select_for_update().get(pk=found.licence_id)
        locked = LumpSum.objects.select_for_update().select_related("licence__tool")
        found = locked.get(pk=found.pk)
        if found.allocated_at:
            return found
        _check_stands(found)
        if _runs(found, now) != runs:
            raise NotAllocated("A month was computed again meanwhile. Look at the preview again.")
        return _post(found, divided, _File(path, sha256), by, now)


def reverse(*, lump_sum: LumpSum, why: str, by: User, now: datetime) -> LumpSum:
    """Takes a sum back that was recorded wrongly: the opposite of all that was posted of it, in the
    open month, naming it; the sum that does so. Once, however often asked. Raises NotReversed.
    """
    permissions.check_keeps_lump_sums(by, lump_sum.licence.organisation, now)
    why = " ".join(why.split())
    if not why:
        raise NotReversed("Say why the sum is taken back: everybody it paid reads it.")
    with transaction.atomic():
        Licence.objects.select_for_update().get(pk=lump_sum.licence_id)
        locked = LumpSum.objects.select_for_update(of=("self",)).select_related("licence__tool")
        found = locked.get(pk=lump_sum.pk)
        if found.reverses_id:
            raise NotReversed(f"{found.code} takes a sum back itself. Record the sum anew.")
        if done := LumpSum.objects.filter(reverses=found).first():
            return done
        reversal = _recorded_reversal(found, why, by, now)
        if found.allocated_at:
            rows = allocation_of(found).with_columns(-pl.col("amount_micros")).collect()
            path = f"lump-sums/{reversal.code}-{uuid.uuid4()}.parquet"
            archive.write(rows.lazy(), path)
            reversal = _post(reversal, rows, _File(path, archive.sha256(path)), by, now)
    return reversal


def _recorded_reversal(found: LumpSum, why: str, by: User, now: datetime) -> LumpSum:
    number = next_number(LumpSum.objects.all())
    entry = ledger.post(
        fact=ledger.Fact(
            EntryKind.LUMP_SUM,
            found.currency,
            f"LS-{number:04d} takes back {found.code}: {why}",
            adjusts=found.entry,
        ),
        amounts={
            _account(AccountKind.TOOL, found.licence, found.currency): found.amount_micros,
            _account(AccountKind.UNALLOCATED, found.licence, found.currency): -found.amount_micros,
        },
        now=now,
    )
    return LumpSum.objects.create(
        number=number,
        licence=found.licence,
        kind=found.kind,
        description=why[:300],
        amount_micros=-found.amount_micros,
        currency=found.currency,
        received_at=now,
        recorded_by=by,
        key=found.key,
        first_month_date=found.first_month_date,
        last_month_date=found.last_month_date,
        entry=entry,
        reverses=found,
    )


def allocation_of(lump_sum: LumpSum, payee: int | None = None) -> pl.LazyFrame:
    """The archived allocation of a sum, all of it or one payee's part."""
    rows = archive.scan([lump_sum.allocation_path])
    return rows if payee is None else rows.filter(pl.col("payee") == payee)


def runs_of(lump_sum: LumpSum, until: datetime | None = None) -> list[RoyaltyRun]:
    """The last computed run of each month of the key, by month: those that its weights rest on.

    With a moment, those that were the last at that moment.
    """
    runs = RoyaltyRun.objects.computed().filter(
        licence=lump_sum.licence_id,
        month_date__gte=lump_sum.first_month_date,
        month_date__lte=lump_sum.last_month_date,
    )
    if until is not None:
        runs = runs.filter(finished_at__lte=until)
    last: dict[date, RoyaltyRun] = {run.month_date: run for run in runs.order_by("revision")}
    return [last[month] for month in sorted(last)]


def weights(lump_sum: LumpSum, runs: Sequence[RoyaltyRun]) -> pl.DataFrame:
    """The weights of a sum's key over the allocations of runs; raises NotAllocated."""
    key = AllocationKey(lump_sum.key)
    currencies = sorted({run.currency for run in runs})
    if key is AllocationKey.EARNED and len(currencies) > 1:
        raise NotAllocated(
            f"The months of the key earned in {' and '.join(currencies)}, which cannot be weighed"
            " against each other. Record the sum by another key."
        )
    parts = [archive.scan([run.allocation_path]).select(_READ) for run in runs]
    nothing = pl.LazyFrame(schema=_READ_SCHEMA)
    return lump_sums.weights(pl.concat([nothing, *parts]), key)


@dataclass(frozen=True, slots=True)
class _File:
    path: str
    sha256: str


_READ = [pl.col(name).cast(pl.String if name == "outcome" else pl.Int64) for name in lump_sums.READ]
_READ_SCHEMA = {name: pl.String if name == "outcome" else pl.Int64 for name in lump_sums.READ}


def _check(received: Received, now: datetime) -> None:
    if received.amount_micros <= 0:
        raise NotRecorded("A sum is more than nothing.")
    if received.received_at > now:
        raise NotRecorded("A sum is recorded when it has come, not before.")
    if received.last_month < received.first_month:
        raise NotRecorded("The last month of the key lies before its first.")


def _check_stands(lump_sum: LumpSum) -> None:
    """Raises NotAllocated where the sum was taken back, or takes one back."""
    taken_back = LumpSum.objects.filter(reverses=lump_sum).first()
    if taken_back or lump_sum.reverses_id:
        raise NotAllocated(
            f"{lump_sum.code} was taken back by {taken_back.code}."
            if taken_back
            else f"{lump_sum.code} takes a sum back that was never allocated."
        )


def _account(kind: AccountKind, licence: Licence, currency: str) -> int:
    return ledger.tool_account(kind, licence.tool, currency)


def _runs(lump_sum: LumpSum, now: datetime) -> list[RoyaltyRun]:
    """The runs to go by, all of them finished and their months over; raises NotAllocated."""
    last = Month(lump_sum.last_month_date)
    if last.until_at > now:
        raise NotAllocated(f"Its key names {last.name}, which is not over. It waits for that.")
    open_ones = RoyaltyRun.objects.filter(
        licence=lump_sum.licence_id,
        month_date__gte=lump_sum.first_month_date,
        month_date__lte=lump_sum.last_month_date,
    ).exclude(state=JobState.DONE)
    for run in open_ones.order_by("month_date", "revision"):
        later = RoyaltyRun.objects.computed().filter(
            licence=run.licence_id, month_date=run.month_date, revision__gt=run.revision
        )
        if run.is_unfinished or not later.exists():
            raise NotAllocated(
                f"{run.code} of {run.month_date:%B %Y} is {run.get_state_display().lower()}. Every"
                " month that the key names must be computed first."
            )
    return runs_of(lump_sum)


def _divided(lump_sum: LumpSum, runs: Sequence[RoyaltyRun]) -> pl.DataFrame:
    try:
        return lump_sums.divided(lump_sum.amount_micros, weights(lump_sum, runs))
    except lump_sums.NothingToGoBy as nothing:
        raise NotAllocated(str(nothing)) from nothing


def _post(
    lump_sum: LumpSum, divided: pl.DataFrame, file: _File, by: User, now: datetime
) -> LumpSum:
    payees = lump_sums.of_payees(divided)
    accounts = ledger.payee_accounts(list(payees), lump_sum.currency)
    amounts = {accounts[payee]: amount for payee, amount in payees.items()}
    unallocated = _account(AccountKind.UNALLOCATED, lump_sum.licence, lump_sum.currency)
    amounts[unallocated] = -lump_sum.amount_micros
    lump_sum.allocation_entry = ledger.post(
        fact=ledger.Fact(
            EntryKind.ALLOCATION,
            lump_sum.currency,
            f"{lump_sum.code} allocated: {lump_sum.description}",
            adjusts=lump_sum.reverses.allocation_entry if lump_sum.reverses else None,
        ),
        amounts=amounts,
        now=now,
    )
    lump_sum.allocated_at = now
    lump_sum.allocated_by = by
    lump_sum.allocation_path = file.path
    lump_sum.allocation_sha256 = file.sha256
    lump_sum.save(
        update_fields=(
            "allocation_entry",
            "allocated_at",
            "allocated_by",
            "allocation_path",
            "allocation_sha256",
        )
    )
    return lump_sum
