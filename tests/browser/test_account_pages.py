"""The pages about a person themselves in a real browser: what they are told, files, settings."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from artistportal.accounts.domain.topics import Topic
from artistportal.accounts.models import Download, Notification, User
from artistportal.accounts.services import downloads, notifications, your_data
from artistportal.accounts.services.downloads import Order
from artistportal.accounts.services.notifications import News
from artistportal.background import JobState
from tests.browser.audits import audit
from tests.browser.conftest import SignIn
from tests.factories.roster import ArtistMemberFactory

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]
PAGES = (
    "/inbox/", "/downloads/", "/account/", "/account/notifications/", "/account/data/",
    "/account/close/",
)  # fmt: skip


@pytest.fixture
def person(transactional_db: None, settings: Any, tmp_path: Path) -> User:
    """Somebody who was told two things, with a file that is ready and one that failed."""
    settings.MEDIA_ROOT = tmp_path
    now = timezone.now()
    member = ArtistMemberFactory.create(artist__name="Ana Sol")
    user: User = member.user
    account = f"artist:{member.artist.public_id}"
    your_data.ask(user=user, now=now)
    downloads.make(download_id=Download.objects.get().pk, clock=lambda: now)
    order = Order("statement_lines", "All lines of 2026", "lines.csv")
    failed = downloads.ask(order, user=user, account=account, now=now)
    Download.objects.filter(pk=failed.pk).update(state=JobState.FAILED, error="Nothing is there.")
    news = News(Topic.TEAM, "Somebody joined your team", "See who.", "/works/", account)
    notifications.tell(news, to=[user], now=now)
    return user


def test_are_sound_in_every_look(
    page: Page, live_server: LiveServer, person: User, sign_in: SignIn
) -> None:
    sign_in(person)
    told = Notification.objects.latest("pk")
    Notification.objects.filter(pk=told.pk).update(path="")

    for path in (*PAGES, f"/inbox/{told.public_id}/"):
        audit(page, f"{live_server.url}{path}")


def test_lead_from_the_badge_to_what_happened(
    page: Page, live_server: LiveServer, person: User, sign_in: SignIn
) -> None:
    sign_in(person)
    page.goto(f"{live_server.url}/works/")
    link = page.get_by_role("link", name=re.compile("^Inbox"))
    expect(link).to_have_accessible_name("Inbox 2 unread")

    link.click()
    page.get_by_role("button", name="Somebody joined your team").click()
    expect(page).to_have_url(f"{live_server.url}/works/")
    expect(link).to_have_accessible_name("Inbox 1 unread")

    link.click()
    page.get_by_role("button", name="Mark all as read").click()
    expect(link).to_have_accessible_name("Inbox")
