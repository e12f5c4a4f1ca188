"""Receipts, their checking and the log in a real browser, with and without script, and printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from artistportal.roster.domain.uses import Use
from consent.models import Decision
from consent.services import receipts
from tests.browser.audits import audit
from tests.browser.conftest import SignIn
from tests.consent.views.stage import Stage
from tests.factories.consent import say_no, say_yes
from tests.factories.roster import NOW

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage(transactional_db: None) -> Stage:
    """Ana, who allowed training and took it back for one recording."""
    made = Stage()
    say_yes(made.artist, made.terms, use=Use.TRAINING)
    say_no(made.artist, work=made.works[0], tool=made.tool)
    return made


@pytest.fixture
def proof(stage: Stage, tmp_path: Path) -> Path:
    made = receipts.file(Decision.objects.with_names().get(number=2), "proof", NOW)
    assert made
    file = tmp_path / made.name
    file.write_text(made.text, encoding="utf-8")
    return file


class TestPages:
    @pytest.mark.parametrize("number", [1, 2])
    def test_of_a_receipt_is_sound_in_every_look(
        self, page: Page, live_server: LiveServer, stage: Stage, sign_in: SignIn, number: int
    ) -> None:
        sign_in(stage.owner.user)

        audit(page, f"{live_server.url}/consent/decisions/{number}/")

    @pytest.mark.parametrize("path", ["/verify/", "/log/"])
    def test_for_everybody_are_sound_in_every_look(
        self, page: Page, live_server: LiveServer, stage: Stage, path: str
    ) -> None:
        audit(page, live_server.url + path)


class TestAReceipt:
    def test_is_checked_without_script(
        self, browser: Browser, live_server: LiveServer, proof: Path
    ) -> None:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()

        page.goto(f"{live_server.url}/verify/")
        page.get_by_label(re.compile("Or a file")).set_input_files(proof)
        page.get_by_role("button", name="Check it").click()

        expect(page.get_by_role("heading", name="It holds")).to_be_visible()
        expect(page.get_by_text("Ana Sol does not allow Ossilune")).to_be_visible()
        context.close()

    def test_prints_what_was_said_and_no_buttons(
        self, page: Page, live_server: LiveServer, stage: Stage, sign_in: SignIn
    ) -> None:
        sign_in(stage.owner.user)
        page.goto(f"{live_server.url}/consent/decisions/1/")

        page.emulate_media(media="print")

        expect(page.get_by_role("heading", name="Agreed to: L-0001, terms 1")).to_be_visible()
        expect(page.get_by_role("button", name="Make a link")).to_be_hidden()
        expect(page.get_by_role("link", name="Proof file")).to_be_hidden()

    def test_is_lent_by_a_link(
        self, page: Page, live_server: LiveServer, stage: Stage, sign_in: SignIn
    ) -> None:
        sign_in(stage.owner.user)
        page.goto(f"{live_server.url}/consent/decisions/1/")

        page.get_by_role("button", name="Make a link").click()

        expect(page.locator("a[href*='/receipts/']")).to_be_visible()
