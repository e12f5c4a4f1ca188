"""Every entry and account by itself: balanced, numbered, in its month, as its payment says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from django.db.models import Count, F, Q, Sum

from artistportal.periods import Month
from earnings.domain.ledgers import AccountKind, EntryKind
from earnings.models import Entry, MonthClosing, Payout, Posting

# What a closing posts after the month it closes.
_OF_CLOSINGS = (EntryKind.SETTLEMENT.value, EntryKind.EXCHANGE.value)


def faults() -> Iterator[str]:
    return chain(_balances(), _numbers(), _accounts(), _payouts())


def _balances() -> Iterator[str]:
    sums = Entry.objects.annotate(
        total=Sum("postings__amount_micros", default=0), parts=Count("postings")
    )
    for entry in sums.exclude(total=0).order_by("number"):
        yield f"{entry}: its postings add up to {entry.total} micro-units, not to 0."
    for entry in sums.filter(parts__lt=2).order_by("number"):
        yield f"{entry}: it has {entry.parts} postings; a balanced entry has at least two."


def _numbers() -> Iterator[str]:
    """Entries are numbered one after the other, each booked in the month that was open then; what a
    closing posts, and nothing else, in the month that it closes.
    """
    expected = 1
    closings = set(MonthClosing.objects.values_list("month_date", flat=True))
    for entry in Entry.objects.order_by("number").iterator():
        if entry.number > expected:
            yield f"E-{expected:06d}: it is missing; the next entry is {entry}."
        posted = Month.of(entry.posted_at).first
        closes = entry.kind in _OF_CLOSINGS and entry.accounting_month in closings
        if posted != entry.accounting_month and not (closes and entry.accounting_month < posted):
            booked = f"{entry.accounting_month:%b %Y}"
            yield f"{entry}: posted in {entry.posted_at:%b %Y}, booked in {booked}."
        expected = entry.number + 1


def _accounts() -> Iterator[str]:
    foreign = Posting.objects.exclude(account__currency=F("entry__currency"))
    for posting in foreign.select_related("entry", "account").order_by("pk"):
        yield f"{posting.entry}: it is in {posting.entry.currency}, {posting.account} is not."
    by_currency = Posting.objects.values("account__currency").annotate(total=Sum("amount_micros"))
    for row in by_currency.order_by("account__currency"):
        if row["total"]:
            yield f"All {row['account__currency']} accounts add up to {row['total']}, not to 0."


def _payouts() -> Iterator[str]:
    """What left and came back to a payee's account is what each payment says."""
    of_payee = Q(entry__postings__account__kind=AccountKind.PAYEE.value)
    back = Q(returned_entry__postings__account__kind=AccountKind.PAYEE.value)
    found = Payout.objects.annotate(
        left=Sum("entry__postings__amount_micros", filter=of_payee),
    ).exclude(entry=None)
    for payout in found.exclude(left=-F("amount_micros")).order_by("number"):
        yield (
            f"{payout.code}: it takes {payout.amount_micros} micro-units, its entry"
            f" {-(payout.left or 0)}."
        )
    returned = Payout.objects.annotate(
        back=Sum("returned_entry__postings__amount_micros", filter=back)
    ).exclude(returned_entry=None)
    for odd in returned.exclude(back=F("amount_micros")).order_by("number"):
        yield (
            f"{odd.code}: {odd.amount_micros} micro-units came back, its entry returns"
            f" {odd.back or 0}."
        )
