"""Sums divided by their key: the worked example AC of docs/ledger.md, and the laws."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnings.domain import lump_sums
from earnings.domain.lump_sums import AllocationKey, NothingToGoBy

ANA, BEN, CY, DEE = 1, 2, 3, 4
Row = tuple[int | None, int | None, str, int, int, int, int]

AC: list[Row] = [
    # payee, work, outcome, units, share, whole, amount
    (ANA, 1, "payable", 2, 1, 1, 20_000),
    (BEN, 2, "payable", 5, 500_000, 1_000_000, 25_000),
    (CY, 2, "payable", 5, 500_000, 1_000_000, 25_000),
    (DEE, 3, "held", 9, 1, 1, 90_000),
    (None, None, "unmatched", 7, 1, 1, 70_000),
]


def divided(rows: list[Row], key: AllocationKey, amount: int = 10_000_000) -> dict[int, int]:
    frame = pl.DataFrame(
        rows,
        schema={name: pl.String if name == "outcome" else pl.Int64 for name in lump_sums.READ},
        orient="row",
    )
    return lump_sums.of_payees(lump_sums.divided(amount, lump_sums.weights(frame.lazy(), key)))


class TestExampleAc:
    @pytest.mark.parametrize(
        ("key", "parts"),
        [
            (AllocationKey.EARNED, (2_857_143, 3_571_429, 3_571_428)),
            (AllocationKey.UNITS, (2_857_143, 3_571_429, 3_571_428)),
            (AllocationKey.WORKS, (5_000_000, 2_500_000, 2_500_000)),
            (AllocationKey.ALIKE, (3_333_334, 3_333_333, 3_333_333)),
        ],
    )
    def test_is_divided_by_its_key(self, key: AllocationKey, parts: tuple[int, int, int]) -> None:
        assert divided(AC, key) == dict(zip((ANA, BEN, CY), parts, strict=True))


class TestWeights:
    def test_leave_out_whoever_owes_more_than_they_earned(self) -> None:
        rows: list[Row] = [*AC[:2], (BEN, 2, "payable", 5, 1, 1, -30_000)]

        assert divided(rows, AllocationKey.EARNED) == {ANA: 10_000_000}

    def test_leave_out_what_a_guarantee_added(self) -> None:
        rows: list[Row] = [*AC, (DEE, None, "payable", 0, 1, 1, 500_000)]

        assert DEE not in divided(rows, AllocationKey.EARNED)

    def test_count_a_work_once_over_all_months(self) -> None:
        assert divided([*AC, AC[0], AC[0]], AllocationKey.WORKS)[ANA] == 5_000_000

    def test_need_somebody_who_earned(self) -> None:
        with pytest.raises(NothingToGoBy, match="Nobody earned anything"):
            divided(AC[3:], AllocationKey.EARNED)


class TestLaws:
    @given(
        st.lists(
            st.tuples(
                st.integers(1, 5),
                st.integers(1, 4),
                st.just("payable"),
                st.integers(1, 10**6),
                st.integers(1, 10**6),
                st.just(10**6),
                st.integers(1, 10**9),
            ),
            min_size=1,
            max_size=12,
        ),
        st.sampled_from(AllocationKey),
        st.integers(1, 10**12),
    )
    @settings(max_examples=40, deadline=None)
    def test_nothing_is_lost_and_the_order_does_not_matter(
        self, rows: list[Row], key: AllocationKey, amount: int
    ) -> None:
        parts = divided(rows, key, amount)

        assert sum(parts.values()) == amount
        assert divided(rows[::-1], key, amount) == parts
