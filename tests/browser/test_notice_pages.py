"""The pages of notices in a real browser: the artist's, the tool's, and everybody's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from artistportal.accounts.models import User
from consent.domain.notices import NoticeState
from consent.models import Notice, NoticeAttempt
from consent.queries import notices
from consent.services import endpoints, tools
from consent.services.acknowledgements import acknowledge
from tests.browser.audits import audit
from tests.browser.conftest import SignIn
from tests.consent.views.stage import Stage
from tests.factories.accounts import UserFactory, support
from tests.factories.consent import LicenceFactory, TermsFactory, say_no, say_yes
from tests.factories.roster import BEFORE, NOW

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage(transactional_db: None) -> Stage:
    """Ana refused three tools: one obeyed, one is late, one could not be told."""
    made = Stage()
    others = [
        TermsFactory.create(licence=LicenceFactory.create(organisation=made.label, tool__name=name))
        for name in ("Anvil", "Quaver House")
    ]
    for terms in (made.terms, *others):
        say_yes(made.artist, terms, now=BEFORE)
    say_no(made.artist, now=NOW)
    say_no(made.artist, work=made.works[0], tool=made.tool, now=NOW + timedelta(days=1))
    now = timezone.now()
    obeyed, late, lost, _ = Notice.objects.filter(decision__is_yes=False).order_by("number")
    acknowledge(tool=obeyed.tool, number=obeyed.number, state=NoticeState.ENFORCED, now=now)
    Notice.objects.filter(pk=late.pk).update(sent_at=NOW, is_waiting=False)
    Notice.objects.filter(pk=lost.pk).update(
        dead_at=NOW, is_waiting=False, deadline_at=now + timedelta(days=1)
    )
    cache.delete(notices.CACHE_KEY)
    return made


@pytest.fixture
def reporter(stage: Stage) -> User:
    """Somebody of the tool, whose address was tried in vain."""
    user: User = UserFactory.create(name="Kim Ode")
    tools.add_member(tool=stage.tool, user=user, by=support(), now=BEFORE)
    endpoints.set_url(tool=stage.tool, url="https://tool.example/hooks", by=user, now=NOW)
    notice = Notice.objects.filter(tool=stage.tool).latest("number")
    for status, error in ((204, ""), (None, "No answer in time."), (500, "Answered 500.")):
        NoticeAttempt.objects.create(
            notice=notice, at=NOW, status=status, error=error, took_ms=1_240
        )
    return user


class TestPages:
    def test_of_the_artist_are_sound_in_every_look(
        self, page: Page, live_server: LiveServer, stage: Stage, sign_in: SignIn
    ) -> None:
        sign_in(stage.owner.user)

        audit(page, f"{live_server.url}/consent/notices/")

    @pytest.mark.parametrize("path", ["/notices/", "/notices/endpoint/"])
    def test_of_the_tool_are_sound_in_every_look(
        self, page: Page, live_server: LiveServer, reporter: User, sign_in: SignIn, path: str
    ) -> None:
        sign_in(reporter)

        audit(page, live_server.url + path)

    def test_for_everybody_is_sound_in_every_look(
        self, page: Page, live_server: LiveServer, stage: Stage
    ) -> None:
        audit(page, f"{live_server.url}/tools/")


class TestATool:
    def test_says_that_it_obeys_with_one_press(
        self, page: Page, live_server: LiveServer, reporter: User, sign_in: SignIn
    ) -> None:
        sign_in(reporter)
        page.goto(f"{live_server.url}/notices/")

        page.get_by_role("button", name="Enforced").first.click()

        expect(page.get_by_role("status").first).to_contain_text("is enforced")
