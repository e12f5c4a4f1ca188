"""Payments as their payees read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from earnings.models import Payout, PayoutState

STATE_WORDS: Mapping[str, str] = {
    PayoutState.SCHEDULED: "waits to be sent; still in your balance",
    PayoutState.SENT: "left your balance; the bank has it",
    PayoutState.ARRIVED: "on your account",
    PayoutState.FAILED: "back in your balance",
}
STATE_CLASSES: Mapping[str, str] = {
    PayoutState.ARRIVED: "state-yes",
    PayoutState.FAILED: "state-no",
}


@dataclass(frozen=True, slots=True)
class PayoutLine:
    """One payment as its payee reads it."""

    code: str
    at: datetime
    state: str
    state_class: str
    words: str
    currency: str
    amount_micros: int
    fee_micros: int
    reference: str

    @property
    def net_micros(self) -> int:
        return self.amount_micros - self.fee_micros


def told(payout: Payout) -> PayoutLine:
    return PayoutLine(
        code=payout.code,
        at=payout.ended_at or payout.sent_at or payout.created_at,
        state=payout.get_state_display(),
        state_class=STATE_CLASSES.get(payout.state, "state-wait"),
        words=payout.why or STATE_WORDS[payout.state],
        currency=payout.currency,
        amount_micros=payout.amount_micros,
        fee_micros=payout.fee_micros,
        reference=payout.reference,
    )
