"""The page of unpaid money: what it says, to whom, and at which cost."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Payee
from artistportal.roster.services import splits
from earnings.models import UnpaidMonth
from earnings.services import disputes
from earnings.services.disputes import Question
from tests.earnings.figures import Career
from tests.factories.accounts import UserFactory, support
from tests.factories.consent import owner_of, say_no
from tests.factories.earnings import Deal, bring, deal
from tests.factories.roster import (
    BEFORE,
    NOW,
    CreditFactory,
    OrganisationMemberFactory,
    RecordingFactory,
    SplitSheetFactory,
)

pytestmark = pytest.mark.django_db

PATH = "/earnings/not-paid/"
HTMX = {"HX-Request": "true"}


def own(label: Deal) -> Payee:
    """The artist themselves is paid for the work."""
    payee = splits.payee_of_artist(label.artist)
    work = RecordingFactory.create(rights_holder=label.licence.organisation, title="Own song")
    CreditFactory.create(work=work, artist=label.artist)
    SplitSheetFactory.create(work=work, shares={payee: 1_000_000})
    label.work.__dict__.update(work.__dict__)
    return payee


@pytest.fixture
def label() -> Deal:
    """A refused use, one of a work without a split sheet, one sent twice, one unmatched."""
    made = deal()
    own(made)
    say_no(made.artist, tool=made.tool, use=Use.REMIX, now=BEFORE)
    bare = RecordingFactory.create(rights_holder=made.licence.organisation, title="Bare song")
    CreditFactory.create(work=bare, artist=made.artist)
    bring(
        made.tool,
        [
            made.line(use="remix", quantity=3),
            made.line(isrc=bare.isrc, quantity=2),
            made.line(line_id="a"),
            made.line(line_id="a", quantity=9),
            made.line(isrc="GBZZZ2600001", quantity=5),
        ],
    )
    return made


def owner(label: Deal, client: Client) -> Client:
    client.force_login(owner_of(label.artist))
    return client


class TestOfAnArtist:
    def test_says_what_waits_why_and_what_happens_next(self, client: Client, label: Deal) -> None:
        content = owner(label, client).get(PATH).content.decode()

        assert "Said no, and has not answered it with a later yes at least as narrow." in content
        assert "The work has no split sheet for the day of use." in content
        assert "A line of the same id was reported before." in content
        assert "0.03\xa0EUR" in content
        assert "A yes now pays for later uses, never for these." in content
        assert "nobody named" in content
        assert "No deadline" in content
        assert "20 Mar 2026" in content

    def test_says_which_part_of_the_tools_money_nobody_could_match(
        self, client: Client, label: Deal
    ) -> None:
        content = owner(label, client).get(PATH).content.decode()

        assert "45.5% of the tool’s money could not be matched." in content

    def test_counts_the_claims_apart(self, client: Client, label: Deal) -> None:
        content = owner(label, client).get(PATH).content.decode()

        assert "Claims against tools" in content

    def test_says_what_a_dispute_is_about_and_by_when(self, client: Client, label: Deal) -> None:
        question = Question(
            label.work, None, "Two labels claim it.", "Support compares.", date(2026, 4, 1)
        )
        dispute = disputes.begin(question=question, by=support(), now=NOW).dispute
        UnpaidMonth.objects.filter(work=label.work, waiting="held").update(waiting="disputed")

        content = owner(label, client).get(f"{PATH}?waiting=disputed").content.decode()

        assert f"D-{dispute.number:04d}" in content
        assert "Two labels claim it." in content
        assert "Support compares." in content
        assert "1 Apr 2026" in content

    def test_is_narrowed_by_work_and_kind(self, client: Client, label: Deal) -> None:
        owner(label, client)

        found = client.get(f"{PATH}?search=bare").content.decode()
        nothing = client.get(f"{PATH}?search=bare&waiting=excluded").content.decode()

        assert "Bare song" in found
        assert "Own song</a>" not in found
        assert "Nothing matches" in nothing

    def test_answers_htmx_with_the_part_alone(self, client: Client, label: Deal) -> None:
        content = owner(label, client).get(PATH, headers=HTMX).content.decode()

        assert content.lstrip().startswith('<div id="not-paid">')

    def test_says_that_nothing_waits(self, client: Client) -> None:
        client.force_login(owner_of(deal().artist))

        assert "Nothing waits" in client.get(PATH).content.decode()

    def test_is_silent_to_who_does_not_see_the_money(self, client: Client) -> None:
        career = Career(sees_money=False)
        client.force_login(career.member.user)

        assert "does not include the money" in client.get(PATH).content.decode()
        assert client.get(f"{PATH}not-paid.csv").status_code == 403

    def test_shows_nobody_elses(self, client: Client, label: Deal) -> None:
        other = deal()

        content = owner(other, client).get(f"{PATH}?search=song").content.decode()

        assert "Bare song" not in content

    @pytest.mark.parametrize(
        "query",
        [
            "page=9999999999999999999999",
            "page=-1",
            "waiting=%00",
            "tool=%27%3B--",
            "search=%25_%5C",
        ],
    )
    def test_takes_no_harm_from_a_hostile_query(
        self, client: Client, label: Deal, query: str
    ) -> None:
        assert owner(label, client).get(f"{PATH}?{query}").status_code == 200

    @pytest.mark.parametrize("works", [1, 60])
    def test_costs_the_same_for_few_works_and_for_many(
        self, client: Client, works: int, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        label = deal()
        own(label)
        more = RecordingFactory.create_batch(works, rights_holder=label.licence.organisation)
        for work in more:
            CreditFactory.create(work=work, artist=label.artist)
        bring(label.tool, [label.line(isrc=work.isrc) for work in [*more, label.work]])
        UnpaidMonth.objects.update(waiting="disputed")
        owner(label, client).get(PATH)

        with django_assert_max_num_queries(10):
            client.get(PATH)


class TestOfAnOrganisation:
    def test_sees_what_nobody_is_named_to_be_paid_for(self, client: Client, label: Deal) -> None:
        member = OrganisationMemberFactory.create(organisation=label.licence.organisation)
        client.force_login(member.user)

        content = client.get(PATH).content.decode()

        assert "Bare song" in content
        assert f'<a href="{reverse("roster:catalogue")}">Catalogue</a>' in content
        assert "Own song" in content  # its uses that were excluded

    def test_sees_nothing_of_another_organisation(self, client: Client, label: Deal) -> None:
        client.force_login(OrganisationMemberFactory.create().user)

        assert "Nothing waits" in client.get(PATH).content.decode()

    def test_is_no_page_for_who_acts_for_nobody(self, client: Client) -> None:
        client.force_login(UserFactory.create())

        assert client.get(PATH).status_code == 404


class TestCsv:
    def test_holds_every_row_and_no_formula(self, client: Client, label: Deal) -> None:
        label.work.title = "=HYPERLINK(1)"
        label.work.save()

        content = owner(label, client).get(f"{PATH}not-paid.csv").content

        assert content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        assert {(row["waiting"], row["work"], row["amount"]) for row in rows} == {
            ("held", "'=HYPERLINK(1)", "0.03"),
            ("held", "Bare song", "0.02"),
            ("excluded", "'=HYPERLINK(1)", ""),
        }
        assert {row["whose"] for row in rows} == {"yours", "nobody named"}
