"""The consent centre in a real browser: in every look, by keyboard, with and without script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import Use
from consent.models import Act, Decision
from tests.browser.audits import audit, observed
from tests.browser.conftest import SignIn
from tests.consent.views.stage import Stage
from tests.factories.consent import LicenceFactory, TermsFactory, ToolFactory, say_no, say_yes
from tests.factories.roster import CreditFactory

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]

CENTRE = "/consent/?tool=ossilune"


@pytest.fixture
def stage(transactional_db: None, sign_in: SignIn) -> Stage:
    """Ana, with a yes, a no, a narrow no and a co-writer, and two tools to answer."""
    made = Stage()
    song = made.works[0].compositions.get()
    CreditFactory.create(work=song, artist__name="Ben Oduya", role=CreditRole.WRITER)
    other = LicenceFactory.create(
        tool=ToolFactory.create(name="<b>Anvil</b>"), organisation=made.label
    )
    TermsFactory.create(licence=other, notice_days=30)
    say_yes(made.artist, made.terms, use=Use.TRAINING)
    say_no(made.artist, tool=made.tool, use=Use.REMIX)
    say_no(made.artist, work=made.works[0], use=Use.DISCOVERY)
    sign_in(made.owner.user)
    return made


class TestPages:
    @pytest.mark.parametrize(
        "path",
        [
            CENTRE,
            "/consent/review/?tool=ossilune&remix=yes&training=no",
            "/consent/review/?everything=no",
            "/consent/history/",
            "/consent/why/",
            "/consent/works/{work}/?tool=ossilune",
            "/consent/works/{work}/why/?tool=ossilune&use=training",
        ],
    )
    def test_are_sound_in_every_look(
        self, page: Page, live_server: LiveServer, stage: Stage, path: str
    ) -> None:
        audit(page, live_server.url + path.format(work=stage.works[0].public_id))

    def test_are_sound_for_a_label(
        self, page: Page, live_server: LiveServer, stage: Stage, sign_in: SignIn
    ) -> None:
        sign_in(stage.rep().user)

        audit(page, f"{live_server.url}/consent/artists/{stage.artist.public_id}/")


class TestDeciding:
    def clicks(self, page: Page, answer: str) -> int:
        """Answer one use, counting what a person presses from the centre to the receipt."""
        presses = [
            page.locator(f"#discovery-{answer}"),
            page.get_by_role("button", name="Review what I chose"),
            page.get_by_role("button", name="Save"),
        ]
        for press in presses:
            press.click()
        expect(page.get_by_role("status").first).to_contain_text("Saved, in force from")
        return len(presses)

    def test_withdraws_with_as_many_clicks_as_it_grants(
        self, page: Page, live_server: LiveServer, stage: Stage
    ) -> None:
        with observed(page) as seen:
            page.goto(live_server.url + CENTRE)
            granting = self.clicks(page, "yes")
            withdrawing = self.clicks(page, "no")

        assert withdrawing <= granting
        assert [d.is_yes for d in Decision.objects.order_by("-number")[:2]] == [False, True]
        assert not seen.faults

    def test_refuses_everything_with_fewer(
        self, page: Page, live_server: LiveServer, stage: Stage
    ) -> None:
        page.goto(live_server.url + CENTRE)

        page.get_by_role("button", name="No to everything").click()
        page.get_by_role("button", name="Save").click()

        expect(page.get_by_role("status").first).to_contain_text("Saved, in force from")

    def test_works_without_script(
        self, browser: Browser, page: Page, live_server: LiveServer, stage: Stage
    ) -> None:
        context = browser.new_context(
            java_script_enabled=False, storage_state=page.context.storage_state()
        )
        plain = context.new_page()
        plain.goto(live_server.url + CENTRE)

        self.clicks(plain, "no")

        context.close()


class TestTheWayBack:
    """Clicks, pages and fields, counted both ways: a no never takes more than the yes."""

    WAYS = {
        "one use": ("/consent/?tool=ossilune", "#discovery-{}", "Review what I chose"),
        "every use": ("/consent/?tool=ossilune", "", "Allow {} use"),
        "a work": ("/consent/works/{work}/?tool=ossilune", "#discovery-{}", "Review what I chose"),
    }

    @pytest.mark.parametrize("way", WAYS)
    def test_is_no_longer_than_the_way_there(
        self, page: Page, live_server: LiveServer, stage: Stage, way: str
    ) -> None:
        granting = self.walk(page, live_server.url, stage, way, "yes")
        withdrawing = self.walk(page, live_server.url, stage, way, "no")

        assert all(back <= there for back, there in zip(withdrawing, granting, strict=True))

    def test_of_everything_saved_is_one_link_and_one_press(
        self, page: Page, live_server: LiveServer, stage: Stage
    ) -> None:
        granting = self.walk(page, live_server.url, stage, "every use", "yes")

        page.get_by_role("link", name="Take it back").click()
        page.get_by_role("button", name="Take it back").click()

        expect(page.get_by_role("status").first).to_contain_text("Taken back, in force from")
        assert granting[0] >= 2

    def walk(
        self, page: Page, site: str, stage: Stage, way: str, answer: str
    ) -> tuple[int, int, int]:
        """From the page to the receipt: what was pressed, seen, and could be filled in."""
        path, choice, button = self.WAYS[way]
        page.goto(site + path.format(work=stage.works[0].public_id))
        presses = 0
        if choice:
            page.locator(choice.format(answer)).check()
            presses += 1
        word = "every" if answer == "yes" else "no"
        page.get_by_role("button", name=button.format(word)).click()
        page.get_by_role("heading", name="Before you save").wait_for()
        fields = page.locator("main form :is(input:not([type=hidden]), select, textarea)").count()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("status").first).to_contain_text("Saved, in force from")
        return presses + 2, 3, fields


class TestPagesOfDeciding:
    @pytest.mark.parametrize(
        "path",
        [
            "/consent/acts/{act}/",
            "/consent/bulk/",
            "/consent/mandates/",
            "/consent/mandates/new/",
            "/consent/calendar/",
            "/consent/calendar/address/",
        ],
    )
    def test_are_sound_in_every_look(
        self, page: Page, live_server: LiveServer, stage: Stage, path: str
    ) -> None:
        stage.rep()
        act = Act.objects.earliest("first_number").public_id

        audit(page, live_server.url + path.format(act=act))


class TestChoosingATool:
    def test_renews_the_page_and_its_address_and_keeps_the_focus(
        self, page: Page, live_server: LiveServer, stage: Stage
    ) -> None:
        page.goto(live_server.url + CENTRE)

        page.get_by_role("link", name="Anvil").click()

        expect(page).to_have_url(re.compile("tool=banvilb"))
        expect(page.get_by_role("heading", name="<b>Anvil</b>")).to_be_visible()
        expect(page.locator("#tool-banvilb")).to_be_focused()

        page.go_back()
        expect(page.get_by_role("heading", name="Ossilune")).to_be_visible()
