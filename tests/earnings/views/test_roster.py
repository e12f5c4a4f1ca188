"""A label's roster: what is shown beside each artist, the walls, and the cost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from artistportal.accounts.models import SavedView
from artistportal.background import JobState
from artistportal.roster.models import OrganisationMember
from consent.models import Approval, CoverageRefresh
from consent.services import coverage
from earnings.models import MonthClosing
from tests.factories.consent import TermsFactory, say_no
from tests.factories.requests import propose
from tests.factories.roster import (
    NOW,
    ArtistFactory,
    ArtistMemberFactory,
    CreditFactory,
    MandateFactory,
    OrganisationMemberFactory,
    RecordingFactory,
    SigningFactory,
    SplitSheetFactory,
)
from tests.roster.bulk import record

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def rep() -> OrganisationMember:
    return OrganisationMemberFactory.create()


@pytest.fixture
def client(rep: OrganisationMember) -> Client:
    client = Client()
    client.force_login(rep.user)
    return client


def sign(rep: OrganisationMember, name: str) -> None:
    artist = ArtistFactory.create(name=name)
    SigningFactory.create(organisation=rep.organisation, artist=artist)


def count() -> None:
    """As the background does."""
    for refresh_id in coverage.due(NOW):
        coverage.refresh(refresh_id=refresh_id, clock=lambda: NOW)
    for job in CoverageRefresh.objects.unfinished():
        coverage.refresh(refresh_id=job.pk, clock=lambda: NOW)


class TestPage:
    def test_tells_consent_issues_health_and_mandate(
        self, client: Client, rep: OrganisationMember
    ) -> None:
        artist = ArtistFactory.create(name="Mara Lind")
        SigningFactory.create(organisation=rep.organisation, artist=artist)
        MandateFactory.create(artist=artist, organisation=rep.organisation)
        for number in range(3):
            work = RecordingFactory.create(rights_holder=rep.organisation)
            CreditFactory.create(work=work, artist=artist)
            if number:
                SplitSheetFactory.create(work=work)
        CreditFactory.create(artist=artist)
        say_no(artist, work=work)
        count()

        (line,) = client.get("/roster/").context["page"].object_list

        told = line.counts
        assert (told.works, told.refused, told.silent, told.without_splits) == (3, 1, 2, 1)
        assert [issue.value for issue in line.issues] == ["shares", "payee"]
        assert line.health.score == 100 - 10 - 14 - 15
        page = client.get("/roster/").content.decode()
        assert "May decide training and discovery of recordings, not voice, clause 4.2." in page
        assert "0% cleared" in page
        assert "1 without shares" in page
        assert "+15: Say to whom the artist’s own money goes." in page

    def test_lists_what_runs_out_within_a_week(
        self, client: Client, rep: OrganisationMember
    ) -> None:
        terms = TermsFactory.create(licence__organisation=rep.organisation)
        now = timezone.now()
        for name, days in (("Soon", 3), ("Later", 20)):
            sign(rep, name)
            work = RecordingFactory.create(rights_holder=rep.organisation)
            CreditFactory.create(work=work, artist=rep.organisation.artists.get(name=name))
            propose(terms, [work], now=now, deadline_at=now + timedelta(days=days))

        found = client.get("/roster/").context["found"]

        assert [[name for name, _ in each.artists] for each in found.running_out] == [["Soon"]]
        assert {line.name: len(line.waiting) for line in found.lines} == {"Soon": 1, "Later": 1}

    def test_shows_nobody_of_another_label(self, client: Client, rep: OrganisationMember) -> None:
        sign(rep, "Ours")
        SigningFactory.create(artist=ArtistFactory.create(name="Stranger"))

        for query in ("", "?q=stranger", "?q=Strang&order=-works"):
            assert "Stranger</a>" not in client.get(f"/roster/{query}").content.decode()
            fragment = client.get(f"/roster/{query}", headers=HTMX).content.decode()
            assert "Stranger</a>" not in fragment

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("", ["ada", "Bo", "Cy"]),
            ("?order=-name", ["Cy", "Bo", "ada"]),
            ("?order=-works", ["Bo", "ada", "Cy"]),
            ("?order=health", ["Bo", "ada", "Cy"]),
            ("?q=B", ["Bo"]),
            ("?issue=any&order=earned", ["ada", "Bo", "Cy"]),
            ("?issue=shares", ["Bo"]),
            ("?state=silent", ["Bo"]),
            ("?state=refused&issue=held", []),
            ("?order=nonsense&issue=nonsense&page=x", ["ada", "Bo", "Cy"]),
        ],
    )
    def test_finds_and_orders_by_what_the_address_says(
        self, client: Client, rep: OrganisationMember, query: str, names: list[str]
    ) -> None:
        for name in ("Cy", "ada", "Bo"):
            sign(rep, name)
        work = RecordingFactory.create(rights_holder=rep.organisation)
        CreditFactory.create(work=work, artist=rep.organisation.artists.get(name="Bo"))
        count()

        lines = client.get(f"/roster/{query}").context["page"].object_list

        assert [line.name for line in lines] == names

    def test_says_what_waits_for_a_second_person(
        self, client: Client, rep: OrganisationMember
    ) -> None:
        sign(rep, "Mara Lind")
        Approval.objects.create(
            organisation=rep.organisation,
            artist=rep.organisation.artists.get(),
            asked={},
            works=60,
            seen=0,
            sentence="No",
            prepared_by=rep.user,
            prepared_at=timezone.now(),
            expires_at=timezone.now() + timedelta(days=1),
        )

        page = client.get("/roster/").content.decode()

        assert "1 answer waits for a second person" in page

    def test_hides_money_from_who_does_not_see_it(self) -> None:
        rep = OrganisationMemberFactory.create(sees_money=False)
        sign(rep, "Mara Lind")
        client = Client()
        client.force_login(rep.user)

        page = client.get("/roster/").content.decode()
        assert "accounting month" not in page
        assert "sort-earned" not in page

    def test_says_how_artists_come_here(self, client: Client) -> None:
        assert "No artist yet" in client.get("/roster/").content.decode()

    def test_does_not_exist_for_an_artist(self) -> None:
        client = Client()
        client.force_login(ArtistMemberFactory.create().user)

        assert client.get("/roster/").status_code == 404

    def test_costs_the_same_for_few_artists_and_for_many(
        self, client: Client, rep: OrganisationMember
    ) -> None:
        counts = []
        for prefix, artists, works in (("GBFEW", 1, 10), ("GBMNY", 60, 2_000)):
            for number in range(artists):
                sign(rep, f"{prefix} {number}")
            artist = ArtistFactory.create()
            record(rep.organisation, artist, works, prefix=prefix)
            count()
            with CaptureQueriesContext(connection) as queries:
                client.get("/roster/")
            counts.append(len(queries))

        assert counts[0] == counts[1] <= 10


class TestCompared:
    def test_sets_the_last_two_closed_months_side_by_side(
        self, client: Client, rep: OrganisationMember
    ) -> None:
        sign(rep, "Mara Lind")
        assert "No month is closed yet" in client.get("/roster/").content.decode()

        MonthClosing.objects.create(
            month_date=date(2026, 2, 1), state=JobState.DONE, created_at=NOW
        )

        compared = client.get("/roster/").context["found"].compared
        assert (str(compared.newer), str(compared.older)) == ("2026-02", "2026-01")


class TestSavedViews:
    def test_keep_a_list_under_a_name_and_forget_it(
        self, client: Client, rep: OrganisationMember
    ) -> None:
        sign(rep, "Mara Lind")
        said = {"name": "To settle", "q": "Ma", "issue": "any", "order": "-issues"}

        answer = client.post("/roster/views/", said)

        assert answer["Location"] == "/roster/?q=Ma&issue=any&order=-issues"
        (view,) = client.get("/roster/").context["views"]
        assert "To settle" in client.get("/roster/").content.decode()
        client.post(f"/roster/views/{view.public_id}/delete/")
        assert client.get("/roster/").context["views"] == []

    def test_say_what_is_wrong_with_a_name(self, client: Client, rep: OrganisationMember) -> None:
        sign(rep, "Mara Lind")

        answer = client.post("/roster/views/", {"name": ""})

        assert answer.status_code == 422

    def test_are_nobody_elses(self, client: Client, rep: OrganisationMember) -> None:
        sign(rep, "Mara Lind")
        client.post("/roster/views/", {"name": "Mine"})
        other = Client()
        other.force_login(OrganisationMemberFactory.create(organisation=rep.organisation).user)
        view = SavedView.objects.get()

        assert other.get("/roster/").context["views"] == []
        assert other.post(f"/roster/views/{view.public_id}/delete/").status_code == 404
        assert SavedView.objects.exists()
