"""The pages of deals: what they say, to whom, and at which cost."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from artistportal.roster.domain.roles import OrganisationRole
from artistportal.roster.models import Payee
from earnings.domain.lump_sums import AllocationKey, LumpSumKind
from earnings.models import Entry, LumpSum
from earnings.services import lump_sums
from tests.factories.accounts import support
from tests.factories.consent import owner_of
from tests.factories.earnings import RECEIVED_AT, Deal, bring, deal
from tests.factories.lump_sums import CAME_AT, recorded
from tests.factories.roster import (
    NOW,
    ArtistFactory,
    ArtistMemberFactory,
    CreditFactory,
    OrganisationMemberFactory,
    RecordingFactory,
)

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@dataclass(frozen=True)
class Settled:
    """A label with one sum, and the uses that it is divided by; the payee is the artist's."""

    label: Deal
    sum: LumpSum

    @property
    def address(self) -> str:
        return f"/deals/{self.sum.public_id}/"

    def allocate(self) -> None:
        lump_sums.allocate(lump_sum=self.sum, by=support(), now=RECEIVED_AT)


@pytest.fixture
def settled() -> Settled:
    label = deal()
    Payee.objects.filter(pk=label.payee.pk).update(artist=label.artist)
    bring(label.tool, [label.line(quantity=2)])
    return Settled(label, record(label))


def record(label: Deal, number: int = 1) -> LumpSum:
    return recorded(
        label,
        kind=LumpSumKind.EQUITY,
        description=f"Shares sold {number}",
        amount_micros=1_234_567_890,
        key=AllocationKey.UNITS,
    )


def owner(settled: Settled, client: Client) -> Client:
    client.force_login(owner_of(settled.label.artist))
    return client


def admin(settled: Settled, client: Client) -> Client:
    member = OrganisationMemberFactory.create(
        organisation=settled.label.licence.organisation, role=OrganisationRole.OWNER
    )
    client.force_login(member.user)
    return client


class TestListed:
    def test_says_since_when_a_sum_waits(self, client: Client, settled: Settled) -> None:
        content = owner(settled, client).get("/deals/").text

        days = (NOW.date() - CAME_AT.date()).days
        assert f"since {days} days" in content
        assert "1,234.57\N{NO-BREAK SPACE}EUR" in content
        assert "By uses in the months named" in content
        assert "Not known yet" in content

    def test_says_the_account_s_part(self, client: Client, settled: Settled) -> None:
        settled.allocate()

        content = owner(settled, client).get("/deals/", headers=HTMX).text

        assert content.lstrip().startswith('<div id="deals">')
        assert content.count("1,234.57\N{NO-BREAK SPACE}EUR") == 2

    def test_shows_no_amount_without_the_money(self, client: Client, settled: Settled) -> None:
        member = ArtistMemberFactory.create(artist=settled.label.artist, sees_money=False)
        client.force_login(member.user)

        for address in ("/deals/", settled.address):
            content = client.get(address).text
            assert "Shares sold 1" in content
            assert "1,234" not in content
        assert client.get("/deals/deals.csv").status_code == 403

    def test_is_empty_for_whom_it_does_not_concern(self, client: Client, settled: Settled) -> None:
        client.force_login(owner_of(ArtistFactory.create()))

        assert "No deals yet" in client.get("/deals/").text
        assert client.get(settled.address).status_code == 404

    def test_reaches_an_artist_whose_work_was_used(self, client: Client, settled: Settled) -> None:
        label = settled.label
        work = RecordingFactory.create(rights_holder=label.licence.organisation)
        artist = CreditFactory.create(work=work).artist
        bring(label.tool, [label.line(isrc=work.isrc)])
        client.force_login(owner_of(artist))

        assert "Shares sold 1" in client.get("/deals/").text

    @pytest.mark.parametrize("more", [0, 12])
    def test_costs_the_same_for_few_and_for_many(
        self,
        client: Client,
        settled: Settled,
        more: int,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        for number in range(more):
            record(settled.label, number + 2)
        owner(settled, client).get("/deals/")

        with django_assert_max_num_queries(8):
            client.get("/deals/")


class TestPage:
    def test_shows_an_artist_their_part_by_work(
        self,
        client: Client,
        settled: Settled,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        settled.allocate()
        owner(settled, client).get(settled.address)

        with django_assert_max_num_queries(10):
            content = client.get(settled.address).text

        assert settled.label.work.title in content
        assert "2 of 2 uses" in content
        assert "1,234.56789\N{NO-BREAK SPACE}EUR × weight ÷ 2" in content
        settled.sum.refresh_from_db()
        assert settled.sum.allocation_sha256 in content

    def test_shows_an_organisation_who_would_get_what(
        self,
        client: Client,
        settled: Settled,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        admin(settled, client).get(settled.address)

        with django_assert_max_num_queries(12):
            content = client.get(settled.address).text

        assert "Who would get what" in content
        assert settled.label.payee.name in content
        assert "Allocate 1,234.56789" in content

    def test_says_why_it_cannot_be_allocated(self, client: Client) -> None:
        label = deal()
        settled = Settled(label, record(label))

        content = admin(settled, client).get(settled.address).text

        assert "It cannot be allocated yet. Nobody earned anything" in content
        assert "Allocate 1," not in content


class TestAllocate:
    def test_is_done_once(self, client: Client, settled: Settled) -> None:
        admin(settled, client)

        for _ in range(2):
            answer = client.post(f"{settled.address}allocate/", follow=True)

        assert "LS-0001 is allocated." in answer.text
        assert Entry.objects.filter(kind="allocation").count() == 1

    def test_is_not_for_the_artist(self, client: Client, settled: Settled) -> None:
        assert owner(settled, client).post(f"{settled.address}allocate/").status_code == 403

    def test_says_why_not(self, client: Client) -> None:
        label = deal()
        settled = Settled(label, record(label))

        answer = admin(settled, client).post(f"{settled.address}allocate/", follow=True)

        assert "Wait until they are reported." in answer.text


class TestCsv:
    def test_holds_every_sum(self, client: Client, settled: Settled) -> None:
        content = owner(settled, client).get("/deals/deals.csv").content.decode("utf-8-sig")
        (row,) = csv.DictReader(io.StringIO(content))

        assert row["state"] == "unallocated"
        assert (row["amount"], row["your_part"]) == ("1234.56789", "")

    def test_holds_every_part(self, client: Client, settled: Settled) -> None:
        assert owner(settled, client).get(f"{settled.address}parts.csv").status_code == 404
        settled.allocate()

        for person in (owner, admin):
            answer = person(settled, client).get(f"{settled.address}parts.csv")
            (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
            assert (row["weight"], row["amount"]) == ("2", "1234.56789")


class TestReverse:
    def test_takes_a_sum_back_before_everybody_s_eyes(
        self, client: Client, settled: Settled
    ) -> None:
        settled.allocate()
        artist = ArtistMemberFactory.create(artist=settled.label.artist).user
        label = settled.label.licence.organisation
        client.force_login(OrganisationMemberFactory.create(organisation=label).user)

        without = client.post(f"{settled.address}reverse/", {"why": ""}, follow=True)
        answer = client.post(f"{settled.address}reverse/", {"why": "Recorded twice."}, follow=True)

        assert "Say why the sum is taken back" in without.text
        assert "LS-0002 takes LS-0001 back." in answer.text
        client.force_login(artist)
        assert "Recorded twice." in client.get(settled.address).text
        assert "Takes back LS-0001" in client.get("/deals/").text
        rows = list(
            csv.DictReader(io.StringIO(client.get("/deals/deals.csv").text.lstrip("\ufeff")))
        )
        assert [(row["deal"], row["takes_back"], row["taken_back_by"]) for row in rows] == [
            ("LS-0002", "LS-0001", ""),
            ("LS-0001", "", "LS-0002"),
        ]

    def test_is_refused_to_a_reader(self, client: Client, settled: Settled) -> None:
        label = settled.label.licence.organisation
        reader = OrganisationMemberFactory.create(organisation=label, role=OrganisationRole.READER)
        client.force_login(reader.user)

        assert "Take it back" not in client.get(settled.address).text
        assert client.post(f"{settled.address}reverse/", {"why": "x"}).status_code == 403
        assert LumpSum.objects.count() == 1
