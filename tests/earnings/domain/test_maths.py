"""What a run gave a payee adds up again from what the document says of it, under all terms."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consent.domain.payment import Breakage, PayModel, PoolBasis, Unattributed
from earnings.domain import allocations, maths, pay_models, recomputed_runs
from earnings.domain.papers import Paper, Wrong
from earnings.domain.pools import Revenue, Terms
from tests.earnings.domain import frames

ORGANISATION = 9
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
        "outcome": st.sampled_from(["payable", "payable", "held", "disputed", "excluded"]),
        "units": st.integers(0, 1000),
        "weight": st.integers(0, 10**6),
    }
)
CELLS = st.lists(
    CELL, min_size=1, max_size=12, unique_by=lambda c: (c["work"], c["use"], c["territory"])
)
BASES = st.one_of(
    st.builds(
        lambda pool: {"pool_basis": PoolBasis.FIXED, "pool_micros": pool}, st.integers(0, 10**9)
    ),
    st.just({"pool_basis": PoolBasis.PCT_REVENUE, "revenue_ppm": 250_001}),
    st.just({"pool_basis": PoolBasis.AT_LEAST, "revenue_ppm": 250_000, "minimum_micros": 10_007}),
)
TERMS = st.builds(
    lambda model, basis, breakage, rest, rate: Terms(
        model,
        "EUR",
        sides_ppm=frames.SIDES,
        rates_micros={"training": rate, "discovery": 2 * rate},
        breakage=breakage,
        unattributed=rest,
        **basis,
    ),
    st.sampled_from(list(PayModel)),
    BASES,
    st.sampled_from(list(Breakage)),
    st.sampled_from(list(Unattributed)),
    st.integers(0, 1000),
)
RATES = Terms("per_use_rate", "EUR", sides_ppm=frames.SIDES, rates_micros={"discovery": 1_001})
REST = {"work": None, "use": "training", "outcome": "unattributed", "units": 0, "weight": 777}


def run(rows: list[dict[str, Any]], terms: Terms, revenue: int) -> tuple[pl.DataFrame, maths.Facts]:
    cells = frames.cells(*rows, REST)
    priced = pay_models.price(cells, terms, Revenue({"EUR": revenue}))
    pool = priced.pool
    facts = maths.Facts(
        run="RUN-000001",
        revision=1,
        licence="L-0001",
        month=date(2026, 2, 1),
        terms_number=1,
        terms=terms,
        is_in_force=True,
        pool_micros=pool.amount_micros if pool else None,
        revenue_micros=pool.revenue_micros if pool else None,
        breakage_micros=pool.breakage_micros if pool else 0,
        allocation_sha256="",
    )
    shares = [(len(cells), SHARES)]
    return allocations.allocate(cells, shares, priced, ORGANISATION).rows(), facts


def named(works: list[int]) -> dict[int, dict[str, str]]:
    return {work: {"title": f"Work {work}"} for work in works}


def papers(allocation: pl.DataFrame, facts: maths.Facts) -> Iterator[tuple[int, Paper]]:
    for payee in [1, 2, 3, 4, 5, ORGANISATION]:
        paper = maths.paper(facts, maths.whole(allocation.lazy()), payee, named)
        yield payee, Paper(f"payee {payee}", paper)


class TestCheck:
    @settings(max_examples=25, deadline=None)
    @given(rows=CELLS, terms=TERMS, revenue=st.integers(-(10**7), 10**7))
    def test_finds_what_the_allocation_pays(
        self, rows: list[dict[str, Any]], terms: Terms, revenue: int
    ) -> None:
        allocation, facts = run(rows, terms, revenue)

        paid = allocations.totals(allocation).payees
        for payee, paper in papers(allocation, facts):
            assert recomputed_runs.check(paper) == paid.get(payee, 0)

    @pytest.mark.parametrize("terms", [RATES, frames.pool(100)])
    def test_refuses_every_amount_changed(self, terms: Terms) -> None:
        rows = [{"territory": t, "units": u} for t, u in (("DE", 1), ("FR", 2), ("US", 4))]
        _, paper = next(papers(*run(rows, terms, 0)))
        assert recomputed_runs.check(paper)

        for column in ("units", "gross_micros", "amount_micros"):
            forged = copy.deepcopy(dict(paper.content))
            forged["cells"][1][recomputed_runs.COLUMNS.index(column)] += 1
            with pytest.raises(Wrong):
                recomputed_runs.check(Paper("the run", forged))
