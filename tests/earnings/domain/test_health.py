"""The data-health score: the documented points, no more and no fewer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnings.domain.health import Data, Issue, MandateState, health, issues

WHOLE = Data(works=200)


@st.composite
def some_data(draw: st.DrawFn) -> Data:
    works = draw(st.integers(0, 5_000))
    missing = st.integers(0, works)
    return Data(
        works,
        draw(missing),
        draw(missing),
        draw(missing),
        draw(st.booleans()),
        draw(st.sampled_from(MandateState)),
        draw(st.booleans()),
        draw(st.integers(0, 9)),
    )


class TestHealth:
    @pytest.mark.parametrize(
        ("data", "score", "cures"),
        [
            pytest.param(WHOLE, 100, [], id="nothing_is_missing"),
            pytest.param(Data(), 100, [], id="no_works"),
            pytest.param(
                replace(WHOLE, without_shares=50),
                92,
                ["Agree split sheets for 50 works."],
                id="a_quarter_without_shares_costs_seven_and_a_half",
            ),
            pytest.param(
                replace(WHOLE, without_number=1),
                99,
                ["Add the ISRC or ISWC of 1 work."],
                id="one_work_costs_a_point",
            ),
            pytest.param(
                replace(WHOLE, has_payee=False, mandate=MandateState.ENDS_SOON, conflicts=2),
                75,
                [
                    "Say to whom the artist’s own money goes.",
                    "Ask for a new mandate: this one ends soon.",
                    "Talk about the 2 conflicts in what was decided.",
                ],
                id="the_most_points_first",
            ),
            pytest.param(
                Data(1, 1, 1, 1, False, MandateState.ENDED, True, 1), 0, None, id="everything"
            ),
        ],
    )
    def test_tells_the_score_and_what_would_raise_it(
        self, data: Data, score: int, cures: list[str] | None
    ) -> None:
        found = health(data)

        assert found.score == score
        assert cures is None or [cure.sentence for cure in found.cures] == cures

    @given(some_data())
    def test_adds_up_to_a_hundred(self, data: Data) -> None:
        found = health(data)

        assert found.score + sum(cure.points for cure in found.cures) == 100
        assert 0 <= found.score <= 100

    @given(some_data())
    def test_is_raised_by_every_cure(self, data: Data) -> None:
        better = [
            replace(data, without_shares=0),
            replace(data, without_answer=0),
            replace(data, without_number=0),
            replace(data, has_payee=True),
            replace(data, mandate=MandateState.IN_FORCE),
            replace(data, is_money_held=False),
            replace(data, conflicts=0),
        ]

        assert all(health(each).score >= health(data).score for each in better)
        gained = sum(health(each).score - health(data).score for each in better)
        assert gained == 100 - health(data).score


class TestIssues:
    def test_names_what_somebody_has_to_settle(self) -> None:
        everything = Data(2, 1, 1, 1, False, MandateState.ENDED, True, 1)

        assert set(issues(everything)) == set(Issue) - {Issue.MANDATE_ENDS}
        assert issues(replace(WHOLE, mandate=MandateState.ENDS_SOON)) == (Issue.MANDATE_ENDS,)
        assert issues(WHOLE) == ()

    @given(some_data())
    def test_leave_none_where_the_score_is_full(self, data: Data) -> None:
        if health(data).score == 100:
            assert issues(data) == ()
