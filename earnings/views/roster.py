"""A representative's first page: the roster of the organisation in view."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from artistportal import htmx
from artistportal.accounts.queries import saved_views as kept
from artistportal.accounts.services import saved_views
from artistportal.accounts.services.saved_views import NotSaved, Place
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.views import accounts, tables
from earnings.forms.roster import RosterForm, SaveViewForm
from earnings.queries import roster

PAGE = "earnings:roster"
PAGE_SIZE = 50
COLUMNS = (
    ("name", "Artist"),
    ("cleared", "Consent"),
    ("waiting", "Requests"),
    ("issues", "To settle"),
    ("health", "Data health"),
)
EARNED = ("earned", "Earned")


@require_safe
def page(request: AccountRequest) -> HttpResponse:
    """The artists signed to the organisation: consent, requests, money and what is to settle."""
    account = accounts.in_view(request, AccountKind.ORGANISATION)
    return _shown(request, account, RosterForm(request.GET), SaveViewForm())


@require_POST
def save_view(request: AccountRequest) -> HttpResponse:
    """Keep the list as it is under a name, and open it."""
    account = accounts.in_view(request, AccountKind.ORGANISATION)
    form, named = RosterForm(request.POST), SaveViewForm(request.POST)
    if named.is_valid():
        try:
            view = saved_views.save(
                place=Place(account.key, PAGE),
                name=named.cleaned_data["name"],
                query=form.query,
                user=request.user,
                now=timezone.now(),
            )
        except NotSaved as refusal:
            named.add_error("name", str(refusal))
        else:
            messages.success(request, f"This list is kept as “{view.name}”.")
            return redirect(f"{reverse(PAGE)}?{view.query}")
    return _shown(request, account, form, named)


@require_POST
def delete_view(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """Forget a view; the list itself stays."""
    account = accounts.in_view(request, AccountKind.ORGANISATION)
    place = Place(account.key, PAGE)
    if not saved_views.forget(public_id=public_id, place=place, user=request.user):
        raise Http404("This person keeps no such view.")
    messages.success(request, "The view is deleted. Nothing on the roster changed.")
    return redirect(PAGE)


def _shown(
    request: AccountRequest, account: Account, form: RosterForm, named: SaveViewForm
) -> HttpResponse:
    now, wanted = timezone.now(), form.wanted
    found = roster.roster(account.id, wanted, sees_money=account.sees_money, now=now)
    count = len(found.lines)
    summary = f"{count:,} {'artist' if count == 1 else 'artists'}"
    sortable = (*COLUMNS, EARNED) if account.sees_money else COLUMNS
    context: dict[str, Any] = {
        "title": "Roster",
        "form": form,
        "named": named,
        "wanted": wanted,
        "is_narrowed": bool(wanted.text or wanted.issue or wanted.state),
        "found": found,
        "page": Paginator(found.lines, PAGE_SIZE).get_page(request.GET.get("page")),
        "columns": {column.key: column for column in tables.columns(sortable, wanted.order)},
        "sees_money": account.sees_money,
        "summary": summary,
        "views": kept.of_page(request.user, account.key, PAGE),
        "query": form.query,
        "waiting_approvals": found.waiting_approvals,
    }
    return htmx.render(
        request,
        "earnings/roster.html",
        "earnings/_roster.html",
        context,
        status=422 if named.errors else 200,
        announcement=summary,
    )
