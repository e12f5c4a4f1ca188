"""Posting: balanced entries in integer micro-units, and the accounts they touch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from artistportal import money
from artistportal.accounts.models import User
from artistportal.periods import Month
from artistportal.roster.models import Payee
from artistportal.roster.models.batches import among_ids
from consent.models import Tool
from earnings.domain.ledgers import AccountKind, EntryKind, check_balance
from earnings.models import Entry, LedgerAccount, Posting, RoyaltyRun
from earnings.services.numbers import next_number

Amounts = Mapping[int, int]


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

    Accounts with nothing are left out. The accounting month is the one that `now` lies in.
    """
    check_balance(amounts.values())
    with transaction.atomic():
        entry = Entry.objects.create(
            number=next_number(Entry.objects.all()),
            kind=fact.kind.value,
            currency=fact.currency,
            accounting_month=Month.of(now).first,
            posted_at=now,
            run=fact.run,
            adjusts=fact.adjusts,
            description=fact.description[:300],
        )
        Posting.objects.bulk_create(
            Posting(entry=entry, account_id=account, amount_micros=amount)
            for account, amount in sorted(amounts.items())
            if amount
        )
    return entry


def advance(*, payee: Payee, amount_micros: int, currency: str, by: User, now: datetime) -> Entry:
    """Records money paid ahead: the payee owes it until royalties have made up for it."""
    if not by.is_staff:
        raise PermissionDenied("Only support may record an advance.")
    if amount_micros <= 0:
        raise ValueError("An advance is more than nothing.")
    with transaction.atomic():
        account = payee_accounts([payee.pk], currency)[payee.pk]
        bank = _account(AccountKind.BANK, currency, tool=None)
        shown = money.shown(amount_micros, currency)
        fact = Fact(EntryKind.ADVANCE, currency, f"Advance of {shown} to {payee}")
        return post(fact=fact, amounts={account: -amount_micros, bank: amount_micros}, now=now)


def payee_accounts(payees: list[int], currency: str) -> dict[int, int]:
    """The account of each payee in a currency, opened where there is none; ids by payee id."""
    accounts = _found(payees, currency)
    missing = [payee for payee in payees if payee not in accounts]
    if missing:
        LedgerAccount.objects.bulk_create(
            (
                LedgerAccount(kind=AccountKind.PAYEE.value, currency=currency, payee_id=payee)
                for payee in missing
            ),
            ignore_conflicts=True,
        )
        accounts |= _found(missing, currency)
    return accounts


def _found(payees: list[int], currency: str) -> dict[int, int]:
    found = LedgerAccount.objects.filter(currency=currency, payee_id__in=among_ids(payees))
    return {int(payee): pk for payee, pk in found.values_list("payee_id", "pk") if payee}


def tool_account(kind: AccountKind, tool: Tool, currency: str) -> int:
    """What a tool owes, or what of its money is held or unmatched; the account's id."""
    return _account(kind, currency, tool=tool)


def _account(kind: AccountKind, currency: str, *, tool: Tool | None) -> int:
    account, _ = LedgerAccount.objects.get_or_create(
        kind=kind.value, currency=currency, tool=tool, payee=None
    )
    return account.pk
