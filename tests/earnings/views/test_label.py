"""The label's earnings page: from the whole down to the lines, its views, files and reports."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from artistportal.accounts.models import SavedView
from artistportal.roster.models import OrganisationMember
from earnings.models import ScheduledReport
from tests.factories.earnings import Deal, bring, deal
from tests.factories.roster import (
    OrganisationMemberFactory,
    PayeeFactory,
    RecordingFactory,
    SplitSheetFactory,
)

pytestmark = pytest.mark.django_db

PAGE = "/earnings/label/"
MOST_QUERIES = 10


@pytest.fixture
def agreed() -> Deal:
    """A label's work that earned in two territories, and what was not cleared."""
    made = deal()
    rows = [
        made.line(quantity=2),
        made.line(quantity=3, territory="FR"),
        made.line(quantity=4, use="analysis"),
    ]
    bring(made.tool, rows)
    return made


@pytest.fixture
def member(agreed: Deal, client: Client) -> OrganisationMember:
    """Somebody of the label who is signed in."""
    found = OrganisationMemberFactory.create(organisation=agreed.licence.organisation)
    client.force_login(found.user)
    return found


def shown(client: Client, query: str = "") -> str:
    return client.get(f"{PAGE}{query}").content.decode()


def table(page: str) -> str:
    return page[page.index("<table id=") : page.index("</table>")]


@pytest.mark.usefixtures("member")
class TestPage:
    def test_leads_row_by_row_down_to_the_lines(self, client: Client, agreed: Deal) -> None:
        page, seen = shown(client, "?period=all"), []
        for _step in range(5):
            link = re.search(r'<th scope="row"><a href="([^"]+)">([^<]*)', table(page))
            if link is None:
                break
            seen.append(unescape(link[2]))
            page = client.get(unescape(link[1])).content.decode()

        assert seen == [agreed.payee.name, agreed.work.release_title or seen[1], agreed.work.title]
        lines = table(page)
        assert lines.count("<tr>") == 4
        assert "France" in lines
        assert "0.03\xa0EUR" in lines
        assert lines.count("Held") == 1
        assert 'name="by"' not in page

    def test_says_that_the_ledger_holds_the_same(self, client: Client) -> None:
        page = shown(client, "?period=all")

        assert "The ledger holds the same, to the micro-unit" in page
        assert "0.05\xa0EUR" in page

    def test_tells_of_a_territory_by_payee_and_then_by_lines(
        self, client: Client, agreed: Deal
    ) -> None:
        page = shown(client, "?period=all&territory=FR&by=artist")
        payee = agreed.payee.public_id

        lines = shown(client, f"?period=all&territory=FR&artist={payee}")

        assert agreed.payee.name in table(page)
        assert "Of what is chosen above" in page
        assert table(lines).count("<tr>") == 2

    @pytest.mark.parametrize(
        "query",
        [
            "?period=never&by=nothing&artist=x&work=1&page=zzz",
            "?period=custom&first=2026-13&last=",
            "?territory=FR&release=A&by=territory",
            "?period=all&release=&by=work",
            "?period=all&tool=no-such-tool&currency=QQQ",
            "?period=all&artist=00000000-0000-0000-0000-000000000000",
            "?period=all&work=00000000-0000-0000-0000-000000000000",
            "?period=all&release=%00",
        ],
    )
    def test_opens_whatever_its_address_says(self, client: Client, query: str) -> None:
        assert client.get(f"{PAGE}{query}").status_code == 200
        assert client.get(f"{PAGE}table.csv{query}").status_code == 200

    def test_asks_the_same_number_of_questions_of_many_works(
        self, client: Client, agreed: Deal, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        client.get(PAGE)
        with django_assert_max_num_queries(MOST_QUERIES) as few:
            client.get(f"{PAGE}?period=all&by=work")
        works = RecordingFactory.create_batch(4, rights_holder=agreed.licence.organisation)
        for work in works:
            SplitSheetFactory.create(work=work, shares={PayeeFactory.create(): 1_000_000})
        bring(agreed.tool, [agreed.line(isrc=work.isrc, territory="SE") for work in works])
        with django_assert_max_num_queries(MOST_QUERIES) as many:
            client.get(f"{PAGE}?period=all&by=work")

        assert len(few) == len(many)

    def test_answers_htmx_with_its_part_alone(self, client: Client) -> None:
        part = client.get(PAGE, headers={"HX-Request": "true"}).content.decode()

        assert part.lstrip().startswith('<div id="label">')
        assert "<html" not in part

    def test_csv_holds_the_table(self, client: Client, agreed: Deal) -> None:
        sent = client.get(f"{PAGE}table.csv?period=all&by=territory")

        lines = sent.getvalue().decode("utf-8-sig").splitlines()
        assert lines == [
            "territory,id,uses,earned,held,currency",
            "France,FR,3,0.03,0.00,EUR",
            "Germany,DE,6,0.02,0.04,EUR",
        ]


class TestWall:
    def test_shows_no_other_label_anything(self, client: Client, agreed: Deal) -> None:
        other = OrganisationMemberFactory.create()
        client.force_login(other.user)

        page = shown(client, f"?period=all&artist={agreed.payee.public_id}")
        lines = shown(client, f"?period=all&work={agreed.work.public_id}")

        assert "No figures yet" in page
        assert "0.05" not in page
        assert "<table" not in lines

    def test_names_no_payee_and_no_work_of_another_label(
        self, client: Client, agreed: Deal
    ) -> None:
        own = deal()
        bring(own.tool, [own.line()])
        other = OrganisationMemberFactory.create(organisation=own.licence.organisation)
        client.force_login(other.user)

        page = shown(
            client,
            f"?period=all&artist={agreed.payee.public_id}&work={agreed.work.public_id}",
        )

        assert "Nobody" in page
        assert "No such work" in page
        assert agreed.payee.name not in page
        assert agreed.work.title not in page

    def test_is_closed_to_who_is_not_shown_the_money(self, client: Client, agreed: Deal) -> None:
        member = OrganisationMemberFactory.create(
            organisation=agreed.licence.organisation, sees_money=False
        )
        client.force_login(member.user)

        assert "does not include the money" in shown(client)
        for address in (f"{PAGE}table.csv",):
            assert client.get(address).status_code == 403
        assert client.post(f"{PAGE}views/", {"name": "x"}).status_code == 403
        client.post("/earnings/reports/", {"name": "x", "every": "week"})
        assert not ScheduledReport.objects.exists()


class TestViews:
    def test_are_kept_and_forgotten_by_their_person(
        self, client: Client, member: OrganisationMember
    ) -> None:
        query = "period=all&by=territory&nonsense=1"
        client.post(f"{PAGE}views/", {"name": "By place", "query": query})
        view = SavedView.objects.get()

        assert "By place" in shown(client)
        assert view.query == "period=all&currency=EUR&by=territory"
        client.post(f"{PAGE}views/", {"forget": str(view.public_id)})
        client.post(f"{PAGE}views/", {"forget": "nothing"})
        assert not SavedView.objects.exists()


class TestReports:
    def test_are_planned_from_the_table_and_ended(
        self, client: Client, member: OrganisationMember
    ) -> None:
        address = "/earnings/reports/"
        offered = client.get(f"{address}?period=all&by=tool").content.decode()
        refused = client.post(address, {"name": "", "every": "week", "query": "by=tool"})
        client.post(address, {"name": "Tools", "every": "month", "query": "period=all&by=tool"})
        report = ScheduledReport.objects.get()

        assert 'value="period=all&amp;currency=EUR&amp;by=tool"' in offered
        assert refused.status_code == 422
        assert report.query == "period=all&currency=EUR&by=tool"
        assert "8 Apr 2026" in client.get(address).content.decode()
        client.post(address, {"end": str(report.public_id)})
        assert "None yet." in client.get(address).content.decode()
