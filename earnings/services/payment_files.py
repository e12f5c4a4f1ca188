"""The payment file: what the operator's bank needs, with the whole account numbers.

The one door by which a number leaves the site. It opens at the operator's shell alone, for
payments that are scheduled and that nothing keeps back, and each opening is noted.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from artistportal import money
from artistportal.accounts.services import audit
from artistportal.roster.models.batches import among_ids
from artistportal.spreadsheets import Cell
from earnings.models import Payout, PayoutAccount, PayoutState
from earnings.queries import payees
from earnings.services import sealing

HEADER = (
    "payment", "payee", "account_holder", "country", "account_number", "bic", "amount", "currency",
)  # fmt: skip


def rows(now: datetime) -> Iterator[tuple[Cell, ...]]:
    """A row for each scheduled payment that may be sent, in their order; notes that it was asked.

    Payees outside the site are paid as the operator knows: their number is empty. Raises
    sealing.CannotOpen.
    """
    due = list(_due(now))
    accounts = _accounts({payout.payee_id for payout in due})
    fact = audit.Fact(
        verb="payouts.file_written",
        subject=f"payouts:{now:%Y-%m-%dT%H%M%S}",
        sentence=f"The operator wrote the payment file of {len(due)} payments.",
        after={"payments": [payout.code for payout in due]},
    )
    audit.record(fact, by=None, now=now)
    for payout in due:
        yield _row(payout, accounts.get(payout.payee_id))


def _due(now: datetime) -> Iterator[Payout]:
    scheduled = Payout.objects.filter(state=PayoutState.SCHEDULED.value).order_by("number")
    found = list(scheduled.select_related("payee"))
    barred = payees.barriers({payout.payee_id for payout in found}, now)
    return (payout for payout in found if payout.payee_id not in barred)


def _accounts(among: set[int]) -> dict[int, PayoutAccount]:
    """The newest account of each payee."""
    versions = PayoutAccount.objects.filter(payee__in=among_ids(among)).order_by("pk")
    return {account.payee_id: account for account in versions}


def _row(payout: Payout, account: PayoutAccount | None) -> tuple[Cell, ...]:
    net = money.plain(payout.amount_micros - payout.fee_micros)
    where = (
        (
            account.holder,
            account.country,
            sealing.opened(account.number_sealed),
            account.bic,
        )
        if account
        else (payout.payee.name, "", "", "")
    )
    return (payout.code, payout.payee.name, *where, net, payout.currency)
