"""A label's roster: what is shown beside each artist, the walls, and the cost."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from artistportal.roster.models import OrganisationMember
from tests.factories.roster import (
    ArtistFactory,
    ArtistMemberFactory,
    CreditFactory,
    MandateFactory,
    OrganisationMemberFactory,
    RecordingFactory,
    SigningFactory,
    SplitSheetFactory,
)
from tests.roster.bulk import record

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def rep() -> OrganisationMember:
    return OrganisationMemberFactory.create()


@pytest.fixture
def client(rep: OrganisationMember) -> Client:
    client = Client()
    client.force_login(rep.user)
    return client


def sign(rep: OrganisationMember, name: str) -> None:
    artist = ArtistFactory.create(name=name)
    SigningFactory.create(organisation=rep.organisation, artist=artist)


class TestPage:
    def test_tells_works_missing_shares_mandate_and_silence(
        self, client: Client, rep: OrganisationMember
    ) -> None:
        artist = ArtistFactory.create(name="Mara Lind")
        SigningFactory.create(organisation=rep.organisation, artist=artist)
        MandateFactory.create(artist=artist, organisation=rep.organisation)
        for number in range(3):
            work = RecordingFactory.create(rights_holder=rep.organisation)
            CreditFactory.create(work=work, artist=artist)
            if number:
                SplitSheetFactory.create(work=work)
        CreditFactory.create(artist=artist)

        (line,) = client.get("/roster/").context["page"].object_list

        assert (line.artist.works, line.artist.works_without_splits) == (3, 1)
        page = client.get("/roster/").content.decode()
        assert "May decide training and discovery of recordings, never voice, clause 4.2." in page
        assert "so nothing is allowed" in page

    def test_shows_nobody_of_another_label(self, client: Client, rep: OrganisationMember) -> None:
        sign(rep, "Ours")
        SigningFactory.create(artist=ArtistFactory.create(name="Stranger"))

        for query in ("", "?q=stranger", "?q=Strang&order=-works"):
            assert "Stranger</a>" not in client.get(f"/roster/{query}").content.decode()
            fragment = client.get(f"/roster/{query}", headers=HTMX).content.decode()
            assert "Stranger</a>" not in fragment

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("", ["ada", "Bo", "Cy"]),
            ("?order=-name", ["Cy", "Bo", "ada"]),
            ("?order=-works", ["Bo", "ada", "Cy"]),
            ("?q=B", ["Bo"]),
            ("?show=issues&order=earned", ["ada", "Bo", "Cy"]),
            ("?order=nonsense&page=x", ["ada", "Bo", "Cy"]),
        ],
    )
    def test_finds_and_orders_by_what_the_address_says(
        self, client: Client, rep: OrganisationMember, query: str, names: list[str]
    ) -> None:
        for name in ("Cy", "ada", "Bo"):
            sign(rep, name)
        work = RecordingFactory.create(rights_holder=rep.organisation)
        CreditFactory.create(work=work, artist=rep.organisation.artists.get(name="Bo"))

        lines = client.get(f"/roster/{query}").context["page"].object_list

        assert [line.artist.name for line in lines] == names

    def test_hides_money_from_who_does_not_see_it(self) -> None:
        rep = OrganisationMemberFactory.create(sees_money=False)
        sign(rep, "Mara Lind")
        client = Client()
        client.force_login(rep.user)

        assert "This month" not in client.get("/roster/").content.decode()

    def test_says_how_artists_come_here(self, client: Client) -> None:
        assert "No artist yet" in client.get("/roster/").content.decode()

    def test_does_not_exist_for_an_artist(self) -> None:
        client = Client()
        client.force_login(ArtistMemberFactory.create().user)

        assert client.get("/roster/").status_code == 404

    def test_costs_the_same_for_few_artists_and_for_many(
        self, client: Client, rep: OrganisationMember
    ) -> None:
        counts = []
        for prefix, artists, works in (("GBFEW", 1, 10), ("GBMNY", 60, 2_000)):
            for number in range(artists):
                sign(rep, f"{prefix} {number}")
            artist = ArtistFactory.create()
            record(rep.organisation, artist, works, prefix=prefix)
            with CaptureQueriesContext(connection) as queries:
                client.get("/roster/")
            counts.append(len(queries))

        assert counts[0] == counts[1] <= 10
