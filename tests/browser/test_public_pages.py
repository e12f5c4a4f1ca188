"""The public page in a real browser: in every look, for anyone, and how it is published."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from artistportal.roster.domain.uses import Use
from consent.models import Publication
from tests.browser.audits import audit
from tests.browser.conftest import SignIn
from tests.consent.views.stage import Stage
from tests.factories.consent import say_no, say_yes
from tests.factories.publications import published

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage(transactional_db: None) -> Stage:
    """Ana, who allows one tool and refuses her voice to everyone."""
    made = Stage()
    say_yes(made.artist, made.terms)
    say_no(made.artist, use=Use.VOICE)
    return made


class TestPages:
    @pytest.mark.parametrize("path", ["/p/ana-sol/", "/p/ana-sol/works/{work}/"])
    def test_are_sound_in_every_look(
        self, page: Page, live_server: LiveServer, stage: Stage, path: str
    ) -> None:
        published(stage.artist, names_tools=True, contact="ask@example.org")

        audit(page, live_server.url + path.format(work=stage.works[0].public_id))

    @pytest.mark.parametrize("path", ["", "review/?names_works=on&names_tools=on"])
    def test_of_publishing_are_sound_in_every_look(
        self, page: Page, live_server: LiveServer, stage: Stage, sign_in: SignIn, path: str
    ) -> None:
        sign_in(stage.owner.user)

        audit(page, f"{live_server.url}/consent/publish/{path}")


class TestPublishing:
    def test_takes_two_presses_and_withdrawing_one(
        self, page: Page, live_server: LiveServer, stage: Stage, sign_in: SignIn
    ) -> None:
        sign_in(stage.owner.user)
        page.goto(f"{live_server.url}/consent/publish/")
        page.get_by_label("List my works").check()
        page.get_by_role("button", name="See it before it is public").click()
        page.get_by_role("button", name="Make it public").click()
        expect(page.get_by_text("Public now")).to_be_visible()
        assert Publication.objects.standing().exists()

        page.get_by_role("button", name="Withdraw it").click()
        expect(page.get_by_text("Withdrawn: the page")).to_be_visible()
        assert not Publication.objects.standing().exists()
