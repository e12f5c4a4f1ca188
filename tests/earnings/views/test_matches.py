"""The page of matches: what a representative sees of what is unmatched, and may do."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from artistportal.roster.domain.roles import OrganisationRole
from artistportal.roster.models import Organisation
from earnings.models import IdentifierMatch, RoyaltyRun
from tests.factories.accounts import UserFactory
from tests.factories.consent import TermsFactory
from tests.factories.earnings import Deal, balance, bring, deal
from tests.factories.roster import (
    CompositionFactory,
    CreditFactory,
    OrganisationMemberFactory,
    RecordingFactory,
)

pytestmark = pytest.mark.django_db

PATH = "/matches/"
HTMX = {"HX-Request": "true"}
WRONG = "GBZZZ2600001"


def rep(
    client: Client, organisation: Organisation, role: OrganisationRole = OrganisationRole.EDITOR
) -> Client:
    member = OrganisationMemberFactory.create(organisation=organisation, role=role)
    client.force_login(member.user)
    return client


def named(label: Deal, title: str) -> None:
    label.work.title = title
    label.work.save()


@pytest.fixture
def label() -> Deal:
    """A recording that a tool reported under an identifier nobody knows."""
    made = deal()
    named(made, "Harbour Lights")
    artist = made.artist.name
    line = made.line(isrc=WRONG, title="HARBOUR LIGHTS (Radio Edit)", artist=artist, quantity=4)
    bring(made.tool, [made.line(), line])
    return made


class TestPage:
    def test_shows_what_was_reported_and_what_it_may_be(self, client: Client, label: Deal) -> None:
        content = rep(client, label.licence.organisation).get(PATH).content.decode()

        assert "HARBOUR LIGHTS (Radio Edit)" in content
        assert WRONG in content
        assert "0.04\xa0EUR" in content
        assert "4 uses" in content
        assert f"{label.tool.name}, <time" in content
        assert "The same title, the same artist." in content
        assert "It is this one" in content

    def test_shows_a_slip_in_an_identifier(self, client: Client) -> None:
        label = deal()
        isrc = str(label.work.isrc)
        slip = isrc[:-1] + str((int(isrc[-1]) + 1) % 10)
        bring(label.tool, [label.line(isrc=slip)])

        content = rep(client, label.licence.organisation).get(PATH).content.decode()

        assert "An ISRC that differs in one character." in content

    def test_suggests_no_work_of_somebody_else(self, client: Client, label: Deal) -> None:
        CreditFactory.create(
            work=RecordingFactory.create(title="Harbour Lights"), artist=label.artist
        )

        content = rep(client, label.licence.organisation).get(PATH).content.decode()

        assert content.count("It is this one") == 1

    def test_shows_nothing_to_another_organisation(self, client: Client, label: Deal) -> None:
        content = rep(client, deal().licence.organisation).get(PATH).content.decode()

        assert "Nothing is unmatched" in content

    def test_shows_a_reader_neither_amounts_nor_buttons(self, client: Client, label: Deal) -> None:
        member = OrganisationMemberFactory.create(
            organisation=label.licence.organisation, role=OrganisationRole.READER, sees_money=False
        )
        client.force_login(member.user)

        content = client.get(PATH).content.decode()

        assert "HARBOUR LIGHTS" in content
        assert "0.04" not in content
        assert "It is this one" not in content

    def test_offers_no_match_where_others_lines_name_it_too(self, client: Client) -> None:
        label = deal()
        rival = TermsFactory.create(licence__tool=label.tool).licence
        ours, theirs = (f"L-{licence.number:04d}" for licence in (label.licence, rival))
        lines = [label.line(isrc=WRONG, licence=ours), label.line(isrc=WRONG, licence=theirs)]
        bring(label.tool, [*lines, label.line()])

        content = rep(client, label.licence.organisation).get(PATH).content.decode()

        assert "only support may say" in content

    def test_is_narrowed_by_what_was_reported(self, client: Client, label: Deal) -> None:
        rep(client, label.licence.organisation)

        assert WRONG in client.get(f"{PATH}?search=harbour").content.decode()
        assert "Nothing matches" in client.get(f"{PATH}?search=river").content.decode()
        assert client.get(PATH, headers=HTMX).content.lstrip().startswith(b'<div id="matches">')

    @pytest.mark.parametrize(
        "query", ["page=99999999999999999999", "page=-1", "page=²", "tool=%00"]
    )
    def test_takes_no_harm_from_a_hostile_query(
        self, client: Client, label: Deal, query: str
    ) -> None:
        assert rep(client, label.licence.organisation).get(f"{PATH}?{query}").status_code == 200

    def test_is_no_page_for_an_artist(self, client: Client) -> None:
        client.force_login(UserFactory.create())

        assert client.get(PATH).status_code == 404

    @pytest.mark.parametrize("lines", [1, 40])
    def test_costs_the_same_for_few_lines_and_for_many(
        self, client: Client, lines: int, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        label = deal()
        named(label, "Harbour")
        unknown = [
            label.line(isrc=f"GBZZZ26{number:05}", title=f"Harbour {number}")
            for number in range(lines)
        ]
        bring(label.tool, [label.line(), *unknown])
        rep(client, label.licence.organisation).get(PATH)

        with django_assert_max_num_queries(9):
            client.get(PATH)


class TestConfirm:
    def test_pays_the_lines(
        self,
        client: Client,
        label: Deal,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        rep(client, label.licence.organisation)
        known = RoyaltyRun.objects.count()

        with django_capture_on_commit_callbacks() as rung:
            answer = client.post(
                f"{PATH}confirm/?page=1", {"identifier": WRONG, "work": label.work.public_id}
            )

        assert answer.status_code == 302
        assert answer.headers["Location"] == f"{PATH}?page=1"
        assert RoyaltyRun.objects.count() == known + 1
        assert rung
        match = IdentifierMatch.objects.get()
        assert (match.work, match.reason) == (label.work, "The same title, the same artist.")
        content = client.get(PATH).content.decode()
        assert "Nothing is unmatched" in content
        assert "Withdraw" in content

    def test_takes_a_work_named_by_its_identifier(self, client: Client, label: Deal) -> None:
        song = CompositionFactory.create(rights_holder=label.licence.organisation)
        rep(client, label.licence.organisation)

        client.post(f"{PATH}confirm/", {"identifier": WRONG, "named": song.iswc})

        match = IdentifierMatch.objects.get()
        assert (match.work, match.reason) == (song, "Named by hand.")

    def test_refuses_a_work_that_others_hold(self, client: Client, label: Deal) -> None:
        rep(client, label.licence.organisation)
        theirs = RecordingFactory.create()

        for chosen in ({"work": theirs.public_id}, {"named": theirs.isrc}, {"work": uuid.uuid4()}):
            answer = client.post(f"{PATH}confirm/", {"identifier": WRONG, **chosen})

            assert answer.status_code == 422
            assert "No work of yours is named so." in answer.content.decode()
        assert not IdentifierMatch.objects.exists()

    def test_refuses_a_reader_and_what_is_no_identifier(self, client: Client, label: Deal) -> None:
        work = label.work.public_id
        rep(client, label.licence.organisation)

        client.post(f"{PATH}confirm/", {"identifier": "GBNONE", "work": work})
        assert client.post(f"{PATH}confirm/", {"identifier": "\0", "work": work}).status_code == 422
        rep(client, label.licence.organisation, OrganisationRole.READER)
        answer = client.post(f"{PATH}confirm/", {"identifier": WRONG, "work": work})

        assert answer.status_code == 403
        assert not IdentifierMatch.objects.exists()


class TestWithdraw:
    def test_makes_the_identifier_unknown_again(self, client: Client, label: Deal) -> None:
        rep(client, label.licence.organisation)
        client.post(f"{PATH}confirm/", {"identifier": WRONG, "work": label.work.public_id})

        answer = client.post(f"{PATH}withdraw/", {"identifier": WRONG})

        assert answer.status_code == 302
        assert not IdentifierMatch.objects.standing().exists()
        assert WRONG in client.get(PATH).content.decode()
        assert balance(kind="unmatched") == 40_000

    def test_is_nothing_for_another_organisation(self, client: Client, label: Deal) -> None:
        rep(client, label.licence.organisation)
        client.post(f"{PATH}confirm/", {"identifier": WRONG, "work": label.work.public_id})
        rep(client, deal().licence.organisation)

        assert client.post(f"{PATH}withdraw/", {"identifier": WRONG}).status_code == 404
        assert client.post(f"{PATH}withdraw/", {"identifier": "\0"}).status_code == 404
        assert IdentifierMatch.objects.standing().exists()
