"""Says of every request by which door it came and for whom; lets support see it as another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import structlog
from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django_structlog.signals import bind_extra_request_metadata

from artistportal.accounts.domain.networks import network_of
from artistportal.accounts.models import User
from artistportal.accounts.services import audit
from artistportal.accounts.services.audit import Whereabouts
from artistportal.cases.domain.visits import SAFE_METHODS, VIEWABLE
from artistportal.cases.models import Visit
from artistportal.cases.queries import visits
from artistportal.cases.services import visits as visiting
from artistportal.roster.domain.accounts import AccountKind
from artistportal.roster.middleware import AccountRequest

API = "/api/"
SESSION_KEY = "visit"
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "TRUNCATE")
CACHE = '"cache"'
ENDED = "Your visit has ended: you are yourself again."


class VisitedRequest(AccountRequest):
    """A request that may be a visit of support's."""

    visit: Visit | None


class WhereaboutsMiddleware:
    """What is recorded during a request knows where it was done; asks nothing until it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        lazy = SimpleLazyObject(lambda: _whereabouts(cast(VisitedRequest, request)))
        with audit.standing_at(cast(Whereabouts, lazy)):
            return self.get_response(request)


class VisitMiddleware:
    """During a visit the request is the person's, its pages are read and nothing is written.

    The session stays support's own: the person's sign-ins, sessions and settings are untouched.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: VisitedRequest) -> HttpResponse:
        request.visit = None
        named = request.session.get(SESSION_KEY)
        if not named or not isinstance(request.user, User):
            return self.get_response(request)
        now = timezone.now()
        visit = visits.going_on(named, request.user, now)
        if visit and not visits.may_go_on(visit, now):
            visiting.end(visit, why="What allowed it no longer holds.", by=None, now=now)
            visit = None
        if visit is None:
            return _ended(request)
        request.visit = visit
        structlog.contextvars.bind_contextvars(viewing_as=visit.person_id)
        if request.method == "POST" and request.path == reverse("admin:cases_visit_end"):
            return self.get_response(request)
        return self._as_the_person(request, visit)

    def _as_the_person(self, request: VisitedRequest, visit: Visit) -> HttpResponse:
        staff = request.user
        request.user = visit.person
        account = visits.account_shown(visit, timezone.now())
        request.account = account
        request.accounts = (account,) if account.kind != AccountKind.NONE else ()
        try:
            if _is_refused(request):
                structlog.get_logger(__name__).warning("visit_refused", path=request.path)
                return render(request, "cases/visit_refused.html", status=403)
            with connection.execute_wrapper(_only_reading):
                return self.get_response(request)
        finally:
            request.user = staff


@receiver(bind_extra_request_metadata)
def _name_support(request: HttpRequest, **_signal: Any) -> None:
    """Each line that is logged during a visit names who of support it is."""
    named = request.session.get(SESSION_KEY)
    if named and isinstance(request.user, User):
        structlog.contextvars.bind_contextvars(support=request.user.email, visit=named)


def _is_refused(request: HttpRequest) -> bool:
    """Whether a visit does not open this; what leads nowhere is left to say so itself."""
    if request.method not in SAFE_METHODS:
        return True
    try:
        return resolve(request.path_info).view_name not in VIEWABLE
    except Resolver404:
        return False


def _only_reading(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
) -> Any:
    """Lets nothing be written while a visit looks on, whatever a page does besides; caches may."""
    if sql.lstrip().upper().startswith(WRITES) and CACHE not in sql:
        raise PermissionDenied("Nothing is changed while support views the site as somebody else.")
    return execute(sql, params, many, context)


def _ended(request: HttpRequest) -> HttpResponse:
    """Back to support's own desk; what was asked for belonged to the visit."""
    del request.session[SESSION_KEY]
    messages.info(request, ENDED)
    is_staff = isinstance(request.user, User) and request.user.is_staff
    return redirect("admin:index" if is_staff else "/")


def _whereabouts(request: VisitedRequest) -> Whereabouts:
    door = _door(request.path)
    visit: Visit | None = getattr(request, "visit", None)
    acting_for = request.account.key if door == "site" and _acts(request) else ""
    return Whereabouts(door, _network(request), acting_for, visit.public_id if visit else None)


def _acts(request: AccountRequest) -> bool:
    return request.account.kind != AccountKind.NONE


def _door(path: str) -> str:
    if path.startswith(reverse("admin:index")):
        return "admin"
    return "api" if path.startswith(API) else "site"


def _network(request: HttpRequest) -> str:
    try:
        return network_of(get_adapter(request).get_client_ip(request))
    except PermissionDenied:
        return ""
