"""One version of terms, and what changed since another: to who agreed to it or was asked."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from artistportal import htmx
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.middleware import AccountRequest
from consent.models import Terms
from consent.queries import terms as stored


@require_safe
def terms(request: AccountRequest, licence: int, number: int) -> HttpResponse:
    """The text and prices, with what differs from `?since=`, or from what the artist agreed to."""
    now = timezone.now()
    found = get_object_or_404(stored.visible_to(request.account), number=licence)
    versions = stored.versions_of(found, now)
    shown = _numbered(versions, number)
    if shown is None:
        raise Http404("No such version of the terms.")
    is_artist = request.account.kind is AccountKind.ARTIST
    agreed = stored.agreed_number(found, request.account.id) if is_artist else None
    before = _since(request.GET.get("since", ""), versions, shown, agreed)
    context: dict[str, Any] = {
        "title": f"Terms {shown.number} of {found.code}",
        "licence": found,
        "terms": shown,
        "agreed": agreed,
        "before": before,
        "versions": [each for each in versions if each.number != shown.number],
        "difference": stored.difference(before, shown) if before else None,
        "lapses": bool(agreed)
        and any(each.is_material and each.number > (agreed or 0) for each in versions),
    }
    return htmx.render(request, "consent/terms.html", "consent/_terms.html", context)


def _since(asked: str, versions: list[Terms], shown: Terms, agreed: int | None) -> Terms | None:
    """The version compared with: the one asked for, agreed to, or the one before."""
    if asked.isascii() and asked.isdecimal() and len(asked) < 10:
        return _numbered(versions, int(asked))
    if agreed is not None and agreed < shown.number:
        return _numbered(versions, agreed)
    return _numbered(versions, shown.number - 1)


def _numbered(versions: list[Terms], number: int) -> Terms | None:
    return next((each for each in versions if each.number == number), None)
