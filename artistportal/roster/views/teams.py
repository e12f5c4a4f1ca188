"""The team of the account in view: who may act for it, who was asked to, and who no longer does."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from artistportal import htmx
from artistportal.accounts.views.second_factor import has_shown, second_factor_required
from artistportal.roster import permissions
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.domain.roles import OrganisationRole
from artistportal.roster.domain.teams import OWNER, NotToBeChanged
from artistportal.roster.forms.teams import InviteForm, PlaceForm, SuccessorForm, as_initial
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.models import Artist, Invitation, Organisation
from artistportal.roster.permissions import CONFIRMING
from artistportal.roster.queries import profile_claims, successors, teams
from artistportal.roster.queries.teams import Colleague, Party
from artistportal.roster.services import invitations
from artistportal.roster.services import teams as services
from artistportal.roster.services.invitations import Invited

MOST_ASKED = 50
NEEDS = second_factor_required(back_to="roster:team")


@require_http_methods(["GET", "HEAD", "POST"])
@NEEDS
def team(request: AccountRequest) -> HttpResponse:
    """Who acts for the account; an owner invites, and sees who was invited."""
    found, now = party(request), timezone.now()
    form = InviteForm(request.POST or None, roles=teams.role_words(found))
    if request.method == "POST":
        permissions.check_can_keep_team(request.user, found, now)
        if form.is_valid() and _invite(request, found, form, now):
            return redirect("roster:team")
    return show(request, found, now, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@NEEDS
def person(request: AccountRequest, person: UUID) -> HttpResponse:
    """One member's place: an owner changes it; everybody sees their own, and may leave."""
    found, now = party(request), timezone.now()
    each = _colleague(request, found, person, now)
    keeps = request.account.role == OWNER
    if request.method == "POST" or not (each.is_self or keeps):
        permissions.check_can_keep_team(request.user, found, now)
    form = PlaceForm(
        request.POST or None,
        roles=teams.role_words(found),
        initial=as_initial(teams.place_of(each.member)),
    )
    if request.method == "POST" and form.is_valid() and _change(request, found, each, form, now):
        return redirect("roster:team")
    context = {
        "title": str(each.member.user),
        "each": each,
        "form": form,
        "keeps": keeps,
        "has_shown": keeps and has_shown(request),
    }
    status = 422 if form.errors else 200
    return htmx.render(
        request, "roster/team_member.html", "roster/_team_member.html", context, status=status
    )


@require_POST
@NEEDS
def remove(request: AccountRequest, person: UUID) -> HttpResponse:
    """End somebody's place at once."""
    found, now = party(request), timezone.now()
    permissions.check_can_keep_team(request.user, found, now)
    each = _colleague(request, found, person, now)
    try:
        services.remove(party=found, user=each.member.user, by=request.user, now=now)
    except NotToBeChanged as refusal:
        messages.error(request, str(refusal))
        return redirect("roster:team_member", person)
    messages.success(request, f"{each.member.user} no longer acts for {found}.")
    return redirect("roster:team")


@require_POST
def leave(request: AccountRequest) -> HttpResponse:
    """End one's own place at once."""
    found = party(request)
    try:
        services.leave(party=found, by=request.user, now=timezone.now())
    except NotToBeChanged as refusal:
        messages.error(request, str(refusal))
        return redirect("roster:team")
    messages.success(request, f"You left the team of {found}.")
    return redirect("roster:start")


@require_POST
@NEEDS
def resend(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """Send an invitation again with a new link."""
    invitation = _invitation(request, public_id)
    try:
        sent = invitations.resend(invitation=invitation, by=request.user, now=timezone.now())
    except NotToBeChanged as refusal:
        messages.warning(request, str(refusal))
    else:
        _hand_over(request, sent)
    return redirect("roster:team")


@require_POST
@NEEDS
def withdraw(request: AccountRequest, public_id: UUID) -> HttpResponse:
    """End an invitation at once."""
    invitation = _invitation(request, public_id)
    try:
        invitations.withdraw(invitation=invitation, by=request.user, now=timezone.now())
    except NotToBeChanged as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"Withdrawn: the link sent to {invitation.email} opens nothing.")
    return redirect("roster:team")


def show(
    request: AccountRequest,
    found: Party,
    now: datetime,
    *,
    form: InviteForm | None = None,
    successor_form: SuccessorForm | None = None,
) -> HttpResponse:
    """The team's page, with the form that was not right yet."""
    keeps = request.account.role == OWNER
    roles = teams.role_words(found)
    form = form or InviteForm(roles=roles)
    successor_form = successor_form or SuccessorForm(prefix="successor")
    context: dict[str, Any] = {
        "title": "Team",
        "party": found,
        "team": teams.colleagues(found, request.user, now),
        "roles": roles,
        "keeps": keeps,
        "has_shown": keeps and has_shown(request),
        "form": form,
        "successor_form": successor_form,
    }
    if keeps:
        context["invitations"] = list(teams.invitations_of(found, now))
    if isinstance(found, Artist):
        context["mandates"] = teams.mandates_of(found, now)
        context["following"] = successors.of_artist(found, now)
    elif request.account.role != OrganisationRole.READER:
        context["confirmations"] = list(profile_claims.to_confirm(found, now)[:MOST_ASKED])
        context["can_confirm"] = request.account.role in CONFIRMING
    status = 422 if form.errors or successor_form.errors else 200
    return htmx.render(request, "roster/team.html", "roster/_team.html", context, status=status)


def party(request: AccountRequest) -> Party:
    """The artist or organisation in view, as far as its account tells; others have no team."""
    account = request.account
    if account.kind == AccountKind.ARTIST and account.public_id:
        return Artist(pk=account.id, public_id=account.public_id, name=account.name)
    if account.kind == AccountKind.ORGANISATION and account.public_id:
        return Organisation(pk=account.id, public_id=account.public_id, name=account.name)
    raise Http404("Neither an artist nor an organisation is in view.")


def _invite(request: AccountRequest, found: Party, form: InviteForm, now: datetime) -> bool:
    email = form.cleaned_data["email"]
    try:
        sent = invitations.invite(
            party=found, email=email, place=form.place, by=request.user, now=now
        )
    except NotToBeChanged as refusal:
        form.add_error(None, str(refusal))
        return False
    _hand_over(request, sent)
    return True


def _hand_over(request: AccountRequest, sent: Invited) -> None:
    email = sent.invitation.email
    if invitations.hand_over(sent):
        messages.success(request, f"Invited: {email} has 14 days to accept.")
    else:
        messages.warning(
            request, f"{email} is invited, but the mail did not go out. Send it again in a while."
        )


def _change(
    request: AccountRequest, found: Party, each: Colleague, form: PlaceForm, now: datetime
) -> bool:
    user = each.member.user
    try:
        services.change(party=found, user=user, place=form.place, by=request.user, now=now)
    except NotToBeChanged as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, f"Saved: {user} is {services.in_words(form.place)}.")
    return True


def _colleague(request: AccountRequest, found: Party, handle: UUID, now: datetime) -> Colleague:
    each = teams.colleague(found, handle, request.user, now)
    if each is None:
        raise Http404("Nobody of this team is meant.")
    return each


def _invitation(request: AccountRequest, public_id: UUID) -> Invitation:
    """One of the invitations to the account in view, for those who keep its team."""
    found = party(request)
    if request.account.role != OWNER:
        raise PermissionDenied("Only an owner invites, and withdraws invitations.")
    theirs = found.invitations.select_related("artist", "organisation")
    return get_object_or_404(theirs, public_id=public_id)
