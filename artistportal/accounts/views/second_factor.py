"""Doors that open to a person's second factor alone: team and payee data."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
View = Callable[Concatenate[R, P], HttpResponse]

SAFE = ("GET", "HEAD")
SET_UP_FIRST = "Set up a second factor first: this changes who may act, or where money goes."
SHOW_IT_FIRST = "Show your second factor first, then do it again: nothing was changed yet."


def second_factor_required(*, back_to: str) -> Callable[[View[R, P]], View[R, P]]:
    """Reading is free; to change something, this session must have shown a second factor.

    `back_to` names the page to come back to once it has.
    """

    def decorate(view: View[R, P]) -> View[R, P]:
        @wraps(view)
        def guarded(request: R, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method in SAFE or (has_shown(request) and is_mfa_enabled(request.user)):
                return view(request, *args, **kwargs)
            return _to_second_factor(request, back_to)

        return cast(View[R, P], guarded)

    return decorate


def has_shown(request: HttpRequest) -> bool:
    """Whether this session has shown a second factor; the door asks whether it is still there."""
    records: list[dict[str, Any]] = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def _to_second_factor(request: HttpRequest, back_to: str) -> HttpResponse:
    if not is_mfa_enabled(request.user):
        messages.warning(request, SET_UP_FIRST)
        return redirect("mfa_index")
    messages.warning(request, SHOW_IT_FIRST)
    has_codes = is_mfa_enabled(request.user, [Authenticator.Type.TOTP])
    page = reverse("mfa_reauthenticate" if has_codes else "mfa_reauthenticate_webauthn")
    return redirect(f"{page}?{urlencode({'next': reverse(back_to)})}")
