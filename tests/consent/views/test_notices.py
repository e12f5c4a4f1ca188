"""The pages of notices: the artist's, the tool's, and everybody's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from artistportal.roster.middleware import SESSION_KEY
from consent.domain.notices import NoticeState
from consent.models import Notice, WebhookEndpoint
from consent.queries import notices
from consent.services import endpoints, tools
from consent.services.acknowledgements import acknowledge
from tests.consent.services.receivers import receiver
from tests.consent.views.stage import Stage
from tests.factories.accounts import UserFactory, support
from tests.factories.consent import LicenceFactory, TermsFactory, say_no, say_yes
from tests.factories.roster import BEFORE, NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Iterator[Stage]:
    """Ana allowed two tools and refused both long ago; neither has said a word."""
    made = Stage()
    second = TermsFactory.create(
        licence=LicenceFactory.create(organisation=made.label, tool__name="Anvil")
    )
    for terms in (made.terms, second):
        say_yes(made.artist, terms, now=BEFORE)
    say_no(made.artist, now=NOW)
    cache.delete(notices.CACHE_KEY)
    yield made
    cache.delete(notices.CACHE_KEY)


@pytest.fixture
def reporter(stage: Stage) -> Client:
    user = UserFactory.create()
    tools.add_member(tool=stage.tool, user=user, by=support(), now=NOW)
    browser = Client()
    browser.force_login(user)
    return browser


class TestTheArtistsPage:
    def test_says_who_was_told_and_who_is_late(self, stage: Stage) -> None:
        page = stage.client().get("/consent/notices/").content.decode()

        assert "2 tools have not confirmed your no in time." in page
        assert "For 2 tools: 0 of 2 confirmed" in page
        assert "Ossilune is overdue" in page

    def test_says_who_is_due_next(self, stage: Stage) -> None:
        Notice.objects.filter(tool=stage.tool, deadline_at__isnull=False).update(
            deadline_at=timezone.now() + timedelta(days=1)
        )

        page = stage.client().get("/consent/notices/").content.decode()

        assert "Ossilune is due by" in page

    def test_filters_by_state_and_tool(self, stage: Stage) -> None:
        browser = stage.client()

        queued = browser.get("/consent/notices/?state=queued&tool=anvil").content.decode()
        nothing = browser.get("/consent/notices/?state=enforced").content.decode()

        assert "1 decision sent" in queued
        assert "Nothing matches" in nothing

    def test_answers_htmx_with_the_part_alone(self, stage: Stage) -> None:
        page = stage.client().get("/consent/notices/", headers={"HX-Request": "true"})

        assert page.content.decode().lstrip().startswith('<div id="notices">')

    def test_asks_few_questions_however_much_was_sent(
        self, stage: Stage, django_assert_max_num_queries: Any
    ) -> None:
        for work in stage.works:
            say_no(stage.artist, work=work)

        browser = stage.client()

        with django_assert_max_num_queries(10):
            browser.get("/consent/notices/")

    def test_says_so_where_nothing_was_sent(self) -> None:
        page = Stage(tool="Other").client().get("/consent/notices/").content.decode()

        assert "Nothing was sent yet" in page


class TestTheToolsPage:
    def test_lists_the_tools_own_notices(self, stage: Stage, reporter: Client) -> None:
        page = reporter.get("/notices/").content.decode()

        assert "2 notices" in page
        assert "all works of Ana Sol" in page
        assert "No address is set" in page

    def test_asks_few_questions(
        self, stage: Stage, reporter: Client, django_assert_max_num_queries: Any
    ) -> None:
        with django_assert_max_num_queries(10):
            reporter.get("/notices/")

    def test_lets_it_be_said_that_the_tool_obeys(self, stage: Stage, reporter: Client) -> None:
        number = Notice.objects.get(tool=stage.tool, deadline_at__isnull=False).number

        page = reporter.post(f"/notices/{number}/", {"say": "enforced"}, follow=True)

        assert f"N-00000{number} is enforced" in page.content.decode()
        assert Notice.objects.get(number=number).enforced_at is not None

    def test_knows_no_notice_of_another_tool(self, stage: Stage, reporter: Client) -> None:
        number = Notice.objects.exclude(tool=stage.tool).latest("number").number

        assert reporter.post(f"/notices/{number}/", {"say": "enforced"}).status_code == 404

    def test_sends_one_again_that_was_given_up(self, stage: Stage, reporter: Client) -> None:
        given_up = Notice.objects.filter(tool=stage.tool).earliest("number")
        Notice.objects.filter(pk=given_up.pk).update(is_waiting=False, dead_at=NOW)

        reporter.post(f"/notices/{given_up.number}/", {"say": "again"})

        given_up.refresh_from_db()
        assert (given_up.is_waiting, given_up.dead_at) == (True, None)

    def test_refuses_what_cannot_be_said(self, stage: Stage, reporter: Client) -> None:
        assert reporter.post("/notices/1/", {"say": "sent"}).status_code == 404


class TestTheEndpointsPage:
    def test_shows_the_secret_once(self, stage: Stage, reporter: Client) -> None:
        made = reporter.post("/notices/endpoint/", {"url": "https://tool.example/hooks"})
        again = reporter.get("/notices/endpoint/")

        assert "whsec_" in made.content.decode()
        assert "no-store" in made["Cache-Control"]
        assert "whsec_" not in again.content.decode()

    @pytest.mark.parametrize("url", ["http://tool.example/", "https://a:b@tool.example/", "x"])
    def test_says_what_is_wrong_with_an_address(self, reporter: Client, url: str) -> None:
        page = reporter.post("/notices/endpoint/", {"url": url})

        assert page.status_code == 422
        assert not WebhookEndpoint.objects.exists()

    def test_sends_a_test_and_says_what_came_back(
        self, stage: Stage, reporter: Client, settings: Any
    ) -> None:
        settings.WEBHOOK_ALLOW_PRIVATE = True
        with receiver() as listening:
            reporter.post("/notices/endpoint/", {"url": listening.url})
            page = reporter.post("/notices/endpoint/ping/", follow=True).content.decode()

        assert "It answered 204" in page
        assert listening.requests == 1

    def test_makes_a_new_secret(self, stage: Stage, reporter: Client) -> None:
        reporter.post("/notices/endpoint/", {"url": "https://tool.example/hooks"})

        page = reporter.post("/notices/endpoint/secret/").content.decode()

        assert "whsec_" in page
        assert "signs too until" in page

    def test_switches_sending_off_and_on(self, stage: Stage, reporter: Client) -> None:
        reporter.post("/notices/endpoint/", {"url": "https://tool.example/hooks"})

        for to in ("off", "on"):
            reporter.post("/notices/endpoint/switch/", {"to": to})
            assert WebhookEndpoint.objects.get().is_enabled == (to == "on")

    def test_keeps_an_address_from_who_acts_for_another_tool(
        self, stage: Stage, reporter: Client
    ) -> None:
        endpoints.set_url(tool=stage.tool, url="https://a.example/", by=support(), now=NOW)
        rival = Client()
        rival.force_login(UserFactory.create())

        assert rival.get("/notices/endpoint/").status_code == 404
        assert reporter.session.get(SESSION_KEY) is None


class TestThePublicTable:
    def test_is_open_to_everybody(self, stage: Stage) -> None:
        enforced = Notice.objects.get(tool=stage.tool, deadline_at__isnull=False)
        acknowledge(
            tool=stage.tool,
            number=enforced.number,
            state=NoticeState.ENFORCED,
            now=timezone.now(),
        )

        page = Client().get("/tools/").content.decode()
        text = Client().get("/tools.csv").content.decode()

        assert page.index("Anvil") > 0
        assert "Median time to obey" in page
        assert "Ossilune" in text

    def test_says_so_where_no_tool_had_to_obey(self) -> None:
        cache.delete(notices.CACHE_KEY)

        assert "No tool has had a no to obey" in Client().get("/tools/").content.decode()
