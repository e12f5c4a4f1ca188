"""Mandates: what an artist lets others decide, given after one look, ended with one press."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from artistportal import htmx
from artistportal.roster import permissions as roster
from artistportal.roster.domain import mandates as rules
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.domain.mandates import NotToBeLeft
from artistportal.roster.domain.uses import Use, WorkKind
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.models import Artist, Mandate
from artistportal.roster.services.mandates import left_by
from artistportal.roster.views import accounts
from consent.forms.mandates import MandateForm, as_initial
from consent.permissions import CAPACITIES
from consent.queries import mandates
from consent.services import mandates as services


@require_safe
def listing(request: AccountRequest) -> HttpResponse:
    """Each mandate as a sentence, what was decided under it, and those that ended."""
    account = accounts.in_view(request, AccountKind.ARTIST)
    given = mandates.of_artist(account.id, timezone.now())
    context = {
        "title": "Mandates",
        "in_force": [each for each in given if each.is_in_force],
        "past": [each for each in given if not each.is_in_force],
        "can_grant": account.role == "owner",
        "can_end": account.role in CAPACITIES,
    }
    return htmx.render(request, "consent/mandates.html", "consent/_mandates.html", context)


@require_safe
def new(request: AccountRequest) -> HttpResponse:
    """Whom to let decide, and what."""
    artist, now = _artist(request), timezone.now()
    roster.check_can_grant_mandate(request.user, artist, now)
    return _form(request, "Let somebody decide", _bound(None, artist, now, None))


@require_safe
def narrow(request: AccountRequest, mandate: UUID) -> HttpResponse:
    """What to take away from a mandate."""
    artist, now = _artist(request), timezone.now()
    roster.check_can_grant_mandate(request.user, artist, now)
    found = _mandate(artist, str(mandate))
    return _form(request, "Limit a mandate", _bound(None, artist, now, found))


@require_safe
def review(request: AccountRequest) -> HttpResponse:
    """The mandate as a sentence, before it is given."""
    artist, now = _artist(request), timezone.now()
    roster.check_can_grant_mandate(request.user, artist, now)
    form = _bound(request.GET, artist, now, _limited(request.GET, artist))
    if not form.is_valid() or _refused(form, now):
        title = "Limit a mandate" if form.limits else "Let somebody decide"
        return _form(request, title, form, status=422)
    context = {
        "title": "Before you let them",
        "form": form,
        "sentence": _sentence(form, artist, now),
        "was": mandates.in_words(form.limits) if form.limits else "",
        "chosen": [(name, v) for name, values in request.GET.lists() for v in values],
    }
    return htmx.render(
        request, "consent/mandate_review.html", "consent/_mandate_review.html", context
    )


@require_POST
def grant(request: AccountRequest) -> HttpResponse:
    """Give the mandate that was looked at; a limit ends the wider one with it."""
    artist, now = _artist(request), timezone.now()
    form = _bound(request.POST, artist, now, _limited(request.POST, artist))
    if not form.is_valid():
        return _form(request, "Let somebody decide", form, status=422)
    try:
        _save(request, form, artist, now)
    except NotToBeLeft as refusal:
        form.add_error(None, str(refusal))
        return _form(request, "Let somebody decide", form, status=422)
    messages.success(request, f"In force from now: {_sentence(form, artist, now)}")
    return redirect("consent:mandates")


@require_POST
def end(request: AccountRequest, mandate: UUID) -> HttpResponse:
    """End it at once."""
    found = _mandate(_artist(request), str(mandate))
    services.end(mandate=found, by=request.user, now=timezone.now())
    messages.success(
        request,
        f"Ended: {found.organisation} decides nothing new under it."
        " What was decided before stands until you take it back.",
    )
    return redirect("consent:mandates")


def _save(request: AccountRequest, form: MandateForm, artist: Artist, now: datetime) -> None:
    if form.limits:
        services.limit(mandate=form.limits, leave=form.leave(now), by=request.user, now=now)
    else:
        services.grant(
            artist=artist,
            organisation=form.cleaned_data["organisation"],
            leave=form.leave(now),
            by=request.user,
            now=now,
        )


def _refused(form: MandateForm, now: datetime) -> bool:
    """Whether the rules refuse it; the form then says why."""
    leave = form.leave(now)
    try:
        rules.check_can_be_left(leave.uses, leave.kinds)
        rules.check_span(leave.from_at, leave.until_at, now)
        if form.limits:
            rules.check_is_narrower(leave, left_by(form.limits))
    except NotToBeLeft as refusal:
        form.add_error(None, str(refusal))
    return bool(form.errors)


def _sentence(form: MandateForm, artist: Artist, now: datetime) -> str:
    leave = form.leave(now)
    return mandates.in_words(
        Mandate(
            artist=artist,
            organisation=form.cleaned_data["organisation"],
            uses=[use.value for use in Use if use in leave.uses],
            kinds=[kind.value for kind in WorkKind if kind in leave.kinds],
            clause=leave.clause,
            until_at=leave.until_at,
        )
    )


def _bound(
    said: QueryDict | None, artist: Artist, now: datetime, limits: Mandate | None
) -> MandateForm:
    initial = as_initial(limits) if limits else None
    organisations = mandates.organisations_for(artist, now)
    return MandateForm(said, organisations=organisations, limits=limits, initial=initial)


def _limited(said: QueryDict, artist: Artist) -> Mandate | None:
    limits = said.get("limits")
    return _mandate(artist, str(limits)) if limits else None


def _form(
    request: AccountRequest, title: str, form: MandateForm, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"title": title, "form": form}
    if form.limits:
        context["was"] = mandates.in_words(form.limits)
    return htmx.render(
        request, "consent/mandate.html", "consent/_mandate.html", context, status=status
    )


def _artist(request: AccountRequest) -> Artist:
    account = accounts.in_view(request, AccountKind.ARTIST)
    return get_object_or_404(Artist, pk=account.id)


def _mandate(artist: Artist, public_id: str) -> Mandate:
    given = artist.mandates.select_related("organisation", "artist")
    return get_object_or_404(given, public_id=_uuid(public_id))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
