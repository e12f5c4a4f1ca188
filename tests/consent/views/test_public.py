"""The pages that anyone may read: what they show, in which headers, and for how long."""

from __future__ import annotations

import json
from typing import Any

import http_sf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree

from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Artist
from consent.domain.signals import aipref, robots, tdmrep
from consent.models import Publication
from consent.services import publications
from tests.consent.views.stage import Stage
from tests.factories.consent import say_no, say_yes
from tests.factories.publications import published
from tests.factories.roster import NOW, CreditFactory

pytestmark = pytest.mark.django_db

SITE = "https://portal.example"
FILES = ("", "signals.json", "policy.json", "license.xml")


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    settings.SITE_URL = SITE


@pytest.fixture
def stage() -> Stage:
    """Ana, whose voice is refused to everyone and whose tool may do everything else."""
    made = Stage()
    say_yes(made.artist, made.terms)
    say_no(made.artist, use=Use.VOICE)
    published(made.artist)
    return made


def page_of(stage: Stage, tail: str = "") -> str:
    return f"/p/ana-sol/works/{stage.works[0].public_id}/{tail}"


class TestArtist:
    def test_tells_where_the_artist_stands_and_lists_the_works(self, stage: Stage) -> None:
        page = Client().get("/p/ana-sol/").content.decode()

        assert "<h1>Ana Sol</h1>" in page
        assert "Voice is refused to everyone." in page
        assert page.count("Only with permission") == 7
        assert stage.works[0].title in page
        assert "Ossilune" not in page

    def test_names_tools_where_the_artist_lets_it(self, stage: Stage) -> None:
        published(stage.artist, names_tools=True)

        page = Client().get("/p/ana-sol/").content.decode()

        assert page.count("<li>Ossilune</li>") == 7

    def test_lists_no_works_where_the_artist_does_not(self, stage: Stage) -> None:
        published(stage.artist, names_works=False)

        assert stage.works[0].title not in Client().get("/p/ana-sol/").content.decode()
        assert Client().get(page_of(stage)).status_code == 404

    @pytest.mark.parametrize("name", FILES)
    def test_carries_the_headers_of_every_standard(self, stage: Stage, name: str) -> None:
        answer = Client().get(f"/p/ana-sol/{name}")

        said: Any = http_sf.parse(answer["Content-Usage"].encode(), tltype="dictionary")
        assert {key: str(token) for key, (token, _) in said.items()} == {"train-ai": "n"}
        assert answer["tdm-reservation"] == "1"
        assert answer["tdm-policy"] == f"{SITE}/p/ana-sol/policy.json"
        assert answer["Link"] == (
            f'<{SITE}/p/ana-sol/license.xml>; rel="license"; type="application/rsl+xml"'
        )

    @pytest.mark.parametrize("name", FILES)
    def test_is_kept_for_a_minute_and_not_sent_again(self, stage: Stage, name: str) -> None:
        answer = Client().get(f"/p/ana-sol/{name}")
        again = Client().get(f"/p/ana-sol/{name}", headers={"If-None-Match": answer["ETag"]})

        assert answer["Cache-Control"] == "public, max-age=60"
        assert (again.status_code, again.content) == (304, b"")

    def test_changes_its_etag_with_a_decision(self, stage: Stage) -> None:
        before = Client().get("/p/ana-sol/signals.json")["ETag"]

        say_no(stage.artist, now=timezone.now())

        assert Client().get("/p/ana-sol/signals.json")["ETag"] != before

    @pytest.mark.parametrize("name", FILES)
    def test_answers_head_with_the_same_headers(self, stage: Stage, name: str) -> None:
        get, head = Client().get(f"/p/ana-sol/{name}"), Client().head(f"/p/ana-sol/{name}")

        assert head.content == b""
        assert {**head.headers} == {**get.headers}

    def test_is_kept_nowhere_for_somebody_signed_in(self, stage: Stage) -> None:
        assert "no-store" in stage.client().get("/p/ana-sol/")["Cache-Control"]

    @pytest.mark.parametrize("name", FILES)
    def test_is_gone_when_it_is_withdrawn(self, stage: Stage, name: str) -> None:
        publications.withdraw(by=stage.owner.user, artist=stage.artist, now=NOW)

        assert Client().get(f"/p/ana-sol/{name}").status_code == 404
        assert Client().get(f"/p/nobody/{name}").status_code == 404

    def test_takes_the_same_few_queries_for_many_works(
        self, stage: Stage, django_assert_num_queries: Any
    ) -> None:
        published(stage.artist, names_tools=True)
        with CaptureQueriesContext(connection) as captured:
            Client().get("/p/ana-sol/")
        few = len(captured)
        for work in Stage(count=20, tool="Anvil").works:
            CreditFactory.create(work=work, artist=stage.artist)

        assert few <= 10
        with django_assert_num_queries(few):
            Client().get("/p/ana-sol/")


class TestWork:
    def test_tells_who_made_it_and_what_ai_made_of_it(self, stage: Stage) -> None:
        work = stage.works[0]
        work.contains_ai = "partly"
        work.save()
        work.credits.update(ai_contribution="none")
        CreditFactory.create(work=work, role=CreditRole.PRODUCER)

        page = Client().get(page_of(stage)).content.decode()

        assert f"ISRC {work.isrc[:2]}-" in page  # type: ignore[index]  # a recording has one
        assert "<strong>partly</strong> of it, as stated by Northlight." in page
        assert "Not said" in page

    def test_names_a_tool_that_everybody_allows_and_tells_of(self, stage: Stage) -> None:
        published(stage.artist, names_tools=True)

        page = Client().get(page_of(stage)).content.decode()

        assert page.count("<li>Ossilune</li>") == 5  # the others need a voice

    def test_does_not_tell_what_somebody_else_decided(self, stage: Stage) -> None:
        published(stage.artist, names_tools=True)
        song = stage.works[0].compositions.get()
        writer = CreditFactory.create(work=song, role=CreditRole.WRITER).artist
        say_yes(writer, stage.terms)

        said = Client().get(page_of(stage, "signals.json")).json()
        purposes = json.dumps(said["signals"]["odrl"]["agreements"])

        assert "use:discovery" in purposes
        assert "use:training" not in purposes

    def test_tells_it_when_they_published_it_too(self, stage: Stage) -> None:
        published(stage.artist, names_tools=True)
        song = stage.works[0].compositions.get()
        writer = CreditFactory.create(work=song, role=CreditRole.WRITER).artist
        say_yes(writer, stage.terms)
        published(writer, names_tools=True)

        said = Client().get(page_of(stage, "signals.json")).json()

        assert "use:training" in json.dumps(said["signals"]["odrl"]["agreements"])

    def test_is_not_found_for_a_work_of_somebody_else(self, stage: Stage) -> None:
        other = Stage(tool="Anvil").works[0]

        assert Client().get(f"/p/ana-sol/works/{other.public_id}/").status_code == 404

    def test_takes_few_queries(self, stage: Stage) -> None:
        published(stage.artist, names_tools=True)

        with CaptureQueriesContext(connection) as captured:
            Client().get(page_of(stage))

        assert len(captured) <= 10, [query["sql"][:120] for query in captured]


class TestSite:
    def test_reserves_mining_page_by_page(self, stage: Stage) -> None:
        text = b"".join(Client().get("/.well-known/tdmrep.json")).decode()

        entries = json.loads(text)
        assert tdmrep.first_match(entries, "/p/ana-sol/works/1/").is_reserved
        assert tdmrep.first_match(entries, "/p/somebody/").is_reserved is None

    def test_licenses_page_by_page(self, stage: Stage) -> None:
        answer = Client().get("/license.xml")

        tree = etree.fromstring(b"".join(answer))
        assert [content.get("url") for content in tree] == [f"{SITE}/p/ana-sol/"]
        assert answer["Content-Type"] == "application/rsl+xml"

    @pytest.mark.parametrize("path", ["/license.xml", "/.well-known/tdmrep.json"])
    def test_is_not_sent_again_until_somebody_publishes_or_withdraws(
        self, stage: Stage, path: str
    ) -> None:
        etag = Client().get(path)["ETag"]
        unchanged = Client().get(path, headers={"If-None-Match": etag})
        publications.withdraw(by=stage.owner.user, artist=stage.artist, now=timezone.now())
        changed = Client().get(path, headers={"If-None-Match": etag})

        assert (unchanged.status_code, changed.status_code) == (304, 200)
        assert b"ana-sol" not in b"".join(changed)

    def test_says_in_robots_txt_what_crawlers_may_fetch_and_for_what(self, stage: Stage) -> None:
        text = Client().get("/robots.txt").content.decode()

        assert robots.read(text, "/consent/").is_crawlable is False
        reading = robots.read(text, "/p/ana-sol/")
        assert reading.is_crawlable
        assert reading.preferences["train-ai"] is aipref.Preference.DISALLOW
        assert f"License: {SITE}/license.xml" in text

    def test_streams_ten_thousand_pages_within_limits(self, stage: Stage) -> None:
        artists = Artist.objects.bulk_create(
            Artist(name=f"A{number}", created_at=NOW) for number in range(10_000)
        )
        Publication.objects.bulk_create(
            Publication(
                artist=artist,
                slug=artist.name.lower(),
                contact=f"{artist.name.lower()}@example.org",
                published_by=stage.owner.user,
                published_at=NOW,
                changed_at=NOW,
            )
            for artist in artists
        )

        licence = Client().get("/license.xml")
        reservations = Client().get("/.well-known/tdmrep.json")
        assert licence.streaming
        assert reservations.streaming
        text = b"".join(licence)
        assert len(etree.fromstring(text)) == 10_001
        assert len(text) < 4_000_000
        assert len(json.loads(b"".join(reservations))) == 10_001
        assert len(Client().get("/robots.txt").content) < 1_000
