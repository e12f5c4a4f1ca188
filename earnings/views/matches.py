"""Identifiers that nobody knows, and the works that a representative says they mean."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from artistportal import htmx
from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.permissions import EDITORS
from artistportal.roster.views import accounts
from earnings import tasks
from earnings.forms.matches import ConfirmForm, MatchesForm
from earnings.models import IdentifierMatch
from earnings.queries import matches as found
from earnings.services import matches
from earnings.services.matches import Matched, NotMatched


@require_safe
def page(request: AccountRequest) -> HttpResponse:
    """What stands unmatched at the organisation's licences, with suggestions."""
    return _show(request, accounts.in_view(request, AccountKind.ORGANISATION))


@require_POST
def confirm(request: AccountRequest) -> HttpResponse:
    """An identifier means a work from now on."""
    account = accounts.in_view(request, AccountKind.ORGANISATION)
    form = ConfirmForm(request.POST, account.id)
    if not form.is_valid():
        return _show(request, account, form)
    work, identifier = form.cleaned_data["found"], form.cleaned_data["identifier"]
    try:
        matched = matches.confirm(
            identifier=identifier,
            work=work,
            reason=found.reason(identifier, work),
            by=request.user,
            now=timezone.now(),
        )
    except NotMatched as why:
        messages.warning(request, str(why))
    else:
        _ring(matched)
        messages.success(request, f"{identifier} is “{work}” from now on. {_anew(matched)}")
    return redirect(_back(request))


@require_POST
def withdraw(request: AccountRequest) -> HttpResponse:
    """An identifier means nothing again."""
    account = accounts.in_view(request, AccountKind.ORGANISATION)
    standing = IdentifierMatch.objects.standing().select_related("work__rights_holder")
    match = get_object_or_404(
        standing,
        identifier=request.POST.get("identifier", "").replace("\0", "")[:40],
        work__rights_holder=account.id,
    )
    try:
        matched = matches.withdraw(match=match, by=request.user, now=timezone.now())
    except NotMatched as why:
        messages.warning(request, str(why))
    else:
        _ring(matched)
        messages.success(request, f"{match.identifier} is unknown again. {_anew(matched)}")
    return redirect(_back(request))


def _show(request: AccountRequest, account: Account, refused: Any = None) -> HttpResponse:
    sums = found.sums(account.id)
    form = MatchesForm(request.GET, sums.tools)
    shown = found.page(account.id, form.selection, _number(request.GET.get("page", "")))
    context: dict[str, Any] = {
        "title": "Matches",
        "form": form,
        "refused": refused,
        "sums": sums,
        "page": shown,
        "standing": found.standing(account.id),
        "may_match": account.role in EDITORS,
        "sees_money": account.sees_money,
        "query": request.GET.urlencode(),
    }
    return htmx.render(
        request,
        "earnings/matches.html",
        "earnings/_matches.html",
        context,
        status=422 if refused else 200,
        announcement=f"{len(shown.rows)} identifiers on this page.",
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 1


def _ring(matched: Matched) -> None:
    tasks.ring_runs(matched.due.runs)
    tasks.ring_summaries(matched.due.summaries)


def _anew(matched: Matched) -> str:
    months = "One month of a tool is" if matched.months == 1 else f"{matched.months} months are"
    return f"{months} computed anew; the amounts follow in some minutes."


def _back(request: AccountRequest) -> str:
    query = request.GET.urlencode()
    return f"{reverse('earnings:matches')}{'?' if query else ''}{query}"
