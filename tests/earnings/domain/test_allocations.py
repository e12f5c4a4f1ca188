"""The laws of allocation: nothing lost, nothing invented, no order."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnings.domain import allocations
from earnings.domain.allocations import ALLOCATION_SCHEMA
from earnings.domain.lines import WrongSchema
from earnings.domain.pools import Terms
from tests.earnings.domain import frames

SHARES = frames.shares(
    {
        1: [("recording", {1: 333_333, 2: 333_333, 3: 333_334})],
        2: [("recording", {2: 999_999, 4: 1}), ("composition", {3: 500_000, 5: 500_000})],
        3: [("composition", {5: 1_000_000})],
    }
)
CELL = st.fixed_dictionaries(
    {
        "work": st.sampled_from([1, 2, 3, 4]),
        "use": st.sampled_from(["training", "discovery"]),
        "territory": st.sampled_from(["DE", "FR", "US"]),
        "outcome": st.sampled_from(["payable", "held", "unmatched", "excluded"]),
        "units": st.integers(0, 10**6),
    }
)
CELLS = st.lists(
    CELL, min_size=1, max_size=25, unique_by=lambda c: (c["work"], c["use"], c["territory"])
)
TERMS = st.one_of(st.integers(0, 10**6).map(frames.rates), st.integers(0, 10**15).map(frames.pool))


def allocate(rows: list[dict[str, object]], terms: Terms) -> pl.DataFrame:
    return frames.allocated(frames.cells(*rows), SHARES, terms)


class TestAllocate:
    @settings(max_examples=60, deadline=None)
    @given(rows=CELLS, terms=TERMS)
    def test_loses_nothing(self, rows: list[dict[str, object]], terms: Terms) -> None:
        found = allocate(rows, terms)

        totals = allocations.totals(found)
        held, unmatched = totals.held_micros, totals.unmatched_micros
        assert totals.payable_micros + held + unmatched == totals.gross_micros
        counted = any(r["units"] and r["outcome"] != "excluded" for r in rows)
        if terms.pool_micros is not None:
            assert totals.gross_micros == (terms.pool_micros if counted else 0)
        assert found.filter(pl.col("outcome") == "excluded")["amount_micros"].sum() == 0

    @settings(max_examples=60, deadline=None)
    @given(rows=CELLS, terms=TERMS)
    def test_gives_each_part_within_one_unit(
        self, rows: list[dict[str, object]], terms: Terms
    ) -> None:
        for row in allocate(rows, terms).iter_rows(named=True):
            exact = row["gross_micros"] * row["share"]
            assert abs(row["amount_micros"] * row["whole"] - exact) < row["whole"]

    @settings(max_examples=40, deadline=None)
    @given(rows=CELLS, terms=TERMS, random=st.randoms())
    def test_does_not_depend_on_the_order_of_cells(
        self, rows: list[dict[str, object]], terms: Terms, random: object
    ) -> None:
        shuffled = list(rows)
        random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a Random

        assert allocate(shuffled, terms).equals(allocate(rows, terms))

    def test_is_sorted_by_payee_and_holds_no_float(self) -> None:
        found = allocate([{"work": 1, "units": 5}, {"work": 2, "units": 3}], frames.rates(7))

        assert found["payee"].is_sorted()
        assert list(found.schema) == list(ALLOCATION_SCHEMA)
        assert not any(dtype.is_float() for dtype in found.dtypes)

    def test_holds_a_leg_without_a_split_sheet(self) -> None:
        shares = frames.shares({9: [("recording", {})]})

        found = frames.allocated(frames.cells({"work": 9}), shares, frames.rates(10))

        assert found.select("outcome", "reason", "amount_micros").rows() == [
            ("held", "no_split_sheet", 10)
        ]

    def test_holds_what_no_side_of_the_licence_covers(self) -> None:
        found = allocate([{"work": 3, "use": "discovery"}], frames.rates(10))

        assert found["reason"].to_list() == ["no_side"]
        assert allocations.totals(found).held_micros == 10

    def test_raises_where_an_amount_does_not_fit(self) -> None:
        with pytest.raises(pl.exceptions.InvalidOperationError):
            allocate([{"units": 2**62}], frames.rates(4))

    def test_refuses_cells_with_a_float(self) -> None:
        cells = frames.cells({}).with_columns(pl.col("units").cast(pl.Float64))

        with pytest.raises(WrongSchema, match="units"):
            frames.allocated(cells, SHARES, frames.rates(1))
