"""The simulator's page: what it asks, what it says, and at which cost."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from artistportal.roster.models import Organisation
from tests.earnings.figures import THIS_MONTH, Career, reported
from tests.factories.consent import TermsFactory
from tests.factories.roster import CreditFactory, OrganisationMemberFactory

pytestmark = pytest.mark.django_db

PATH = "/earnings/simulator/"
EUR = "\N{NO-BREAK SPACE}EUR"


def career(works: int = 3, *, sees_money: bool = True) -> Career:
    """An artist with an album, a tool that pays for it, and a year of that."""
    made = Career(sees_money=sees_money).with_works(works).with_tools("Anvil")
    holder = Organisation.objects.get(works=made.works[0])
    for work in made.works:
        CreditFactory.create(work=work, artist=made.artist)
        work.release_title = "Low Tide <b>"
        work.save()
    TermsFactory.create(licence__tool=made.tools[0], licence__organisation=holder)
    for back in range(1, 13):
        made.earns(THIS_MONTH.back(back), 10_000_000)
        made.is_used(THIS_MONTH.back(back))
        reported(made.tools[0], THIS_MONTH.back(back - 1))
    return made


def signed_in(client: Client, made: Career) -> Client:
    client.force_login(made.member.user)
    return client


class TestPage:
    def test_says_low_likely_and_high_with_what_is_assumed(self, client: Client) -> None:
        content = signed_in(client, career()).get(PATH).content.decode()

        assert f"120.00{EUR}" in content
        assert "never a promise" in content
        assert "What it assumes" in content
        assert "under 10 artists" in content

    def test_takes_an_album_and_some_of_its_works(self, client: Client) -> None:
        made = career()
        ticked = made.works[0].public_id

        album = signed_in(client, made).get(PATH, {"release": "Low Tide <b>"}).content.decode()
        one = client.get(PATH, {"release": "Low Tide <b>", "work": str(ticked)}).content.decode()

        assert album.count(" checked") == 4
        assert "Low Tide &lt;b&gt;" in album
        assert f"40.00{EUR}" in one

    def test_answers_htmx_with_one_part_that_says_what_it_shows(self, client: Client) -> None:
        response = signed_in(client, career()).get(PATH, headers={"HX-Request": "true"})

        content = response.content.decode()
        assert content.lstrip().startswith('<div id="simulator">')
        assert "3 works: 120.00" in content

    def test_knows_only_albums_that_there_are(self, client: Client) -> None:
        assert signed_in(client, career()).get(PATH, {"release": "Nobody’s"}).status_code == 404

    @pytest.mark.parametrize("asked", ["tool=nobody", "work=x", "work=%00", "terms=x&release="])
    def test_takes_an_unknown_choice_for_none(self, client: Client, asked: str) -> None:
        content = signed_in(client, career()).get(f"{PATH}?{asked}").content.decode()

        assert f"120.00{EUR}" in content

    def test_without_terms_says_why_there_is_nothing(self, client: Client) -> None:
        content = signed_in(client, Career()).get(PATH).content.decode()

        assert "No tool offers terms for these works yet." in content

    def test_shows_no_money_to_one_who_may_not_see_it(self, client: Client) -> None:
        content = signed_in(client, career(sees_money=False)).get(PATH).content.decode()

        assert "does not include the money" in content
        assert "EUR" not in content

    def test_is_not_there_for_a_label(self, client: Client) -> None:
        client.force_login(OrganisationMemberFactory.create().user)

        assert client.get(PATH).status_code == 404


class TestCost:
    @pytest.mark.parametrize("works", [1, 120])
    def test_is_the_same_for_few_works_and_for_many(
        self, client: Client, works: int, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        signed_in(client, career(works))

        with django_assert_max_num_queries(10):
            client.get(PATH, {"release": "Low Tide <b>"})
