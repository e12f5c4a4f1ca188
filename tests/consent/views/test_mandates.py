"""What an artist lets others decide: as sentences, given after one look, ended with one press."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from artistportal.roster.domain.roles import ArtistRole
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Mandate
from consent.domain.changes import ChangeKind
from consent.models import Act, Change
from consent.services import decisions
from consent.services.decisions import Choice
from tests.consent.views.stage import Stage
from tests.factories.consent import say_no
from tests.factories.roster import NOW, ArtistMemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return Stage()


def wanted(stage: Stage, **also: str | list[str]) -> dict[str, str | list[str]]:
    return {
        "organisation": str(stage.label.public_id),
        "uses": ["training", "discovery"],
        "kinds": ["recording"],
        "until": "2999-12-31",
        "clause": "clause 4.2",
        **also,
    }


def decided_by_label(stage: Stage) -> None:
    decisions.record(
        by=stage.rep().user,
        artist=stage.artist,
        organisation=stage.label,
        choice=Choice(is_yes=False, tool=stage.tool, use=Use.DISCOVERY),
        now=NOW,
    )


class TestListing:
    def test_says_that_nobody_decides(self, stage: Stage) -> None:
        assert "Nobody decides for you" in stage.client().get("/consent/mandates/").content.decode()

    def test_says_each_as_a_sentence_with_what_was_decided(self, stage: Stage) -> None:
        decided_by_label(stage)

        page = stage.client().get("/consent/mandates/").content.decode()

        assert "Northlight may decide training and discovery of recordings, not voice" in page
        assert "No to discovery by Ossilune for all works" in page
        assert "Take it back" in page

    def test_gives_a_manager_no_way_to_grant(self, stage: Stage) -> None:
        stage.rep()
        manager = ArtistMemberFactory.create(artist=stage.artist, role=ArtistRole.MANAGER)
        client = Client()
        client.force_login(manager.user)

        page = client.get("/consent/mandates/").content.decode()

        assert "End it now" in page
        assert "Let somebody decide" not in page
        assert client.get("/consent/mandates/new/").status_code == 403

    def test_asks_ten_times_at_most(self, stage: Stage) -> None:
        decided_by_label(stage)
        client = stage.client()
        client.get("/consent/mandates/")

        with CaptureQueriesContext(connection) as queries:
            client.get("/consent/mandates/")

        assert len(queries) <= 10


class TestGrant:
    def test_is_given_after_one_look(self, stage: Stage) -> None:
        client = stage.client()

        review = client.get("/consent/mandates/review/", wanted(stage)).content.decode()
        page = client.post("/consent/mandates/grant/", wanted(stage), follow=True)

        sentence = (
            "Northlight may decide training and discovery of recordings, not voice,"
            " until 30 Dec 2999, clause 4.2."
        )
        assert sentence in review
        assert sentence in page.content.decode()
        mandate = Mandate.objects.get()
        assert mandate.until_at == datetime(2999, 12, 31, tzinfo=UTC)
        assert Change.objects.latest("number").kind == ChangeKind.MANDATE.value

    def test_offers_no_voice_and_refuses_a_forged_one(self, stage: Stage) -> None:
        client = stage.client()

        form = client.get("/consent/mandates/new/").content.decode()
        forged = client.post("/consent/mandates/grant/", wanted(stage, uses=["voice"]))

        assert 'value="voice"' not in form
        assert 'value="style"' not in form
        assert forged.status_code == 422
        assert not Mandate.objects.exists()

    def test_says_what_is_missing(self, stage: Stage) -> None:
        page = stage.client().get("/consent/mandates/review/", wanted(stage, uses=[]))

        assert page.status_code == 422
        assert "They may decide" in page.content.decode()

    def test_refuses_an_organisation_that_has_nothing_to_do_with_the_artist(
        self, stage: Stage
    ) -> None:
        other = Stage(tool="Anvil").label

        answer = stage.client().post(
            "/consent/mandates/grant/", wanted(stage, organisation=str(other.public_id))
        )

        assert answer.status_code == 422


class TestLimit:
    def test_ends_the_wider_one_and_gives_the_narrower(self, stage: Stage) -> None:
        stage.rep()
        old = Mandate.objects.get()
        said = wanted(stage, uses=["discovery"], limits=str(old.public_id))

        stage.client().post("/consent/mandates/grant/", said)

        narrower = Mandate.objects.latest("pk")
        old.refresh_from_db()
        assert narrower.uses == ["discovery"]
        assert old.until_at == narrower.from_at

    def test_shows_what_is_left_now(self, stage: Stage) -> None:
        stage.rep()
        old = Mandate.objects.get()

        page = stage.client().get(f"/consent/mandates/{old.public_id}/limit/").content.decode()

        assert 'value="training" ' in page
        assert "checked" in page

    def test_refuses_to_leave_more(self, stage: Stage) -> None:
        stage.rep()
        old = Mandate.objects.get()
        said = wanted(stage, uses=["discovery", "remix"], limits=str(old.public_id))

        page = stage.client().get("/consent/mandates/review/", said)

        assert page.status_code == 422
        assert "A limit takes away" in page.content.decode()


class TestEnd:
    def test_takes_one_press(self, stage: Stage) -> None:
        stage.rep()
        mandate = Mandate.objects.get()

        page = stage.client().post(f"/consent/mandates/{mandate.public_id}/end/", follow=True)

        assert "Ended: Northlight decides nothing new" in page.content.decode()
        mandate.refresh_from_db()
        assert mandate.until_at is not None

    def test_is_not_a_rivals(self, stage: Stage) -> None:
        stage.rep()
        rival = Client()
        rival.force_login(ArtistMemberFactory.create().user)

        url = f"/consent/mandates/{Mandate.objects.get().public_id}/end/"

        assert rival.post(url).status_code == 404


class TestHome:
    def test_says_what_was_decided_for_the_artist_with_the_way_back(self, stage: Stage) -> None:
        decided_by_label(stage)

        page = stage.client().get("/").content.decode()

        assert "Decided for you" in page
        assert "No to discovery by Ossilune for all works" in page
        assert f'href="/consent/acts/{Act.objects.get().public_id}/">Take it back' in page

    def test_leaves_out_what_the_artist_decided(self, stage: Stage) -> None:
        say_no(stage.artist)

        assert "Decided for you" not in stage.client().get("/").content.decode()
