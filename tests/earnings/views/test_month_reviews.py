"""What an organisation sees of a month's drafts, and who may say that it reviewed them."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from artistportal.accounts.models import Deed
from artistportal.roster.domain.roles import OrganisationRole
from earnings.services import month_reviews
from tests.factories.roster import OrganisationMemberFactory
from tests.factories.settlements import JANUARY, Year, close, contract

pytestmark = pytest.mark.django_db

PAGE = "/earnings/label/review/"


def drafted() -> Year:
    """A month that is over, in which a label's payee earned 12.34 and another label's 55.55."""
    year, other = Year(), Year()
    contract(year.label, year.payee)
    year.earns(JANUARY, 12_340_000)
    other.earns(JANUARY, 55_550_000)
    (review,) = month_reviews.due_by_itself(JANUARY.until_at)
    month_reviews.carry_out(review_id=review, clock=lambda: JANUARY.until_at)
    return year


class TestPage:
    def test_shows_the_label_s_own_part_and_no_other(
        self, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        year = drafted()
        client.force_login(OrganisationMemberFactory.create(organisation=year.label).user)

        with django_assert_max_num_queries(14):
            page = client.get(PAGE)

        assert page.status_code == 200
        assert "12.34" in page.text
        assert "55.55" not in page.text
        assert "Not yet: what you put right now is still in it" in page.text

    def test_lets_an_owner_say_that_it_was_reviewed(self, client: Client) -> None:
        year = drafted()
        owner = OrganisationMemberFactory.create(
            organisation=year.label, role=OrganisationRole.OWNER
        ).user
        client.force_login(owner)

        answer = client.post(PAGE, {"acting_for": f"organisation:{year.label.public_id}"})
        page = client.get(PAGE)

        assert (answer.status_code, answer["Location"]) == (302, PAGE)
        assert Deed.objects.get(verb="statements.review").by == owner
        assert owner.name in page.text

    def test_refuses_a_reader_who_says_so(self, client: Client) -> None:
        year = drafted()
        reader = OrganisationMemberFactory.create(
            organisation=year.label, role=OrganisationRole.READER
        ).user
        client.force_login(reader)

        assert "Only an owner of" in client.get(PAGE).text
        assert client.post(PAGE).status_code == 403
        assert not Deed.objects.filter(verb="statements.review").exists()

    def test_says_that_a_month_is_locked_and_sent(self, client: Client) -> None:
        year = drafted()
        client.force_login(OrganisationMemberFactory.create(organisation=year.label).user)

        close(JANUARY)

        assert "it does not change any more" in client.get(PAGE).text
        assert "payees see their statements" in client.get(PAGE).text
