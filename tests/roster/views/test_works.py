"""The list of works and the page of one: what is shown, to whom, at what cost."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.models import Artist, Organisation
from artistportal.roster.services import splits, works
from tests.factories.accounts import support
from tests.factories.roster import (
    BEFORE,
    ArtistFactory,
    ArtistMemberFactory,
    CompositionFactory,
    CreditFactory,
    OrganisationFactory,
    RecordingFactory,
    SplitSheetFactory,
    VoiceFactory,
)
from tests.roster.bulk import record
from tests.roster.views.conftest import HTMX, SignIn

pytestmark = pytest.mark.django_db


def credited(artist: Artist, title: str, release: str = "", **credit: object) -> str:
    recording = RecordingFactory.create(title=title, release_title=release)
    CreditFactory.create(work=recording, artist=artist, **credit)
    return f"/works/{recording.public_id}/"


class TestWorkList:
    def test_shows_the_works_that_credit_the_artist_once_each(
        self, client: Client, artist: Artist
    ) -> None:
        recording = RecordingFactory.create(title="Salt Roads", isrc="GBAAA2500001")
        CreditFactory.create(work=recording, artist=artist)
        CreditFactory.create(work=recording, artist=artist, role=CreditRole.VOCALIST)
        RecordingFactory.create(title="Somebody else's")

        page = client.get("/works/").content.decode()

        assert page.count(">Salt Roads</a>") == 1
        assert "GB-AAA-25-00001" in page
        assert "Main artist, Vocalist" in page
        assert "Somebody else" not in page
        assert "1 work" in page

    def test_answers_htmx_with_the_list_alone(self, client: Client, artist: Artist) -> None:
        credited(artist, "Salt Roads")

        answer = client.get("/works/", headers=HTMX)

        assert answer.content.decode().lstrip().startswith('<div id="work-list"')
        assert "HX-Request" in answer["Vary"]

    def test_links_to_consent_only_where_the_artist_holds_it(
        self, client: Client, artist: Artist
    ) -> None:
        held = credited(artist, "Held")
        played = credited(artist, "Played", holds_consent=False, role=CreditRole.MUSICIAN)

        page = client.get("/works/").content.decode()

        assert f"/consent{held}" in page
        assert f"/consent{played}" not in page

    @pytest.mark.parametrize(
        ("query", "titles"),
        [
            ("", ["Alpha", "Beta", "Gamma"]),
            ("?order=-title", ["Gamma", "Beta", "Alpha"]),
            ("?order=release", ["Gamma", "Alpha", "Beta"]),
            ("?order=nonsense&page=99", ["Alpha", "Beta", "Gamma"]),
            ("?q=bet", ["Beta"]),
            ("?q=Harb", ["Gamma"]),
            ("?q=gb-zzz-25-00001", ["Alpha"]),
            ("?release=Harbour", ["Gamma"]),
            ("?role=vocalist", ["Beta"]),
            ("?kind=composition", []),
            ("?q=alp&role=vocalist", []),
        ],
    )
    def test_finds_and_orders_by_what_the_address_says(
        self, client: Client, artist: Artist, query: str, titles: list[str]
    ) -> None:
        alpha = RecordingFactory.create(
            title="Alpha", isrc="GBZZZ2500001", release_title="Lanterns"
        )
        CreditFactory.create(work=alpha, artist=artist)
        credited(artist, "Beta", "Morning", role=CreditRole.VOCALIST)
        credited(artist, "Gamma", "Harbour")

        answer = client.get(f"/works/{query}")

        assert [work.title for work in answer.context["page"]] == titles

    def test_says_which_way_it_is_sorted(self, client: Client, artist: Artist) -> None:
        credited(artist, "Alpha")

        page = client.get("/works/?order=-release&q=Alpha").content.decode()

        assert 'aria-sort="descending"' in page
        assert "?order=release&amp;q=Alpha" in page
        assert page.count("aria-sort") == 1

    def test_says_why_it_is_empty(self, client: Client, artist: Artist) -> None:
        assert "No works yet" in client.get("/works/").content.decode()

        credited(artist, "Alpha")

        assert "No work fits" in client.get("/works/?q=zzz").content.decode()

    def test_costs_the_same_for_ten_works_and_for_ten_thousand(
        self, client: Client, artist: Artist
    ) -> None:
        label = OrganisationFactory.create()
        counts = []
        for prefix, count in (("GBFEW", 10), ("GBMNY", 2_000)):
            record(label, artist, count, prefix=prefix)
            with CaptureQueriesContext(connection) as queries:
                client.get("/works/?page=1")
            counts.append(len(queries))
            statements = [query["sql"] for query in queries.captured_queries]
            assert len(set(statements)) == len(statements)

        assert counts[0] == counts[1] <= 10

    def test_does_not_exist_for_a_label(self, rep_client: Client) -> None:
        assert rep_client.get("/works/").status_code == 404


class TestWork:
    def test_shows_everything_about_a_recording(self, client: Client, artist: Artist) -> None:
        recording = RecordingFactory.create(title="Salt Roads", release_title="Harbour")
        song = CompositionFactory.create(title="Salt Roads (song)", iswc="T0345246801")
        works.contain(recording=recording, compositions=[song], by=support(), now=BEFORE)
        CreditFactory.create(work=recording, artist=artist)
        splits.agree(
            work=recording,
            shares={
                splits.payee_of_artist(artist): 600_000,
                splits.payee_of_organisation(recording.rights_holder): 400_000,
            },
            from_date=date(2025, 2, 1),
            by=support(),
            now=BEFORE,
        )

        page = client.get(f"/works/{recording.public_id}/").content.decode()

        for words in ("Harbour", recording.rights_holder.name, "T-034.524.680-1", "60%", "40%"):
            assert words in page
        assert "A split sheet takes effect." in page

    def test_shows_a_voice(self, client: Client, artist: Artist) -> None:
        voice = VoiceFactory.create(artist=artist)

        assert "Voice of" in client.get(f"/works/{voice.public_id}/").content.decode()

    def test_hides_shares_from_a_player_without_one(self, client: Client, artist: Artist) -> None:
        address = credited(artist, "Played", holds_consent=False, role=CreditRole.MUSICIAN)
        SplitSheetFactory.create(work=artist.works.get())

        page = client.get(address).content.decode()

        assert "You have no share in this work" in page
        assert "100%" not in page

    def test_hides_shares_from_who_does_not_see_money(self, sign_in: SignIn) -> None:
        member = ArtistMemberFactory.create(sees_money=False)
        address = credited(member.artist, "Salt Roads")
        SplitSheetFactory.create(work=member.artist.works.get())

        page = sign_in(member.user).get(address).content.decode()

        assert "does not include money" in page
        assert "100%" not in page

    def test_shows_a_label_what_it_holds_and_nothing_else(
        self, rep_client: Client, label: Organisation
    ) -> None:
        ours = RecordingFactory.create(rights_holder=label)
        theirs = RecordingFactory.create()

        assert rep_client.get(f"/works/{ours.public_id}/").status_code == 200
        assert rep_client.get(f"/works/{theirs.public_id}/").status_code == 404
        assert rep_client.get(f"/works/{theirs.public_id}/", headers=HTMX).status_code == 404

    def test_does_not_exist_for_a_stranger(self, client: Client) -> None:
        address = credited(ArtistFactory.create(), "Theirs")

        assert client.get(address).status_code == 404
        assert client.get(address, headers=HTMX).status_code == 404

    def test_costs_the_same_with_few_credits_and_with_many(
        self, client: Client, artist: Artist
    ) -> None:
        recording = RecordingFactory.create()
        CreditFactory.create(work=recording, artist=artist)
        counts = []
        for _ in range(2):
            for _ in range(5):
                CreditFactory.create(work=recording)
            with CaptureQueriesContext(connection) as queries:
                client.get(f"/works/{recording.public_id}/")
            counts.append(len(queries))

        assert counts[0] == counts[1] <= 10
