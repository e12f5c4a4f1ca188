"""The balance: what may be taken, what waits and why, when it is paid, what was paid."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from artistportal import htmx
from artistportal.roster.middleware import AccountRequest
from earnings import permissions
from earnings.queries import standings
from earnings.views import statements

MOST_PAYOUTS = 60


@require_safe
def page(request: AccountRequest) -> HttpResponse:
    """One balance a currency, and the payments."""
    account = statements.paid(request)
    if not permissions.sees_own_money(account):
        return statements.no_money(request)
    found = standings.of_account(account, MOST_PAYOUTS, timezone.now())
    context: dict[str, Any] = {
        "title": "Balance and payouts",
        "found": found,
        "is_owner": account.role in permissions.OWNERS,
    }
    return htmx.render(request, "earnings/balance.html", "earnings/_balance.html", context)
