"""How a request from htmx is answered: page or partial, redirects, caching.

`render` is the one place that chooses between a page and its partial. The middlewares
keep a redirect from landing inside a fragment and signed-in pages out of every cache.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

Handler = Callable[[HttpRequest], HttpResponseBase]

OUT_OF_BAND = "_out_of_band.html"


def wants_partial(request: HttpRequest) -> bool:
    """Whether htmx asked for one part of the page.

    Boosted links and going back in the history replace the whole page, so they get it whole.
    """
    htmx = _details(request)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def render(
    request: HttpRequest,
    page: str,
    partial: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    announcement: str = "",
) -> HttpResponse:
    """Answer with the page, or with its partial when htmx asked for that.

    A partial brings waiting messages with it for the page's status region, the announcement
    (read out, not shown) and, when the context has a "title", the document's new title.
    """
    if wants_partial(request):
        if announcement:
            messages.info(request, announcement, extra_tags="announcement")
        content = render_to_string(partial, context, request)
        content += render_to_string(OUT_OF_BAND, context, request)
    else:
        content = render_to_string(page, context, request)
    response = HttpResponse(content, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


class RedirectMiddleware:
    """Turn a redirect under htmx into one of the whole page.

    XMLHttpRequest follows a 302 by itself, and would swap the sign-in page into a fragment.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if _details(request) and response.has_header("Location"):
            answer = HttpResponse(
                status=204, headers={"HX-Redirect": _destination(request, response)}
            )
            answer.cookies = response.cookies
            return answer
        return response


class NoStoreMiddleware:
    """Keep what a signed-in person sees out of every cache, the browser's own included."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        return response


def _details(request: HttpRequest) -> HtmxDetails:
    details: HtmxDetails = request.htmx  # type: ignore[attr-defined]  # set by django-htmx
    return details


def _destination(request: HttpRequest, response: HttpResponseBase) -> str:
    """Where the redirect leads; from sign-in a person comes back to the page, not a fragment."""
    location = response["Location"]
    page = _page(request)
    parts = urlsplit(location)
    if page is None or parts.path != resolve_url(settings.LOGIN_URL):
        return location
    query = parse_qs(parts.query) | {REDIRECT_FIELD_NAME: [page]}
    return parts._replace(query=urlencode(query, doseq=True)).geturl()


def _page(request: HttpRequest) -> str | None:
    """The path of the page that htmx says it is on; None where that is no address."""
    try:
        return _details(request).current_url_abs_path
    except ValueError:
        return None
