"""Contracts between organisations and payees, what was paid ahead, and what was spent under them.

A contract is never edited: it is added, and once it is given an end. Support does all of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from artistportal import money
from artistportal.accounts.models import User
from artistportal.money import WHOLE_PPM
from artistportal.periods import Month
from artistportal.roster.models import Organisation, Payee
from artistportal.roster.services import splits
from earnings import permissions
from earnings.domain.contracts import Expenses
from earnings.domain.ledgers import AccountKey, AccountKind, EntryKind
from earnings.models import Contract, Entry, Expense, PayoutTerms, RecoupmentAccount
from earnings.services import ledger
from earnings.services.numbers import next_number


class NotAgreed(ValueError):
    """A contract, account or expense cannot be as it was entered; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What is agreed: the days, the parts, and the account that it recoups, if any."""

    title: str
    from_date: date
    rate_ppm: int
    until_date: date | None = None
    fee_ppm: int = 0
    expenses: Expenses = Expenses.AFTER_SPLIT
    reserve_ppm: int = 0
    reserve_months: int = 0
    recoupment: RecoupmentAccount | None = None


@dataclass(frozen=True, slots=True)
class Spent:
    """One amount that was spent; a correction is a negative one."""

    incurred_date: date
    amount_micros: int
    currency: str
    description: str


@transaction.atomic
def add(*, organisation: Organisation, payee: Payee, agreement: Agreement, by: User) -> Contract:
    """A contract as agreed; raises NotAgreed where it cannot stand beside the others."""
    permissions.check_is_support(by)
    Payee.objects.select_for_update().get(pk=payee.pk)
    _check_parts(agreement)
    _check_recoupment(organisation, payee, agreement.recoupment)
    _check_parties(organisation, payee)
    until = agreement.until_date
    if until is not None and until <= agreement.from_date:
        raise NotAgreed("A contract ends after it begins.")
    others = Contract.objects.filter(organisation=organisation, payee=payee).filter(
        Q(until_date__isnull=True) | Q(until_date__gt=agreement.from_date)
    )
    other = (others.filter(from_date__lt=until) if until else others).first()
    if other:
        raise NotAgreed(f"{other.code} is in force then; give it an end, or choose other days.")
    splits.payee_of_organisation(organisation)
    return Contract.objects.create(
        number=next_number(Contract.objects.all()),
        organisation=organisation,
        payee=payee,
        title=agreement.title,
        from_date=agreement.from_date,
        until_date=until,
        rate_ppm=agreement.rate_ppm,
        fee_ppm=agreement.fee_ppm,
        expenses=agreement.expenses.value,
        reserve_ppm=agreement.reserve_ppm,
        reserve_months=agreement.reserve_months,
        recoupment=agreement.recoupment,
    )


@transaction.atomic
def end(*, contract: Contract, until_date: date, by: User, now: datetime) -> Contract:
    """Gives a contract its end, on a day to come, once; raises NotAgreed."""
    permissions.check_is_support(by)
    contract = Contract.objects.select_for_update().get(pk=contract.pk)
    if contract.until_date == until_date:
        return contract
    if contract.until_date is not None:
        raise NotAgreed(f"{contract.code} ends on {contract.until_date:%-d %B %Y} already.")
    if until_date < now.date() or until_date <= contract.from_date:
        raise NotAgreed("A contract ends today or later, and after it began.")
    contract.until_date = until_date
    last = contract.spent.order_by("recorded_at").last()
    if last and not _takes(contract, Month.of(last.recorded_at)):
        raise NotAgreed(
            f"“{last.description}” is not settled yet: let the contract end a month later."
        )
    contract.save(update_fields=["until_date"])
    return contract


@transaction.atomic
def open_account(
    *, organisation: Organisation, payee: Payee, name: str, currency: str, by: User
) -> RecoupmentAccount:
    """A recoupment account; the same again is the one that there is."""
    permissions.check_is_support(by)
    _check_currency(payee, currency)
    account, _ = RecoupmentAccount.objects.get_or_create(
        organisation=organisation, payee=payee, name=name, defaults={"currency": currency}
    )
    if account.currency != currency:
        raise NotAgreed(f"{account} is in {account.currency}.")
    return account


@transaction.atomic
def advance(*, recoupment: RecoupmentAccount, amount_micros: int, by: User, now: datetime) -> Entry:
    """Books money that was paid ahead: it stands to be recouped until royalties made up for it."""
    permissions.check_is_support(by)
    if amount_micros <= 0:
        raise NotAgreed("An advance is more than nothing.")
    currency = recoupment.currency
    ahead = AccountKey(AccountKind.RECOUPMENT, currency, recoupment.pk)
    bank = AccountKey(AccountKind.BANK, currency)
    accounts = ledger.accounts([ahead, bank])
    shown = money.shown(amount_micros, currency)
    fact = ledger.Fact(EntryKind.ADVANCE, currency, f"Advance of {shown} on {recoupment}")
    amounts = {accounts[ahead]: -amount_micros, accounts[bank]: amount_micros}
    return ledger.post(fact=fact, amounts=amounts, now=now)


@transaction.atomic
def spend(*, contract: Contract, spent: Spent, by: User, now: datetime) -> Expense:
    """Records an expense; it is taken in the accounting month that is open now."""
    permissions.check_is_support(by)
    contract = Contract.objects.select_for_update().get(pk=contract.pk)
    if not spent.amount_micros:
        raise NotAgreed("An expense is not nothing; a correction is a negative one.")
    if not _takes(contract, Month.of(now)):
        raise NotAgreed(f"{contract.code} has ended, so that nothing is settled under it any more.")
    _check_currency(contract.payee, spent.currency)
    return Expense.objects.create(
        contract=contract,
        incurred_date=spent.incurred_date,
        amount_micros=spent.amount_micros,
        currency=spent.currency,
        description=spent.description,
        recorded_by=by,
        recorded_at=now,
    )


def _takes(contract: Contract, month: Month) -> bool:
    """Whether an expense recorded in a month is ever settled under the contract."""
    starts = Month.of(contract.from_date)
    first = starts if starts.first == contract.from_date else starts.next()
    return contract.until_date is None or max(first, month).first < contract.until_date


def _check_parts(agreement: Agreement) -> None:
    if not all(
        0 <= part <= WHOLE_PPM
        for part in (agreement.rate_ppm, agreement.fee_ppm, agreement.reserve_ppm)
    ):
        raise NotAgreed("Rate, fee and reserve are from 0 to 100 %.")
    if bool(agreement.reserve_ppm) != bool(agreement.reserve_months):
        raise NotAgreed("A reserve has both a part that is kept and months until it is released.")


def _check_parties(organisation: Organisation, payee: Payee) -> None:
    """Organisations pass money on in one direction: nobody is paid by those whom they pay."""
    if payee.organisation_id is None:
        return
    if payee.organisation_id == organisation.pk:
        raise NotAgreed(f"{payee} needs no contract with itself.")
    paid_by: dict[int, set[int]] = {}
    between = Contract.objects.filter(payee__organisation__isnull=False)
    for giver, taker in between.values_list("payee__organisation", "organisation"):
        paid_by.setdefault(giver or 0, set()).add(taker)
    reached, waiting = set[int](), [organisation.pk]
    while waiting:
        pk = waiting.pop()
        reached.add(pk)
        waiting += paid_by.get(pk, set()) - reached
    if payee.organisation_id in reached:
        raise NotAgreed(f"{organisation} passes on what it earns to {payee} already.")


def _check_recoupment(
    organisation: Organisation, payee: Payee, recoupment: RecoupmentAccount | None
) -> None:
    if recoupment is None:
        return
    if (recoupment.organisation_id, recoupment.payee_id) != (organisation.pk, payee.pk):
        raise NotAgreed(f"{recoupment} is not between {organisation} and {payee}.")


def _check_currency(payee: Payee, currency: str) -> None:
    """A payee's contracts are settled in the currency they are paid in."""
    terms = PayoutTerms.objects.filter(payee=payee).first()
    if terms and terms.currency != currency:
        raise NotAgreed(f"{payee} is paid in {terms.currency}; enter the amount in that.")
