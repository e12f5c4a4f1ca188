"""Disagreements: every one is found, none is cleared, and what was settled is none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from artistportal.roster.domain.uses import Use
from consent.domain.clearances import Question, clear, judge
from consent.domain.conflicts import Conflict, ConflictKind, Voices, of_work
from consent.domain.decisions import Decision
from consent.domain.facts import Facts
from consent.domain.reasons import Reason
from consent.domain.scopes import WORLDWIDE
from tests.consent.domain.cast import (
    ANA,
    BEN,
    DE,
    EVERYBODY,
    HOUSES,
    LABELS,
    MANDATE,
    PUBLISHERS,
    WITH_NOTICE,
    WORK,
    by_label,
    no,
    yes,
)
from tests.consent.domain.strategies import World, day, quarrels, questions, worlds

LICENCES = [LABELS, PUBLISHERS, HOUSES]


def found(
    *decisions: Decision, use: Use = Use.DISCOVERY, licences: object = LICENCES
) -> list[Conflict]:
    facts = Facts(decisions, licences, [MANDATE])  # type: ignore[arg-type]  # lists of licences
    return of_work(Voices(facts), WORK, Question(1, use, "DE", day(40)))


class TestOfWork:
    @pytest.mark.parametrize(
        ("said", "noes"),
        [
            pytest.param([no(1), by_label(yes(2))], [1], id="artist_no_label_yes"),
            pytest.param([by_label(yes(1)), no(2)], [2], id="label_yes_then_artist_no"),
            pytest.param([yes(1), by_label(no(2))], [2], id="artist_yes_label_no"),
            pytest.param([no(1, territories=DE), by_label(yes(2))], [1], id="in_one_territory"),
        ],
    )
    def test_finds_an_artist_and_a_label_apart(self, said: list[Decision], noes: list[int]) -> None:
        (conflict,) = found(*said)

        assert conflict.kind is ConflictKind.MANDATE
        assert [side.decision.number for side in conflict.sides if not side.is_yes] == noes
        assert not conflict.sides[0].is_yes

    @pytest.mark.parametrize(
        "said",
        [
            pytest.param([by_label(no(1)), yes(2)], id="the_artist_lifted_it"),
            pytest.param([no(1), yes(2), by_label(yes(3))], id="the_artist_came_round"),
            pytest.param([no(1)], id="a_no_alone"),
            pytest.param([yes(1), by_label(yes(2))], id="of_one_mind"),
            pytest.param([no(1, territories=frozenset({"JP"})), by_label(yes(2))], id="elsewhere"),
        ],
    )
    def test_finds_none_where_it_is_settled(self, said: list[Decision]) -> None:
        assert found(*said) == []

    def test_finds_artists_apart_who_each_hold_consent(self) -> None:
        ben = no(9, artist=BEN, use=Use.TRAINING)

        (conflict,) = found(*EVERYBODY, ben, use=Use.TRAINING)

        assert conflict.kind is ConflictKind.HOLDERS
        assert [(s.artist, s.is_yes) for s in conflict.sides] == [(BEN, False), (ANA, True)]

    def test_says_when_a_no_in_notice_takes_effect(self) -> None:
        (conflict,) = found(
            yes(1), no(20), by_label(yes(21)), licences=[WITH_NOTICE, PUBLISHERS, HOUSES]
        )

        assert conflict.effective_at == day(50)


class TestTheLaw:
    """In force is the stricter: what anybody differs about is never plainly allowed."""

    @given(world=worlds(), question=questions)
    @settings(max_examples=150)
    def test_never_allows_what_is_in_conflict(self, world: World, question: Question) -> None:
        facts = world.facts
        for work in world.works:
            for territory in facts.one_of_each_class:
                asked = replace(question, territory=territory)

                if of_work(Voices(facts), work, asked):
                    assert clear(facts, work, asked).reason is not Reason.ALLOWED

    @given(world=quarrels())
    @settings(max_examples=150)
    def test_finds_whatever_the_two_say_apart_unless_the_artist_settled_it(
        self, world: World
    ) -> None:
        facts, (work,) = world.facts, world.works
        question = Question(1, Use.DISCOVERY, "DE", day(9))
        (leg,) = work.legs
        in_person, for_them = (
            facts.of([d for d in facts.decisions if d.is_in_person is is_theirs])
            for is_theirs in (True, False)
        )

        reasons = {judge(each, leg, question).reason for each in (in_person, for_them)}
        conflicts = of_work(Voices(facts), work, question)

        if reasons == {Reason.ALLOWED, Reason.SAID_NO}:
            settled = judge(facts, leg, question).reason is Reason.ALLOWED
            assert bool(conflicts) is not settled
        if judge(in_person, leg, question).reason is Reason.SAID_NO:
            assert judge(facts, leg, question).reason is not Reason.ALLOWED

    @given(world=worlds(), question=questions)
    @settings(max_examples=100)
    def test_needs_both_a_yes_and_a_no(self, world: World, question: Question) -> None:
        asked = replace(question, territory="DE" if question.territory == WORLDWIDE else "FR")
        for is_yes in (True, False):
            facts = world.facts.of([d for d in world.decisions if d.is_yes is is_yes])

            assert all(of_work(Voices(facts), work, asked) == [] for work in world.works)
