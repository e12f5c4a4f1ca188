"""Spans say at every moment what the rule says when asked about that moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from artistportal.roster.domain.uses import Use, WorkKind
from consent.domain.agreements import Licence, Terms
from consent.domain.clearances import Question, clear
from consent.domain.decisions import Decision
from consent.domain.facts import Facts
from consent.domain.reasons import Reason
from consent.domain.scopes import WORLDWIDE, Scope
from consent.domain.spans import Spans, Stretch, spans
from consent.domain.works import Holder, Leg, Work
from tests.consent.domain.strategies import START, USES, World, day, quarrels, worlds

TERRITORIES = ("DE", "FR", "JP", "US", WORLDWIDE)
STRETCH = Stretch(1, USES, TERRITORIES, day(0), day(14))
TICK = timedelta(microseconds=1)


def reason_at(found: Spans, work: int, use: Use, territory: str, at: datetime) -> Reason:
    """The reason that a reader joins together from the three tables."""
    group = next(g.group for g in found.work_groups if (g.work, g.use) == (work, use))
    number = next(c.territory_class for c in found.territory_classes if c.territory == territory)
    (reason,) = [
        span.reason
        for span in found.spans
        if (span.group, span.territory_class) == (group, number)
        and span.from_at <= at < span.until_at
    ]
    return reason


class TestSpans:
    @settings(max_examples=100, deadline=None)
    @given(worlds() | quarrels(), st.sampled_from([0, 5, 9]))
    def test_equal_the_rule_at_every_moment(self, world: World, first: int) -> None:
        stretch = replace(STRETCH, from_at=day(first))

        found = spans(world.facts, world.works, stretch)

        moments = {span.from_at for span in found.spans} | {day(n) for n in range(first, 14)}
        for at in moments | {m - TICK for m in moments if m > stretch.from_at}:
            for work in world.works:
                for use in USES:
                    for territory in TERRITORIES:
                        clearance = clear(world.facts, work, Question(1, use, territory, at))
                        reason = reason_at(found, work.id, use, territory, at)
                        assert reason is clearance.reason

    @settings(max_examples=100, deadline=None)
    @given(worlds())
    def test_cover_the_stretch_without_gap_and_without_needless_cuts(self, world: World) -> None:
        found = spans(world.facts, world.works, STRETCH)

        for group in {span.group for span in found.spans}:
            for number in {span.territory_class for span in found.spans}:
                row = [s for s in found.spans if s[:2] == (group, number)]
                assert row[0].from_at == STRETCH.from_at
                assert row[-1].until_at == STRETCH.until_at
                for one, following in pairwise(row):
                    assert one.until_at == following.from_at
                    assert one.reason is not following.reason

    def test_put_works_that_the_rule_cannot_tell_apart_into_one_group(self) -> None:
        licence = Licence(
            1, 1, 1, 1, frozenset({Use.DISCOVERY}), START, terms=(Terms(1, 1, 1, START),)
        )
        scope = Scope(tool=1, use=Use.DISCOVERY)
        yes = Decision(1, 1, True, scope, day(1), terms=1, reaches_later_works=True)
        no = Decision(2, 1, False, Scope(work=7), day(2))
        works = [
            Work(n, (Leg(n, WorkKind.RECORDING, 1, (Holder(1, START),)),)) for n in range(1000)
        ]

        found = spans(
            Facts([yes, no], [licence]),
            works,
            Stretch(1, (Use.DISCOVERY,), ("DE", "FR"), day(0), day(9)),
        )

        assert len({g.group for g in found.work_groups}) == 2
        assert len({c.territory_class for c in found.territory_classes}) == 1
        assert [(s.from_at, s.reason) for s in found.spans if s.group == 0] == [
            (day(0), Reason.SILENCE),
            (day(1), Reason.ALLOWED),
        ]
        assert [(s.from_at, s.reason) for s in found.spans if s.group == 1] == [
            (day(0), Reason.SILENCE),
            (day(1), Reason.ALLOWED),
            (day(2), Reason.SAID_NO),
        ]
