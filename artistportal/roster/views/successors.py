"""Whom an artist names for the time after their death, and what a guardian lets a minor see."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from artistportal.accounts.views.second_factor import second_factor_required
from artistportal.roster import permissions
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.forms.teams import SuccessorForm
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.models import Artist
from artistportal.roster.queries.successors import named_by
from artistportal.roster.services import successors
from artistportal.roster.services.successors import Heir
from artistportal.roster.views import accounts, teams

NEEDS = second_factor_required(back_to="roster:team")


@require_POST
@NEEDS
def name(request: AccountRequest) -> HttpResponse:
    """Name a successor, in the place of whoever was named before."""
    artist, now = _artist(request), timezone.now()
    permissions.check_can_name_successor(request.user, artist, now)
    form = SuccessorForm(request.POST, prefix="successor")
    if not form.is_valid():
        return teams.show(request, artist, now, successor_form=form)
    heir = Heir(**form.cleaned_data)
    successors.name(artist=artist, heir=heir, by=request.user, now=now)
    messages.success(request, f"Named: {heir.name} takes over after your death.")
    return redirect("roster:team")


@require_POST
@NEEDS
def end(request: AccountRequest) -> HttpResponse:
    """Name nobody any more."""
    artist = _artist(request)
    named = named_by(artist)
    if named:
        successors.end(successor=named, by=request.user, now=timezone.now())
        messages.success(request, f"{named.name} is no longer named.")
    return redirect("roster:team")


@require_POST
@NEEDS
def minor_money(request: AccountRequest) -> HttpResponse:
    """A guardian says whether the minor is shown the money."""
    artist, shown = _artist(request), request.POST.get("shown") == "yes"
    successors.show_money(artist=artist, shown=shown, by=request.user, now=timezone.now())
    messages.success(request, f"{artist} is {'shown' if shown else 'not shown'} the money.")
    return redirect("roster:team")


def _artist(request: AccountRequest) -> Artist:
    account = accounts.in_view(request, AccountKind.ARTIST)
    return get_object_or_404(Artist, pk=account.id)
