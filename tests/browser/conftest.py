"""A real Chromium against a live server, and a signed-in person in it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from celery.contrib.testing.worker import start_worker
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import connection
from django.test import Client
from playwright.sync_api import BrowserContext, Page, Playwright, expect
from pytest_django.live_server_helper import LiveServer
from pytest_playwright.pytest_playwright import CreateContextCallback

from artistportal.accounts.models import User
from artistportal.celery import app
from tests import parts

# Playwright runs its own event loop in the thread of the test; the tests stay synchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# A busy machine takes its time to parse the chart library.
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)

SignIn = Callable[[User], None]
Work = Callable[[Callable[[], bool]], None]


@pytest.fixture(scope="session")
def base_url() -> None:
    """Nothing: each test names the live server's address itself."""


class InFlight:
    """How many requests the site is answering; a connection that is only kept open is none."""

    def __init__(self) -> None:
        self.count = 0
        self.changed = threading.Condition()
        request_started.connect(self.begin)
        request_finished.connect(self.end)

    def begin(self, **_signal: object) -> None:
        self.add(1)

    def end(self, **_signal: object) -> None:
        self.add(-1)

    def add(self, more: int) -> None:
        """Counts what threads of the site do; tests ask in the main one, without the site."""
        if threading.current_thread() is not threading.main_thread():
            with self.changed:
                self.count += more
                self.changed.notify_all()

    def wait_until_answered(self) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: self.count == 0, timeout=300)

    def take_turns(self, run: Callable[..., Any], *statement: Any) -> Any:
        """The test's own statements come after the site's: two who write at once refuse."""
        if threading.current_thread() is threading.main_thread():
            self.wait_until_answered()
        return run(*statement)


@pytest.fixture(scope="session")
def in_flight() -> InFlight:
    return InFlight()


@pytest.fixture(scope="session")
def live_server(django_db_setup: None, in_flight: InFlight) -> Iterator[LiveServer]:
    """The site, stopped only when the last answer is out: its threads share the tests' database."""
    server = LiveServer("localhost")
    yield server
    in_flight.wait_until_answered()
    server.stop()


@pytest.fixture
def _answered(
    transactional_db: None, playwright: Playwright, in_flight: InFlight
) -> Iterator[None]:
    """No answer outlives its test: it would write into the next one's open transaction.

    The test may have another connection than the site, by what was asked for first.
    """
    with connection.execute_wrapper(in_flight.take_turns):
        yield
    in_flight.wait_until_answered()


@pytest.fixture
def work_until(in_flight: InFlight) -> Work:
    """Lets a real worker do what waits, once the site has answered and until something is so."""

    def work(is_so: Callable[[], bool]) -> None:
        in_flight.wait_until_answered()
        with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=120):
            until = time.monotonic() + 300
            while not is_so():
                assert time.monotonic() < until, "it did not happen in time"
                time.sleep(0.1)

    return work


@pytest.fixture
def new_context(_answered: None, new_context: CreateContextCallback) -> CreateContextCallback:
    """Playwright's own, whose windows are closed before the last answers are waited for."""
    return new_context


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    """Playwright's own, as patient as `expect`."""
    context.set_default_timeout(PATIENCE_MS)
    return context


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
