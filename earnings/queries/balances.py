"""What closed months left to payees, and what has come since: never one number for both.

A month's money is a payee's once the month is closed (`docs/decisions/0008`): until then contracts
are not applied, and a corrected report may change it.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Max, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from artistportal.periods import Month
from artistportal.roster.models.batches import among_ids
from earnings.domain.ledgers import AccountKind, EntryKind
from earnings.domain.payouts import PayoutState
from earnings.models import MonthClosing, Payout, Posting

PAYMENTS = (EntryKind.PAYOUT, EntryKind.RETURNED, EntryKind.ADVANCE)
SETTLED = (EntryKind.SETTLEMENT, EntryKind.EXCHANGE)
EARNED = (EntryKind.ROYALTIES, EntryKind.ALLOCATION)


def last_closed() -> Month | None:
    """The last accounting month that is closed and whose statements were sent."""
    done = MonthClosing.objects.sent()
    last: date | None = done.aggregate(last=Max("month_date"))["last"]
    return Month(last) if last else None


def last_closed_date() -> Coalesce:
    """The same within another query: its first day, or the first day there is."""
    done = MonthClosing.objects.sent().order_by("-month_date")
    return Coalesce(Subquery(done.values("month_date")[:1]), Value(date.min))


def is_available(closed: Month | None) -> Q:
    """Postings of closed months, and what was paid or came back since."""
    return is_available_after(closed.first if closed else date.min)


def is_available_after(closed: date | Coalesce) -> Q:
    paid = Q(entry__kind__in=[kind.value for kind in PAYMENTS])
    return paid | Q(entry__accounting_month__lte=closed)


def is_estimated(closed: Month | None) -> Q:
    """Postings of what was earned since the last closing, before any contract."""
    return is_estimated_after(closed.first if closed else date.min)


def is_estimated_after(closed: date | Coalesce) -> Q:
    earned = Q(entry__kind__in=[kind.value for kind in EARNED])
    return earned & Q(entry__accounting_month__gt=closed)


def is_told(closed: Month | None, entry: str = "entry__") -> Q:
    """Postings that payees may know of: all but what settled a month that was not sent yet."""
    settled = Q(**{f"{entry}kind__in": [kind.value for kind in SETTLED]})
    return ~settled | Q(**{f"{entry}accounting_month__lte": closed.first if closed else date.min})


def payable(payees: list[int]) -> dict[tuple[int, str], int]:
    """What may be paid, by payee and currency: available, less what is scheduled already."""
    rows = (
        Posting.objects.filter(
            is_available(last_closed()),
            account__payee__in=among_ids(payees),
            account__kind=AccountKind.PAYEE,
        )
        .values_list("account__payee", "account__currency")
        .annotate(total=Sum("amount_micros"))
    )
    found = {(payee or 0, currency): int(total) for payee, currency, total in rows}
    scheduled = Payout.objects.filter(
        payee__in=among_ids(payees), state=PayoutState.SCHEDULED.value
    ).values_list("payee", "currency", "amount_micros")
    for payee, currency, amount in scheduled:
        found[payee, currency] = found.get((payee, currency), 0) - amount
    return {key: amount for key, amount in found.items() if amount > 0}
