"""What a person was told: the list, one line of it, and having read it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from artistportal import htmx
from artistportal.accounts.domain.standing import SESSION_KEY
from artistportal.accounts.models import Notification
from artistportal.accounts.queries import notifications as found
from artistportal.accounts.services import notifications
from artistportal.accounts.views.people import PersonRequest, names_of

NO_LONGER = "You no longer act for the account that this was about."


@require_safe
def listed(request: PersonRequest) -> HttpResponse:
    """What the person was told, the newest first."""
    return _list(request, _id(request.GET.get("before", "")))


@require_POST
def read_all(request: PersonRequest) -> HttpResponse:
    """Mark as read all that was on the page and what is older."""
    shown = _id(request.POST.get("newest", ""))
    mine = Notification.objects.filter(to=request.user)
    newest = mine.filter(public_id=shown).first() if shown else None
    notifications.read_all(user=request.user, newest=newest, now=timezone.now())
    if htmx.wants_partial(request):
        return _list(request, None, "Everything is marked as read.")
    return redirect("accounts:inbox")


@require_http_methods(["GET", "HEAD", "POST"])
def news(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One line: a mail leads here. Going on marks it read and acts for its account.

    A link alone never changes for whom the person acts: where that is needed, they press a button.
    """
    told = get_object_or_404(Notification, to=request.user, public_id=public_id)
    known = told.account in {account.key for account in request.accounts}
    is_in_view = not told.account or told.account == request.account.key
    if request.method == "POST" or (is_in_view and _is_ours(told.path)):
        notifications.read(news=told, now=timezone.now())
        if told.account and not known:
            messages.warning(request, NO_LONGER)
            return redirect("accounts:inbox")
        if request.method == "POST" and not is_in_view:
            request.session[SESSION_KEY] = told.account
        return redirect(told.path if _is_ours(told.path) else "accounts:inbox")
    context = {
        "title": told.subject,
        "line": found.Line(told, names_of(request).get(told.account, "")),
    }
    return htmx.render(request, "accounts/news.html", "accounts/_news.html", context)


def _list(request: PersonRequest, before: UUID | None, announcement: str = "") -> HttpResponse:
    several = names_of(request) if len(request.accounts) > 1 else {}
    context = {
        "title": "Inbox",
        "inbox": found.page(request.user, several, before),
        "is_first": before is None,
    }
    page, partial = "accounts/inbox.html", "accounts/_inbox.html"
    return htmx.render(request, page, partial, context, announcement=announcement)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _is_ours(path: str) -> bool:
    return path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
