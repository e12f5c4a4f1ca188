"""The laws of the rule, in random worlds."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from artistportal.roster.domain.uses import Use
from consent.domain.clearances import Question, clear
from consent.domain.decisions import Capacity, Decision
from consent.domain.facts import Facts
from consent.domain.reasons import Reason, Status
from consent.domain.scopes import WORLDWIDE, Scope
from tests.consent.domain.brute_force import BruteForce
from tests.consent.domain.strategies import World, day, quarrels, questions, worlds


def statuses(world: World, question: Question, decisions: list[Decision]) -> list[Status]:
    facts = Facts(decisions, world.licences, world.mandates)
    return [clear(facts, work, question).status for work in world.works]


def cleared_only_where(before: list[Status], after: list[Status]) -> bool:
    """Whether all that is cleared after was cleared before."""
    return all(
        was is Status.CLEARED
        for was, now in zip(before, after, strict=True)
        if now is Status.CLEARED
    )


class TestClear:
    @settings(max_examples=1000, deadline=None)
    @given(worlds(), questions)
    def test_equals_the_sentence_read_by_brute_force(
        self, world: World, question: Question
    ) -> None:
        brute_force = BruteForce(world.decisions, world.licences, world.mandates)

        found = statuses(world, question, world.decisions)

        assert found == [brute_force.status(work, question) for work in world.works]

    @settings(max_examples=600, deadline=None)
    @given(quarrels(), st.sampled_from(["DE", "FR", WORLDWIDE]), st.integers(2, 13))
    def test_equals_the_sentence_while_one_artist_changes_their_mind(
        self, world: World, territory: str, at: int
    ) -> None:
        question = Question(1, Use.DISCOVERY, territory, day(at))
        brute_force = BruteForce(world.decisions, world.licences, world.mandates)

        found = statuses(world, question, world.decisions)

        assert found == [brute_force.status(work, question) for work in world.works]

    @settings(max_examples=200, deadline=None)
    @given(worlds(), questions, st.randoms(use_true_random=False))
    def test_does_not_depend_on_the_order_of_storage(
        self, world: World, question: Question, shuffler: random.Random
    ) -> None:
        shuffled = list(world.decisions)
        shuffler.shuffle(shuffled)

        found = statuses(world, question, shuffled)

        assert found == statuses(world, question, world.decisions)

    @settings(max_examples=300, deadline=None)
    @given(worlds(), questions, st.sampled_from(list(Capacity)), st.sampled_from([None, 1]))
    def test_never_allows_more_after_a_no(
        self,
        world: World,
        question: Question,
        capacity: Capacity,
        work: int | None,
    ) -> None:
        newest = max((d.given_at for d in world.decisions), default=question.at)
        no = Decision(100, 1, False, Scope(work=work), newest, capacity, mandate=1)

        before = statuses(world, question, world.decisions)
        after = statuses(world, question, [*world.decisions, no])

        assert cleared_only_where(before, after)

    @settings(max_examples=200, deadline=None)
    @given(worlds(), questions)
    def test_clears_nothing_when_nobody_spoke(self, world: World, question: Question) -> None:
        assert Status.CLEARED not in statuses(world, question, [])

    @settings(max_examples=200, deadline=None)
    @given(worlds(), questions)
    def test_does_not_know_of_what_comes_later(self, world: World, question: Question) -> None:
        by_then = [d for d in world.decisions if d.given_at <= question.at]

        assert statuses(world, question, by_then) == statuses(world, question, world.decisions)

    @settings(max_examples=200, deadline=None)
    @given(worlds(), questions)
    def test_names_a_reason_of_every_leg_that_adds_up_to_its_status(
        self, world: World, question: Question
    ) -> None:
        for work in world.works:
            clearance = clear(world.facts, work, question)

            assert clearance.is_cleared == all(
                leg.status is Status.CLEARED for leg in clearance.legs
            )
            assert clearance.reason in {leg.reason for leg in clearance.legs}
            for leg in clearance.legs:
                assert not leg.answers or leg.reason in {a.reason for a in leg.answers}

    @settings(max_examples=200, deadline=None)
    @given(worlds(), questions)
    def test_rests_what_is_allowed_on_a_yes_of_the_artist(
        self, world: World, question: Question
    ) -> None:
        for work in world.works:
            for leg in clear(world.facts, work, question).legs:
                for answer in leg.answers:
                    if answer.reason is Reason.ALLOWED:
                        assert answer.decision is not None
                        assert answer.decision.is_yes
                        assert answer.decision.artist == answer.artist

    @settings(max_examples=200, deadline=None)
    @given(worlds(), questions)
    def test_is_never_loosened_by_putting_a_yes_under_a_mandate(
        self, world: World, question: Question
    ) -> None:
        under_mandate = [
            replace(d, capacity=Capacity.MANDATE, mandate=1) if d.is_yes else d
            for d in world.decisions
        ]

        before = statuses(world, question, world.decisions)
        after = statuses(world, question, under_mandate)

        assert cleared_only_where(before, after)
