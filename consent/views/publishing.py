"""What an artist makes public: choosing, reading exactly that beforehand, and withdrawing."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from artistportal import htmx
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.middleware import AccountRequest
from artistportal.roster.models import Artist
from consent import permissions
from consent.domain.signals import bundle
from consent.forms.publications import PublicationForm
from consent.models import Publication
from consent.queries import publications
from consent.services import publications as publishing
from consent.views import public


@require_safe
def publish(request: AccountRequest) -> HttpResponse:
    """What is public now, and the form that changes it."""
    artist, published = _theirs(request)
    form = PublicationForm(initial=_initial(artist, published), is_address_given=bool(published))
    return _show(request, artist, published, form)


@require_safe
def review(request: AccountRequest) -> HttpResponse:
    """Exactly what would become public, before it does."""
    artist, published = _theirs(request)
    form = _form(request.GET, artist, published)
    if not form.is_valid():
        return _show(request, artist, published, form, status=422)
    proposed = _proposed(artist, published, form)
    told = publications.about_artist(proposed, timezone.now())
    context = {
        "title": "Before it becomes public",
        "published": published,
        "address": told.declaration.address,
        "chosen": [(name, value) for name, value in form.cleaned_data.items() if value],
        "signals": json.dumps(
            bundle.signals(told.declaration, told.licence), ensure_ascii=False, indent=1
        ),
        "is_preview": True,
        "headers": bundle.headers(told.declaration, told.licence),
        **public.page_context(told),
    }
    return htmx.render(
        request, "consent/publish_review.html", "consent/_publish_review.html", context
    )


@require_POST
def save(request: AccountRequest) -> HttpResponse:
    """Make it public."""
    artist, published = _theirs(request)
    form = _form(request.POST, artist, published)
    if not form.is_valid():
        return _show(request, artist, published, form, status=422)
    try:
        saved = publishing.publish(
            by=request.user,
            artist=artist,
            slug=form.address,
            shown=form.shown,
            now=timezone.now(),
        )
    except publishing.AddressTaken as taken:
        form.add_error("slug", str(taken))
        return _show(request, artist, published, form, status=422)
    messages.success(request, f"Public now: {publications.address_of(saved.slug)}")
    return redirect("consent:publish")


@require_POST
def withdraw(request: AccountRequest) -> HttpResponse:
    """Take it away from everybody, in one step."""
    artist, _published = _theirs(request)
    publishing.withdraw(by=request.user, artist=artist, now=timezone.now())
    messages.success(request, "Withdrawn: the page and its signals are gone.")
    return redirect("consent:publish")


def _theirs(request: AccountRequest) -> tuple[Artist, Publication | None]:
    if request.account.kind != AccountKind.ARTIST:
        raise Http404("Only an artist's own people make a page public.")
    artist = Artist.objects.select_related("publication__published_by").get(pk=request.account.id)
    return artist, getattr(artist, "publication", None)


def _form(data: Any, artist: Artist, published: Publication | None) -> PublicationForm:
    """What was sent; an address is offered only where none was chosen."""
    is_chosen = published is None and data.get("slug")
    initial = {} if is_chosen else _initial(artist, published)
    return PublicationForm(data, initial=initial, is_address_given=bool(published))


def _initial(artist: Artist, published: Publication | None) -> dict[str, Any]:
    if published is None:
        return {"slug": publications.free_slug(artist)}
    names = ("slug", "names_works", "names_tools", "contact")
    return {name: getattr(published, name) for name in names}


def _proposed(artist: Artist, published: Publication | None, form: PublicationForm) -> Publication:
    """The page as it would be; not stored."""
    shown = form.shown
    return Publication(
        artist=artist,
        slug=form.address,
        names_works=shown.names_works,
        names_tools=shown.names_tools,
        contact=shown.contact,
        changed_at=_as_of(published),
    )


def _as_of(published: Publication | None) -> datetime:
    return published.changed_at if published else timezone.now()


def _refusal(request: AccountRequest, artist: Artist) -> str:
    """Why this person may not, in a sentence; nothing where they may."""
    try:
        permissions.check_can_publish(request.user, artist, timezone.now())
    except PermissionDenied as denied:
        return str(denied)
    return ""


def _show(
    request: AccountRequest,
    artist: Artist,
    published: Publication | None,
    form: PublicationForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "title": "Public page",
        "published": published,
        "address": publications.address_of(published.slug) if published else "",
        "form": form,
        "refusal": _refusal(request, artist),
    }
    return htmx.render(
        request, "consent/publish.html", "consent/_publish.html", context, status=status
    )
