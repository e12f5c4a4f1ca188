"""When a payee is paid next, and if not, exactly why not. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from artistportal import money
from earnings.domain import payouts


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides the next payment of one currency's balance.

    `available_micros` is what is not on its way yet. No `paid_in` means that nobody has said how
    the payee is paid. A `barrier` says what keeps every payment back: a hold, a new account.
    """

    currency: str
    available_micros: int
    on_its_way_micros: int = 0
    paid_in: str = ""
    minimum_micros: int = 0
    fee_micros: int = 0
    barrier: str = ""


@dataclass(frozen=True, slots=True)
class NextPayout:
    """The amount that leaves the balance next, if any, and a sentence that says when or why not."""

    amount_micros: int
    sentence: str

    @property
    def is_coming(self) -> bool:
        return self.amount_micros > 0


def next_payout(standing: Standing) -> NextPayout:
    """What comes next, by the same rule by which payments are made."""
    for rule in (_without_terms, _barred, _on_its_way, _elsewhere, _below_zero, _below_minimum):
        if found := rule(standing):
            return found
    payable = payouts.payable(
        standing.available_micros, standing.currency, fee_micros=standing.fee_micros
    )
    if payable is None:
        return _too_small(standing)
    return NextPayout(payable.amount_micros, "It goes out with the next round of payments.")


def _barred(standing: Standing) -> NextPayout | None:
    has_something = standing.available_micros > 0 or standing.on_its_way_micros > 0
    return _not(standing.barrier) if standing.barrier and has_something else None


def _on_its_way(standing: Standing) -> NextPayout | None:
    if not standing.on_its_way_micros:
        return None
    return NextPayout(standing.on_its_way_micros, "It is on its way: see below.")


def _without_terms(standing: Standing) -> NextPayout | None:
    if standing.paid_in:
        return None
    return _not(
        "Nobody has told us yet how to pay you: in which currency, from which amount on, where"
        " you pay tax. Ask support to enter your payout terms."
    )


def _elsewhere(standing: Standing) -> NextPayout | None:
    if standing.paid_in == standing.currency or standing.available_micros:
        return None
    return _not(
        f"You are paid in {standing.paid_in}: what is earned in {standing.currency} is exchanged"
        " into it when its month is closed."
    )


def _below_zero(standing: Standing) -> NextPayout | None:
    if standing.available_micros >= 0:
        return None
    left = money.rounded(-standing.available_micros, standing.currency)
    return _not(f"Your balance is {left} below zero; what you earn makes up for that first.")


def _below_minimum(standing: Standing) -> NextPayout | None:
    missing = standing.minimum_micros - standing.available_micros
    if missing <= 0:
        return None
    least = money.rounded(standing.minimum_micros, standing.currency)
    left = money.shown(missing, standing.currency)
    return _not(f"{left} short of your minimum of {least}. Nothing is lost: it adds up.")


def _too_small(standing: Standing) -> NextPayout:
    if not standing.available_micros:
        return _not("There is nothing to pay out now.")
    fee = money.rounded(standing.fee_micros, standing.currency)
    return _not(f"After the fee of {fee} nothing would be left to send. Nothing is lost.")


def _not(sentence: str) -> NextPayout:
    return NextPayout(0, sentence)
