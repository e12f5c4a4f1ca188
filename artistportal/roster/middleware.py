"""Says on every request for whom the signed-in person acts."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from artistportal.accounts.domain import standing
from artistportal.accounts.models import User
from artistportal.roster.domain.accounts import Account
from artistportal.roster.queries import accounts

SESSION_KEY = standing.SESSION_KEY


class AccountRequest(HttpRequest):
    """A signed-in person's request, as views see it."""

    user: User
    account: Account
    accounts: tuple[Account, ...]


class AccountMiddleware:
    """Sets `request.accounts` and `request.account`; neither asks anything until it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.accounts = SimpleLazyObject(lambda: _accounts(request))  # type: ignore[attr-defined]  # told to mypy by AccountRequest
        request.account = SimpleLazyObject(lambda: _in_view(request))  # type: ignore[attr-defined]  # likewise
        return self.get_response(request)

    def process_view(self, request: AccountRequest, *_view: object) -> None:
        """Refuses a form made for one account and sent, from another tab, while acting for another.

        Such forms say in `acting_for` whom they are for.
        """
        meant = request.POST.get("acting_for") if request.method == "POST" else None
        if meant and meant != request.account.key:
            raise PermissionDenied(
                f"You act for {request.account.name} now, and this page was for another account,"
                " so nothing was saved. Change back to it and try again."
            )


def _accounts(request: HttpRequest) -> tuple[Account, ...]:
    user = request.user
    return accounts.of_person(user, timezone.now()) if isinstance(user, User) else ()


def _in_view(request: HttpRequest) -> Account:
    known: tuple[Account, ...] = request.accounts  # type: ignore[attr-defined]  # set above
    return accounts.in_view(tuple(known), request.session.get(SESSION_KEY))
