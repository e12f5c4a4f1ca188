"""Who calls: a key in force of a tool, with the scope that the call needs, within its limit.

`@router.post(..., auth=may(ApiScope.CLEARANCES_READ))`; `key_of(request)` is then the `ApiKey`.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from consent.api import problems
from consent.domain.api_keys import ApiScope
from consent.models import ApiKey
from consent.services import api_keys


class BearerKey(HttpBearer):
    """Lets a call through, or raises the problem that says why not."""

    def __init__(self, scope: ApiScope) -> None:
        super().__init__()
        self._scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey:  # noqa: ARG002
        now = timezone.now()
        key = api_keys.find(token, now)
        if key is None:
            raise problems.unknown_key()
        if api_keys.count(key, now) > key.limit_per_minute:
            raise problems.too_often(key.limit_per_minute, 60 - int(now.timestamp()) % 60)
        if not key.allows(self._scope):
            raise problems.beyond_scope(self._scope.value)
        return key


def may(scope: ApiScope) -> BearerKey:
    """The check for calls that need this scope."""
    return BearerKey(scope)


def key_of(request: HttpRequest) -> ApiKey:
    """The key with which the call was let through."""
    key: ApiKey = request.auth  # type: ignore[attr-defined]
    return key
