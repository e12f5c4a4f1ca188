"""Making a page public: chosen, read beforehand, saved, changed, withdrawn."""

from __future__ import annotations

import html
import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from artistportal.roster.domain.roles import ArtistRole
from consent.models import Publication
from tests.consent.views.stage import Stage
from tests.factories.publications import published
from tests.factories.roster import ArtistMemberFactory

pytestmark = pytest.mark.django_db

CHOSEN = {"slug": "ana", "names_works": "on", "contact": "ask@example.org"}


@pytest.fixture
def stage() -> Stage:
    return Stage()


def reader_of(stage: Stage) -> Client:
    member = ArtistMemberFactory.create(artist=stage.artist, role=ArtistRole.READER)
    client = Client()
    client.force_login(member.user)
    return client


class TestPublish:
    def test_chooses_nothing_beforehand(self, stage: Stage) -> None:
        page = stage.client().get("/consent/publish/").content.decode()

        assert "Not public" in page
        assert 'value="ana-sol"' in page
        assert "checked" not in page

    def test_tells_a_reader_whose_choice_it_is(self, stage: Stage) -> None:
        page = reader_of(stage).get("/consent/publish/").content.decode()

        assert "Only Ana Sol or their manager decides what of this is public." in page


class TestReview:
    def test_shows_what_would_be_public_and_saves_nothing(self, stage: Stage) -> None:
        page = stage.client().get("/consent/publish/review/", CHOSEN).content.decode()

        assert stage.works[0].title in page
        assert "ask@example.org" in page
        assert not Publication.objects.exists()

    def test_shows_the_very_signals_that_the_page_then_has(self, stage: Stage) -> None:
        client = stage.client()
        page = client.get("/consent/publish/review/", CHOSEN).content.decode()
        client.post("/consent/publish/save/", CHOSEN)

        shown = re.search(r'aria-label="signals.json">(.*?)</pre>', page, re.DOTALL)
        assert shown
        assert json.loads(html.unescape(shown[1])) == Client().get("/p/ana/signals.json").json()

    def test_says_what_is_wrong_with_an_address(self, stage: Stage) -> None:
        answer = stage.client().get("/consent/publish/review/", {"slug": "a b"})

        assert answer.status_code == 422


class TestQueries:
    @pytest.mark.parametrize("path", ["", "review/?slug=ana&names_works=on&names_tools=on"])
    def test_are_few_and_none_repeated(self, stage: Stage, path: str) -> None:
        client = stage.client()

        with CaptureQueriesContext(connection) as captured:
            client.get(f"/consent/publish/{path}")

        asked = [query["sql"] for query in captured]
        assert len(asked) == len(set(asked))
        # The preview asks for its own page what the public page asks for as well.
        assert len(asked) <= (12 if path else 10)


class TestSave:
    def test_makes_it_public(self, stage: Stage) -> None:
        answer = stage.client().post("/consent/publish/save/", CHOSEN, follow=True)

        assert "Public now: " in answer.content.decode()
        assert Client().get("/p/ana/").status_code == 200

    def test_says_that_an_address_is_taken(self, stage: Stage) -> None:
        published(Stage(tool="Anvil").artist, slug="ana")

        answer = stage.client().post("/consent/publish/save/", CHOSEN)

        assert answer.status_code == 422
        assert "is taken" in answer.content.decode()

    def test_refuses_a_reader(self, stage: Stage) -> None:
        assert reader_of(stage).post("/consent/publish/save/", CHOSEN).status_code == 403
        assert not Publication.objects.exists()


class TestWithdraw:
    def test_takes_it_away_in_one_step(self, stage: Stage) -> None:
        published(stage.artist)

        stage.client().post("/consent/publish/withdraw/")

        assert Client().get("/p/ana-sol/").status_code == 404
        assert "Withdrawn" in stage.client().get("/consent/publish/").content.decode()

    def test_refuses_a_reader(self, stage: Stage) -> None:
        published(stage.artist)

        assert reader_of(stage).post("/consent/publish/withdraw/").status_code == 403
        assert Client().get("/p/ana-sol/").status_code == 200
