"""The outlook on the review page and by itself: what it says, to whom, and at which cost."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.earnings.figures import THIS_MONTH, reported
from tests.factories.consent import owner_of
from tests.factories.earnings import Deal, deal
from tests.factories.requests import propose
from tests.factories.roster import (
    NOW,
    ArtistMemberFactory,
    MandateFactory,
    OrganisationMemberFactory,
    SigningFactory,
)

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
ANSWERS = ("training=yes&discovery=no", "all=yes", "all=no")


@pytest.fixture
def label() -> Deal:
    made = deal()
    for back in range(1, 4):
        reported(made.tool, THIS_MONTH.back(back))
    return made


def addresses(label: Deal, page: str) -> list[str]:
    bases = ("/consent/", f"/consent/works/{label.work.public_id}/")
    return [
        f"{base}{page}/?tool={label.tool.slug}&{answers}" for base in bases for answers in ANSWERS
    ]


class TestPage:
    def test_costs_ten_queries_at_most(
        self, client: Client, label: Deal, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        client.force_login(owner_of(label.artist))
        for url in addresses(label, "outlook"):
            client.get(url)

            with django_assert_max_num_queries(10):
                assert client.get(url).status_code == 200

    def test_answers_htmx_with_the_part_alone(self, client: Client, label: Deal) -> None:
        client.force_login(owner_of(label.artist))

        content = client.get(addresses(label, "outlook")[0], headers=HTMX).content.decode()

        assert content.lstrip().startswith('<section class="panel" id="outlook">')
        assert "<title>" not in content

    def test_says_why_there_is_no_estimate(self, client: Client, label: Deal) -> None:
        client.force_login(owner_of(label.artist))

        content = client.get(addresses(label, "outlook")[0]).content.decode()

        assert "an estimate, not a promise" in content
        assert "Training and Discovery: no basis for an estimate, because" in content

    def test_keeps_the_money_from_whom_it_is_not_shown(self, client: Client, label: Deal) -> None:
        reader = ArtistMemberFactory.create(artist=label.artist, sees_money=False).user
        client.force_login(reader)

        content = client.get(addresses(label, "outlook")[0]).content.decode()

        assert "Which versions contain it" in content
        assert "estimate" not in content

    def test_keeps_an_artists_money_from_the_label(self, client: Client, label: Deal) -> None:
        organisation = label.licence.organisation
        SigningFactory.create(artist=label.artist, organisation=organisation)
        MandateFactory.create(artist=label.artist, organisation=organisation)
        client.force_login(OrganisationMemberFactory.create(organisation=organisation).user)

        url = f"/consent/artists/{label.artist.public_id}/outlook/?tool={label.tool.slug}"
        content = client.get(url).content.decode()

        assert "Which versions contain it" in content
        assert "estimate" not in content

    @pytest.mark.parametrize("odd", ["tool=nobody", "tool=anvil&all=perhaps"])
    def test_of_no_such_choice_does_not_exist(self, client: Client, label: Deal, odd: str) -> None:
        client.force_login(owner_of(label.artist))

        assert client.get(f"/consent/outlook/?{odd}").status_code == 404


class TestReview:
    def test_fetches_it_and_links_to_it(self, client: Client, label: Deal) -> None:
        client.force_login(owner_of(label.artist))

        url = f"/consent/review/?tool={label.tool.slug}&discovery=no"
        content = client.get(url).content.decode()

        assert f'hx-get="/consent/outlook/?tool={label.tool.slug}&amp;discovery=no"' in content
        assert f'<a href="/consent/outlook/?tool={label.tool.slug}&amp;discovery=no">' in content


class TestOfRequest:
    def test_is_linked_and_told_of_the_works_that_are_asked_for(
        self, client: Client, label: Deal, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        request = propose(label.terms, [label.work], now=NOW)
        client.force_login(owner_of(label.artist))
        url = f"/requests/{request.public_id}/outlook/"

        assert f'hx-get="{url}"' in client.get(f"/requests/{request.public_id}/").content.decode()
        with django_assert_max_num_queries(13):
            content = client.get(url).content.decode()

        assert "an estimate, not a promise" in content
        assert f'href="/requests/{request.public_id}/">Back' in content

    def test_of_another_artist_does_not_exist(self, client: Client, label: Deal) -> None:
        request = propose(label.terms, [label.work], now=NOW)
        client.force_login(owner_of(deal().artist))

        assert client.get(f"/requests/{request.public_id}/outlook/").status_code == 404
