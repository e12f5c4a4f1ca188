"""Works that stand alike are answered alike, whoever of them the rule is asked about."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from artistportal.roster.domain.uses import Use, WorkKind
from consent.domain.decisions import Decision
from consent.domain.facts import Facts
from consent.domain.reasons import Reason
from consent.domain.scopes import WORLDWIDE, Scope
from consent.domain.spans import Spans, Stretch, spans
from consent.domain.works import Holder, Leg, Work
from earnings.domain.footings import (
    HOLDER_SCHEMA,
    LACKING_SCHEMA,
    LEGS_SCHEMA,
    Decided,
    Footings,
    alike,
    examples,
)
from tests.consent.domain.strategies import USES, World, day, quarrels, worlds

TERRITORIES = ("DE", "FR", "JP", WORLDWIDE)
Answer = list[tuple[datetime, datetime, Reason]]


def frames(works: list[Work]) -> Footings:
    """The works as the catalogue would tell of them."""
    legs = {leg.work: leg for work in works for leg in work.legs}
    return Footings(
        legs=_frame(
            [(w.id, leg.work, leg.kind.value, leg.rights_holder) for w in works for leg in w.legs],
            LEGS_SCHEMA,
        ),
        holders=_frame(
            [(leg.work, h.artist, h.credited_at) for leg in legs.values() for h in leg.holders],
            HOLDER_SCHEMA,
        ),
        lacking=_frame(
            [(w.id, a) for w in works for a in w.vocalists_without_voice], LACKING_SCHEMA
        ),
    )


def _frame(rows: list[tuple[object, ...]], schema: pl.Schema) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema, orient="row")


def answers(found: Spans, work: int, use: Use) -> dict[str, Answer]:
    """What is said of a work and use, by territory."""
    (group,) = [g.group for g in found.work_groups if (g.work, g.use) == (work, use)]
    return {
        each.territory: [
            (span.from_at, span.until_at, span.reason)
            for span in found.spans
            if (span.group, span.territory_class) == (group, each.territory_class)
        ]
        for each in found.territory_classes
    }


def more(world: World) -> list[Work]:
    """The world's works, and each of them once more under other numbers."""
    again = [
        replace(
            work,
            id=work.id + 10,
            legs=tuple(replace(leg, work=leg.work + 10) for leg in work.legs),
        )
        for work in world.works
    ]
    return [*world.works, *again]


class TestAlike:
    @settings(max_examples=100, deadline=None)
    @given(worlds() | quarrels(), st.sampled_from([0, 5, 9]))
    def test_works_get_the_answers_that_each_of_them_would_get(
        self, world: World, first: int
    ) -> None:
        works, stretch = more(world), Stretch(1, USES, TERRITORIES, day(first), day(14))
        told = frames(works)

        found = alike(told, Decided.of(world.facts, told.artists(), stretch.from_at))

        of_examples = spans(world.facts, examples(told, found), stretch)
        of_all = spans(world.facts, works, stretch)
        assert sorted(found["work"]) == [work.id for work in works]
        for work, example in found.iter_rows():
            for use in USES:
                assert answers(of_all, work, use) == answers(of_examples, example, use)

    def test_artists_who_said_the_same_before_are_one(self) -> None:
        facts = Facts([yes(1, artist=1, at=day(1)), yes(2, artist=2, at=day(2))], [])
        works = [recording(1, artist=1), recording(2, artist=2)]

        apart = alike(frames(works), Decided.of(facts, [1, 2], day(1)))
        same = alike(frames(works), Decided.of(facts, [1, 2], day(3)))

        assert dict(apart.iter_rows()) == {1: 1, 2: 2}
        assert dict(same.iter_rows()) == {1: 1, 2: 1}

    def test_a_decision_about_one_work_sets_it_apart(self) -> None:
        about = replace(yes(1, artist=1, at=day(1)), scope=Scope(2, 1, None, None))
        works = [recording(number, artist=1) for number in (1, 2, 3)]

        found = alike(frames(works), Decided.of(Facts([about], []), [1], day(3)))

        assert dict(found.iter_rows()) == {1: 1, 2: 2, 3: 1}


class TestExamples:
    def test_are_the_works_as_they_were(self) -> None:
        song = Leg(3, WorkKind.COMPOSITION, 2, (Holder(2, day(1)), Holder(4, day(2))))
        work = Work(1, (*recording(1, artist=1).legs, song), (7,))
        itself = pl.DataFrame({"work": [1], "example": [1]})

        assert examples(frames([work]), itself) == [work]


def yes(number: int, artist: int, at: datetime) -> Decision:
    scope = Scope(None, 1, None, None)
    return Decision(number, artist, True, scope, at, terms=10, reaches_later_works=True)


def recording(number: int, artist: int) -> Work:
    return Work(number, (Leg(number, WorkKind.RECORDING, 1, (Holder(artist, day(0)),)),))
