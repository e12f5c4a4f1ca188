"""Where an artist and who decides for them, or artists who share a work, say different things."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from artistportal import htmx
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.middleware import AccountRequest
from consent.queries import conflicts

PAGE_SIZE = 20


@require_safe
def listing(request: AccountRequest) -> HttpResponse:
    """Each disagreement with both sides, and the stricter, which is in force."""
    account = request.account
    if account.kind not in {AccountKind.ARTIST, AccountKind.ORGANISATION}:
        raise Http404("Neither an artist nor an organisation is in view.")
    artist = _artist(request.GET.get("artist", ""))
    found = conflicts.visible_to(account, artist, timezone.now())
    pages = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    count = pages.paginator.count
    context = {
        "title": "Conflicts",
        "pages": pages,
        "counted_at": conflicts.counted_at(account),
        "is_label": account.kind == AccountKind.ORGANISATION,
        "is_narrowed": artist is not None,
        "summary": f"{count:,} conflict{'' if count == 1 else 's'}",
    }
    return htmx.render(
        request,
        "consent/conflicts.html",
        "consent/_conflicts.html",
        context,
        announcement=str(context["summary"]),
    )


def _artist(text: str) -> UUID | None:
    """The artist that the address names; what is no id finds everybody."""
    try:
        return UUID(text)
    except ValueError:
        return None
