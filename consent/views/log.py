"""The log, as anybody may watch it: its size, what was signed, and proofs that nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from artistportal import htmx
from consent.domain import notes
from consent.domain.signatures import to_base64
from consent.domain.trees import NoSuchProof
from consent.queries import keys
from consent.queries import log as kept

TEXT = "text/plain; charset=utf-8"


class NotANumber(ValueError):
    """A proof was asked for about something that is no number."""


View = Callable[[HttpRequest], HttpResponse]


def _public(view: View) -> View:
    """For everybody and everywhere; the log grows all the time, so for a few seconds only."""

    @wraps(view)
    def answered(request: HttpRequest) -> HttpResponse:
        try:
            answer = view(request)
        except NoSuchProof as refusal:
            answer = HttpResponse(f"{refusal}\n", status=404, content_type=TEXT)
        except NotANumber as refusal:
            answer = HttpResponse(f"{refusal}\n", status=400, content_type=TEXT)
        answer["Access-Control-Allow-Origin"] = "*"
        return answer

    return login_not_required(require_safe(cache_control(public=True, max_age=5)(answered)))


@login_not_required
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """What the log is, how long, and what was signed last."""
    known = keys.public()
    context = {
        "title": "The log of decisions",
        "origin": keys.origin(),
        "size": kept.size(),
        "checkpoint": kept.newest_checkpoint(),
        "verifiers": [str(verifier) for verifier in keys.verifiers(known)],
    }
    return htmx.render(request, "consent/log.html", "consent/_log.html", context)


@_public
def checkpoint(_request: HttpRequest) -> HttpResponse:
    """The newest signed note of the log's size and root (C2SP tlog-checkpoint)."""
    newest = kept.newest_checkpoint()
    if newest is None:
        raise NoSuchProof("Nothing was decided yet, so nothing was signed.")
    return HttpResponse(newest.note, content_type=TEXT)


@_public
def inclusion(request: HttpRequest) -> HttpResponse:
    """The path from entry `index` to the root of the first `size` entries."""
    index = _number(request, "index", 0)
    size = _number(request, "size", kept.size())
    return _proof(request, {"index": index, "size": size}, kept.path(index, size))


@_public
def consistency(request: HttpRequest) -> HttpResponse:
    """The proof that the first `from` entries are the beginning of the first `to`."""
    old, new = _number(request, "from", 1), _number(request, "to", kept.size())
    return _proof(request, {"from": old, "to": new}, kept.consistency(old, new))


@_public
def jwks(_request: HttpRequest) -> HttpResponse:
    """Every key that this site ever signed with (RFC 7517)."""
    return JsonResponse(keys.jwks(), content_type="application/jwk-set+json")


def _proof(request: HttpRequest, about: dict[str, int], hashes: list[bytes]) -> HttpResponse:
    written = [to_base64(digest) for digest in hashes]
    if request.GET.get("format") == "text":
        return HttpResponse("".join(f"{line}\n" for line in written), content_type=TEXT)
    return JsonResponse({"origin": keys.origin(), **about, "hashes": written})


def _number(request: HttpRequest, name: str, usual: int) -> int:
    text = request.GET.get(name, str(usual))
    if not notes.is_decimal(text) or len(text) > 15:
        raise NotANumber(f"Say {name} as a number, such as {name}=7.")
    return int(text)
