"""Payments to payees: who may be paid what, and where each payment stands.

    scheduled ──▶ sent ──▶ arrived      sending posts the entry: payee −, bank +
        │           │
        └───────────┴──▶ failed         what was sent comes back by an entry that names the first

Only what closed months left is paid, and only to payees whom nothing keeps from it: no hold, and an
account that is past its waiting time (`queries/payees.py`). Doing a step twice does it once: the
same payment comes back. Support does all of it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from artistportal.accounts.models import User
from artistportal.roster.models import Payee
from earnings import permissions
from earnings.domain import payouts
from earnings.domain.ledgers import AccountKey, AccountKind, EntryKind
from earnings.domain.payouts import PayoutState
from earnings.models import Entry, Payout, PayoutTerms, RecoupmentAccount
from earnings.queries import balances
from earnings.queries import payees as owed
from earnings.services import ledger, money_news
from earnings.services.numbers import next_number

PAYEES_AT_ONCE = 500


class NotPayable(ValueError):
    """The payment cannot take this step, or the terms cannot be so; the sentence says why."""


@transaction.atomic
def agree(*, terms: PayoutTerms, by: User) -> PayoutTerms:
    """Stores how a payee is paid, new or changed; what is closed stays as it is."""
    permissions.check_is_support(by)
    other = (
        RecoupmentAccount.objects.filter(payee=terms.payee_id)
        .exclude(currency=terms.currency)
        .first()
    )
    if other:
        raise NotPayable(
            f"“{other.name}” recoups in {other.currency}; {terms.payee} is paid in that."
        )
    terms.save()
    return terms


def schedule(*, payees: list[int] | None = None, by: User, now: datetime) -> list[Payout]:
    """A payment for each payee whose closed balance is enough, or the one that is scheduled."""
    permissions.check_is_support(by)
    due = PayoutTerms.objects.order_by("payee")
    if payees is not None:
        due = due.filter(payee__in=payees)
    ids = list(due.values_list("payee", flat=True))
    made: list[Payout] = []
    for start in range(0, len(ids), PAYEES_AT_ONCE):
        made += _scheduled(ids[start : start + PAYEES_AT_ONCE], by, now)
    return made


def send(*, payout: Payout, reference: str, by: User, now: datetime) -> Payout:
    """Notes that the bank was told to pay, and posts it."""
    with transaction.atomic():
        payout = _step(payout, by, PayoutState.SCHEDULED, PayoutState.SENT)
        if payout.entry is not None:
            return payout
        _check_may_be_paid(payout.payee, now)
        payout.sent_at, payout.reference = now, reference
        payout.entry = _post(payout, EntryKind.PAYOUT, f"Payment {payout.code}", now)
        payout.save()
        money_news.tell_of_payment(payout, now)
    return payout


def arrive(*, payout: Payout, by: User, now: datetime) -> Payout:
    """Notes that a sent payment arrived."""
    with transaction.atomic():
        payout = _step(payout, by, PayoutState.SENT, PayoutState.ARRIVED)
        if payout.ended_at is None:
            payout.ended_at = now
            payout.save()
    return payout


def fail(*, payout: Payout, why: str, by: User, now: datetime) -> Payout:
    """Notes that a payment came back, or was called off before it was sent; all of it returns."""
    with transaction.atomic():
        payout = _step(payout, by, (PayoutState.SENT, PayoutState.SCHEDULED), PayoutState.FAILED)
        if payout.ended_at is not None:
            return payout
        payout.ended_at, payout.why = now, why
        if payout.entry is not None:
            words = f"Payment {payout.code} came back: {why}"
            payout.returned_entry = _post(payout, EntryKind.RETURNED, words, now)
            money_news.tell_of_payment(payout, now)
        payout.save()
    return payout


def _scheduled(payees: list[int], by: User, now: datetime) -> list[Payout]:
    with transaction.atomic():
        number = next_number(Payout.objects.all())
        terms = {row.payee_id: row for row in PayoutTerms.objects.filter(payee__in=payees)}
        waiting = Payout.objects.filter(payee__in=payees, state=PayoutState.SCHEDULED.value)
        made = {(row.payee_id, row.currency): row for row in waiting}
        barred = owed.barriers(payees, now)
        new: list[Payout] = []
        for (payee, currency), balance in sorted(balances.payable(payees).items()):
            if (payee, currency) in made or payee in barred:
                continue
            of_terms = terms[payee] if terms[payee].currency == currency else None
            found = payouts.payable(
                balance,
                currency,
                minimum_micros=of_terms.minimum_micros if of_terms else 0,
                fee_micros=of_terms.fee_micros if of_terms else 0,
            )
            if found:
                new.append(
                    Payout(
                        number=number + len(new),
                        payee_id=payee,
                        currency=currency,
                        amount_micros=found.amount_micros,
                        fee_micros=found.fee_micros,
                        created_at=now,
                        created_by=by,
                    )
                )
        return [*made.values(), *Payout.objects.bulk_create(new)]


def _check_may_be_paid(payee: Payee, now: datetime) -> None:
    """Raises NotPayable where a hold or a new account came after the payment was scheduled."""
    Payee.objects.select_for_update().get(pk=payee.pk)
    for barrier in owed.barriers([payee.pk], now).get(payee.pk, []):
        raise NotPayable(f"{payee} cannot be paid now. {barrier.sentence}")


def _step(
    payout: Payout,
    by: User,
    before: PayoutState | tuple[PayoutState, ...],
    after: PayoutState,
) -> Payout:
    """The payment, locked, in its new state; as it is where it is in that state already."""
    permissions.check_is_support(by)
    payout = (
        Payout.objects.select_for_update(of=("self",)).select_related("payee").get(pk=payout.pk)
    )
    allowed = before if isinstance(before, tuple) else (before,)
    state = PayoutState(payout.state)
    if state not in {*allowed, after}:
        raise NotPayable(f"{payout.code} is {state.label.lower()}, so it cannot be {after.value}.")
    payout.state = after.value
    return payout


def _post(payout: Payout, kind: EntryKind, words: str, now: datetime) -> Entry:
    """Takes the payment from the payee's balance, or gives it back; the fee goes with it."""
    sign = -1 if kind is EntryKind.PAYOUT else 1
    own = AccountKey(AccountKind.PAYEE, payout.currency, payout.payee_id)
    bank = AccountKey(AccountKind.BANK, payout.currency)
    accounts = ledger.accounts([own, bank])
    fact = ledger.Fact(kind, payout.currency, words, adjusts=payout.entry)
    amount = sign * payout.amount_micros
    return ledger.post(fact=fact, amounts={accounts[own]: amount, accounts[bank]: -amount}, now=now)
