"""The worked examples N to R of docs/ledger.md, section 4, computed there by hand.

Their way from a report to the ledger is in `tests/earnings/services/test_pools.py`.
"""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from earnings.domain import allocations, attributions, cells, exclusions, opinions
from earnings.domain.attributions import Attribution
from earnings.domain.clearings import CLASS_SCHEMA, GROUP_SCHEMA, SPAN_SCHEMA, Consent
from earnings.domain.pools import Terms
from tests.earnings.domain import frames

X, Y, HOUSE = 1, 2, 9
EUR = 1_000_000
WORKS = frames.shares(
    {X: [("recording", {X: 1_000_000})], Y: [("recording", {Y: 1_000_000})]},
)
OUTPUTS = [
    (X, "first", 600_000),
    (Y, "first", 400_000),
    (X, "second", 500_000),
    (X, "third", 900_000),
    (Y, "third", 600_000),
    (Y, "fourth", None),
]


def told(*rows: tuple[int, str, int | None], **more: Any) -> pl.LazyFrame:
    """Lines of works, each with an output and the share of it that is owed."""
    lines = frames.lines(
        *(
            {"output_id": output, "attribution_weight_ppm": ppm, "identifier": str(work), **more}
            for work, output, ppm in rows
        )
    )
    return lines.with_columns(work=pl.Series([work for work, *_ in rows]))


def gathered(lines: pl.LazyFrame, excluded: pl.DataFrame = exclusions.NOTHING) -> pl.DataFrame:
    """Cells of cleared lines, weighed."""
    pieces = pl.DataFrame({"work": [X, Y], "piece": [frames.DAYS.first] * 2})
    nobody = Consent(
        pl.DataFrame(schema=GROUP_SCHEMA),
        pl.DataFrame(schema=CLASS_SCHEMA),
        pl.DataFrame(schema=SPAN_SCHEMA),
    )
    counted = lines.join(excluded.lazy(), on=exclusions.KEY, how="anti")
    attribution = Attribution.of(counted)
    works = cells.gathered(lines, excluded, nobody, pieces, (), attribution)
    found = cells.joined([works, cells.unattributed(lines, excluded, attribution)])
    payable = pl.lit("payable", cells.OUTCOMES)
    is_held = pl.col("outcome") == "held"
    return found.with_columns(
        outcome=pl.when(is_held).then(payable).otherwise("outcome"),
        reason=pl.when(is_held).then(pl.lit("")).otherwise(pl.col("reason").cast(pl.String)),
    )


def attributed(policy: str) -> Terms:
    return Terms(
        "attribution_weighted",
        "EUR",
        "fixed",
        100 * EUR,
        sides_ppm=frames.SIDES,
        unattributed=policy,
    )


def weights(lines: pl.LazyFrame, excluded: pl.DataFrame = exclusions.NOTHING) -> dict[int, int]:
    found = gathered(lines, excluded).filter(pl.col("outcome") == "payable")
    return dict(found.select("work", "weight").iter_rows())


class TestAttribution:
    def test_n_weighs_the_outputs(self) -> None:
        found = gathered(told(*OUTPUTS))

        assert found.select("work", "outcome", "units", "weight").rows() == [
            (X, "payable", 3, 1_700_000),
            (Y, "payable", 3, 800_000),
            (None, "unattributed", 0, 1_500_000),
        ]

    @pytest.mark.parametrize(
        ("policy", "x", "y", "nobody"),
        [
            ("shared", 68 * EUR, 32 * EUR, 0),
            ("held", 42_500_000, 20 * EUR, 37_500_000),
            ("by_usage", 61_250_000, 38_750_000, 0),
        ],
    )
    def test_n_divides_the_pool(self, policy: str, x: int, y: int, nobody: int) -> None:
        found = frames.allocated(gathered(told(*OUTPUTS)), WORKS, attributed(policy))

        assert frames.parts(found) == {X: x, Y: y}
        assert allocations.totals(found).unattributed_micros == nobody

    def test_n_hears_two_providers(self) -> None:
        lines = pl.concat(
            [
                told((X, "o", 600_000), (Y, "o", 400_000), attribution_provider="A"),
                told((X, "o", 200_000), (Y, "o", 800_000), attribution_provider="B", report=2),
            ]
        )

        alike = opinions.settled(lines, exclusions.NOTHING, "")
        named = opinions.settled(lines, exclusions.NOTHING, "A")

        assert weights(*alike) == {X: 400_000, Y: 600_000}
        assert weights(*named) == {X: 600_000, Y: 400_000}
        counted = gathered(*alike).filter(pl.col("outcome") == "payable")
        assert counted["units"].to_list() == [1, 1]

    def test_keeps_what_it_cannot_share_like_anything(self) -> None:
        found = frames.allocated(gathered(told((X, "o", None))), WORKS, attributed("shared"))

        assert allocations.totals(found).unattributed_micros == 100 * EUR

    def test_goes_by_use_where_all_of_an_output_is_another_s(self) -> None:
        other = told((Y, "o", 1_000_000))
        ours = told((X, "o", None))
        attribution = Attribution.of(pl.concat([ours, other]))

        assert attributions.unattributed(ours, attribution) == 0
        found = frames.allocated(
            frames.cells({"work": X, "weight": 0}), WORKS, attributed("shared")
        )
        assert frames.parts(found) == {X: 100 * EUR}


def guaranteed(breakage: str, **more: Any) -> Terms:
    said: dict[str, Any] = {"pay_model": "pro_rata_usage", "revenue_ppm": 250_000} | more
    return Terms(
        currency="EUR",
        pool_basis="at_least",
        minimum_micros=500 * EUR,
        breakage=breakage,
        sides_ppm=frames.SIDES,
        **said,
    )


USED = frames.cells({"work": X, "units": 60}, {"work": Y, "units": 40})
AT_RATES = {
    "pay_model": "per_use_rate",
    "revenue_ppm": None,
    "rates_micros": {"discovery": 2 * EUR},
}


class TestGuarantee:
    @pytest.mark.parametrize(
        ("terms", "revenue", "paid"),
        [
            (guaranteed("shared"), 1_200, {X: 300, Y: 200}),
            (guaranteed("organisation"), 1_200, {X: 180, Y: 120, HOUSE: 200}),
            (guaranteed("organisation"), 4_000, {X: 600, Y: 400}),
            (guaranteed("organisation"), -4_000, {HOUSE: 500}),
            (guaranteed("shared", **AT_RATES), 0, {X: 300, Y: 200}),
            (guaranteed("organisation", **AT_RATES), 0, {X: 120, Y: 80, HOUSE: 300}),
        ],
    )
    def test_o_is_the_least(self, terms: Terms, revenue: int, paid: dict[int, int]) -> None:
        stated = {"EUR": revenue * EUR}

        found = frames.allocated(USED, WORKS, terms, revenue=stated, keeper=HOUSE)

        parts = {payee: amount for payee, amount in frames.parts(found).items() if amount}
        assert parts == {payee: euros * EUR for payee, euros in paid.items()}

    def test_o_weighs_a_pool_by_rates(self) -> None:
        rates = {"discovery": 1_000, "training": 2_000}
        terms = Terms(
            "per_use_rate", "EUR", "fixed", 600, sides_ppm=frames.SIDES, rates_micros=rates
        )
        used = frames.cells({"work": X, "units": 2}, {"work": Y, "units": 2, "use": "training"})

        assert frames.parts(frames.allocated(used, WORKS, terms)) == {X: 200, Y: 400}

    def test_says_what_is_kept_in_a_row_of_its_own(self) -> None:
        terms = guaranteed("organisation")

        kept = frames.allocated(USED, WORKS, terms, keeper=HOUSE).filter(pl.col("payee") == HOUSE)
        held = frames.allocated(USED, WORKS, terms).filter(pl.col("payee").is_null())

        columns = ["work", "outcome", "reason", "units", "amount_micros"]
        assert kept.select(columns).rows() == [(None, "payable", "breakage", 0, 500 * EUR)]
        assert held.select(columns).rows() == [(None, "held", "no_payee", 0, 500 * EUR)]

    def test_is_kept_for_a_month_without_uses_but_not_shared(self) -> None:
        nothing = frames.cells({"units": 0})

        kept = frames.allocated(nothing, WORKS, guaranteed("organisation"), keeper=HOUSE)
        shared = frames.allocated(nothing, WORKS, guaranteed("shared"))

        assert allocations.totals(kept).gross_micros == 500 * EUR
        assert allocations.totals(shared).gross_micros == 0


class TestFlatPerWork:
    def test_p_is_equal_for_each_work(self) -> None:
        terms = Terms("flat_per_work", "EUR", "fixed", 1_000, sides_ppm=frames.SIDES)
        used = frames.cells(
            {"work": X, "units": 5},
            {"work": X, "units": 3, "territory": "FR"},
            {"work": Y, "units": 1},
            {"work": None, "identifier": "QZABC2600009", "outcome": "unmatched", "units": 90},
            {"work": 3, "units": 7, "outcome": "excluded", "reason": "duplicate"},
        )

        found = frames.allocated(used, WORKS, terms)

        assert frames.parts(found) == {X: 334, Y: 333}
        assert allocations.totals(found).unmatched_micros == 333
        of_x = found.filter(pl.col("work") == X).sort("territory")
        assert of_x["amount_micros"].to_list() == [209, 125]


class TestRounding:
    def test_q_seven_ways(self) -> None:
        ppm = dict.fromkeys(range(1, 7), 142_857) | {7: 142_858}
        shares = frames.shares({X: [("recording", ppm)]})

        found = frames.allocated(frames.cells({"units": 100}), shares, frames.rates(1))

        assert list(frames.parts(found).values()) == [15, 14, 14, 14, 14, 14, 15]


class TestNegativePool:
    def test_r_is_divided_as_its_opposite(self) -> None:
        terms = Terms(
            "pro_rata_usage", "EUR", "pct_revenue", revenue_ppm=250_000, sides_ppm=frames.SIDES
        )
        used = frames.cells({"work": X}, {"work": Y, "units": 2})

        found = frames.allocated(used, WORKS, terms, revenue={"EUR": -20_000_010})

        assert frames.parts(found) == {X: -1_666_667, Y: -3_333_335}
