"""One artist of the roster, as a representative sees them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from artistportal import htmx
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.queries import organisations
from artistportal.roster.queries import works as roster_works
from artistportal.roster.views import accounts, works


@require_safe
def artist(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """What the organisation in view may decide for an artist, and the works it holds with them."""
    account = accounts.in_view(request, AccountKind.ORGANISATION)
    now = timezone.now()
    signed = organisations.artists_on_roster(account.id, now)
    found = get_object_or_404(signed, public_id=public_id)
    context = {
        "title": found.name,
        "artist": found,
        "mandates": organisations.mandates_in_words(account.id, [found.pk], now)[found.pk],
        **works.listed(request, roster_works.visible_to(account), found.pk),
    }
    return htmx.render(
        request,
        "roster/artist.html",
        "roster/_work_list.html",
        context,
        announcement=context["summary"],
    )
