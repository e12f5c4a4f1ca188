"""What a payee may have, what waits and why, and when they are paid: one balance a currency."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet, Subquery, Sum

from artistportal.periods import Month
from artistportal.roster.domain.accounts import Account
from artistportal.roster.models import Payee
from earnings.domain.next_payouts import NextPayout, Standing, next_payout
from earnings.models import (
    AccountKind,
    LedgerAccount,
    MonthClosing,
    Payout,
    PayoutState,
    PayoutTerms,
    Posting,
    StatementPart,
    UnpaidMonth,
)
from earnings.queries import balances, payees, payout_lines, statements
from earnings.queries.payees import Barrier
from earnings.queries.payout_lines import PayoutLine


@dataclass(frozen=True, slots=True)
class Released:
    """An amount in reserve, and the month whose closing releases it."""

    month: Month
    contract: str
    amount_micros: int


@dataclass(frozen=True, slots=True)
class Recouping:
    """One account that earnings make up for, and what is left of it."""

    name: str
    organisation: str
    left_micros: int


@dataclass
class Balance:
    """What one payee has and does not have yet, in one currency."""

    currency: str
    available_micros: int = 0
    estimated_micros: int = 0
    held_micros: int = 0
    in_reserve_micros: int = 0
    releases: list[Released] = field(default_factory=list)
    recouping: list[Recouping] = field(default_factory=list)
    minimum_micros: int | None = None
    next_payout: NextPayout | None = None

    @property
    def unrecouped_micros(self) -> int:
        return sum(each.left_micros for each in self.recouping)


@dataclass(frozen=True, slots=True)
class Standings:
    """All balances of a payee, and the payments, the newest first."""

    balances: tuple[Balance, ...]
    payouts: tuple[PayoutLine, ...]
    barriers: tuple[Barrier, ...] = ()


class _Balances(defaultdict[str, Balance]):
    def __missing__(self, currency: str) -> Balance:
        self[currency] = Balance(currency)
        return self[currency]


def of_account(account: Account, limit: int, now: datetime) -> Standings:
    """The balances of the account's own payee; the same number of queries for any history."""
    last = MonthClosing.objects.sent().order_by("-month_date")
    own = statements.payees_of(account).select_related("payout_terms")
    closed_date = Subquery(last.values("month_date")[:1])
    payee = payees.with_state(own).annotate(closed_date=closed_date).first()
    if payee is None:
        return Standings((), (), payees.missing())
    closed = Month(payee.closed_date) if payee.closed_date else None
    found = _Balances()
    _add_booked(found, payee, closed)
    _add_held(found, payee)
    _add_set_aside(found, payee, closed)
    _add_releases(found, payee, closed)
    payouts = list(Payout.objects.filter(payee=payee).order_by("-number")[:limit])
    barriers = payees.of_payee(payee, now)
    _add_next(found, payee, payouts, barriers)
    ordered = sorted(found.values(), key=lambda each: (-each.available_micros, each.currency))
    told = tuple(map(payout_lines.told, payouts))
    return Standings(tuple(ordered), told, tuple(barriers))


def _add_booked(found: _Balances, payee: Payee, closed: Month | None) -> None:
    """What closed months left, less what was paid since; what was earned since is estimated."""
    rows = (
        Posting.objects.filter(account__payee=payee, account__kind=AccountKind.PAYEE)
        .values_list("account__currency")
        .annotate(
            available=Sum("amount_micros", filter=balances.is_available(closed), default=0),
            estimated=Sum("amount_micros", filter=balances.is_estimated(closed), default=0),
        )
    )
    for currency, available, estimated in rows:
        found[currency].available_micros = available
        found[currency].estimated_micros = estimated


def _add_held(found: _Balances, payee: Payee) -> None:
    rows = UnpaidMonth.objects.filter(payee=payee, amount_micros__gt=0)
    for currency, held in rows.values_list("currency").annotate(Sum("amount_micros")):
        found[currency].held_micros = held


def _add_set_aside(found: _Balances, payee: Payee, closed: Month | None) -> None:
    """What is in reserve, and what stands to be recouped; not yet what was not sent."""
    is_told = balances.is_told(closed, "postings__entry__")
    sums = Sum("postings__amount_micros", filter=is_told, default=0)
    for account in _accounts_of(payee).annotate(held=sums):
        balance, amount = found[account.currency], account.held
        if account.contract:
            balance.in_reserve_micros += amount
        elif account.recoupment and amount:
            about = account.recoupment
            balance.recouping.append(Recouping(about.name, about.organisation.name, -amount))


def _accounts_of(payee: Payee) -> QuerySet[LedgerAccount]:
    theirs = Q(contract__payee=payee) | Q(recoupment__payee=payee)
    return (
        LedgerAccount.objects.filter(theirs)
        .select_related("contract", "recoupment__organisation")
        .order_by("pk")
    )


def _add_releases(found: _Balances, payee: Payee, closed: Month | None) -> None:
    """When what is in reserve is released: so many months later as the contract says."""
    kept = StatementPart.objects.filter(
        statement__payee=payee,
        statement__closing_job__held_back=False,
        reserved_micros__gt=0,
        contract__reserve_months__gt=0,
    ).select_related("statement", "contract")
    for part in kept.defer("statement__content").order_by("statement__month_date", "pk"):
        contract = part.contract
        if contract is None:
            continue
        month = Month(part.statement.month_date).back(-contract.reserve_months)
        if closed is None or month > closed:
            released = Released(month, str(contract), part.reserved_micros)
            found[part.statement.currency].releases.append(released)


def _add_next(
    found: _Balances, payee: Payee, payouts: list[Payout], barriers: list[Barrier]
) -> None:
    """What is paid next, or exactly why nothing is; what is scheduled is on its way."""
    terms: PayoutTerms | None = getattr(payee, "payout_terms", None)
    coming = {
        each.currency: each.amount_micros
        for each in payouts
        if each.state == PayoutState.SCHEDULED.value
    }
    for balance in found.values():
        is_paid_in = terms is not None and terms.currency == balance.currency
        balance.minimum_micros = terms.minimum_micros if terms and is_paid_in else None
        on_its_way = coming.get(balance.currency, 0)
        balance.next_payout = next_payout(
            Standing(
                balance.currency,
                balance.available_micros - on_its_way,
                on_its_way_micros=on_its_way,
                paid_in=terms.currency if terms else "",
                minimum_micros=balance.minimum_micros or 0,
                fee_micros=terms.fee_micros if terms and is_paid_in else 0,
                barrier=barriers[0].sentence if barriers else "",
            )
        )
