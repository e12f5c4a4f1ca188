"""Counting a roster's consent: as the rule says of each work, and whenever something changed."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest

from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Organisation
from consent.domain.coverage import Cover, cover
from consent.models import ArtistCoverage, Conflict, CoverageRefresh
from consent.queries import alike, facts
from consent.queries import works as rule_works
from consent.queries.clearances import holders
from consent.services import changes, coverage, decisions, footings
from tests.consent.views.stage import Stage
from tests.consent.world import CHANGES, World
from tests.factories.consent import say_no, say_yes
from tests.factories.roster import NOW, CreditFactory, SplitSheetFactory

pytestmark = pytest.mark.django_db


def count() -> None:
    changes.number_touches(NOW)
    for refresh_id in coverage.due(NOW):
        coverage.refresh(refresh_id=refresh_id, clock=lambda: NOW)
    for job in CoverageRefresh.objects.unfinished():
        coverage.refresh(refresh_id=job.pk, clock=lambda: NOW)


def of(stage: Stage) -> ArtistCoverage:
    return ArtistCoverage.objects.get(artist=stage.artist, organisation=stage.label)


def plainly(organisation: Organisation, world: World) -> dict[Cover, Counter[int]]:
    """The same, asked work by work."""
    found = {each: Counter[int]() for each in Cover}
    credited = alike.credited_on(organisation.pk)
    for work in rule_works.for_the_rule(credited):
        known = facts.about(holders([work]))
        found[cover(known, work, world.now)].update(credited[work.id])
    return found


class TestRefresh:
    @pytest.mark.parametrize("with_footings", [True, False], ids=["footed", "read"])
    def test_counts_as_the_rule_says_of_each_work(self, with_footings: bool) -> None:
        world, rnd = World(), random.Random(7)
        for seed in range(40):
            world.change(rnd.choice(CHANGES), seed)
            if with_footings:
                changes.number_touches(world.now)
                while footings.find_some():
                    pass
        for organisation in world.organisations:
            (job,) = CoverageRefresh.objects.bulk_create(
                [CoverageRefresh(organisation=organisation, created_at=world.now)]
            )

            coverage.refresh(refresh_id=job.pk, clock=lambda: world.now)

            expected = plainly(organisation, world)
            for row in ArtistCoverage.objects.filter(organisation=organisation):
                told = (row.cleared, row.refused, row.silent)
                covers = (Cover.CLEARED, Cover.REFUSED, Cover.SILENT)
                assert told == tuple(expected[each][row.artist_id] for each in covers)
                assert row.works == sum(expected[each][row.artist_id] for each in Cover)

    def test_counts_a_work_once_and_what_lacks_a_split_sheet(self) -> None:
        stage = Stage(3)
        CreditFactory.create(work=stage.works[0], artist=stage.artist, role=CreditRole.VOCALIST)
        SplitSheetFactory.create(work=stage.works[0])

        count()

        row = of(stage)
        assert (row.works, row.without_splits, row.silent) == (7, 6, 7)

    def test_stores_a_conflict_with_both_sides_and_for_the_artist_it_concerns(self) -> None:
        stage = Stage(3)
        rep = stage.rep()
        say_no(stage.artist, use=Use.TRAINING)
        decisions.record(
            by=rep.user,
            artist=stage.artist,
            organisation=stage.label,
            choice=decisions.Choice(True, None, stage.tool, Use.TRAINING, terms=stage.terms),
            now=NOW,
        )

        count()

        conflict = Conflict.objects.get()
        assert (conflict.artist, conflict.tool, conflict.use) == (
            stage.artist,
            stage.tool,
            "training",
        )
        assert conflict.works == 3
        assert [(side["is_yes"], side["by"]) for side in conflict.sides] == [
            (False, "Ana Sol"),
            (True, "Tom Reed for Northlight, clause 4.2"),
        ]
        assert of(stage).conflicts == 1

    def test_leaves_what_artists_differ_about_among_themselves_to_them(self) -> None:
        stage = Stage(1)
        other = CreditFactory.create(work=stage.works[0]).artist
        say_yes(stage.artist, stage.terms, use=Use.DISCOVERY)
        say_no(other, use=Use.DISCOVERY)

        count()

        conflict = Conflict.objects.get(artist=stage.artist)
        assert conflict.kind == "holders"
        assert of(stage).conflicts == 0


class TestDue:
    def test_asks_for_everybody_once_and_then_for_whom_something_changed(self) -> None:
        stage, other = Stage(1), Stage(1, tool="Other")
        count()

        assert coverage.due(NOW) == []
        say_yes(stage.artist, stage.terms)
        asked = coverage.due(NOW)

        assert [CoverageRefresh.objects.get(pk=pk).organisation for pk in asked] == [stage.label]
        assert other.label.coverage_refresh.state == "done"

    def test_hears_of_split_sheets(self) -> None:
        stage = Stage(1)
        count()

        SplitSheetFactory.create(work=stage.works[0])
        count()

        assert of(stage).without_splits == 2

    def test_hears_of_a_writer_whose_song_is_on_a_recording(self) -> None:
        stage = Stage(1)
        publisher = Stage(1, tool="Other")
        stage.works[0].compositions.add(*publisher.works[0].compositions.all())
        count()

        say_no(publisher.artist)

        asked = coverage.due(NOW)
        assert {CoverageRefresh.objects.get(pk=pk).organisation for pk in asked} == {
            stage.label,
            publisher.label,
        }

    def test_comes_again_by_itself_when_time_may_have_changed_it(self) -> None:
        stage = Stage(1)
        count()

        assert coverage.due(NOW + timedelta(hours=1)) == []
        assert coverage.due(NOW + timedelta(days=1)) == [stage.label.coverage_refresh.pk]

    def test_is_not_asked_for_twice(self) -> None:
        stage = Stage(1)
        count()
        say_yes(stage.artist, stage.terms)

        assert coverage.due(NOW)
        assert coverage.due(NOW) == []
