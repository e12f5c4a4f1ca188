"""What the other pay models would have come to: the same money, divided otherwise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
from hypothesis import given, settings

from earnings.domain import allocations, maths, methods
from earnings.domain.pools import Terms
from tests.earnings.domain import frames
from tests.earnings.domain.test_maths import CELLS, TERMS, run

ANA, BEN = 1, 2
SHARES = frames.shares(
    {1: [("recording", {ANA: 1_000_000})], 2: [("recording", {ANA: 500_000, BEN: 500_000})]}
)
RATES = Terms("per_use_rate", "EUR", rates_micros={"discovery": 100, "training": 1_000})


def told(cells: pl.DataFrame, terms: Terms) -> dict[tuple[int, str], int]:
    allocation = frames.allocated(cells, SHARES, replace(terms, sides_ppm=frames.SIDES))
    found = methods.compared(allocation.lazy(), terms)
    return {(payee, method): amount for payee, method, amount in found.iter_rows()}


class TestCompared:
    def test_divides_the_same_gross_by_every_other_method(self) -> None:
        cells = frames.cells(
            {"work": 1, "units": 6, "weight": 1_000_000},
            {"work": 2, "units": 1, "use": "training", "weight": 3_000_000},
        )

        found = told(cells, RATES)

        assert found == {
            # 6 × 100, and half of 1 × 1,000
            (ANA, "per_use_rate"): 1_100,
            (BEN, "per_use_rate"): 500,
            # 1,600 over 7 units: 1,371.43 and 228.57, so 1,371 and 229, halved 115 and 114
            (ANA, "pro_rata_usage"): 1_486,
            (BEN, "pro_rata_usage"): 114,
            # 800 a work
            (ANA, "flat_per_work"): 1_200,
            (BEN, "flat_per_work"): 400,
            # a quarter and three quarters
            (ANA, "attribution_weighted"): 1_000,
            (BEN, "attribution_weighted"): 600,
        }

    def test_leaves_out_what_the_month_has_no_weights_for(self) -> None:
        found = told(frames.cells({"work": 1}), frames.pool(100))

        assert {method for _, method in found} == {"pro_rata_usage", "flat_per_work"}

    def test_keeps_held_what_is_held_and_names_its_payee(self) -> None:
        cells = frames.cells({"work": 1, "outcome": "held", "reason": "no"}, {"work": 2})

        found = told(cells, frames.pool(100))

        assert found[ANA, "pro_rata_usage"] == found[ANA, "flat_per_work"] == 25

    @settings(max_examples=25, deadline=None)
    @given(rows=CELLS, terms=TERMS)
    def test_agrees_with_the_run_and_loses_nothing(
        self, rows: list[dict[str, Any]], terms: Terms
    ) -> None:
        payable = [{**row, "outcome": "payable", "work": row["work"] % 2 + 1} for row in rows]
        unique = {(row["work"], row["use"], row["territory"]): row for row in payable}
        allocation, _ = run(list(unique.values()), terms, 10**6)

        found = methods.compared(maths.whole(allocation.lazy()), terms)

        totals = allocations.totals(allocation)
        plain = found.filter(pl.col("method").is_in(["pro_rata_usage", "flat_per_work"]))
        sums = plain.group_by("method").agg(pl.col("amount_micros").sum())
        own = found.filter(pl.col("method") == terms.pay_model).drop("method")
        assert dict(own.iter_rows()) == dict(totals.payees)
        if totals.payable_micros == totals.gross_micros:
            assert {amount for _, amount in sums.iter_rows()} == {totals.gross_micros}
