"""A representative's first page: the roster of the organisation in view."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from artistportal import htmx
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.views import accounts, tables
from earnings.forms.roster import RosterForm
from earnings.queries import roster

PAGE_SIZE = 50
COLUMNS = (("name", "Artist"), ("works", "Works"), ("splits", "Without shares"))
EARNED = ("earned", "This month")


@require_safe
def page(request: AccountRequest) -> HttpResponse:
    """The artists signed to the organisation, with what may be decided and what came in."""
    account = accounts.in_view(request, AccountKind.ORGANISATION)
    form = RosterForm(request.GET)
    wanted = form.wanted
    found = roster.roster(account.id, wanted, sees_money=account.sees_money, now=timezone.now())
    lines = Paginator(found.lines, PAGE_SIZE).get_page(request.GET.get("page"))
    sortable = (*COLUMNS, EARNED) if account.sees_money else COLUMNS
    count = len(found.lines)
    summary = f"{count:,} {'artist' if count == 1 else 'artists'}"
    context: dict[str, Any] = {
        "title": "Roster",
        "form": form,
        "wanted": wanted,
        "found": found,
        "page": lines,
        "columns": {column.key: column for column in tables.columns(sortable, wanted.order)},
        "sees_money": account.sees_money,
        "summary": summary,
    }
    return htmx.render(
        request, "earnings/roster.html", "earnings/_roster.html", context, announcement=summary
    )
