"""Outlooks: the examples of docs/ledger.md, and the laws that every estimate keeps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnings.domain import outlooks
from earnings.domain.outlooks import Estimate, NoBasis, Other

AMOUNTS = st.integers(0, 10**15)


class TestFromMonths:
    def test_takes_the_year_again_and_its_weakest_and_strongest_quarter(self) -> None:
        months = [10, 10, 10, 20, 20, 20, 30, 30, 30, 40, 40, 40]

        assert outlooks.from_months(months) == Estimate(120, 300, 480)

    def test_stretches_fewer_months_to_a_year(self) -> None:
        assert outlooks.from_months([10, 0, 5]) == Estimate(60, 60, 60)

    def test_lets_the_ends_give_way_where_months_are_few(self) -> None:
        assert outlooks.from_months([0, 10, 10, 0]) == Estimate(60, 60, 80)

    def test_has_no_basis_in_two_months(self) -> None:
        with pytest.raises(NoBasis, match="fewer than 3 months of use were reported"):
            outlooks.from_months([10, 10])

    @given(st.lists(AMOUNTS, min_size=3, max_size=12))
    def test_never_puts_low_above_high(self, months: list[int]) -> None:
        found = outlooks.from_months(months)

        assert 0 <= found.low_micros <= found.likely_micros <= found.high_micros

    @given(st.lists(AMOUNTS, min_size=12, max_size=12))
    def test_of_a_whole_year_is_that_year_and_needs_no_giving_way(self, months: list[int]) -> None:
        found = outlooks.from_months(months)

        quarters = [sum(months[at : at + 3]) for at in range(10)]
        assert (found.low_micros, found.high_micros) == (4 * min(quarters), 4 * max(quarters))
        assert found.likely_micros == sum(months)


def paid(*of_a_work: int) -> list[Other]:
    return [Other(units=1, paid_micros=micros, works=1) for micros in of_a_work]


class TestFromOthers:
    def test_gives_the_quartiles_times_the_works(self) -> None:
        others = paid(100, 900, 200, 800, 300, 700, 400, 600, 500, 1_000, 1_100)

        assert outlooks.from_others(others, 2) == Estimate(600, 1_200, 1_600)

    def test_at_a_rate_counts_uses(self) -> None:
        others = [Other(units=30, paid_micros=1, works=8)] * 10

        # 3.75 uses a work, cut to 3.7, for three works at 2 cents.
        assert outlooks.from_others(others, 3, 20_000) == Estimate(222_000, 222_000, 222_000)

    def test_has_no_basis_in_nine_artists(self) -> None:
        with pytest.raises(NoBasis, match="fewer than 10 artists"):
            outlooks.from_others(paid(*[100] * 9), 1)

    def test_gives_nobodys_exact_amount(self) -> None:
        found = outlooks.from_others(paid(*[123_456_789] * 10), 1)

        assert found == Estimate(120_000_000, 120_000_000, 120_000_000)

    @given(st.integers(1, 10**12), st.integers(1, 10_000), st.integers(1, 10_000))
    def test_lets_no_choice_of_works_bring_out_a_third_digit(
        self, micros: int, one: int, other: int
    ) -> None:
        """However many works are chosen, what a work came to is told to two digits."""
        others = paid(*[micros] * 10)

        told = {
            outlooks.from_others(others, works).likely_micros // works for works in (one, other)
        }

        assert told == {outlooks.cut(micros)}

    @given(st.integers(1, 10**6), st.integers(1, 1_000), st.integers(1, 10**6))
    def test_lets_no_rate_bring_out_a_third_digit(self, units: int, works: int, rate: int) -> None:
        others = [Other(units, 0, 1)] * 10

        told = outlooks.from_others(others, works, rate).likely_micros

        assert told == outlooks.cut(units * 10**6) * rate * works // 10**6

    @given(st.lists(AMOUNTS, min_size=10, max_size=40), st.integers(0, 10_000))
    def test_never_puts_low_above_high(self, of_a_work: list[int], works: int) -> None:
        found = outlooks.from_others(paid(*of_a_work), works)

        assert 0 <= found.low_micros <= found.likely_micros <= found.high_micros


class TestAtRate:
    @pytest.mark.parametrize(("now", "then", "told"), [(3, 2, 15), (1, 3, 3), (7, 0, 10)])
    def test_moves_an_amount_to_another_rate(self, now: int, then: int, told: int) -> None:
        assert outlooks.at_rate(10, now, then) == told


class TestTogether:
    def test_adds_like_to_like_and_says_each_thing_once(self) -> None:
        found = outlooks.together([Estimate(1, 2, 3, ("a", "b")), Estimate(10, 20, 30, ("b",))])

        assert found == Estimate(11, 22, 33, ("a", "b"))


class TestPart:
    @pytest.mark.parametrize(
        ("units", "whole", "part"), [(1, 3, 33), (3, 3, 100), (0, 3, 0), (0, 0, 0)]
    )
    def test_rounds_down(self, units: int, whole: int, part: int) -> None:
        assert outlooks.part(100, units, whole) == part


class TestCut:
    @pytest.mark.parametrize(
        ("micros", "kept"), [(12_345, 12_000), (99, 99), (7, 7), (0, 0), (1_999_999, 1_900_000)]
    )
    def test_keeps_two_digits(self, micros: int, kept: int) -> None:
        assert outlooks.cut(micros) == kept
