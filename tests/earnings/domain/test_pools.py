"""The laws of pools: under every model and basis nothing is lost, and order decides nothing."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from artistportal import money
from consent.domain.payment import Breakage, PayModel, PoolBasis, Unattributed
from earnings.domain import allocations, attributions, pay_models, pools
from earnings.domain.attributions import Attribution
from earnings.domain.cells import Outcome
from earnings.domain.exchange_rates import Rate, Rates
from earnings.domain.pools import NoPool, Revenue, Terms
from tests.earnings.domain import frames

KEEPER = 9
SHARES = frames.shares(
    {
        1: [("recording", {1: 333_333, 2: 333_333, 3: 333_334})],
        2: [("recording", {2: 999_999, 4: 1}), ("composition", {3: 500_000, 5: 500_000})],
    }
)
CELL = st.fixed_dictionaries(
    {
        "work": st.sampled_from([1, 2, 3]),
        "use": st.sampled_from(["training", "discovery", "remix"]),
        "territory": st.sampled_from(["DE", "FR"]),
        "outcome": st.sampled_from(["payable", "held", "disputed", "excluded"]),
        "units": st.integers(0, 10**6),
        "weight": st.integers(0, 10**12),
    }
)
CELLS = st.lists(
    CELL, min_size=1, max_size=12, unique_by=lambda c: (c["work"], c["use"], c["territory"])
)
TERMS = st.builds(
    Terms,
    pay_model=st.sampled_from([model.value for model in PayModel]),
    currency=st.just("EUR"),
    pool_basis=st.sampled_from([basis.value for basis in PoolBasis]),
    pool_micros=st.integers(0, 10**13),
    revenue_ppm=st.integers(0, 10**6),
    minimum_micros=st.integers(0, 10**12),
    breakage=st.sampled_from([policy.value for policy in Breakage]),
    unattributed=st.sampled_from([policy.value for policy in Unattributed]),
    sides_ppm=st.just(frames.SIDES),
    rates_micros=st.just({"training": 2_000, "discovery": 1}),
)
REVENUE = st.integers(-(10**12), 10**12)
REST = st.integers(0, 10**12)


def used(rows: list[dict[str, Any]], rest: int) -> pl.DataFrame:
    nobodys = {
        "work": None,
        "use": None,
        "territory": None,
        "model_version": None,
        "piece": None,
        "outcome": "unattributed",
        "reason": "unattributed",
        "units": 0,
        "weight": rest,
    }
    return frames.cells(*rows, *([nobodys] if rest else []))


class TestPool:
    @settings(max_examples=80, deadline=None)
    @given(rows=CELLS, rest=REST, terms=TERMS, revenue=REVENUE)
    def test_loses_nothing(
        self, rows: list[dict[str, Any]], rest: int, terms: Terms, revenue: int
    ) -> None:
        found = frames.allocated(
            used(rows, rest), SHARES, terms, revenue={"EUR": revenue}, keeper=KEEPER
        )

        pool = pools.pool_of(terms, Revenue({"EUR": revenue}))
        counts = any(row["units"] and row["outcome"] != "excluded" for row in rows)
        totals = allocations.totals(found)
        assert totals.gross_micros == (pool.amount_micros if counts else pool.kept_micros)
        apart = totals.held_micros + totals.disputed_micros + totals.unattributed_micros
        assert totals.payable_micros + apart == totals.gross_micros
        excluded = found.filter(pl.col("outcome") == Outcome.EXCLUDED.value)
        assert excluded["amount_micros"].abs().sum() == 0

    @settings(max_examples=40, deadline=None)
    @given(rows=CELLS, rest=REST, terms=TERMS, seed=st.integers(0, 99))
    def test_does_not_depend_on_the_order_of_cells(
        self, rows: list[dict[str, Any]], rest: int, terms: Terms, seed: int
    ) -> None:
        shuffled = random.Random(seed).sample(rows, len(rows))

        found = frames.allocated(used(shuffled, rest), SHARES, terms, keeper=KEEPER)

        assert found.equals(frames.allocated(used(rows, rest), SHARES, terms, keeper=KEEPER))

    @settings(max_examples=40, deadline=None)
    @given(rows=CELLS, rest=REST, terms=TERMS, amount=st.integers(0, 10**13))
    def test_is_divided_as_its_opposite_where_it_is_negative(
        self, rows: list[dict[str, Any]], rest: int, terms: Terms, amount: int
    ) -> None:
        counted = pay_models.counting(used(rows, rest))
        model = pay_models.PAY_MODELS[terms.pay_model]

        assert (model(-amount, counted, terms) == -model(amount, counted, terms)).all()

    @settings(max_examples=40, deadline=None)
    @given(rows=CELLS, pool=st.integers(0, 10**13))
    def test_gives_works_alike(self, rows: list[dict[str, Any]], pool: int) -> None:
        counted = pay_models.counting(frames.cells(*rows))

        gross = pay_models.flat_per_work(pool, counted, Terms("flat_per_work", "EUR"))

        of_works = (
            counted.with_columns(gross=gross)
            .group_by("work", maintain_order=True)
            .agg(pl.col("gross", "units").sum())
            .filter(pl.col("units") > 0)
        )
        works = of_works["work"].to_list()
        if works:
            plain = money.divide(pool, dict.fromkeys(works, 1), order=works)
            assert of_works["gross"].to_list() == list(plain.values())


class TestPoolOf:
    def test_takes_a_guarantee_s_part_for_nothing_where_it_is_negative(self) -> None:
        terms = Terms(
            "pro_rata_usage", "EUR", "at_least", revenue_ppm=10**6, minimum_micros=3, breakage=""
        )

        pool = pools.pool_of(terms, Revenue({"EUR": -5}))

        assert (pool.earned_micros, pool.breakage_micros, pool.revenue_micros) == (0, 3, -5)

    @pytest.mark.parametrize("rates", [None, Rates.of([])])
    def test_says_which_currency_has_no_rate(self, rates: Rates | None) -> None:
        terms = Terms("pro_rata_usage", "EUR", "pct_revenue", revenue_ppm=10**6)
        revenue = Revenue({"USD": 5}, rates, frames.DAYS.first)

        with pytest.raises(NoPool, match="revenue in USD, but the licence pays in EUR"):
            pools.pool_of(terms, revenue)

    def test_exchanges_into_a_currency_that_is_not_the_euro(self) -> None:
        day = frames.DAYS.first
        rates = Rates.of(
            [("USD", Rate(Decimal("1.10"), day, "ECB")), ("GBP", Rate(Decimal("0.88"), day, "ECB"))]
        )
        terms = Terms("pro_rata_usage", "GBP", "pct_revenue", revenue_ppm=500_000)

        pool = pools.pool_of(terms, Revenue({"USD": 11_000_000, "GBP": 1_000_000}, rates, day))

        assert (pool.revenue_micros, pool.earned_micros) == (9_800_000, 4_900_000)


LINE = st.tuples(
    st.sampled_from(["a", "b", "c", None]),  # the output
    st.integers(0, 5),  # its quantity
    st.one_of(st.none(), st.integers(0, 10**6)),  # the share of it
)


class TestAttribution:
    @settings(max_examples=40, deadline=None)
    @given(st.lists(LINE, min_size=1, max_size=9), st.integers(0, 99))
    def test_weighs_an_output_at_most_whole_in_any_order(
        self, told: list[tuple[str | None, int, int | None]], seed: int
    ) -> None:
        rows: list[dict[str, object]] = [
            {"line": place, "output_id": output, "quantity": units, "attribution_weight_ppm": ppm}
            for place, (output, units, ppm) in enumerate(told)
        ]
        lines = frames.lines(*rows)
        shuffled = frames.lines(*random.Random(seed).sample(rows, len(rows)))
        attribution = Attribution.of(lines)

        weighed = attributions.weighed(lines, attribution).sort("line").collect()
        again = attributions.weighed(shuffled, Attribution.of(shuffled)).sort("line").collect()

        assert weighed["weight"].to_list() == again["weight"].to_list()
        known = weighed.filter(pl.col("output_id").is_not_null())
        tops = known.group_by("output_id").agg(
            pl.col("weight").sum(), top=pl.col("quantity").max() * money.WHOLE_PPM
        )
        assert (tops["weight"] <= tops["top"]).all()
        whole = int(tops["top"].sum()) + money.WHOLE_PPM * sum(
            units for output, units, _ in told if output is None
        )
        rest = attributions.unattributed(lines, attribution)
        assert 0 <= whole - int(weighed["weight"].sum()) - rest <= len(told)
