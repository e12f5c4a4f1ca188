"""The artist's first page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.middleware import AccountRequest
from consent.queries import artists, requests
from earnings import permissions
from earnings.charts.home import home


@require_safe
def page(request: AccountRequest) -> HttpResponse:
    """Available, estimated, decided, changed: the four facts, then one trend."""
    account = request.account
    if account.kind != AccountKind.ARTIST:
        return redirect("roster:start")
    now = timezone.now()
    sees_money = permissions.sees_money(account)
    context: dict[str, Any] = {
        "sees_money": sees_money,
        "shown": home(account.id, now, sees_money=sees_money),
        "waiting": list(requests.waiting_requests(artists.themselves(account), now)),
    }
    return render(request, "earnings/home.html", context)
