"""The calendar: expiries and deadlines as a page, and at a secret address for calendars."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from artistportal import htmx
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.models import Artist
from artistportal.roster.views import accounts
from consent.domain import calendars as files
from consent.models import CalendarFeed
from consent.queries import calendars
from consent.services import calendars as services

ICS = "text/calendar; charset=utf-8"
MOST_SHOWN = 200


@require_safe
def calendar(request: AccountRequest) -> HttpResponse:
    """What ends and what is due, the soonest first."""
    account = accounts.in_view(request, AccountKind.ARTIST)
    entries = calendars.entries(account.id, timezone.now())
    context = {"title": "Calendar", "entries": entries[:MOST_SHOWN]}
    return htmx.render(request, "consent/calendar.html", "consent/_calendar.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def address(request: AccountRequest) -> HttpResponse:
    """The secret address of a calendar: made anew by a POST, and shown that once."""
    artist = _artist(request)
    context: dict[str, Any] = {"title": "In your own calendar"}
    if request.method == "POST":
        token = services.make(artist=artist, by=request.user, now=timezone.now())
        path = reverse("consent:calendar_feed", kwargs={"token": token})
        context["address"] = f"{settings.SITE_URL}{path}"
    context["feed"] = calendars.feed_of(artist.pk, request.user.pk)
    return htmx.render(
        request, "consent/calendar_address.html", "consent/_calendar_address.html", context
    )


@require_POST
def end_feed(request: AccountRequest) -> HttpResponse:
    """No address any more."""
    services.end(artist=_artist(request), by=request.user, now=timezone.now())
    return redirect("consent:calendar_address")


@login_not_required
@require_safe
def feed(_request: HttpRequest, token: str) -> HttpResponse:
    """The calendar for whoever knows the address, as long as its person is of the team."""
    now = timezone.now()
    feeds = CalendarFeed.objects.select_related("artist", "user")
    found = feeds.filter(sha256=services.sealed(token)).first()
    if found is None or not found.user.is_active:
        raise Http404("No such calendar.")
    if not found.artist.members.in_force(now).filter(user=found.user).exists():
        raise Http404("No such calendar.")
    entries = calendars.entries(found.artist_id, now)
    content = files.written(entries, f"Consent of {found.artist}", settings.SITE_URL, now)
    response = HttpResponse(content, content_type=ICS)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _artist(request: AccountRequest) -> Artist:
    account = accounts.in_view(request, AccountKind.ARTIST)
    return get_object_or_404(Artist, pk=account.id)
