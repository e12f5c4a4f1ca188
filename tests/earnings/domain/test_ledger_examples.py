"""The worked examples of docs/ledger.md, section 4, computed there by hand.

Examples H and J take several runs: their tests are in `tests/earnings/services`.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import polars as pl

from earnings.domain import allocations, cells, clearings, pay_models, pools
from earnings.domain.clearings import CLASS_SCHEMA, GROUP_SCHEMA, SPAN_SCHEMA, Consent
from earnings.domain.exchange_rates import Rate, Rates
from earnings.domain.pools import Revenue, Terms
from tests.earnings.domain import frames

ANA, BEN, CY, DEE = 1, 2, 3, 4


def recording(**payees: int) -> pl.DataFrame:
    names = {"ana": ANA, "ben": BEN, "cy": CY}
    return frames.shares({1: [("recording", {names[n]: ppm for n, ppm in payees.items()})]})


class TestExamples:
    def test_a_rate(self) -> None:
        shares = recording(ana=500_000, ben=300_000, cy=200_000)

        found = frames.allocated(frames.cells({"units": 7}), shares, frames.rates(1_000))

        assert frames.parts(found) == {ANA: 3_500, BEN: 2_100, CY: 1_400}

    def test_b_remainder(self) -> None:
        shares = recording(ana=333_333, ben=333_333, cy=333_334)

        found = frames.allocated(frames.cells({"units": 100}), shares, frames.rates(1))

        assert frames.parts(found) == {ANA: 33, BEN: 33, CY: 34}

    def test_c_tie(self) -> None:
        shares = recording(ana=500_000, ben=500_000)

        found = frames.allocated(frames.cells({"units": 101}), shares, frames.rates(1))

        assert frames.parts(found) == {ANA: 51, BEN: 50}

    def test_d_sides(self) -> None:
        shares = frames.shares(
            {
                1: [
                    ("recording", {ANA: 1_000_000}),
                    ("composition", {BEN: 1_000_000}),
                    ("composition", {CY: 500_000, DEE: 500_000}),
                    ("voice", {5: 1_000_000}),
                ]
            }
        )
        used = frames.cells({"use": "training", "units": 9})

        found = frames.allocated(used, shares, frames.rates(100))

        assert frames.parts(found) == {ANA: 700, BEN: 100, CY: 50, DEE: 50}

    def test_e_pool(self) -> None:
        used = frames.cells(
            {"units": 5},
            {"units": 3, "outcome": "held", "reason": "silence"},
            {"units": 2, "outcome": "unmatched", "work": None, "identifier": "QZABC2600009"},
        )

        found = frames.allocated(used, recording(ana=1_000_000), frames.pool(10_000_000))

        totals = allocations.totals(found)
        assert frames.parts(found) == {ANA: 5_000_000}
        assert (totals.held_micros, totals.unmatched_micros) == (3_000_000, 2_000_000)
        assert totals.gross_micros == 10_000_000

    def test_f_part_of_revenue(self) -> None:
        terms = Terms("pro_rata_usage", "EUR", "pct_revenue", revenue_ppm=250_000)
        rates = Rates.of([("USD", Rate(Decimal("1.10"), date(2026, 2, 28), "ECB"))])
        both = Revenue({"EUR": 12_345_678, "USD": 11_000_000}, rates, date(2026, 2, 28))

        assert pools.pool_of(terms, Revenue({"EUR": 12_345_678})).amount_micros == 3_086_419
        assert pools.pool_of(terms, both).amount_micros == 5_586_419

    def test_g_pool_that_does_not_divide(self) -> None:
        used = frames.cells({"units": 1}, {"units": 2, "work": 2}, {"units": 4, "work": 3})

        priced = pay_models.price(used, frames.pool(100), Revenue())

        assert priced.gross.to_list() == [14, 29, 57]

    def test_i_withdrawal(self) -> None:
        noon = datetime(2026, 2, 15, 12, tzinfo=UTC)
        day, second = datetime(2026, 2, 15, tzinfo=UTC), timedelta(seconds=1)
        moment = timedelta(microseconds=1)
        lines = frames.lines(
            {"used_from": day, "used_until": day + timedelta(days=1)},
            {"used_from": noon - second, "used_until": noon - second + moment},
            {"used_from": noon, "used_until": noon + moment},
        ).with_columns(work=pl.lit(1, pl.Int64))
        nothing = pl.DataFrame(schema={"report": pl.Int64, "line": pl.Int64})
        pieces = pl.DataFrame({"work": [1], "piece": [frames.DAYS.first]})

        found = cells.gathered(lines, nothing, withdrawn_at(noon), pieces)

        assert found.select("outcome", "reason", "units").rows() == [
            ("payable", "", 1),
            ("held", "said_no", 2),
        ]


def withdrawn_at(moment: datetime) -> Consent:
    """A yes to discovery of work 1 everywhere, until a no."""
    first, until = datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
    spans = [(1, 1, first, moment, True, "allowed"), (1, 1, moment, until, False, "said_no")]
    return clearings.Consent(
        groups=pl.DataFrame([(1, "discovery", 1)], schema=GROUP_SCHEMA, orient="row"),
        classes=pl.DataFrame([("DE", 1)], schema=CLASS_SCHEMA, orient="row"),
        spans=pl.DataFrame(spans, schema=SPAN_SCHEMA, orient="row"),
    )
