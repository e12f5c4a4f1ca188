"""How far consent reaches: four kinds of work, told apart as the rule does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from artistportal.roster.domain.uses import Use
from consent.domain.clearances import Question, clear
from consent.domain.coverage import Cover, cover
from consent.domain.decisions import Decision
from consent.domain.facts import Facts
from tests.consent.domain.cast import (
    BEN,
    DE,
    EVERYBODY,
    HOUSES,
    LABELS,
    PUBLISHERS,
    WORK,
    no,
    until,
    yes,
)
from tests.consent.domain.strategies import World, day, worlds


class TestCover:
    @pytest.mark.parametrize(
        ("said", "expected"),
        [
            pytest.param([], Cover.SILENT, id="nothing_said"),
            pytest.param([yes(50)], Cover.SILENT, id="nothing_said_yet"),
            pytest.param([*EVERYBODY], Cover.CLEARED, id="everybody_said_yes"),
            pytest.param([yes(1, territories=DE)], Cover.CLEARED, id="for_one_territory"),
            pytest.param([no(1)], Cover.REFUSED, id="a_no_alone"),
            pytest.param([*EVERYBODY, no(9), no(10, artist=BEN)], Cover.REFUSED, id="taken_back"),
            pytest.param([until(yes(1), 20)], Cover.OPEN, id="a_yes_that_ended"),
            pytest.param([yes(1, use=Use.TRAINING)], Cover.OPEN, id="others_have_yet_to_answer"),
        ],
    )
    def test_tells_them_apart(self, said: list[Decision], expected: Cover) -> None:
        facts = Facts(said, [LABELS, PUBLISHERS, HOUSES])

        assert cover(facts, WORK, day(40)) is expected

    @given(world=worlds())
    @settings(max_examples=100)
    def test_is_cleared_exactly_where_the_rule_clears_something(self, world: World) -> None:
        facts = world.facts
        for work in world.works:
            cleared = any(
                clear(facts, work, Question(tool, use, territory, day(9))).is_cleared
                for tool in (1, 2)
                for use in Use
                for territory in facts.one_of_each_class
            )

            assert (cover(facts, work, day(9)) is Cover.CLEARED) is cleared
