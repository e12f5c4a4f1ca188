"""For whom a person acts: where they start, and how they change over."""

from __future__ import annotations

import re
from itertools import takewhile

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import is_valid_path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from artistportal.roster.domain.accounts import Account, AccountKind
from artistportal.roster.middleware import SESSION_KEY, AccountRequest

FIRST_PAGES = {
    AccountKind.ARTIST: "earnings:home",
    AccountKind.ORGANISATION: "earnings:roster",
    AccountKind.TOOL: "earnings:reports",
}

ONE_THING = re.compile(r"[0-9a-f-]{36}")


@require_safe
def start(request: AccountRequest) -> HttpResponse:
    """Go to the first page of the account in view, or say how to get an account."""
    if request.account.kind == AccountKind.NONE:
        return render(request, "roster/start.html", {"title": "Nobody to act for yet"})
    return redirect(FIRST_PAGES[request.account.kind])


@require_POST
def switch(request: AccountRequest) -> HttpResponse:
    """Act for another account of this person, on the same page where both have it."""
    wanted = request.POST.get("account", "")
    chosen = next((account for account in request.accounts if account.key == wanted), None)
    if chosen is None:
        raise Http404("This person does not act for that account.")
    same_kind = chosen.kind == request.account.kind
    request.session[SESSION_KEY] = chosen.key
    if "exactly" in request.POST and _is_ours(request.POST.get("next", "")):
        return redirect(request.POST["next"])
    if same_kind and (section := _section(request)):
        return redirect(section)
    return redirect(FIRST_PAGES[chosen.kind])


def in_view(request: AccountRequest, kind: AccountKind) -> Account:
    """The account in view when it is of this kind; for anybody else the page does not exist."""
    if request.account.kind != kind:
        raise Http404(f"No {kind} is in view.")
    return request.account


def _section(request: AccountRequest) -> str:
    """The list the person was on; an address that names one thing may be the first account's."""
    path = request.POST.get("next", "")
    if not _is_ours(path):
        return ""
    segments = list(takewhile(lambda part: not ONE_THING.fullmatch(part), path.split("/")[1:-1]))
    while segments and not is_valid_path(f"/{'/'.join(segments)}/"):
        segments.pop()
    return f"/{'/'.join(segments)}/" if segments else ""


def _is_ours(path: str) -> bool:
    return path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
