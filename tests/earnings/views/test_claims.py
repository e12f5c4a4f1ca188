"""The pages of claims: what they say, to whom, and at which cost."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import Use
from consent.services import tools
from earnings.models import Claim
from tests.factories.accounts import UserFactory, support
from tests.factories.consent import owner_of, say_no
from tests.factories.earnings import Deal, bring, deal
from tests.factories.roster import (
    BEFORE,
    NOW,
    ArtistMemberFactory,
    CompositionFactory,
    CreditFactory,
    RecordingFactory,
)

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def label() -> Deal:
    """A use after the artist's no, and one of a song over which nobody was asked."""
    made = deal(unlicensed_rates_micros={Use.DISCOVERY: 500_000})
    say_no(made.artist, tool=made.tool, use=Use.DISCOVERY, now=BEFORE)
    bring(made.tool, [made.line(quantity=3), made.line(use="analysis", quantity=2)])
    return made


def reporter(label: Deal, client: Client) -> Client:
    user = UserFactory.create()
    tools.add_member(tool=label.tool, user=user, by=support(), now=NOW)
    client.force_login(user)
    return client


def owner(label: Deal, client: Client) -> Client:
    client.force_login(owner_of(label.artist))
    return client


class TestOfArtist:
    def test_says_what_was_used_by_whom_against_which_no(self, client: Client, label: Deal) -> None:
        content = owner(label, client).get("/uses/claims/").content.decode()

        assert "2 claims" in content
        assert "C-000001" in content
        assert label.tool.name in content
        assert "Said no, and has not answered it with a later yes at least as narrow." in content
        assert "Has not answered; silence is no." in content
        assert '<a href="/consent/decisions/2/">D-000002</a>' in content

    def test_is_counted_on_the_uses_page(self, client: Client, label: Deal) -> None:
        content = owner(label, client).get("/uses/").content.decode()

        assert '<a href="/uses/claims/">2 open claims</a>' in content

    def test_reaches_a_writer_through_the_recording_of_their_song(
        self, client: Client, label: Deal
    ) -> None:
        song = CompositionFactory.create(rights_holder=label.licence.organisation)
        label.work.compositions.add(song)
        writer = CreditFactory.create(work=song, role=CreditRole.WRITER).artist
        client.force_login(owner_of(writer))

        assert "2 claims" in client.get("/uses/claims/").content.decode()

    def test_says_that_there_are_none(self, client: Client) -> None:
        client.force_login(owner_of(deal().artist))

        content = client.get("/uses/claims/").content.decode()

        assert "No open claims" in content

    def test_filtered_to_nothing_offers_all(self, client: Client, label: Deal) -> None:
        content = owner(label, client).get("/uses/claims/?state=withdrawn").content.decode()

        assert "Nothing matches" in content

    def test_answers_htmx_with_the_part_alone(self, client: Client, label: Deal) -> None:
        content = owner(label, client).get("/uses/claims/", headers=HTMX).content.decode()

        assert content.lstrip().startswith('<div id="claims">')

    @pytest.mark.parametrize("works", [1, 60])
    def test_costs_the_same_for_few_works_and_for_many(
        self,
        client: Client,
        works: int,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        label = deal()
        more = RecordingFactory.create_batch(works, rights_holder=label.licence.organisation)
        for work in more:
            CreditFactory.create(work=work, artist=label.artist)
        say_no(label.artist, now=BEFORE)
        bring(label.tool, [label.line(isrc=work.isrc) for work in more])
        owner(label, client).get("/uses/claims/")

        with django_assert_max_num_queries(8):
            client.get("/uses/claims/")


class TestOfTool:
    def test_shows_its_own_claims(self, client: Client, label: Deal) -> None:
        content = reporter(label, client).get("/claims/").content.decode()

        assert "2 claims" in content
        assert f"{label.work.isrc}<" in content
        assert "/consent/decisions/" not in content

    def test_shows_nobody_elses(self, client: Client, label: Deal) -> None:
        assert "No open claims" in reporter(deal(), client).get("/claims/").content.decode()
        assert Claim.objects.filter(tool=label.tool).count() == 2


class TestAmount:
    def test_is_told_to_the_artist_and_the_tool(self, client: Client, label: Deal) -> None:
        for person, path in ((owner, "/uses/claims/"), (reporter, "/claims/")):
            content = person(label, client).get(path).content.decode()

            assert "1.50\N{NO-BREAK SPACE}EUR" in content
            assert "No rate agreed" in content

    def test_is_not_told_to_who_may_not_see_money(self, client: Client, label: Deal) -> None:
        member = ArtistMemberFactory.create(artist=label.artist, sees_money=False)
        client.force_login(member.user)

        content = client.get("/uses/claims/").content.decode()
        rows = client.get("/uses/claims/claims.csv").content.decode("utf-8-sig")

        assert "2 claims" in content
        assert "EUR" not in content
        assert "1.50" not in rows


class TestCsv:
    def test_holds_every_claim_of_the_list(self, client: Client, label: Deal) -> None:
        for person, path in (
            (owner, "/uses/claims/claims.csv"),
            (reporter, "/claims/claims.csv"),
        ):
            content = person(label, client).get(path).content.decode("utf-8-sig")
            rows = list(csv.DictReader(io.StringIO(content)))

            assert [row["claim"] for row in rows] == ["C-000002", "C-000001"]
            assert {row["decision"] for row in rows} == {"", "D-000002"}
            assert {row["uses"] for row in rows} == {"2", "3"}
            assert {row["amount"] for row in rows} == {"", "1.50"}
