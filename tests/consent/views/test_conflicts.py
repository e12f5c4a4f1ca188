"""The page of conflicts: both sides, what is in force, and nobody else's."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from artistportal.roster.domain.uses import Use
from consent.models import CoverageRefresh
from consent.services import coverage, decisions
from tests.consent.views.stage import Stage
from tests.factories.consent import say_no, say_yes
from tests.factories.roster import (
    NOW,
    ArtistFactory,
    ArtistMemberFactory,
    CreditFactory,
    OrganisationMemberFactory,
)

pytestmark = pytest.mark.django_db


def count() -> None:
    for pk in [*coverage.due(NOW), *CoverageRefresh.objects.values_list("pk", flat=True)]:
        coverage.refresh(refresh_id=pk, clock=lambda: NOW)


def differing(stage: Stage, works: int | None = None) -> Client:
    """The label's rep, who has said yes to what the artist says no to, for so many works."""
    rep = stage.rep()
    no = say_no(stage.artist, use=Use.TRAINING)
    for work in stage.works[:works]:
        decisions.record(
            by=rep.user,
            artist=stage.artist,
            organisation=stage.label,
            choice=decisions.Choice(True, work, stage.tool, Use.TRAINING, terms=stage.terms),
            now=NOW,
        )
    assert no.number
    client = Client()
    client.force_login(rep.user)
    return client


class TestListing:
    def test_shows_both_sides_to_both(self) -> None:
        stage = Stage(2)
        rep = differing(stage)
        count()

        for client in (rep, stage.client()):
            page = client.get("/conflicts/").content.decode()

            assert "Training by Ossilune" in page
            assert "by Tom Reed for Northlight, clause 4.2" in page
            assert "Not allowed" in page
            assert "/cases/new/?subject=decision:1" in page
            assert 'href="/consent/decisions/1/"' in page

    def test_is_gone_when_it_is_settled(self) -> None:
        stage = Stage(1)
        rep = differing(stage)
        decisions.record(
            by=stage.owner.user,
            artist=stage.artist,
            choice=decisions.Choice(True, None, stage.tool, Use.TRAINING, terms=stage.terms),
            now=NOW,
        )
        count()

        page = rep.get("/conflicts/").content.decode()

        assert "Training by Ossilune" not in page
        assert "Nobody differs" in page

    def test_shows_first_where_the_artist_and_the_label_differ(self) -> None:
        stage = Stage(3)
        say_yes(stage.artist, stage.terms, use=Use.DISCOVERY)
        other = ArtistFactory.create()
        for work in stage.works:
            CreditFactory.create(work=work, artist=other)
        say_no(other, use=Use.DISCOVERY)
        rep = differing(stage, works=1)
        count()

        page = rep.get(f"/conflicts/?artist={stage.artist.public_id}").content.decode()

        assert page.index("Training by Ossilune") < page.index("Discovery by Ossilune")

    def test_is_nobody_elses(self) -> None:
        stage = Stage(1)
        differing(stage)
        count()

        for member in (ArtistMemberFactory.create(), OrganisationMemberFactory.create()):
            client = Client()
            client.force_login(member.user)
            assert "Ossilune" not in client.get("/conflicts/").content.decode()
            named = client.get(f"/conflicts/?artist={stage.artist.public_id}")
            assert "Ossilune" not in named.content.decode()

    def test_costs_the_same_for_few_and_for_many(self) -> None:
        counts = []
        for size in (1, 6):
            stage = Stage(size, tool=f"Anvil {size}")
            rep = differing(stage)
            count()
            with CaptureQueriesContext(connection) as queries:
                rep.get("/conflicts/")
            counts.append(len(queries))

        assert counts[0] == counts[1] <= 10

    @pytest.mark.parametrize("query", ["?artist=x", "?page=9&artist="])
    def test_passes_over_what_makes_no_sense(self, query: str) -> None:
        assert Stage(1).client().get(f"/conflicts/{query}").status_code == 200
