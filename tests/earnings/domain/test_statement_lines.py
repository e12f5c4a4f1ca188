"""The lines of a statement: differences of allocations, and amounts exchanged one by one."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnings.domain import statement_lines
from earnings.domain.exchange_rates import converted
from earnings.domain.pools import Terms
from earnings.domain.statement_lines import COLUMNS, KEY, LINE_SCHEMA, SUMS, Astray, Exchange
from tests.earnings.domain import frames

DOCS = Path(__file__).parents[3] / "docs" / "statements.md"
ROW = st.tuples(
    st.integers(1, 3),
    st.sampled_from(["training", "remix"]),
    st.sampled_from(["DE", "FR"]),
    st.integers(-50, 50),
)


def lines(rows: list[tuple[int, str, str, int]]) -> pl.LazyFrame:
    told = [
        (work, use, territory, "v1", 1, 2, 1, 0, 2 * amount, amount)
        for work, use, territory, amount in rows
    ]
    return pl.LazyFrame(told, schema=LINE_SCHEMA, orient="row")


class TestOfPayee:
    def test_calls_what_the_organisation_keeps_by_its_name(self) -> None:
        terms = Terms(
            "pro_rata_usage", "EUR", "at_least", minimum_micros=7, revenue_ppm=0,
            breakage="organisation", sides_ppm=frames.SIDES,
        )  # fmt: skip
        shares = frames.shares({1: [("recording", {1: 1_000_000})]})
        allocation = frames.allocated(frames.cells({}), shares, terms, keeper=9)

        found = statement_lines.of_payee(allocation.lazy(), 9).collect()

        assert found.select("work", "use", "amount_micros").rows() == [(None, "breakage", 7)]


class TestDiffering:
    def test_leaves_out_what_stayed_and_takes_back_what_is_gone(self) -> None:
        before = lines([(1, "remix", "DE", 10), (2, "remix", "DE", 7)])
        now = lines([(1, "remix", "DE", 10), (3, "remix", "DE", 5)])

        found = statement_lines.differing(now, before).collect()

        assert found.select("work", "units", "amount_micros").rows() == [(2, -1, -7), (3, 1, 5)]

    @given(st.lists(ROW, max_size=8), st.lists(ROW, max_size=8))
    def test_comes_to_the_difference_whatever_the_order(
        self, now: list[tuple[int, str, str, int]], before: list[tuple[int, str, str, int]],

    ) -> None:  # fmt: skip
        found = statement_lines.differing(lines(now), lines(before)).collect()
        again = statement_lines.differing(lines(now[::-1]), lines(before[::-1])).collect()

        assert found.equals(again)
        assert found["amount_micros"].sum() == sum(r[3] for r in now) - sum(r[3] for r in before)
        assert found.height == found.select(KEY).unique().height
        assert all(any(row) for row in found.select(SUMS).rows())


class TestExchange:
    @given(
        st.lists(st.integers(-(10**12), 10**12), max_size=12),
        st.decimals(min_value="0.000001", max_value="20000", places=12),
    )
    def test_of_each_amount_adds_up_to_the_exchange_of_all(
        self, amounts: list[int], rate: Decimal
    ) -> None:
        exchange = Exchange(rate)

        found = [exchange(amount) for amount in amounts]

        assert sum(found) == converted(sum(amounts), rate)
        for amount, got in zip(amounts, found, strict=True):
            assert abs(got - converted(amount, rate)) <= 2

    def test_leaves_amounts_of_the_same_currency_as_they_are(self) -> None:
        assert [Exchange()(amount) for amount in (5, -3, 0)] == [5, -3, 0]


class TestCheckSum:
    def test_refuses_lines_that_are_one_micro_unit_astray(self) -> None:
        statement_lines.check_sum(5, 5, "S-000001")
        with pytest.raises(Astray, match="S-000001"):
            statement_lines.check_sum(5, 6, "S-000001")


class TestColumns:
    def test_stand_in_the_documentation_with_the_same_words(self) -> None:
        rows = [line for line in DOCS.read_text().splitlines() if line.startswith("| `")]
        cells = [tuple(cell.strip() for cell in row.strip("|").split("|", 1)) for row in rows]
        told = {cell[0]: cell[1] for cell in cells}

        assert told == {f"`{name}`": meaning for name, meaning in COLUMNS.items()}


class TestPercentOf:
    @pytest.mark.parametrize(
        ("share", "whole", "text"),
        [(1, 1, "100"), (1, 3, "33.333333"), (333_334, 1_000_000, "33.3334"), (1, 8, "12.5")],
    )
    def test_has_at_most_six_decimals(self, share: int, whole: int, text: str) -> None:
        assert statement_lines.percent_of(share, whole) == text
