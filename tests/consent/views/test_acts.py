"""The page of what was saved together, and taking it back with one press."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from artistportal.roster.domain.uses import Use
from consent.models import Act, Decision
from consent.services import decisions
from consent.services.decisions import Choice
from tests.consent.views.stage import Stage
from tests.factories.consent import say_no, say_yes
from tests.factories.roster import NOW, ArtistMemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return Stage()


def newest() -> Act:
    found = Act.objects.newest_first().first()
    assert found is not None
    return found


def by_label(stage: Stage) -> Client:
    """The label says yes to discovery under its mandate; its rep is signed in."""
    rep = stage.rep()
    decisions.record(
        by=rep.user,
        artist=stage.artist,
        organisation=stage.label,
        choice=Choice(is_yes=True, tool=stage.tool, use=Use.DISCOVERY, terms=stage.terms),
        now=NOW,
    )
    client = Client()
    client.force_login(rep.user)
    return client


class TestAct:
    def test_says_what_was_saved_and_what_taking_it_back_would_do(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms, use=Use.DISCOVERY)
        say_no(stage.artist)

        page = stage.client().get(f"/consent/acts/{newest().public_id}/").content.decode()

        assert "No to every use by every tool for all works, later ones too." in page
        assert "Discovery by Ossilune is allowed again for 2 works." in page
        assert "Take it back</button>" in page

    def test_is_the_artists_and_the_labels_that_decided_alone(self, stage: Stage) -> None:
        label = by_label(stage)
        url = f"/consent/acts/{newest().public_id}/"
        rival = Client()
        rival.force_login(ArtistMemberFactory.create().user)

        assert label.get(url).status_code == 200
        assert stage.client().get(url).status_code == 200
        assert rival.get(url).status_code == 404

    def test_is_not_the_labels_where_the_artist_decided(self, stage: Stage) -> None:
        label = by_label(stage)
        say_no(stage.artist)

        assert label.get(f"/consent/acts/{newest().public_id}/").status_code == 404

    def test_is_a_file_too(self, stage: Stage) -> None:
        say_no(stage.artist)

        file = stage.client().get(f"/consent/acts/{newest().public_id}/decisions.csv")

        assert "D-000001" in file.content.decode()

    @pytest.mark.parametrize("by", ["artist", "label"])
    def test_asks_ten_times_at_most_however_much_was_saved(self, by: str) -> None:
        counts = []
        for size in (1, 15):
            stage = Stage(size, tool=f"Anvil {size}")
            say_yes(stage.artist, stage.terms, use=Use.DISCOVERY)
            client = by_label(stage) if by == "label" else stage.client()
            url = f"/consent/acts/{newest().public_id}/"
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            statements = [query["sql"] for query in queries]
            assert len(set(statements)) == len(statements)
            counts.append(len(statements))

        assert counts[0] == counts[1]
        assert counts[0] <= 10


class TestReverse:
    def test_takes_one_press_and_shows_what_it_did(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms)
        act = newest()

        page = stage.client().post(f"/consent/acts/{act.public_id}/reverse/", follow=True)

        assert "Taken back, in force from" in page.content.decode()
        assert "No to every use by Ossilune" in page.content.decode()
        assert newest().reverses == act

    def test_says_so_when_it_was_done_already(self, stage: Stage) -> None:
        say_yes(stage.artist, stage.terms)
        url = f"/consent/acts/{newest().public_id}/reverse/"
        client = stage.client()
        client.post(url)

        page = client.post(url, follow=True)

        assert "taken back already" in page.content.decode()
        assert Decision.objects.count() == 2

    def test_is_offered_right_after_saving(self, stage: Stage) -> None:
        client = stage.client()

        page = client.post(
            "/consent/decide/", {"tool": "ossilune", "discovery": "no", "seen": 0}, follow=True
        )

        assert f'<a href="/consent/acts/{newest().public_id}/">Take it back</a>' in (
            page.content.decode()
        )

    def test_is_how_an_artist_undoes_what_a_label_decided(self, stage: Stage) -> None:
        by_label(stage)

        stage.client().post(f"/consent/acts/{newest().public_id}/reverse/")

        latest = Decision.objects.newest_first()[0]
        assert (latest.is_yes, latest.mandate) == (False, None)
