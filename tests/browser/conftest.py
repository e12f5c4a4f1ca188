"""A real Chromium against a live server, and a signed-in person in it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from artistportal.accounts.models import User
from tests import parts

# Playwright runs its own event loop in the thread of the test; the tests stay synchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# A busy machine takes its time to parse the chart library.
expect.set_options(timeout=30_000)

SignIn = Callable[[User], None]


@pytest.fixture(scope="session")
def base_url() -> None:
    """Nothing: each test names the live server's address itself."""


@pytest.fixture(scope="session")
def live_server(django_db_setup: None) -> Iterator[LiveServer]:
    """The site, stopped only when the last answer is out: its threads share the tests' database."""
    server = LiveServer("localhost")
    yield server
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=30)
    server.stop()


@pytest.fixture(scope="session")
def browser_type_launch_args(live_server: LiveServer) -> dict[str, Any]:
    """Chromium is started after the site and ended before it, for it keeps connections open."""
    return {
        "executable_path": parts.chromium(),
        "args": ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
    }


@pytest.fixture
def sign_in(page: Page, live_server: LiveServer) -> SignIn:
    """Opens a session for a person in the page's browser."""

    def carry_session(user: User) -> None:
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )

    return carry_session
