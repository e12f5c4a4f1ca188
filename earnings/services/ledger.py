"""Posting: balanced entries in integer micro-units, and the accounts they touch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl
from django.db import transaction

from artistportal.periods import Month
from artistportal.roster.models.batches import among_ids
from consent.models import Tool
from earnings.domain.ledgers import AccountKey, AccountKind, EntryKind, check_balance
from earnings.models import Entry, LedgerAccount, MonthClosing, Posting, RoyaltyRun
from earnings.services import bulk
from earnings.services.numbers import next_number

Amounts = Mapping[int, int]
_POSTINGS: Final = {"entry": "entry_id", "account": "account_id", "amount": "amount_micros"}

_OWNER: Final[Mapping[AccountKind, str]] = {
    AccountKind.PAYEE: "payee",
    AccountKind.RESERVE: "contract",
    AccountKind.RECOUPMENT: "recoupment",
}


class MonthIsClosed(ValueError):
    """The month is closed or being closed; what is found later is booked in the open one."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What an entry records: its kind and currency, in words, and what it comes from or adjusts."""

    kind: EntryKind
    currency: str
    description: str
    run: RoyaltyRun | None = None
    adjusts: Entry | None = None


def post(*, fact: Fact, amounts: Amounts, now: datetime) -> Entry:
    """Posts one entry: micro-units by account id, adding up to zero, or raises Unbalanced.

    Accounts with nothing are left out. The accounting month is the one that `now` lies in; raises
    MonthIsClosed where that is closed already.
    """
    month = Month.of(now)
    with transaction.atomic():
        first = next_number(Entry.objects.all())
        if MonthClosing.objects.filter(month_date__gte=month.first).exists():
            raise MonthIsClosed(f"{month.name} is closed, so nothing more is booked in it.")
        (entry,) = _write([(fact, amounts)], first, month, now)
    return entry


def post_closing(
    drafts: Sequence[tuple[Fact, Amounts]], *, month: Month, now: datetime
) -> list[Entry]:
    """Posts the entries of a closing, booked in the month that is being closed; in their order."""
    with transaction.atomic():
        return _write(drafts, next_number(Entry.objects.all()), month, now)


def _write(
    drafts: Sequence[tuple[Fact, Amounts]], first: int, month: Month, now: datetime
) -> list[Entry]:
    for _fact, amounts in drafts:
        check_balance(amounts.values())
    entries = Entry.objects.bulk_create(
        Entry(
            number=number,
            kind=fact.kind.value,
            currency=fact.currency,
            accounting_month=month.first,
            posted_at=now,
            run=fact.run,
            adjusts=fact.adjusts,
            description=fact.description[:300],
        )
        for number, (fact, _amounts) in enumerate(drafts, start=first)
    )
    postings = [
        (entry.pk, account, amount)
        for entry, (_fact, amounts) in zip(entries, drafts, strict=True)
        for account, amount in sorted(amounts.items())
        if amount
    ]
    bulk.insert(
        Posting,
        pl.DataFrame(postings, schema=dict.fromkeys(_POSTINGS, pl.Int64), orient="row"),
        _POSTINGS,
    )
    return entries


def accounts(keys: Iterable[AccountKey]) -> dict[AccountKey, int]:
    """The accounts of payees, contracts, recoupment accounts and the house, opened where needed."""
    wanted: dict[tuple[AccountKind, str], list[AccountKey]] = {}
    for key in sorted(set(keys), key=lambda key: (key.kind, key.currency, key.owner or 0)):
        wanted.setdefault((key.kind, key.currency), []).append(key)
    found: dict[AccountKey, int] = {}
    for (kind, currency), of_kind in wanted.items():
        if kind not in _OWNER:
            found[of_kind[0]] = house_account(kind, currency)
            continue
        ids = _owned(kind, [key.owner or 0 for key in of_kind], currency)
        found.update({key: ids[key.owner or 0] for key in of_kind})
    return found


def payee_accounts(payees: list[int], currency: str) -> dict[int, int]:
    """The account of each payee in a currency, opened where there is none; ids by payee id."""
    return _owned(AccountKind.PAYEE, payees, currency)


def tool_account(kind: AccountKind, tool: Tool, currency: str) -> int:
    """What a tool owes, or what of its money nobody may have yet; the account's id."""
    return _account(kind, currency, tool)


def house_account(kind: AccountKind, currency: str) -> int:
    """The house's bank, tax or exchange account in a currency; its id."""
    return _account(kind, currency, None)


def _owned(kind: AccountKind, owners: list[int], currency: str) -> dict[int, int]:
    """Account ids by owner's id."""
    owner = _OWNER[kind]
    found = _found(owner, owners, currency)
    if missing := [pk for pk in owners if pk not in found]:
        rows = pl.DataFrame({"owner": missing}).with_columns(
            kind=pl.lit(kind.value), currency=pl.lit(currency)
        )
        columns = {"owner": f"{owner}_id", "kind": "kind", "currency": "currency"}
        bulk.insert_missing(LedgerAccount, rows, columns)
        found |= _found(owner, missing, currency)
    return found


def _found(owner: str, owners: list[int], currency: str) -> dict[int, int]:
    rows = LedgerAccount.objects.filter(currency=currency, **{f"{owner}_id__in": among_ids(owners)})
    return dict(rows.values_list(f"{owner}_id", "pk"))


def _account(kind: AccountKind, currency: str, tool: Tool | None) -> int:
    account, _ = LedgerAccount.objects.get_or_create(
        kind=kind.value, currency=currency, tool=tool, payee=None, contract=None, recoupment=None
    )
    return account.pk
