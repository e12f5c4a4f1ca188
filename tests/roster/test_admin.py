"""The roster at the support desk: found by what people quote, at a cost that does not grow."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.admin import site
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from artistportal.accounts.models import User
from artistportal.roster.models import Artist, ArtistMember, Signing, Work
from tests.factories.accounts import UserFactory
from tests.factories.roster import (
    ArtistFactory,
    ArtistMemberFactory,
    CompositionFactory,
    CreditFactory,
    MandateFactory,
    OrganisationFactory,
    OrganisationMemberFactory,
    RecordingFactory,
    SigningFactory,
    SplitSheetFactory,
)
from tests.factories.teams import reviewed
from tests.roster.bulk import record

pytestmark = pytest.mark.django_db

LISTS = [
    "artist",
    "artistmember",
    "catalogueupload",
    "credit",
    "guardianship",
    "mandate",
    "organisation",
    "organisationmember",
    "payee",
    "profileclaim",
    "profileevidence",
    "proposedshare",
    "signing",
    "splitsheet",
    "successor",
    "work",
]


@pytest.fixture
def superuser() -> User:
    user = UserFactory.create(is_staff=True, is_superuser=True)
    TOTP.activate(user, generate_totp_secret())
    return user


@pytest.fixture
def client(superuser: User) -> Client:
    client = Client()
    client.force_login(superuser)
    return client


def address(name: str, page: str = "changelist", *arguments: int) -> str:
    return reverse(f"admin:roster_{name}_{page}", args=arguments)


def queries_of(client: Client, url: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in queries.captured_queries]


def a_little_of_everything() -> None:
    artist = ArtistMemberFactory.create().artist
    label = OrganisationMemberFactory.create().organisation
    SigningFactory.create(artist=artist, organisation=label)
    MandateFactory.create(artist=artist, organisation=label)
    work = CreditFactory.create(artist=artist).work
    SplitSheetFactory.create(work=work)
    reviewed(artist)


class TestLists:
    @pytest.mark.parametrize("name", LISTS)
    def test_open_and_are_searched_at_the_same_cost_for_one_row_and_for_more(
        self, client: Client, name: str
    ) -> None:
        queries_of(client, address(name))  # content types are read once
        counts = []
        for _ in range(2):
            a_little_of_everything()
            a_little_of_everything()
            counts.append(
                [len(queries_of(client, address(name) + query)) for query in ("", "?q=a")]
            )

        assert counts[0] == counts[1]
        assert max(counts[0]) <= 10

    def test_of_thousands_of_works_count_nothing_without_a_bound(self, client: Client) -> None:
        record(OrganisationFactory.create(), ArtistFactory.create(), 2_000)

        for query in ("", "?q=Song", "?kind__exact=recording", "?p=3"):
            for statement in queries_of(client, address("work") + query):
                assert "COUNT(" not in statement or "LIMIT" in statement

    def test_are_there_for_every_model_of_the_roster(self) -> None:
        registered = {
            model._meta.model_name for model in site._registry if model._meta.app_label == "roster"
        }

        assert registered == set(LISTS)


class TestWorkSearch:
    @pytest.mark.parametrize("text", ["Salt Ro", "GB-AAA-25-00001", "gbaaa2500001"])
    def test_finds_what_people_quote(self, client: Client, text: str) -> None:
        RecordingFactory.create(title="Salt Roads", isrc="GBAAA2500001")
        RecordingFactory.create(title="Another")

        changes = client.get(address("work"), {"q": text}).context["cl"]

        assert [work.title for work in changes.result_list] == ["Salt Roads"]


class TestWorkPage:
    def test_costs_the_same_with_few_credits_and_with_many(self, client: Client) -> None:
        work = RecordingFactory.create()
        queries_of(client, address("work", "change", work.pk))  # content types are read once
        counts = []
        for _ in range(2):
            for _ in range(4):
                CreditFactory.create(work=work)
            counts.append(len(queries_of(client, address("work", "change", work.pk))))

        assert counts[0] == counts[1] <= 15

    def test_stores_identifiers_as_they_are_stored_everywhere(self, client: Client) -> None:
        label = OrganisationFactory.create()
        form = {
            "kind": "recording",
            "title": "Salt Roads",
            "isrc": "ISRC GB-AAA-25-00001",
            "rights_holder": label.pk,
            "credits-TOTAL_FORMS": 0,
            "credits-INITIAL_FORMS": 0,
        }

        client.post(address("work", "add"), form)
        refused = client.post(address("work", "add"), {**form, "isrc": "GBAAA"})

        assert Work.objects.get().isrc == "GBAAA2500001"
        assert "is not an ISRC" in refused.content.decode()

    def test_lets_two_works_go_without_an_identifier(self, client: Client) -> None:
        for work in (RecordingFactory.create(isrc=""), CompositionFactory.create(iswc="")):
            answer = client.post(
                address("work", "change", work.pk),
                {
                    "kind": work.kind,
                    "title": "Renamed",
                    "rights_holder": work.rights_holder_id,
                    "credits-TOTAL_FORMS": 0,
                    "credits-INITIAL_FORMS": 0,
                },
            )
            assert answer.status_code == 302

        assert Work.objects.filter(title="Renamed", isrc=None, iswc=None).count() == 2


class TestArtistPage:
    def test_adds_an_artist(self, client: Client) -> None:
        client.post(
            address("artist", "add"),
            {
                "name": "Mara Lind",
                "isni": "0000 0001 2281 955X",
                "members-TOTAL_FORMS": 0,
                "members-INITIAL_FORMS": 0,
            },
        )

        artist = Artist.objects.get()
        assert (artist.name, artist.isni) == ("Mara Lind", "000000012281955X")


class TestStretches:
    @pytest.mark.parametrize("until", ["2026-01-01", "2026-02-01"])
    def test_do_not_end_before_they_begin(self, client: Client, until: str) -> None:
        artist, organisation = ArtistFactory.create(), OrganisationFactory.create()
        sent = {
            "artist": artist.pk,
            "organisation": organisation.pk,
            "from_date": "2026-02-01",
            "until_date": until,
        }

        response = client.post(reverse("admin:roster_signing_add"), sent)

        assert response.status_code == 200
        assert "It would end before it begins." in response.content.decode()
        assert not Signing.objects.exists()

    @pytest.mark.parametrize("name", ["artistmember", "organisationmember"])
    def test_of_memberships_do_not_either(self, client: Client, name: str) -> None:
        sent = {
            "from_at_0": "2026-02-01",
            "from_at_1": "12:00",
            "until_at_0": "2026-02-01",
            "until_at_1": "11:59",
        }

        response = client.post(reverse(f"admin:roster_{name}_add"), sent)

        assert "It would end before it begins." in response.content.decode()


class TestPlaces:
    """What support puts right in a team keeps somebody who owns the account."""

    def edit(self, client: Client, member: ArtistMember, **said: str) -> HttpResponse:
        sent = {
            "role": member.role,
            "sees_money": "on",
            "from_at_0": f"{member.from_at:%Y-%m-%d}",
            "from_at_1": f"{member.from_at:%H:%M:%S}",
        }
        url = address("artistmember", "change", member.pk)
        return client.post(url, {**sent, **said})  # type: ignore[return-value]  # as the client is typed

    @pytest.mark.parametrize(
        "said",
        [
            {"role": "manager"},
            {"until_at_0": "2999-01-01", "until_at_1": "00:00"},
            {"from_at_0": "2998-01-01"},
        ],
    )
    def test_of_the_last_owner_stay(self, client: Client, said: dict[str, str]) -> None:
        owner = ArtistMemberFactory.create()

        answer = self.edit(client, owner, **said)

        assert "Somebody must own the account" in answer.content.decode()
        before = ArtistMember.objects.get()
        assert (before.role, before.from_at, before.until_at) == ("owner", owner.from_at, None)

    def test_of_one_of_two_owners_change(self, client: Client) -> None:
        owner = ArtistMemberFactory.create()
        ArtistMemberFactory.create(artist=owner.artist)

        assert self.edit(client, owner, role="reader").status_code == 302
        assert ArtistMember.objects.get(pk=owner.pk).role == "reader"

    def test_stay_whose_they_are(self, client: Client) -> None:
        owner, other = ArtistMemberFactory.create(), ArtistMemberFactory.create()

        said = {"artist": str(other.artist_id), "user": str(other.user_id), "sees_money": ""}
        assert self.edit(client, owner, **said).status_code == 302

        after = ArtistMember.objects.get(pk=owner.pk)
        assert (after.artist, after.user, after.sees_money) == (owner.artist, owner.user, False)

    def test_are_not_taken_out_on_the_page_of_the_artist(self, client: Client) -> None:
        owner = ArtistMemberFactory.create()
        form = {
            "name": "Ana Sol",
            "members-TOTAL_FORMS": 1,
            "members-INITIAL_FORMS": 1,
            "members-0-id": owner.pk,
            "members-0-artist": owner.artist_id,
            "members-0-DELETE": "on",
        }

        client.post(address("artist", "change", owner.artist_id), form)

        assert ArtistMember.objects.filter(pk=owner.pk).exists()
        assert Artist.objects.get().name == "Ana Sol"


class TestReadOnlyPages:
    @pytest.mark.parametrize("name", ["mandate", "splitsheet", "catalogueupload"])
    def test_offer_neither_adding_nor_changing(self, client: Client, name: str) -> None:
        assert client.get(address(name, "add")).status_code == 403

    def test_show_shares_in_per_cent(self, client: Client) -> None:
        sheet = SplitSheetFactory.create()

        page = client.get(address("splitsheet", "change", sheet.pk)).content.decode()

        assert "100 %" in page


class TestEveryList:
    @pytest.mark.parametrize("model", LISTS)
    def test_deletes_nothing(self, client: Client, model: str) -> None:
        page = client.get(reverse(f"admin:roster_{model}_changelist"))

        assert "delete_selected" not in page.content.decode()
