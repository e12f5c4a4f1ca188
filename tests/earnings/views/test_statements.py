"""Statements and their files: what they show, to whom, and at which cost."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import date
from urllib.parse import unquote

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from artistportal.roster.domain.roles import ArtistRole
from earnings.models import Contract, Payout, PayoutState, Statement
from tests.factories.accounts import UserFactory
from tests.factories.consent import owner_of
from tests.factories.earnings import Deal, bring
from tests.factories.roster import (
    ArtistMemberFactory,
    OrganisationMemberFactory,
    PayeeFactory,
    RecordingFactory,
)
from tests.factories.statements import ISSUED_AT, issue, paid_artist

pytestmark = pytest.mark.django_db

MARCH = date(2026, 3, 1)
MOST_QUERIES = 10


@pytest.fixture
def told() -> tuple[Deal, Statement]:
    """An artist with a statement of March, settled under a contract."""
    label = paid_artist()
    bring(label.tool, [label.line(quantity=500), label.line(territory="FR", quantity=7)])
    return label, settled(label)


def settled(label: Deal, month: date = MARCH) -> Statement:
    organisation = label.licence.organisation
    contract, _ = Contract.objects.get_or_create(
        number=1,
        defaults={
            "organisation": organisation,
            "payee": label.payee,
            "title": "Album",
            "from_date": date(2026, 1, 1),
            "rate_ppm": 800_000,
            "fee_ppm": 125_000,
            "reserve_months": 3,
        },
    )
    taken = {"fee_micros": 10_003, "contract_micros": 20_000, "reserved_micros": 5_000}
    return issue(
        label.payee,
        month,
        costs_micros=30_003,
        reserved_micros=5_000,
        held_micros=70_000,
        content={"number": 1, "payee": label.payee.name, "note": "“Ünal”"},
        parts=[{"organisation": organisation, "contract": contract, **taken}],
    )


def sign_in(client: Client, label: Deal) -> None:
    client.force_login(owner_of(label.artist))


def address(statement: Statement, file: str = "") -> str:
    return f"/earnings/statements/{statement.public_id}/{file}"


class TestList:
    def test_says_which_months_are_final_and_which_are_no_statement_yet(
        self, client: Client, told: tuple[Deal, Statement]
    ) -> None:
        label, statement = told
        bring(label.tool, [label.line(used_at="2026-03-02")], now=ISSUED_AT)
        sign_in(client, label)

        page = client.get("/earnings/statements/").content.decode()

        assert "Final" in page
        assert statement.code in page
        assert "Estimated, not a statement yet" in page
        assert 'datetime="2026-04"' in page

    def test_tells_who_has_none_when_the_first_comes(self, client: Client) -> None:
        client.force_login(ArtistMemberFactory.create().user)

        assert "No statement yet" in client.get("/earnings/statements/").content.decode()

    def test_of_an_organisation_are_those_of_its_own_payee(self, client: Client) -> None:
        member = OrganisationMemberFactory.create()
        payee = PayeeFactory.create(organisation=member.organisation)
        statement = issue(payee, MARCH)
        client.force_login(member.user)

        assert statement.code in client.get("/earnings/statements/").content.decode()
        assert client.get(address(statement)).status_code == 200


class TestPage:
    def test_adds_up_as_shown_in_the_order_of_the_trade(
        self, client: Client, told: tuple[Deal, Statement]
    ) -> None:
        label, statement = told
        sign_in(client, label)

        page = client.get(address(statement)).content.decode()

        order = [
            "Opening balance", "Earned", "Costs", "Put in reserve", "Released from reserve",
            "Recouped", "Tax withheld", "Paid out", "Closing balance", "Held",
        ]  # fmt: skip
        places = [page.index(f">{words}") for words in order]
        assert places == sorted(places)
        assert "5.070000\xa0EUR" in page
        assert "−0.030003\xa0EUR" in page
        assert "5.034997\xa0EUR" in page
        assert "80% yours after a fee of 12.5%" in page
        assert statement.content_sha256 in page

    def test_names_what_a_correction_corrects(
        self, client: Client, told: tuple[Deal, Statement]
    ) -> None:
        label, statement = told
        bring(label.tool, [label.line(territory="FR", quantity=3)], now=ISSUED_AT)
        later = issue(label.payee, date(2026, 4, 1))
        sign_in(client, label)

        page = client.get(address(later)).content.decode()

        assert "Corrections of earlier months" in page
        assert f'href="{address(statement)}">statement {statement.code}</a>' in page

    def test_lists_the_payments_of_the_month_in_words(
        self, client: Client, told: tuple[Deal, Statement]
    ) -> None:
        label, statement = told
        Payout.objects.create(
            number=1, payee=label.payee, currency="EUR", amount_micros=3_000_000,
            fee_micros=500_000, state=PayoutState.FAILED, created_at=ISSUED_AT.replace(month=3),
            why="The bank does not know the account.",
        )  # fmt: skip
        sign_in(client, label)

        page = client.get(address(statement)).content.decode()

        assert "The bank does not know the account." in page
        assert "2.50\xa0EUR" in page

    @pytest.mark.parametrize("file", ["", "statement.pdf", "lines.csv", "statement.json"])
    def test_is_not_there_for_strangers(
        self, client: Client, told: tuple[Deal, Statement], file: str
    ) -> None:
        _, statement = told
        for stranger in (
            UserFactory.create(),
            ArtistMemberFactory.create().user,
            OrganisationMemberFactory.create().user,
        ):
            client.force_login(stranger)

            assert client.get(address(statement, file)).status_code == 404

    def test_is_closed_to_those_of_the_team_who_are_not_shown_the_money(
        self, client: Client, told: tuple[Deal, Statement]
    ) -> None:
        label, statement = told
        manager = ArtistMemberFactory.create(
            artist=label.artist, role=ArtistRole.MANAGER, sees_money=False
        )
        client.force_login(manager.user)

        for page in ("/earnings/statements/", "/earnings/balance/", address(statement)):
            assert "does not include the money" in client.get(page).content.decode()
        for file in ("statement.pdf", "lines.csv", "statement.json"):
            assert client.get(address(statement, file)).status_code == 403
        assert client.get("/earnings/statements/2026.csv").status_code == 403


class TestFiles:
    def test_the_content_has_the_hash_that_the_page_shows(
        self, client: Client, told: tuple[Deal, Statement]
    ) -> None:
        label, statement = told
        sign_in(client, label)

        answer = client.get(address(statement, "statement.json"))

        assert hashlib.sha256(answer.content).hexdigest() == statement.content_sha256
        assert json.loads(answer.content) == statement.content

    def test_the_lines_are_streamed_under_a_name_that_says_what_they_are(
        self, client: Client, told: tuple[Deal, Statement]
    ) -> None:
        label, statement = told
        sign_in(client, label)

        answer = client.get(address(statement, "lines.csv"))

        assert answer.streaming
        name = unquote(answer["Content-Disposition"])
        for part in ("statement-lines", statement.code.lower(), "2026-03", "eur", "as-of-2026-04-"):
            assert part in name
        assert answer.getvalue().startswith(b"\xef\xbb\xbfstatement_id,")

    def test_the_paper_is_a_pdf(self, client: Client, told: tuple[Deal, Statement]) -> None:
        label, statement = told
        sign_in(client, label)

        answer = client.get(address(statement, "statement.pdf"))

        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF-")

    def test_the_year_has_a_row_each_and_a_total_that_adds_up(
        self, client: Client, told: tuple[Deal, Statement]
    ) -> None:
        label, _ = told
        bring(label.tool, [label.line(used_at="2026-03-02")], now=ISSUED_AT)
        issue(label.payee, date(2026, 4, 1), opening_micros=5_034_997)
        sign_in(client, label)

        answer = client.get("/earnings/statements/2026.csv")

        text = answer.content.decode("utf-8-sig")
        march, april, total = csv.DictReader(io.StringIO(text, newline=""))
        assert (march["closing"], april["opening"]) == ("5.034997", "5.034997")
        assert total["statement_id"] == "Total"
        assert total["earned"] == "5.08"
        assert total["closing"] == "5.044997"
        assert client.get("/earnings/statements/2025.csv").status_code == 404


class TestCost:
    @pytest.mark.parametrize("works", [1, 30])
    def test_is_the_same_for_few_works_and_for_many(
        self, client: Client, works: int, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        label = paid_artist()
        lines = [label.line(territory=territory) for territory in ("DE", "FR", "ES")]
        bring(label.tool, lines[: works and 3])
        RecordingFactory.create_batch(works)
        for month in range(3, 3 + min(works, 9)):
            settled(label, date(2026, month, 1))
        statement = Statement.objects.latest("number")
        sign_in(client, label)

        for page in ("/earnings/statements/", address(statement), "/earnings/balance/"):
            client.get(page)
            with django_assert_max_num_queries(MOST_QUERIES):
                client.get(page)
