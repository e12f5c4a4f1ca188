"""Requests in a real browser: in every look, on a phone, from the mail's link to a decision."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import Use
from consent.models import Decision, Request
from consent.services import approvals
from consent.services.requests import Given
from tests.browser.audits import PHONE, audit, observed
from tests.browser.conftest import SignIn
from tests.consent.views.stage import Stage
from tests.factories.requests import answer, propose, speaker_of
from tests.factories.roster import CreditFactory, OrganisationMemberFactory

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage(transactional_db: None) -> Stage:
    """Ana with a co-writer."""
    made = Stage()
    song = made.works[0].compositions.get()
    CreditFactory.create(work=song, artist__name="Ben <b>Oduya</b>", role=CreditRole.WRITER)
    return made


def asked(stage: Stage, *uses: Use) -> Request:
    now = timezone.now()
    return propose(stage.terms, stage.works, uses, now=now, deadline_at=now + timedelta(days=9))


class TestPages:
    def test_are_sound_in_every_look_for_the_artist(
        self, page: Page, live_server: LiveServer, stage: Stage, sign_in: SignIn
    ) -> None:
        answer(asked(stage, Use.DISCOVERY), stage.artist, True, now=timezone.now())
        request = asked(stage, Use.TRAINING, Use.REMIX)
        sign_in(stage.owner.user)

        for path in ("", f"{request.public_id}/", f"{request.public_id}/review/?all=yes"):
            audit(page, f"{live_server.url}/requests/{path}")

    def test_are_sound_in_every_look_for_who_asks(
        self, page: Page, live_server: LiveServer, stage: Stage, sign_in: SignIn
    ) -> None:
        request = asked(stage, Use.TRAINING, Use.REMIX)
        sign_in(speaker_of(stage.label))

        for path in ("", f"{request.public_id}/", "new/"):
            audit(page, f"{live_server.url}/proposals/{path}")

    def test_are_sound_in_every_look_for_the_second_person_of_a_label(
        self, page: Page, live_server: LiveServer, stage: Stage, sign_in: SignIn
    ) -> None:
        request = asked(stage, Use.TRAINING, Use.REMIX)
        tom = stage.rep().user
        stage.label.second_person_above = 1
        stage.label.save()
        waiting = approvals.prepare_answer(
            by=tom,
            artist=stage.artist,
            request=request,
            given=Given({Use.TRAINING: True}),
            organisation=stage.label,
            now=timezone.now(),
        )
        sign_in(OrganisationMemberFactory.create(organisation=stage.label).user)
        theirs = f"/consent/artists/{stage.artist.public_id}/requests/{request.public_id}/"

        for path in (f"/approvals/{waiting.public_id}/", theirs, f"{theirs}review/?all=yes"):
            audit(page, f"{live_server.url}{path}")


class TestOnAPhone:
    @pytest.fixture
    def phone(self, page: Page, stage: Stage, sign_in: SignIn) -> Page:
        sign_in(stage.owner.user)
        page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
        return page

    def test_accepts_from_the_mails_link_within_three_pages(
        self, phone: Page, live_server: LiveServer, stage: Stage
    ) -> None:
        request = asked(stage, Use.TRAINING)
        with observed(phone) as seen:
            phone.goto(f"{live_server.url}/requests/{request.public_id}/")
            phone.get_by_role("button", name="Accept…").click()
            phone.get_by_role("button", name="Save").click()
            expect(phone.get_by_role("status").first).to_contain_text("Saved, in force from")

        assert {decision.is_yes for decision in Decision.objects.all()} == {True}
        expect(phone.get_by_text("Still open: Ben <b>Oduya</b>.").first).to_be_visible()
        assert not seen.faults

    def test_declines_in_one_step_from_the_list(
        self, phone: Page, live_server: LiveServer, stage: Stage
    ) -> None:
        asked(stage, Use.TRAINING, Use.REMIX)
        phone.goto(f"{live_server.url}/requests/")

        phone.get_by_role("button", name="Decline").click()

        expect(phone.get_by_role("status").first).to_contain_text("Saved, in force from")
        assert {decision.is_yes for decision in Decision.objects.all()} == {False}

    def test_gives_yes_and_no_the_same_room(
        self, phone: Page, live_server: LiveServer, stage: Stage
    ) -> None:
        request = asked(stage, Use.TRAINING)

        for path in ("", f"{request.public_id}/"):
            phone.goto(f"{live_server.url}/requests/{path}")
            accept = phone.locator(".choice").get_by_text("Accept").first.bounding_box()
            decline = phone.locator(".choice").get_by_text("Decline").first.bounding_box()
            assert accept
            assert decline
            assert abs(accept["width"] - decline["width"]) < 2
            assert accept["height"] == decline["height"] >= 44

    def test_works_without_script(
        self, browser: Browser, phone: Page, live_server: LiveServer, stage: Stage
    ) -> None:
        request = asked(stage, Use.TRAINING, Use.REMIX)
        context = browser.new_context(
            java_script_enabled=False,
            storage_state=phone.context.storage_state(),
            viewport={"width": 390, "height": 844},
        )
        plain = context.new_page()
        plain.goto(f"{live_server.url}/requests/{request.public_id}/")

        plain.get_by_label("Allow", exact=True).first.check()
        plain.get_by_label("Do not allow").last.check()
        plain.get_by_role("button", name="Answer as chosen").click()
        plain.get_by_role("button", name="Save").click()

        expect(plain.get_by_role("status").first).to_contain_text("Saved, in force from")
        context.close()
        said = Decision.objects.values_list("use", "is_yes").distinct()
        assert set(said) == {("training", True), ("remix", False)}
