"""Tools that call: a key, and a client that sends it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.test import Client

from consent.domain.api_keys import ApiScope
from consent.models import Tool
from consent.services import api_keys, tools
from tests.factories.accounts import UserFactory, support
from tests.factories.roster import BEFORE


def make_key(tool: Tool, scopes: Collection[ApiScope] = tuple(ApiScope)) -> api_keys.Made:
    """A key of the tool, made by somebody who reports for it."""
    person = UserFactory.create()
    tools.add_member(tool=tool, user=person, by=support(), now=BEFORE)
    return api_keys.make(tool=tool, name="Ours", scopes=scopes, by=person, now=BEFORE)


class Caller:
    """Calls the API as a tool does."""

    def __init__(self, text: str) -> None:
        self._client = Client(enforce_csrf_checks=True)
        self._headers = {"Authorization": f"Bearer {text}"}

    def get(self, path: str, **query: Any) -> Any:
        return self._client.get(f"/api/v1{path}", query, headers=self._headers)

    def post(self, path: str, data: Any = None) -> Any:
        return self._client.post(
            f"/api/v1{path}", data, content_type="application/json", headers=self._headers
        )


def caller(tool: Tool, *scopes: ApiScope) -> Caller:
    """Somebody who calls with a new key of the tool."""
    return Caller(make_key(tool, scopes or tuple(ApiScope)).text)
