"""The page behind an invitation's link: what is offered, by whom, and the button that accepts."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from artistportal import htmx
from artistportal.accounts.models import User
from artistportal.roster.domain.teams import NotToBeChanged, Place, masked
from artistportal.roster.middleware import SESSION_KEY
from artistportal.roster.models import Invitation
from artistportal.roster.queries import invitations, teams
from artistportal.roster.services import invitations as services
from artistportal.roster.services.teams import in_words


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """What is offered; who is not signed in yet learns how to go on."""
    found = invitations.found(secret)
    if found is None:
        raise Http404("No invitation has this link.")
    if request.method != "POST" or not invitations.is_open(found, timezone.now()):
        return _show(request, found)
    if not isinstance(request.user, User):
        return redirect_to_login(request.path)
    try:
        party = services.accept(invitation=found, by=request.user, now=timezone.now())
    except (NotToBeChanged, PermissionDenied) as refusal:
        return _show(request, found, str(refusal))
    request.session[SESSION_KEY] = teams.key_of(party)
    messages.success(request, f"You are now in the team of {party}.")
    return redirect("roster:start")


def _show(request: HttpRequest, found: Invitation, refusal: str = "") -> HttpResponse:
    party = invitations.party_of(found)
    is_open = invitations.is_open(found, timezone.now())
    user = request.user if isinstance(request.user, User) else None
    is_for_them = user is not None and invitations.is_for(found, user)
    context = {
        "title": f"Invitation to the team of {party}",
        "party": party,
        "invitation": found,
        "is_open": is_open,
        "is_for_them": is_for_them,
        "refusal": refusal,
        "address": masked(found.email),
        "place": in_words(Place(found.role, found.sees_money, found.until_at)),
        "words": dict(teams.role_words(party))[found.role.capitalize()],
    }
    return htmx.render(
        request,
        "roster/invitation.html",
        "roster/_invitation.html",
        context,
        status=_status(is_open, user is not None and not is_for_them, refusal),
    )


def _status(is_open: bool, is_anothers: bool, refusal: str) -> HTTPStatus:
    if not is_open:
        return HTTPStatus.GONE
    if is_anothers:
        return HTTPStatus.FORBIDDEN
    return HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK
