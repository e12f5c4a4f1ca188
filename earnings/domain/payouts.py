"""Payments to payees: where one stands, and how much of a balance can be paid. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from babel.numbers import get_currency_precision

from artistportal.money import MICROS


class PayoutState(StrEnum):
    """Where a payment stands."""

    SCHEDULED = "scheduled"
    SENT = "sent"
    ARRIVED = "arrived"
    FAILED = "failed"

    @property
    def label(self) -> str:
        return self.value.capitalize()


@dataclass(frozen=True, slots=True)
class Payable:
    """What a payment takes from a balance; less the fee it is whole minor units."""

    amount_micros: int
    fee_micros: int


def payable(
    balance_micros: int, currency: str, *, minimum_micros: int = 0, fee_micros: int = 0
) -> Payable | None:
    """How much of a closed balance is paid, or None where it is too little; the rest stays."""
    minor = MICROS // 10 ** get_currency_precision(currency)
    paid = (balance_micros - fee_micros) // minor * minor
    if balance_micros < minimum_micros or paid <= 0:
        return None
    return Payable(paid + fee_micros, fee_micros)
