"""The rule, case by case: the truth table that docs/rule.md tells in words."""

from __future__ import annotations

import pytest

from artistportal.roster.domain.uses import Use
from consent.domain.clearances import Question, clear
from consent.domain.facts import Facts
from consent.domain.reasons import Reason
from tests.consent.domain.cast import (
    ANA,
    EVERYBODY,
    HOUSES,
    LABELS,
    MANDATE,
    PUBLISHERS,
    WITH_NOTICE,
    WORK,
    no,
)
from tests.consent.domain.rule_cases import CASES, Case
from tests.consent.domain.strategies import day


class TestTheRule:
    @pytest.mark.parametrize("case", CASES, ids=lambda case: case.sentence.replace(" ", "_"))
    def test_says_that(self, case: Case) -> None:
        facts = Facts(case.decisions, case.licences, [MANDATE])

        clearance = clear(
            facts, case.work, Question(case.tool, case.use, case.territory, day(case.at))
        )

        assert clearance.reason is case.reason
        assert clearance.status is case.reason.status

    def test_has_a_case_for_every_reason(self) -> None:
        assert {case.reason for case in CASES} == set(Reason)


class TestTheExplanation:
    def test_names_the_licence_the_terms_and_the_decision(self) -> None:
        facts = Facts(EVERYBODY, [LABELS, PUBLISHERS, HOUSES])

        (leg,) = clear(facts, WORK, Question(1, Use.DISCOVERY, "DE", day(40))).legs

        assert leg.licence == LABELS
        assert [(a.artist, a.decision) for a in leg.answers] == [(ANA, EVERYBODY[0])]

    def test_says_when_a_no_in_notice_takes_effect(self) -> None:
        facts = Facts([*EVERYBODY, no(20)], [WITH_NOTICE, PUBLISHERS, HOUSES])

        (leg,) = clear(facts, WORK, Question(1, Use.DISCOVERY, "DE", day(40))).legs

        assert leg.answers[0].effective_at == day(50)

    def test_has_a_sentence_and_a_cure_for_every_reason(self) -> None:
        for reason in Reason:
            assert reason.sentence.endswith(".")
            assert reason.cure.endswith(".")
