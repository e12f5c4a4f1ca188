"""For whom a person acts, and how they change over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from artistportal.roster.models import ArtistMember, OrganisationMember
from tests.factories.accounts import UserFactory
from tests.factories.roster import (
    ArtistFactory,
    ArtistMemberFactory,
    CreditFactory,
    OrganisationFactory,
    OrganisationMemberFactory,
)
from tests.roster.views.conftest import SignIn

pytestmark = pytest.mark.django_db


def key_of(member: ArtistMember) -> str:
    return f"artist:{member.artist.public_id}"


class TestStart:
    def test_goes_straight_to_the_only_account(self, client: Client, rep_client: Client) -> None:
        assert client.get("/start/").headers["Location"] == "/"
        assert rep_client.get("/start/").headers["Location"] == "/roster/"

    def test_helps_somebody_who_has_none(self, sign_in: SignIn) -> None:
        answer = sign_in(UserFactory.create()).get("/start/")

        assert answer.status_code == 200
        assert "Nobody to act for yet" in answer.content.decode()


class TestAccountInView:
    def test_ends_with_the_membership(self, client: Client, member: ArtistMember) -> None:
        assert client.get("/works/").status_code == 200

        member.until_at = timezone.now() - timedelta(seconds=1)
        member.save()

        assert client.get("/works/").status_code == 404

    def test_is_read_in_one_query_however_many_there_are(
        self, client: Client, member: ArtistMember
    ) -> None:
        for _ in range(5):
            ArtistMemberFactory.create(user=member.user)
            OrganisationMemberFactory.create(user=member.user)

        with CaptureQueriesContext(connection) as queries:
            client.get("/works/")

        assert sum("UNION" in query["sql"] for query in queries.captured_queries) == 1
        assert len(queries) <= 10


class TestSwitch:
    def test_shows_the_other_account_s_rows_and_none_of_the_first(
        self, client: Client, member: ArtistMember
    ) -> None:
        other = ArtistMemberFactory.create(
            user=member.user, artist=ArtistFactory.create(name="Zoe")
        )
        mine = CreditFactory.create(artist=member.artist).work
        theirs = CreditFactory.create(artist=other.artist).work

        answer = client.post("/start/switch/", {"account": key_of(other), "next": "/works/?q=a"})
        page = client.get("/works/").content.decode()

        assert answer.headers["Location"] == "/works/"
        assert theirs.title in page
        assert mine.title not in page

    @pytest.mark.parametrize(
        ("address", "section"),
        [
            ("/works/", "/works/"),
            ("/works/0b1f43a1-5b0c-4f43-9a1c-8c1d8a3f0f10/", "/works/"),
            ("/roster/artists/0b1f43a1-5b0c-4f43-9a1c-8c1d8a3f0f10/", "/roster/"),
            ("/tool/reports/0b1f43a1-5b0c-4f43-9a1c-8c1d8a3f0f10/", "/tool/reports/"),
            ("/earnings/?period=all", "/earnings/"),
            ("/nowhere/", "/"),
            ("", "/"),
        ],
    )
    def test_keeps_the_list_but_not_the_one_thing_of_the_first_account(
        self, client: Client, member: ArtistMember, address: str, section: str
    ) -> None:
        other = ArtistMemberFactory.create(user=member.user)

        answer = client.post("/start/switch/", {"account": key_of(other), "next": address})

        assert answer.headers["Location"] == section

    def test_goes_to_the_first_page_of_another_kind(
        self, client: Client, member: ArtistMember
    ) -> None:
        other = OrganisationMemberFactory.create(
            user=member.user, organisation=OrganisationFactory.create()
        )

        answer = client.post(
            "/start/switch/",
            {"account": f"organisation:{other.organisation.public_id}", "next": "/works/"},
        )

        assert answer.headers["Location"] == "/roster/"

    @pytest.mark.parametrize("account", ["", "artist:none", "organisation:", "tool:1"])
    def test_refuses_an_account_that_is_nobody_s(self, client: Client, account: str) -> None:
        assert client.post("/start/switch/", {"account": account}).status_code == 404

    def test_refuses_somebody_else_s_account(self, client: Client, rep: OrganisationMember) -> None:
        theirs = f"organisation:{rep.organisation.public_id}"

        assert client.post("/start/switch/", {"account": theirs}).status_code == 404

    @pytest.mark.parametrize("address", ["https://evil.example/works/", "//evil.example/"])
    def test_never_leaves_the_site(
        self, client: Client, member: ArtistMember, address: str
    ) -> None:
        answer = client.post("/start/switch/", {"account": key_of(member), "next": address})

        assert answer.headers["Location"] == "/"
