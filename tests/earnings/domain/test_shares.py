"""Exact division of frames, against the plain reading in artistportal.money."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from artistportal import money
from earnings.domain import shares

WEIGHTS = st.lists(st.integers(1, 10**12), min_size=1, max_size=9)
GROUPS = st.lists(st.tuples(st.integers(0, 10**15), WEIGHTS), min_size=1, max_size=6)


class TestDivideWhole:
    @given(pool=st.integers(0, 10**17), weights=st.lists(st.integers(0, 10**6), max_size=30))
    def test_is_the_plain_division(self, pool: int, weights: list[int]) -> None:
        found = shares.divide_whole(pool, pl.Series(weights, dtype=pl.Int64)).to_list()

        if sum(weights) == 0:
            assert found == [0] * len(weights)
        else:
            keyed = dict(enumerate(weights))
            assert found == list(money.divide(pool, keyed, order=sorted(keyed)).values())


class TestDivideEach:
    @given(GROUPS)
    def test_is_the_plain_division_of_every_group(
        self, groups: list[tuple[int, list[int]]]
    ) -> None:
        rows = [
            (number, amount, weight, sum(weights))
            for number, (amount, weights) in enumerate(groups)
            for weight in weights
        ]
        frame = pl.DataFrame(
            rows,
            schema=dict.fromkeys(["group", "amount", "weight", "total"], pl.Int64),
            orient="row",
        )

        found = shares.divide_each(frame).to_list()

        expected = [
            part
            for amount, weights in groups
            for part in money.divide(
                amount, dict(enumerate(weights)), order=range(len(weights))
            ).values()
        ]
        assert found == expected

    def test_divides_amounts_whose_products_pass_64_bits(self) -> None:
        amount, half = 2**62, 10**15
        frame = pl.DataFrame(
            {"group": [0, 0], "amount": [amount] * 2, "weight": [half] * 2, "total": [2 * half] * 2}
        )

        assert shares.divide_each(frame).to_list() == [2**61, 2**61]
