"""Money that is not paid: what waits for an artist or an organisation, and why."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from artistportal import htmx, money
from artistportal.periods import Month
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.middleware import AccountRequest
from earnings import permissions
from earnings.forms.unpaid import UnpaidForm
from earnings.queries import unpaid
from earnings.queries.unpaid import Row
from earnings.views import downloads
from earnings.views.statements import no_money, paid

HEADER = (
    "waiting", "month_of_use", "tool", "work", "identifier", "works", "uses", "amount", "currency",
    "whose", "reason", "since", "next_step", "by", "dispute",
)  # fmt: skip


@require_safe
def page(request: AccountRequest) -> HttpResponse:
    """Held, disputed and excluded: each with its reason, since when, and what happens next."""
    account = paid(request)
    if not permissions.sees_own_money(account):
        return no_money(request)
    whose = unpaid.whose(account)
    overall = unpaid.overall(whose)
    form = UnpaidForm(request.GET, overall.tools)
    meant = form.selection
    found = unpaid.rows(whose, meant)
    shown = unpaid.page(found, request.GET.get("page", "1"), overall.count(meant))
    count = shown.paginator.count
    summary = f"{count:,} row{'' if count == 1 else 's'}"
    context: dict[str, Any] = {
        "title": "Not paid",
        "is_artist": account.kind == AccountKind.ARTIST,
        "form": form,
        "overall": overall,
        "page": shown,
        "rows": unpaid.told(shown.object_list, account),
        "summary": summary,
        "shares": [] if form.chosen else unpaid.unmatched_shares(whose, Month.of(timezone.now())),
    }
    return htmx.render(
        request,
        "earnings/not_paid.html",
        "earnings/_not_paid.html",
        context,
        announcement=f"{summary} found.",
    )


@require_safe
def csv(request: AccountRequest) -> HttpResponse:
    """Every row of the list as it is narrowed."""
    account = paid(request)
    permissions.check_sees_own_money(account)
    whose = unpaid.whose(account)
    form = UnpaidForm(request.GET, unpaid.overall(whose).tools)
    rows = (_cells(row) for row in unpaid.every(unpaid.rows(whose, form.selection), account))
    return downloads.csv(["not-paid", account.name, *form.chosen], timezone.now(), HEADER, rows)


def _cells(row: Row) -> tuple[str | int, ...]:
    return (
        row.waiting,
        f"{row.month_date:%Y-%m}",
        row.tool,
        row.work.title if row.work else "Other works" if row.works > 1 else "No single work",
        (row.work.isrc or row.work.iswc or str(row.work.public_id)) if row.work else "",
        row.works,
        row.units,
        "" if row.amount_micros is None else money.plain(row.amount_micros),
        row.currency,
        "yours" if row.is_own else "nobody named",
        row.reason,
        row.since_at.isoformat(timespec="seconds"),
        row.next_step,
        row.deadline_date.isoformat() if row.deadline_date else "",
        row.dispute,
    )
