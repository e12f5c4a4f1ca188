"""Home, uses and earnings: what they show, to whom, and at which cost."""

from __future__ import annotations

import csv
import io
from urllib.parse import quote, unquote

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from artistportal.roster.domain.uses import Use
from tests.earnings.figures import THIS_MONTH, Career, reported
from tests.factories.accounts import UserFactory
from tests.factories.roster import OrganisationMemberFactory
from tests.factories.statements import issue

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
PAGES = ["/", "/uses/", "/earnings/?period=last-12-months"]
MONEY_FILES = ["/earnings/months.csv", "/earnings/works.csv", "/earnings/territories.csv"]
MOST_QUERIES = {"/": 10, "/uses/": 10, "/earnings/?period=last-12-months": 10}


def made(works: int = 3, **career_of: object) -> Career:
    career = Career(**career_of).with_works(works).with_tools("Anvil", "Ossilune")  # type: ignore[arg-type]  # passed on
    for back in range(1, 8):
        month = THIS_MONTH.back(back)
        career.earns(month, 30_000_000)
        career.earns(month, 12_000_000, tool=career.tools[1], use=Use.REMIX, held_micros=5_000_000)
        career.is_used(month)
    career.is_booked(THIS_MONTH.previous(), 250_000_000)
    for tool in career.tools:
        reported(tool, THIS_MONTH)
    return career


def signed_in(client: Client, career: Career) -> Client:
    client.force_login(career.member.user)
    return client


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


class TestCost:
    @pytest.mark.parametrize("path", PAGES)
    @pytest.mark.parametrize("works", [1, 120])
    def test_is_the_same_for_few_works_and_for_many(
        self,
        client: Client,
        path: str,
        works: int,
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        signed_in(client, made(works))
        client.get(path)

        with django_assert_max_num_queries(MOST_QUERIES[path]):
            client.get(path)


class TestWalls:
    @pytest.mark.parametrize("path", [*PAGES, *MONEY_FILES, "/uses/uses.csv"])
    def test_send_a_visitor_to_sign_in(self, client: Client, path: str) -> None:
        assert client.get(path)["Location"] == f"/account/login/?next={quote(path)}"

    @pytest.mark.parametrize("path", [*PAGES[1:], *MONEY_FILES, "/uses/uses.csv"])
    def test_do_not_exist_for_a_label_or_a_stranger(self, client: Client, path: str) -> None:
        for user in (OrganisationMemberFactory.create().user, UserFactory.create()):
            client.force_login(user)
            assert client.get(path).status_code == 404

    @pytest.mark.parametrize("path", MONEY_FILES)
    def test_keep_money_from_a_team_member_who_does_not_see_it(
        self, client: Client, path: str
    ) -> None:
        signed_in(client, made(sees_money=False))

        response = client.get(path)

        assert response.status_code == 403
        assert "does not include the money" in response.content.decode()

    @pytest.mark.parametrize("path", ["/", "/earnings/"])
    def test_say_why_no_money_is_shown(self, client: Client, path: str) -> None:
        signed_in(client, made(sees_money=False))

        content = client.get(path).content.decode()

        assert "does not include the money" in content
        assert "EUR" not in content


class TestHome:
    def test_states_what_is_available(self, client: Client) -> None:
        content = signed_in(client, made()).get("/").content.decode()

        assert "250.00\N{NO-BREAK SPACE}EUR" in content
        assert "No tool has a licence for these works, so nothing is allowed." in content

    def test_of_a_new_artist_says_what_comes(self, client: Client) -> None:
        content = signed_in(client, Career()).get("/").content.decode()

        assert "Your first figures come when" in content

    def test_of_anybody_else_leads_to_their_start(self, client: Client) -> None:
        client.force_login(OrganisationMemberFactory.create().user)

        assert client.get("/")["Location"] == "/start/"


class TestEarnings:
    def test_adds_up(self, client: Client) -> None:
        content = signed_in(client, made()).get("/earnings/?compare=none").content.decode()

        assert content.count("294.00\N{NO-BREAK SPACE}EUR") >= 5
        assert "35.00\N{NO-BREAK SPACE}EUR" in content

    def test_answers_htmx_with_one_part_that_says_what_it_shows(self, client: Client) -> None:
        response = signed_in(client, made()).get("/earnings/?period=last-month", headers=HTMX)

        content = response.content.decode()
        assert content.lstrip().startswith('<div id="overview">')
        assert "Showing February 2026: 42.00\N{NO-BREAK SPACE}EUR earned by 200 uses." in content
        assert "<title>Earnings, February 2026 – Mira Holm – Artist Portal" in content

    def test_remembers_the_months_chosen_last(self, client: Client) -> None:
        signed_in(client, made()).get("/earnings/?period=last-month&tool=anvil")

        response = client.get("/earnings/", follow=True)

        assert "February 2026, EUR" in response.content.decode()
        assert "tool=" not in response.redirect_chain[0][0]

    def test_never_adds_up_two_currencies(self, client: Client) -> None:
        career = made()
        career.earns(THIS_MONTH.previous(), 7_000_000, currency="USD")

        content = signed_in(client, career).get("/earnings/?currency=USD&compare=none").content

        assert "7.00\N{NO-BREAK SPACE}USD" in content.decode()
        assert "42.00" not in content.decode()

    def test_filtered_to_nothing_offers_everything(self, client: Client) -> None:
        content = signed_in(client, made()).get("/earnings/?period=this-month").content.decode()

        assert "No figures for March 2026" in content
        assert "?period=all" in content

    def test_of_a_new_artist_says_what_will_stand_there(self, client: Client) -> None:
        content = signed_in(client, Career()).get("/earnings/", follow=True).content.decode()

        assert "No figures yet" in content

    def test_marks_a_month_that_a_tool_has_not_reported(self, client: Client) -> None:
        career = made()
        reported(career.with_tools("Slowpoke").tools[-1], THIS_MONTH.back(2))
        career.earns(THIS_MONTH.back(3), 1_000_000, tool=career.tools[-1])

        content = signed_in(client, career).get("/earnings/?compare=none").content.decode()

        assert "Estimated, may still grow" in content

    def test_names_the_tool_that_leaves_nothing(self, client: Client) -> None:
        content = signed_in(client, made()).get("/earnings/?period=this-month&tool=anvil")

        assert "No figures for March 2026 from Anvil" in content.content.decode()
        assert 'href="?period=this-month&amp;' in content.content.decode()

    def test_says_what_became_of_what_was_earned(self, client: Client) -> None:
        career = made()
        parts = [{"contract_micros": 40_000_000}]
        month = THIS_MONTH.previous().first
        issue(career.payee, month, earned_micros=100_000_000, costs_micros=40_000_000, parts=parts)

        content = signed_in(client, career).get("/earnings/?compare=none").content.decode()
        kept = rows(client.get("/earnings/earned-to-yours.csv").content)

        assert "60.00\N{NO-BREAK SPACE}EUR was added to your balance." in content
        assert [row[:2] for row in kept[1:]] == [
            ["Earned", "100.00"],
            ["Label’s part", "-40.00"],
            ["Added to your balance", "60.00"],
        ]

    def test_sets_training_against_generation(self, client: Client) -> None:
        content = signed_in(client, made()).get("/earnings/?compare=none").content.decode()

        assert (
            "210.00\N{NO-BREAK SPACE}EUR training against 84.00\N{NO-BREAK SPACE}EUR generation."
        ) in content

    def test_names_what_each_tool_told_and_never_a_bare_zero(self, client: Client) -> None:
        career = made()
        reported(career.with_tools("Slowpoke").tools[-1], THIS_MONTH.back(3))

        content = signed_in(client, career).get("/earnings/?compare=none").content.decode()

        told = content[content.index('id="reported"') :]
        assert "Not yet" in told
        assert "None for you" in told
        assert "0.00" not in told.replace("30.00", "").replace("12.00", "")

    @pytest.mark.parametrize(
        "choice", ["period=nonsense", "tool=nobody", "first=2026-99", "currency=X"]
    )
    def test_takes_an_unknown_choice_for_none(self, client: Client, choice: str) -> None:
        response = signed_in(client, made()).get(f"/earnings/?{choice}")

        assert response.status_code == 200
        assert "294.00" in response.content.decode()


class TestDownloads:
    def test_of_works_ends_with_what_the_others_earned(self, client: Client) -> None:
        response = signed_in(client, made(works=7)).get("/earnings/works.csv?period=last-month")

        *_, last = rows(response.content)
        assert last[0] == "All other works"
        assert sum(float(row[4]) for row in rows(response.content)[1:]) == pytest.approx(42)

    def test_says_in_its_name_what_it_shows_and_as_of_when(self, client: Client) -> None:
        response = signed_in(client, made()).get("/earnings/months.csv?period=last-month")

        assert response["Content-Disposition"] == (
            'attachment; filename="earnings-by-month_mira-holm_2026-02_2026-02_eur'
            '_as-of-2026-03-15.csv"'
        )

    @pytest.mark.parametrize("asked", ["x=%0A", "search=%22%3B%22", "tool=%0D%0A", "search=%00"])
    def test_keeps_what_was_typed_from_breaking_its_name(self, client: Client, asked: str) -> None:
        response = signed_in(client, made()).get(f"/uses/uses.csv?{asked}")

        assert response["Content-Disposition"] == (
            'attachment; filename="uses_mira-holm_as-of-2026-03-15.csv"'
        )

    def test_names_a_search_in_any_script(self, client: Client) -> None:
        response = signed_in(client, made()).get("/uses/uses.csv", {"search": "Дождь, 雨"})

        assert unquote(response["Content-Disposition"]) == (
            "attachment; filename*=utf-8''uses_mira-holm_дождь-雨_as-of-2026-03-15.csv"
        )

    def test_of_uses_has_a_line_for_each(self, client: Client) -> None:
        response = signed_in(client, made()).get("/uses/uses.csv?month=2026-02")

        header, *lines = rows(response.getvalue())
        assert header[0] == "month_of_use"
        assert len(lines) == 3


class TestUses:
    def test_answers_htmx_with_the_list_alone(self, client: Client) -> None:
        response = signed_in(client, made()).get("/uses/?purpose=training", headers=HTMX)

        content = response.content.decode()
        assert content.lstrip().startswith('<div id="uses">')
        assert "21 lines found, page 1 of 1." in content

    def test_filtered_to_nothing_names_the_way_back(self, client: Client) -> None:
        content = signed_in(client, made()).get("/uses/?search=zzz").content.decode()

        assert "Nothing matches" in content

    def test_shows_a_page_at_a_time(self, client: Client) -> None:
        content = signed_in(client, made(works=20)).get("/uses/?page=2").content.decode()

        assert "Page 2 of 3" in content

    @pytest.mark.parametrize("number", ["9" * 5_000, "-1", "1e9", "٣", ""])
    def test_takes_a_page_that_is_none_for_one_that_is(self, client: Client, number: str) -> None:
        assert signed_in(client, made()).get(f"/uses/?page={number}").status_code == 200
