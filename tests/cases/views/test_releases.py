"""The pages of releases, to the artist and to the distributor."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from artistportal.cases.models import ArtistKey, ReleaseClaim
from artistportal.roster.domain.roles import OrganisationKind
from artistportal.roster.models import ArtistMember
from tests.factories.accounts import UserFactory
from tests.factories.cases import member
from tests.factories.roster import ArtistFactory, OrganisationFactory, OrganisationMemberFactory
from tests.factories.teams import armed

pytestmark = pytest.mark.django_db

HEADER = "artist,title,reference,upc,isrcs,planned_date,key\n"


@pytest.fixture
def owner() -> ArtistMember:
    return member(artist=ArtistFactory.create(name="Noor"))


@pytest.fixture
def house() -> Client:
    """Somebody of a distributor, signed in."""
    user = UserFactory.create()
    distributor = OrganisationFactory.create(kind=OrganisationKind.DISTRIBUTOR)
    OrganisationMemberFactory.create(organisation=distributor, user=user)
    client = Client()
    client.force_login(user)
    return client


def send(house: Client, lines: str) -> str:
    file = SimpleUploadedFile("releases.csv", (HEADER + lines).encode())
    answer = house.post("/releases/new/", {"by_file": "yes", "file-file": file}, follow=True)
    return answer.content.decode()


class TestReleases:
    def test_are_delivered_answered_and_reported(
        self, client: Client, house: Client, owner: ArtistMember
    ) -> None:
        send(house, "Noor,Dawn,1,,GBAYE0601498|GBAYE0601499,2026-05-01,\nnoor,Dusk,2,,,,\n")
        dawn, dusk = ReleaseClaim.objects.order_by("pk")
        client.force_login(owner.user)

        assert "Came without a key" in client.get("/releases/").content.decode()
        client.post(f"/releases/{dawn.public_id}/answer/", {"answer": "approved"})
        reported = client.post(f"/releases/{dusk.public_id}/report/", follow=True)
        late = client.post(
            f"/releases/{dusk.public_id}/answer/", {"answer": "approved"}, follow=True
        )

        assert "The release Dusk, delivered by" in reported.content.decode()
        assert "answered before: Reported" in late.content.decode()
        assert dawn.isrcs == ["GBAYE0601498", "GBAYE0601499"]
        theirs = house.get("/releases/").content.decode()
        assert "Approved" in theirs
        assert "CS-0" not in theirs

    def test_a_file_with_a_line_that_cannot_be_read_brings_nothing(
        self, house: Client, owner: ArtistMember
    ) -> None:
        content = send(house, "Noor,Dawn,1,,,,\nNobody,Dusk,2,12,x,soon,\n")

        assert not ReleaseClaim.objects.exists()
        for words in ("Line 3, artist: No artist here", "Line 3, upc:", "Line 3, isrcs:"):
            assert words in content
        assert "names no column title" in _sent(house, b"artist\nNoor\n")
        assert "no CSV file" in _sent(house, b"\xff\xfe\x00")

    def test_a_wrong_key_refuses_its_line(self, house: Client, owner: ArtistMember) -> None:
        content = send(house, "Noor,Dawn,1,,,,\nNoor,Dusk,2,,,,ak_guess\n")

        assert "not the artist key of Noor" in content
        assert ReleaseClaim.objects.get().title == "Dawn"

    def test_are_nobody_elses(self, client: Client, house: Client, owner: ArtistMember) -> None:
        house.post("/releases/new/", {"artist": "Noor", "title": "Dawn", "reference": "1"})
        claim = ReleaseClaim.objects.get()
        client.force_login(member().user)

        assert "Dawn" not in client.get("/releases/").content.decode()
        answer = client.post(f"/releases/{claim.public_id}/answer/", {"answer": "approved"})
        assert answer.status_code == 404
        assert client.get("/releases/new/").status_code == 404
        assert house.post(f"/releases/{claim.public_id}/report/").status_code == 404


class TestTheKey:
    def test_takes_a_second_factor_shown_in_this_session(
        self, client: Client, owner: ArtistMember
    ) -> None:
        client.force_login(owner.user)
        assert client.post("/releases/key/").headers["Location"] == "/account/2fa/"
        assert not ArtistKey.objects.exists()

        client = armed(owner.user)
        made = client.post("/releases/key/")
        text = made.content.decode().split('<code class="words">')[1].split("<")[0]

        assert "no-store" in made.headers["Cache-Control"]
        assert text not in client.get("/releases/").content.decode()
        client.post("/releases/key/end/")
        assert not ArtistKey.objects.filter(ended_at=None).exists()


def _sent(house: Client, data: bytes) -> str:
    file = SimpleUploadedFile("releases.csv", data)
    answer = house.post("/releases/new/", {"by_file": "yes", "file-file": file})
    assert answer.status_code == 422
    return answer.content.decode()
