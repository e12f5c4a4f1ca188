"""Cases in a real browser: a cloned voice from its report to its end, sound in every look."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from artistportal.cases.models import Case
from artistportal.cases.services import desk
from tests.browser.audits import audit
from tests.browser.conftest import SignIn
from tests.factories.accounts import support
from tests.factories.cases import member

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]

CLIP: FilePayload = {"name": "clip.txt", "mimeType": "text/plain", "buffer": b"la la"}


def report(page: Page) -> None:
    """Opens the case, with a file."""
    page.get_by_role("button", name="Open a case").click()
    audit(page, page.url)
    page.get_by_label("What it is about").select_option("voice_clone")
    page.get_by_label("In one line").fill("My voice on a video site")
    page.get_by_label("What you want to say").fill("I never sang this.")
    page.get_by_label("Files").set_input_files(CLIP)
    page.get_by_role("button", name="Send to support").click()


def write_to_the_platform(page: Page) -> None:
    """Adds a place, sends its notice, and notes what came of it."""
    page.get_by_label("Platform").fill("Tube")
    page.get_by_label("Address").fill("https://tube.example/1")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Notice to Tube")).to_be_visible()
    audit(page, page.url)
    page.get_by_role("button", name="I have sent it").click()
    page.get_by_label("What Tube answered").fill("Taken down.")
    page.get_by_role("button", name="Answered by Tube").click()
    page.get_by_role("button", name="It is gone from Tube").click()
    expect(page.get_by_text("Gone", exact=True)).to_be_visible()


class TestAClonedVoice:
    def test_goes_from_its_report_to_its_end(
        self,
        page: Page,
        live_server: LiveServer,
        sign_in: SignIn,
        settings: Any,
        tmp_path: Path,
    ) -> None:
        settings.MEDIA_ROOT = tmp_path
        sign_in(member().user)
        page.goto(f"{live_server.url}/cases/")
        report(page)
        write_to_the_platform(page)
        audit(page, page.url)

        case = Case.objects.get()
        desk.take(case, by=support(), now=timezone.now())
        desk.decide(case, outcome="Gone from Tube.", by=support(), now=timezone.now())
        page.reload()
        expect(page.get_by_role("heading", name="What came out")).to_be_visible()
        expect(page.get_by_role("button", name="Appeal")).to_be_visible()
        desk.close_decided(now=timezone.now() + timedelta(days=31))
        audit(page, f"{live_server.url}/cases/?state=all")
        expect(page.locator("#list").get_by_text("Closed")).to_be_visible()
        audit(page, f"{live_server.url}/releases/")
