"""Deals: sums outside the monthly uses, to the artists they concern and to the organisation."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from artistportal import htmx, money
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.models import Payee
from earnings import permissions
from earnings.models import LumpSum
from earnings.queries import lump_sums, parities
from earnings.queries.lump_sums import Deal
from earnings.services import lump_sum_parts
from earnings.services import lump_sums as sums
from earnings.services.lump_sum_parts import SHOWN, Parts
from earnings.views import downloads

PAGE_SIZE = 50
HEADER = (
    "deal", "kind", "description", "tool", "licence", "organisation", "received_on", "amount",
    "currency", "key", "first_month", "last_month", "state", "allocated_on", "days_unallocated",
    "your_part", "takes_back", "taken_back_by",
)  # fmt: skip
PART_HEADER = ("deal", "name", "identifier", "weight", "of_all_weights", "amount", "currency")


@require_safe
def listed(request: AccountRequest) -> HttpResponse:
    """Every sum that concerns the account, and since when it waits."""
    account = _concerned(request)
    now = timezone.now()
    page = Paginator(lump_sums.of_account(account), PAGE_SIZE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "title": "Deals",
        "page": page,
        "deals": lump_sums.deals(account, list(page.object_list), now),
        "sees_money": permissions.sees_own_money(account),
        "now": now,
    }
    return htmx.render(request, "earnings/deals.html", "earnings/_deals.html", context)


@require_safe
def page(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """One sum: what for, by which key, and who got what by which weight."""
    account = _concerned(request)
    now = timezone.now()
    deal = _deal(account, public_id)
    sees_money = permissions.sees_own_money(account)
    is_theirs = account.kind is AccountKind.ORGANISATION and sees_money
    may_allocate = is_theirs and permissions.keeps_lump_sums(
        request.user, deal.sum.licence.organisation, now
    )
    context: dict[str, Any] = {
        "title": f"{deal.sum.code}, {deal.sum.description}",
        "deal": deal,
        "sees_money": sees_money,
        "is_artist": account.kind is AccountKind.ARTIST,
        "may_allocate": may_allocate,
        "parities": parities.of_licence(deal.sum.licence, account, now) if sees_money else None,
        **(_parts(account, deal.sum, now) if sees_money else {}),
    }
    return htmx.render(request, "earnings/deal.html", "earnings/_deal.html", context)


@require_POST
def allocate(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """Divide a sum by its key, once."""
    account = _concerned(request)
    deal = _deal(account, public_id)
    try:
        sums.allocate(lump_sum=deal.sum, by=request.user, now=timezone.now())
    except sums.NotAllocated as odd:
        messages.error(request, str(odd))
    else:
        messages.success(request, f"{deal.sum.code} is allocated.")
    return redirect("earnings:deal", public_id=public_id)


@require_POST
def reverse(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """Take a sum back, with the reason that everybody it paid reads."""
    deal = _deal(_concerned(request), public_id)
    why, now = request.POST.get("why", ""), timezone.now()
    try:
        reversal = sums.reverse(lump_sum=deal.sum, why=why, by=request.user, now=now)
    except sums.NotReversed as odd:
        messages.error(request, str(odd))
        return redirect("earnings:deal", public_id=public_id)
    messages.success(request, f"{reversal.code} takes {deal.sum.code} back.")
    return redirect("earnings:deal", public_id=reversal.public_id)


@require_safe
def listed_csv(request: AccountRequest) -> HttpResponse:
    """Every sum of the list."""
    account = _sees_money(request)
    now = timezone.now()
    deals = lump_sums.deals(account, list(lump_sums.of_account(account)), now)
    return downloads.csv(["deals", account.name], now, HEADER, map(_row, deals))


@require_safe
def parts_csv(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """All parts of one sum that the account may see."""
    account = _sees_money(request)
    deal = _deal(account, public_id)
    if deal.sum.allocated_at is None:
        raise Http404("Nothing of it is allocated yet.")
    parts = _of_account(account, deal.sum, None)
    if parts is None:
        raise Http404("Nobody is paid for this account.")
    rows = [
        (
            deal.sum.code,
            part.name,
            part.identifier,
            part.weight.replace(",", ""),
            parts.whole_weight.replace(",", ""),
            money.plain(part.amount_micros),
            deal.sum.currency,
        )
        for part in parts.rows
    ]
    name = ["deal", account.name, deal.sum.code]
    return downloads.csv(name, deal.sum.allocated_at, PART_HEADER, rows)


def _concerned(request: AccountRequest) -> Account:
    if request.account.kind not in {AccountKind.ARTIST, AccountKind.ORGANISATION}:
        raise Http404("Deals concern artists and organisations.")
    return request.account


def _sees_money(request: AccountRequest) -> Account:
    account = _concerned(request)
    permissions.check_sees_own_money(account)
    return account


def _deal(account: Account, public_id: UUID) -> Deal:
    found = get_object_or_404(lump_sums.of_account(account), public_id=public_id)
    return lump_sums.deals(account, [found], timezone.now())[0]


def _parts(account: Account, found: LumpSum, now: datetime) -> dict[str, Any]:
    """The parts that an account sees: its own, or all of them to the organisation."""
    if not found.waits or account.kind is AccountKind.ARTIST:
        return {"parts": _of_account(account, found, SHOWN) if found.allocated_at else None}
    try:
        preview = sums.preview(lump_sum=found, now=now)
    except sums.NotAllocated as odd:
        return {"parts": None, "why_not": str(odd)}
    return {"parts": lump_sum_parts.of_all(found, preview, shown=SHOWN)}


def _of_account(account: Account, found: LumpSum, shown: int | None) -> Parts | None:
    if account.kind is AccountKind.ORGANISATION:
        return lump_sum_parts.of_all(found, shown=shown)
    payee = Payee.objects.filter(artist=account.id).first()
    return lump_sum_parts.of_payee(found, payee.pk, shown=shown) if payee else None


def _row(deal: Deal) -> tuple[str | int, ...]:
    found = deal.sum
    return (
        found.code,
        found.kind,
        found.description,
        found.licence.tool.name,
        found.licence.code,
        found.licence.organisation.name,
        f"{found.received_at:%Y-%m-%d}",
        money.plain(found.amount_micros),
        found.currency,
        found.key,
        f"{found.first_month_date:%Y-%m}",
        f"{found.last_month_date:%Y-%m}",
        _state(found),
        f"{found.allocated_at:%Y-%m-%d}" if found.allocated_at else "",
        "" if deal.waiting_days is None else deal.waiting_days,
        "" if deal.own_micros is None else money.plain(deal.own_micros),
        found.reverses.code if found.reverses else "",
        found.reversed_by.code if found.reversed_by else "",
    )


def _state(found: LumpSum) -> str:
    if found.waits:
        return "unallocated"
    return "allocated" if found.allocated_at else "taken back"
