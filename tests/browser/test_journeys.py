"""Whole ways through the site, of several people one after the other, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from artistportal.celery import app
from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import Use
from consent.models import Decision, Notice
from consent.services import endpoints
from tests.browser.audits import PHONE
from tests.browser.conftest import SignIn, Work
from tests.consent.services.receivers import Receiver, receiver
from tests.consent.views.stage import Stage
from tests.factories.api import Caller, make_key
from tests.factories.consent import owner_of, say_yes
from tests.factories.roster import BEFORE, CreditFactory

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage(transactional_db: None) -> Stage:
    return Stage(count=1)


@pytest.fixture
def phone(page: Page) -> Page:
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    return page


class TestALabelAsks:
    """Northlight asks Ana and Ben: she allows it, he does not, and both sides are told."""

    def test_and_is_told_the_yes_and_the_no(
        self, phone: Page, live_server: LiveServer, stage: Stage, sign_in: SignIn, tmp_path: Path
    ) -> None:
        song = stage.works[0].compositions.get()
        ben = CreditFactory.create(
            work=song, artist__name="Ben Oduya", role=CreditRole.WRITER
        ).artist
        harriet, site = stage.rep().user, live_server.url

        sign_in(harriet)
        propose(phone, site, stage)
        address = phone.url
        sign_in(stage.owner.user)
        phone.goto(f"{site}/requests/")
        phone.get_by_role("link", name="Choir sounds").first.click()
        phone.get_by_role("button", name="Accept…").click()
        expect(phone.get_by_text("After saving:").first).to_be_visible()
        phone.get_by_role("button", name="Save").click()
        expect(phone.get_by_text("Still open: Ben Oduya.").first).to_be_visible()
        sign_in(owner_of(ben))
        phone.goto(f"{site}/requests/")
        phone.get_by_role("button", name="Decline").click()
        expect(phone.get_by_role("status").first).to_contain_text("Saved, in force from")

        sign_in(harriet)
        phone.goto(address)
        expect(phone.get_by_role("row", name=re.compile("Ana Sol"))).to_contain_text("Agreed")
        expect(phone.get_by_role("row", name=re.compile("Ben Oduya"))).to_contain_text("Not agreed")
        sign_in(stage.owner.user)
        number = Decision.objects.filter(artist=stage.artist).latest("number").number
        check_receipt(phone, site, number, tmp_path)


def propose(page: Page, site: str, stage: Stage) -> None:
    """Asks for training with the label's one recording, after a look at whom it asks."""
    page.goto(f"{site}/proposals/new/?licence={stage.terms.licence.code}")
    page.get_by_label("Title", exact=True).fill("Choir sounds")
    page.locator("[name=uses][value=training]").check()
    page.locator("[name=which][value=matching]").check()
    deadline = (timezone.now() + timedelta(days=14)).date().isoformat()
    page.locator("[name=deadline_on]").fill(deadline)
    page.get_by_role("button", name="See whom it asks").click()
    expect(page.get_by_role("row", name=re.compile("Ben Oduya"))).to_be_visible()
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", name="Where it stands")).to_be_visible()


def check_receipt(page: Page, site: str, number: int, folder: Path) -> None:
    """Takes the receipt home and lets the public page check it."""
    page.goto(f"{site}/consent/decisions/{number}/")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Proof file").click()
    file = folder / "receipt.json"
    downloading.value.save_as(file)
    page.goto(f"{site}/verify/")
    page.get_by_label(re.compile("Or a file")).set_input_files(file)
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("heading", name="It holds")).to_be_visible()


class TestANo:
    """Ana says no on the site; the tool hears of it, obeys, and she sees when."""

    @pytest.fixture
    def listening(self, settings: LazySettings) -> Iterator[Receiver]:
        settings.WEBHOOK_ALLOW_PRIVATE = True
        with receiver() as made:
            yield made

    def test_reaches_the_tool_and_comes_back_as_obeyed(
        self,
        page: Page,
        live_server: LiveServer,
        stage: Stage,
        sign_in: SignIn,
        work_until: Work,
        listening: Receiver,
    ) -> None:
        say_yes(stage.artist, stage.terms, use=Use.TRAINING, now=BEFORE)
        key = make_key(stage.tool)
        by = key.key.made_by
        now = timezone.now()
        listening.secret = endpoints.set_url(
            tool=stage.tool, url=listening.url, by=by, now=now
        ).secret
        sign_in(stage.owner.user)

        app.control.purge()
        decide(page, f"{live_server.url}/consent/", "training", "no")
        no = Notice.objects.get(decision__is_yes=False)
        work_until(lambda: no.code in listening.notices)
        listening.check(timezone.now())
        told = Caller(key.text).post(f"/notices/{no.number}/acknowledge", {"state": "enforced"})
        assert told.status_code == 200

        page.goto(f"{live_server.url}/consent/notices/")
        row = page.get_by_role("row", name=re.compile("Ossilune")).first
        expect(row).to_contain_text("Enforced")
        no.refresh_from_db()
        assert no.enforced_at
        expect(row).to_contain_text(f"{no.enforced_at:%H:%M}")


class TestADecisionUnderAMandate:
    """The label allows training for Ana; she sees it where she begins, and takes it back."""

    def test_is_seen_at_home_and_taken_back_with_one_press_of_a_button(
        self, phone: Page, live_server: LiveServer, stage: Stage, sign_in: SignIn
    ) -> None:
        sign_in(stage.rep().user)
        centre = f"{live_server.url}/consent/artists/{stage.artist.public_id}/"
        decide(phone, centre, "training", "yes")

        sign_in(stage.owner.user)
        phone.goto(f"{live_server.url}/")
        for_her = phone.get_by_role("region", name="Decided for you")
        expect(for_her).to_contain_text("Northlight")
        for_her.get_by_role("link", name=re.compile("Take it back")).click()
        phone.get_by_role("button", name="Take it back").click()

        expect(phone.get_by_role("status").first).to_contain_text("Taken back")
        assert [d.is_yes for d in Decision.objects.order_by("number")] == [True, False]
        assert Decision.objects.latest("number").given_by == stage.owner.user


def decide(page: Page, centre: str, use: str, answer: str) -> None:
    """Answers one use for one tool, after a look at what that does."""
    page.goto(f"{centre}?tool=ossilune")
    page.locator(f"#{use}-{answer}").click()
    page.get_by_role("button", name="Review what I chose").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_contain_text("Saved, in force from")
