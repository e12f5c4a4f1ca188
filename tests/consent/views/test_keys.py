"""A tool's people make a key, see its text once, renew it and end it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from consent.models import ApiKey, Tool
from consent.services import api_keys, tools
from tests.factories.accounts import UserFactory, support
from tests.factories.consent import ToolFactory
from tests.factories.roster import BEFORE, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def tool() -> Tool:
    tool: Tool = ToolFactory.create()
    return tool


@pytest.fixture
def person(tool: Tool, client: Client) -> Client:
    user = UserFactory.create()
    tools.add_member(tool=tool, user=user, by=support(), now=BEFORE)
    client.force_login(user)
    return client


def make(person: Client) -> str:
    said = {"name": "Server", "scopes": ["changes:read"]}
    response = person.post(reverse("consent:keys"), said)
    text: str = response.context["made"].text
    assert text in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    return text


def test_shows_a_new_key_once(person: Client) -> None:
    text = make(person)

    assert text not in person.get(reverse("consent:keys")).content.decode()


def test_says_what_is_missing(person: Client) -> None:
    response = person.post(reverse("consent:keys"), {"name": "Server"})

    assert response.status_code == 422
    assert not ApiKey.objects.exists()


def test_renews_and_ends(person: Client) -> None:
    text = make(person)
    key = ApiKey.objects.get()

    renewed = person.post(reverse("consent:key_renew", args=[key.public_id]))
    person.post(reverse("consent:key_revoke", args=[key.public_id]))

    assert renewed.context["made"].text
    assert api_keys.find(text, NOW) is None
    assert ApiKey.objects.filter(until_at=None).count() == 1


def test_asks_few_questions(person: Client, django_assert_max_num_queries: object) -> None:
    make(person)

    with django_assert_max_num_queries(10):  # type: ignore[operator]
        person.get(reverse("consent:keys"))
