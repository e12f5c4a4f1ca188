"""A signed-in person's request, as the pages about themselves see it."""

from __future__ import annotations

from django.http import HttpRequest

from artistportal.accounts.domain.standing import Standing
from artistportal.accounts.models import User
from artistportal.accounts.permissions import Accounts


class PersonRequest(HttpRequest):
    """The accounts on it were asked once, by the middleware of the package above."""

    user: User
    account: Standing
    accounts: tuple[Standing, ...]


def accounts_of(request: PersonRequest) -> Accounts:
    """By key, with whether the account's money is shown."""
    return {account.key: account.sees_money for account in request.accounts}


def names_of(request: PersonRequest) -> dict[str, str]:
    """By key, the names of the person's accounts."""
    return {account.key: account.name for account in request.accounts}
