"""What a use would pay, with the sums worked out by hand."""

from __future__ import annotations

import pytest

from artistportal.roster.domain.uses import Use, WorkKind
from consent.domain import worked_examples
from consent.domain.payment import Breakage, PayModel, PoolBasis, Unattributed
from consent.domain.worked_examples import Price

SIDES = {
    WorkKind.RECORDING: 700_000,
    WorkKind.COMPOSITION: 200_000,
    WorkKind.VOICE: 100_000,
}
RATE = Price("EUR", PayModel.PER_USE_RATE, rates_micros={Use.TRAINING: 2_500}, sides_ppm=SIDES)
FIXED = Price("USD", PayModel.PRO_RATA_USAGE, PoolBasis.FIXED, pool_micros=5_760_000_000)
REVENUE = Price("EUR", PayModel.PRO_RATA_USAGE, PoolBasis.PCT_REVENUE, revenue_ppm=125_000)

FLAT = Price(
    "EUR",
    PayModel.FLAT_PER_WORK,
    PoolBasis.AT_LEAST,
    revenue_ppm=250_000,
    minimum_micros=30_000_000_000,
)
ATTRIBUTED = Price(
    "EUR",
    PayModel.ATTRIBUTION_WEIGHTED,
    PoolBasis.FIXED,
    pool_micros=5_000_000_000,
    unattributed=Unattributed.HELD,
)
GUARANTEED = Price(
    "EUR",
    PayModel.PER_USE_RATE,
    PoolBasis.AT_LEAST,
    rates_micros={Use.TRAINING: 2_500},
    minimum_micros=500_000_000,
    breakage=Breakage.ORGANISATION,
)
WEIGHED = Price(
    "EUR",
    PayModel.PER_USE_RATE,
    PoolBasis.FIXED,
    pool_micros=1_000_000_000,
    rates_micros={Use.TRAINING: 2_500},
)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


class TestFee:
    @pytest.mark.parametrize(
        ("price", "told"),
        [
            (RATE, "0.0025 EUR for each unit."),
            (FIXED, "A share of 5,760.00 USD a month, by quantity used."),
            (REVENUE, "A share of 12.5% of the net revenue, by quantity used."),
            (
                FLAT,
                (
                    "A share of 25% of the net revenue, at least 30,000.00 EUR a month, equally for"
                    " each work used."
                ),
            ),
            (
                ATTRIBUTED,
                (
                    "A share of 5,000.00 EUR a month, by how much of each output is attributed to"
                    " the work. What is attributed to no work is kept in an account of its own."
                ),
            ),
            (
                GUARANTEED,
                (
                    "0.0025 EUR for each unit, for all uses together at least 500.00 EUR a month."
                    " The licence's organisation keeps what the guarantee adds to what is earned."
                ),
            ),
            (
                WEIGHED,
                "A share of 1,000.00 EUR a month, weighed at 0.0025 EUR for each unit.",
            ),
        ],
    )
    def test_says_how_the_use_pays(self, price: Price, told: str) -> None:
        assert plain(worked_examples.fee(price, Use.TRAINING)) == told

    def test_of_a_use_without_a_rate_is_nothing(self) -> None:
        assert plain(worked_examples.fee(RATE, Use.REMIX)) == "0.00 EUR for each unit."


class TestExample:
    @pytest.mark.parametrize(
        ("price", "told"),
        [
            (RATE, "1,000 units × 0.0025 EUR = 2.50 EUR."),
            (FIXED, "In a month of 1,000,000 units: 1,000 ÷ 1,000,000 × 5,760.00 USD = 5.76 USD."),
            (
                REVENUE,
                (
                    "In a month of 1,000,000 units and 100,000.00 EUR net revenue, 12.5% of which"
                    " is 12,500.00 EUR: 1,000 ÷ 1,000,000 × 12,500.00 EUR = 12.50 EUR."
                ),
            ),
            (
                FLAT,
                (
                    "In a month of 10,000 works and 100,000.00 EUR net revenue, 25% of which is"
                    " 25,000.00 EUR, less than the guarantee: 1 ÷ 10,000 × 30,000.00 EUR = 3.00 EUR"
                    " for each work."
                ),
            ),
            (
                ATTRIBUTED,
                (
                    "In a month of 1,000,000 outputs: 10% of each of 1,000 is 100, and"
                    " 100 ÷ 1,000,000 × 5,000.00 EUR = 0.50 EUR."
                ),
            ),
            (GUARANTEED, "1,000 units × 0.0025 EUR = 2.50 EUR, however little the month comes to."),
            (
                WEIGHED,
                "In a month of 1,000,000 units: 1,000 ÷ 1,000,000 × 1,000.00 EUR = 1.00 EUR.",
            ),
        ],
    )
    def test_writes_the_sum_out(self, price: Price, told: str) -> None:
        assert plain(worked_examples.example(price, Use.TRAINING, 1_000)) == told

    def test_imagines_a_month_that_holds_all_of_the_units(self) -> None:
        told = plain(worked_examples.example(FIXED, Use.TRAINING, 2_000_000))

        assert told.startswith("In a month of 2,000,000 units: ")


class TestDivision:
    def test_weighs_the_sides_that_the_use_needs(self) -> None:
        told = worked_examples.division(RATE, Use.TRAINING, "Northlight")

        assert told.startswith("Weighed the recording 70% and the song 20%; only the sides that")

    def test_of_one_side_is_all_of_it(self) -> None:
        assert worked_examples.division(RATE, Use.STYLE, "Northlight").startswith("All of it")
