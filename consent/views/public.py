"""What anyone may read: the page of an artist who published one, of a work, and their signals."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import condition, require_safe

from artistportal.roster.models import Work
from consent.domain.signals import bundle, robots, rsl, tdmrep
from consent.models import Publication
from consent.queries import publications
from consent.queries.publications import Told

PAGE_SIZE = 50
# A withdrawal or a no reaches everybody within a minute.
CACHING = "public, max-age=60"
JSON = "application/json"
OPEN_PATHS = ("/p/", "/.well-known/", "/license.xml", "/robots.txt", "/help/", "/static/")

View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """For everybody, kept by caches for a minute; what a signed-in person sees is kept by none."""
    return login_not_required(require_safe(view))


@public
def artist(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Where the artist stands on every use, and their works if they list them."""
    publication = _standing(slug)
    told = publications.about_artist(publication, timezone.now())
    context = page_context(told, request.GET.get("page"))
    return _answer(request, render(request, "consent/public_artist.html", context), told)


@public
def work(request: HttpRequest, slug: str, work: UUID) -> HttpResponseBase:
    """One work: who made it, with what help of AI, and where the artist stands on its uses."""
    publication, found = _work(slug, work)
    told = publications.about_work(publication, found, timezone.now())
    credited = publications.credits_listed(found)
    context = {
        "told": told,
        "artist": publication.artist,
        "work": found,
        "credits": credited,
        "discloses": any(credit.ai_contribution for credit in credited),
    }
    return _answer(request, render(request, "consent/public_work.html", context), told)


@public
def signals(request: HttpRequest, slug: str) -> HttpResponseBase:
    told = publications.about_artist(_standing(slug), timezone.now())
    return _json(request, bundle.signals(told.declaration, told.licence), told)


@public
def work_signals(request: HttpRequest, slug: str, work: UUID) -> HttpResponseBase:
    publication, found = _work(slug, work)
    told = publications.about_work(publication, found, timezone.now())
    return _json(request, bundle.signals(told.declaration, told.licence), told)


@public
def policy(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The policy to which TDMRep leads."""
    told = publications.about_artist(_standing(slug), timezone.now())
    return _json(request, tdmrep.policy(told.declaration), told, "application/ld+json")


@public
def licence(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The RSL file about one artist."""
    told = publications.about_artist(_standing(slug), timezone.now())
    response = HttpResponse(rsl.document(told.declaration), content_type=rsl.MEDIA_TYPE)
    return _answer(request, response, told)


@public
def robots_txt(request: HttpRequest) -> HttpResponseBase:
    address = f"{settings.SITE_URL}{reverse('consent:licences')}"
    response = HttpResponse(robots.text(OPEN_PATHS, "/p/", address), content_type="text/plain")
    return _kept(request, response)


def _edition(request: HttpRequest) -> str:
    edition = f"{request.path} {publications.edition()}"
    return quote_etag(hashlib.sha256(edition.encode()).hexdigest())


@public
@condition(etag_func=_edition)
def licences(request: HttpRequest) -> HttpResponseBase:
    """The RSL file about everybody who published."""
    return _streamed(request, publications.licence_lines(), rsl.MEDIA_TYPE)


@public
@condition(etag_func=_edition)
def reservations(request: HttpRequest) -> HttpResponseBase:
    """The TDMRep file about everybody who published."""
    return _streamed(request, publications.reservation_lines(), JSON)


def page_context(told: Told, number: str | None = None) -> dict[str, Any]:
    """What the page of an artist shows; the preview shows the same."""
    listed = publications.works_listed(told.publication)
    return {
        "told": told,
        "artist": told.publication.artist,
        "works": Paginator(listed, PAGE_SIZE).get_page(number),
    }


def _standing(slug: str) -> Publication:
    publication = publications.standing(slug)
    if publication is None:
        raise Http404("Nothing is published here.")
    return publication


def _work(slug: str, public_id: UUID) -> tuple[Publication, Work]:
    publication = _standing(slug)
    found = publications.work_of(publication, public_id)
    if found is None:
        raise Http404("Nothing is published here.")
    return publication, found


def _json(
    request: HttpRequest, value: dict[str, Any], told: Told, media_type: str = JSON
) -> HttpResponseBase:
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return _answer(request, HttpResponse(f"{text}\n", content_type=media_type), told)


def _answer(request: HttpRequest, response: HttpResponse, told: Told) -> HttpResponseBase:
    """The answer with what the standards put into headers."""
    for name, value in bundle.headers(told.declaration, told.licence).items():
        response[name] = value
    return _kept(request, response)


def _kept(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """The answer, or that nothing changed since."""
    response["ETag"] = quote_etag(hashlib.sha256(response.content).hexdigest())
    _keep(request, response)
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def _streamed(request: HttpRequest, lines: Iterable[str], media_type: str) -> HttpResponseBase:
    response = StreamingHttpResponse(lines, content_type=media_type)
    _keep(request, response)
    return response


def _keep(request: HttpRequest, response: HttpResponseBase) -> None:
    if not request.user.is_authenticated:
        response["Cache-Control"] = CACHING
