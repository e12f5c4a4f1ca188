"""What the pages of deals ask: which sums concern an account, and what it got of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from artistportal.roster.domain.accounts import Account, AccountKind
from earnings.domain.lump_sums import AllocationKey
from earnings.models import ArtistUse, LumpSum, Posting


@dataclass(frozen=True, slots=True)
class Deal:
    """One sum as a page tells it; `own_micros` is the account's part, None while unallocated."""

    sum: LumpSum
    key: AllocationKey
    own_micros: int | None
    waiting_days: int | None

    @property
    def months(self) -> tuple[object, ...]:
        """The first and the last month of the key; one where they are the same."""
        first, last = self.sum.first_month_date, self.sum.last_month_date
        return (first,) if first == last else (first, last)


def of_account(account: Account) -> QuerySet[LumpSum]:
    """An organisation's sums are those of its licences; an artist's those that paid their payee,
    and those of whose tool, organisation and months they have uses. Newest first.
    """
    sums = LumpSum.objects.select_related(
        "licence__tool", "licence__organisation", "allocation_entry", "reverses", "reversal"
    )
    if account.kind is AccountKind.ORGANISATION:
        found = sums.filter(licence__organisation=account.id)
    elif account.kind is AccountKind.ARTIST:
        found = sums.filter(_pays(account.id) | _concerns(account.id))
    else:
        found = sums.none()
    return found.order_by("-number")


def deals(account: Account, sums: list[LumpSum], now: datetime) -> list[Deal]:
    """The sums with what the account's payee got of each; one query."""
    own = dict(
        Posting.objects.filter(
            entry__in=[each.allocation_entry_id for each in sums if each.allocation_entry_id],
            **{f"account__payee__{account.kind.value}": account.id},
        ).values_list("entry", "amount_micros")
    )
    return [_deal(each, own, now) for each in sums]


def _deal(found: LumpSum, own: dict[int, int], now: datetime) -> Deal:
    is_allocated = found.allocated_at is not None
    return Deal(
        sum=found,
        key=AllocationKey(found.key),
        own_micros=own.get(found.allocation_entry_id or 0, 0) if is_allocated else None,
        waiting_days=(now.date() - found.received_at.date()).days if found.waits else None,
    )


def _pays(artist: int) -> Exists:
    postings = Posting.objects.filter(account__payee__artist=artist)
    return Exists(postings.filter(entry=OuterRef("allocation_entry")))


def _concerns(artist: int) -> Exists:
    holder = OuterRef("licence__organisation")
    uses = ArtistUse.objects.filter(
        artist=artist,
        tool=OuterRef("licence__tool"),
        month_date__gte=OuterRef("first_month_date"),
        month_date__lte=OuterRef("last_month_date"),
    )
    held = Q(work__rights_holder=holder) | Q(work__compositions__rights_holder=holder)
    return Exists(uses.filter(held))
