"""Show my maths: what the pages say, to whom, and at which cost."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from artistportal.roster.domain.roles import ArtistRole
from artistportal.roster.models import Artist, Payee
from consent.queries import keys
from earnings.domain import recompute
from earnings.models import RoyaltyRun, Statement
from tests.factories.accounts import UserFactory
from tests.factories.consent import owner_of
from tests.factories.earnings import Deal, bring, last_run
from tests.factories.roster import ArtistMemberFactory, RecordingFactory, SplitSheetFactory
from tests.factories.settlements import JANUARY, Year, account, close, contract
from tests.factories.statements import paid_artist

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
MOST_QUERIES = 10


@pytest.fixture
def label() -> Deal:
    """An artist whose recording was used, cleared in part."""
    made = paid_artist()
    bring(
        made.tool,
        [
            made.line(quantity=500),
            made.line(territory="FR", quantity=7),
            made.line(use="analysis", quantity=3),
            made.line(isrc="QZABC2600001", quantity=90),
        ],
    )
    return made


@pytest.fixture
def statement() -> Statement:
    """An artist's month, settled under a contract that recoups."""
    year = Year()
    own = Artist.objects.get(pk=year.deal.artist.pk)
    Payee.objects.filter(artist=own).update(artist=None)
    Payee.objects.filter(pk=year.payee.pk).update(artist=own)
    contract(
        year.label,
        year.payee,
        fee_ppm=100_000,
        reserve_ppm=50_000,
        reserve_months=2,
        recoupment=account(year.label, year.payee),
    )
    year.earns(JANUARY, 100_003)
    close(JANUARY)
    return Statement.objects.get(payee=year.payee)


def address(run: RoyaltyRun) -> str:
    return f"/earnings/maths/{run.public_id}/"


def of_artist(statement: Statement) -> Artist:
    artist = Payee.objects.get(pk=statement.payee_id).artist
    assert artist is not None
    return artist


class TestListed:
    def test_leads_to_each_month_of_each_licence(self, client: Client, label: Deal) -> None:
        client.force_login(owner_of(label.artist))

        content = client.get("/earnings/maths/").content.decode()

        assert f'<a href="{address(last_run(label.licence))}">' in content
        assert "5.07" in content

    def test_narrows_to_a_month_a_tool_and_a_work(self, client: Client, label: Deal) -> None:
        client.force_login(owner_of(label.artist))
        run = last_run(label.licence)

        for query in ("month=2026-02", f"tool={label.tool.slug}", f"work={label.work.public_id}"):
            content = client.get(f"/earnings/maths/?{query}").content.decode()
            assert address(run) in content
        for query in (
            "month=2026-03",
            "tool=another",
            f"work={RecordingFactory.create().public_id}",
        ):
            content = client.get(f"/earnings/maths/?{query}", headers=HTMX).content.decode()
            assert "Nothing to open here" in content


class TestRun:
    def test_goes_from_the_terms_to_the_amount(self, client: Client, label: Deal) -> None:
        client.force_login(owner_of(label.artist))

        content = client.get(address(last_run(label.licence))).content.decode()

        assert "The terms name a price for each use" in content
        assert "used 510 of 600 times" in content
        assert "E-000001" in content
        assert "Under the other methods" in content
        assert "Has not answered; silence is no." in content

    def test_shows_one_work_with_its_split_sheet(self, client: Client, label: Deal) -> None:
        client.force_login(owner_of(label.artist))
        path = f"{address(last_run(label.licence))}?work={label.work.public_id}"

        content = client.get(path, headers=HTMX).content.decode()

        assert "You share in" in content
        assert "Under the other methods" not in content

    def test_lists_the_largest_lines_and_downloads_all(self, client: Client) -> None:
        made = paid_artist()
        rows = [
            made.line(territory=code, model_version=f"v{version}", quantity=9 - place)
            for place, code in enumerate(("DE", "FR", "ES", "IT", "US", "GB", "SE", "NO"))
            for version in range(3)
        ]
        bring(made.tool, rows)
        client.force_login(owner_of(made.artist))
        run = last_run(made.licence)

        content = client.get(address(run)).content.decode()
        text = client.get(f"{address(run)}cells.csv").content.decode("utf-8-sig")

        assert "4 smaller lines" in content
        header, *lines = csv.reader(io.StringIO(text))
        assert len(lines) == 24
        assert sum(int(line[header.index("units")]) for line in lines) == 132

    def test_is_not_there_for_whom_it_does_not_concern(self, client: Client, label: Deal) -> None:
        other = paid_artist()
        run = last_run(label.licence)
        client.force_login(owner_of(other.artist))

        assert client.get(address(run)).status_code == 404
        assert client.get(f"{address(run)}cells.csv").status_code == 404
        assert client.get("/earnings/maths/").status_code == 200

    def test_keeps_money_from_a_team_member_who_does_not_see_it(
        self, client: Client, label: Deal
    ) -> None:
        member = ArtistMemberFactory.create(
            artist=label.artist, role=ArtistRole.MANAGER, sees_money=False
        )
        client.force_login(member.user)
        run = last_run(label.licence)

        for path in ("/earnings/maths/", address(run)):
            assert "5.07" not in client.get(path).content.decode()
        assert client.get(f"{address(run)}cells.csv").status_code == 403


class TestStatement:
    def test_goes_from_what_was_booked_to_the_balance(
        self, client: Client, statement: Statement
    ) -> None:
        client.force_login(owner_of(of_artist(statement)))
        path = f"/earnings/statements/{statement.public_id}/"

        content = client.get(f"{path}maths/").content.decode()

        assert "The contract’s fee of 10% takes 0.01" in content
        assert address(RoyaltyRun.objects.get()) in content
        assert f'href="{path}maths.json"' in content

    def test_is_had_as_a_file_that_adds_up(self, client: Client, statement: Statement) -> None:
        client.force_login(owner_of(of_artist(statement)))

        answer = client.get(f"/earnings/statements/{statement.public_id}/maths.json")

        assert recompute.recompute(json.loads(answer.content), keys.jwks()) == []
        assert "attachment" in answer["Content-Disposition"]

    def test_is_nobody_elses(self, client: Client, statement: Statement) -> None:
        client.force_login(UserFactory.create())

        for page in ("maths/", "maths.json"):
            path = f"/earnings/statements/{statement.public_id}/{page}"
            assert client.get(path).status_code == 404


class TestCost:
    @pytest.mark.parametrize("works", [1, 12])
    def test_is_the_same_for_few_works_and_for_many(
        self,
        client: Client,
        label: Deal,
        works: int,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        more = [
            RecordingFactory.create(rights_holder=label.licence.organisation) for _ in range(works)
        ]
        for work in more:
            SplitSheetFactory.create(work=work, shares={label.payee: 1_000_000})
        rows = [label.line(isrc=work.isrc) for work in more]
        bring(label.tool, rows, now=last_run(label.licence).created_at + timedelta(days=3))
        client.force_login(owner_of(label.artist))
        run = last_run(label.licence)
        client.get("/earnings/maths/")

        for path in (
            "/earnings/maths/",
            f"/earnings/maths/?work={label.work.public_id}",
            address(run),
            f"{address(run)}?work={label.work.public_id}",
        ):
            with django_assert_max_num_queries(MOST_QUERIES):
                assert client.get(path).status_code == 200

    def test_of_a_statement(
        self,
        client: Client,
        statement: Statement,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        client.force_login(owner_of(of_artist(statement)))

        with django_assert_max_num_queries(MOST_QUERIES):
            client.get(f"/earnings/statements/{statement.public_id}/maths/")
