"""The page of a tool's keys in a real browser: one key in force, one just made, one ended."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from artistportal.accounts.models import User
from consent.domain.api_keys import ApiScope
from consent.services import api_keys, tools
from tests.browser.audits import audit
from tests.browser.conftest import SignIn
from tests.factories.accounts import UserFactory, support
from tests.factories.consent import ToolFactory
from tests.factories.roster import BEFORE

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def person(transactional_db: None) -> User:
    user: User = UserFactory.create(name="Kim Ode")
    tool, now = ToolFactory.create(), timezone.now()
    tools.add_member(tool=tool, user=user, by=support(), now=BEFORE)
    for name in ("Server", "Old server"):
        made = api_keys.make(tool=tool, name=name, scopes=list(ApiScope), by=user, now=now)
    api_keys.revoke(key=made.key, by=user, now=now)
    return user


def test_is_sound_in_every_look(
    page: Page, live_server: LiveServer, person: User, sign_in: SignIn
) -> None:
    sign_in(person)

    audit(page, f"{live_server.url}{reverse('consent:keys')}")


def test_shows_a_new_key_once(
    page: Page, live_server: LiveServer, person: User, sign_in: SignIn
) -> None:
    sign_in(person)
    page.goto(f"{live_server.url}{reverse('consent:keys')}")
    page.get_by_label("Name").fill("Laptop")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Make the key").click()

    made = page.get_by_role("region", name="The key Laptop")
    expect(made).to_contain_text("shown this once")
    page.goto(f"{live_server.url}{reverse('consent:keys')}")
    expect(page.get_by_role("rowheader", name="Laptop")).to_be_visible()
    expect(made).to_have_count(0)
