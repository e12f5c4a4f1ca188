"""The worked examples U to Z of docs/ledger.md, section 9, and the laws of a settlement."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnings.domain import settlements
from earnings.domain.contracts import Expenses
from earnings.domain.settlements import Agreed, Month, Part, Settled, Settlement

HALF = Agreed(rate_ppm=500_000)


def one(part: Part, **month: object) -> Settled:
    (settled,) = settlements.settle(Month(parts=(part,), **month)).parts  # type: ignore[arg-type]
    return settled


class TestAdvance:
    def test_u_is_made_up_for_before_anything_is_kept(self) -> None:
        agreed, stands, closing = Agreed(600_000), 500, 0
        found = []
        for earned in (300, 900, 100):
            part = Part(earned, agreed=agreed, recoupment="A")
            settlement = settlements.settle(Month((part,), {"A": stands}))
            (settled,), stands = settlement.parts, settlement.unrecouped["A"]
            closing += settled.kept_micros
            found.append((settled.net_micros, settled.recouped_micros, stands, closing))

        assert found == [(180, 180, 320, 0), (540, 320, 0, 220), (60, 0, 0, 280)]

    def test_u2_is_made_up_for_by_two_contracts(self) -> None:
        reserving = Agreed(500_000, reserve_ppm=100_000)
        june = settlements.settle(
            Month((Part(800, agreed=reserving, recoupment="A"),), {"A": 1000})
        )
        july = settlements.settle(
            Month(
                (
                    Part(0, agreed=reserving, released={"": 40}, recoupment="A"),
                    Part(1_500, agreed=Agreed(600_000), recoupment="A"),
                ),
                june.unrecouped,
            )
        )

        assert june.parts[0].reserved_micros == 40
        assert june.unrecouped == {"A": 640}
        assert [part.recouped_micros for part in july.parts] == [40, 600]
        assert [part.kept_micros for part in july.parts] == [0, 300]
        assert july.parts[1].costs_micros == 600


class TestExpenses:
    @pytest.mark.parametrize(
        ("when", "net", "contract"),
        [(Expenses.BEFORE_SPLIT, 400, 400), (Expenses.AFTER_SPLIT, 300, 500)],
    )
    def test_v_come_before_or_after_the_split(
        self, when: Expenses, net: int, contract: int
    ) -> None:
        settled = one(Part(1_000, agreed=Agreed(500_000, expenses=when), expenses_micros=200))

        assert (settled.net_micros, settled.contract_micros) == (net, contract)

    @pytest.mark.parametrize(
        ("when", "net", "costs", "contract"),
        [(Expenses.BEFORE_SPLIT, 385, 616, 316), (Expenses.AFTER_SPLIT, 295, 706, 406)],
    )
    def test_v2_round_down_after_a_fee(
        self, when: Expenses, net: int, costs: int, contract: int
    ) -> None:
        agreed = Agreed(550_000, fee_ppm=100_000, expenses=when)

        settled = one(Part(1_001, agreed=agreed, expenses_micros=200))

        assert (settled.net_micros, settled.costs_micros) == (net, costs)
        assert (settled.fee_micros, settled.contract_micros) == (100, contract)


class TestReserve:
    def test_w_is_kept_and_released(self) -> None:
        agreed = Agreed(500_000, reserve_ppm=200_000)

        january = one(Part(1_003, agreed=agreed))
        march = one(Part(200, agreed=agreed, released={"": 100}))
        may = one(Part(0, agreed=agreed, released={"": 20}))

        assert (january.net_micros, january.reserved_micros, january.kept_micros) == (501, 100, 401)
        assert (march.reserved_micros, march.kept_micros) == (20, 180)
        assert may.kept_micros == 20


class TestTax:
    @pytest.mark.parametrize(("us_ppm", "closing"), [(300_000, 1_201), (50_000, 1_451), (0, 1_501)])
    def test_x_is_taken_by_country_of_source(self, us_ppm: int, closing: int) -> None:
        part = Part(1_501, {"US": 1_001, "DE": 500})

        assert one(part, tax_ppm={"US": us_ppm}).kept_micros == closing

    def test_x2_is_taken_of_what_is_left_after_recoupment(self) -> None:
        part = Part(1_000, {"US": 600, "DE": 400}, HALF, recoupment="A")

        settled = one(part, unrecouped={"A": 100}, tax_ppm={"US": 300_000})

        left = {source.country: source.left_micros for source in settled.sources}
        assert left == {"US": 240, "DE": 160}
        assert (settled.tax_micros, settled.kept_micros) == (72, 328)

    def test_x3_is_not_taken_of_what_makes_up_for_a_debt(self) -> None:
        settled = one(Part(100, {"US": 100}), debt_micros=90, tax_ppm={"US": 300_000})

        assert settled.tax_micros == 3

    def test_is_not_taken_of_what_another_part_owes(self) -> None:
        parts = (Part(100, {"US": 100}), Part(-40, {}))

        settlement = settlements.settle(Month(parts, tax_ppm={"US": 300_000}))

        assert [part.tax_micros for part in settlement.parts] == [18, 0]

    def test_of_a_reserve_follows_the_country_it_came_from(self) -> None:
        part = Part(100, {"DE": 100}, Agreed(1_000_000), released={"US": 50})

        assert one(part, tax_ppm={"US": 300_000}).tax_micros == 15


class TestRestatement:
    def test_z_goes_onto_the_recoupment_account(self) -> None:
        stands, found = 400, []
        for earned in (1_000, -600, 400):
            part = Part(earned, agreed=HALF, recoupment="A")
            settlement = settlements.settle(Month((part,), {"A": stands}))
            stands = settlement.unrecouped["A"]
            settled = settlement.parts[0]
            found.append((settled.net_micros, settled.kept_micros, stands))

        assert found == [(500, 100, 0), (-300, 0, 300), (200, 0, 100)]

    def test_z2_is_carried_forward_without_one(self) -> None:
        found = [one(Part(earned, agreed=HALF)).kept_micros for earned in (1_000, -600, 400)]

        assert found == [500, -300, 200]


COUNTRIES = st.dictionaries(st.sampled_from(["US", "DE", ""]), st.integers(0, 10**9), max_size=3)
PPM = st.integers(0, 1_000_000)
AGREED = st.builds(Agreed, PPM, PPM, st.sampled_from(Expenses), PPM)
PARTS = st.builds(
    Part,
    st.integers(-(10**9), 10**9),
    COUNTRIES,
    st.none() | AGREED,
    st.integers(-1_000, 10**9),
    COUNTRIES,
    st.sampled_from(["", "A", "B"]),
)
MONTHS = st.builds(
    Month,
    st.lists(PARTS, max_size=4).map(tuple),
    st.dictionaries(st.sampled_from(["A", "B"]), st.integers(0, 10**9)),
    st.integers(0, 10**9),
    st.dictionaries(st.sampled_from(["US", "DE", ""]), PPM),
)


class TestLaws:
    @given(MONTHS)
    def test_nothing_is_lost(self, month: Month) -> None:
        settlement = settlements.settle(month)

        for settled in settlement.parts:
            took = settled.fee_micros + settled.expenses_micros + settled.contract_micros
            assert settled.earned_micros == took + settled.net_micros
            assert entry_of(settled) == 0
        assert recouped(settlement) == sum(month.unrecouped.values()) - sum(
            settlement.unrecouped.values()
        )

    @given(MONTHS)
    def test_nobody_recoups_what_does_not_stand_or_taxes_what_is_not_left(
        self, month: Month
    ) -> None:
        settlement = settlements.settle(month)

        assert all(amount >= 0 for amount in settlement.unrecouped.values())
        for settled in settlement.parts:
            for source in settled.sources:
                assert 0 <= source.tax_micros <= source.taxable_micros <= source.left_micros
            assert settled.reserved_micros >= 0


def recouped(settlement: Settlement) -> int:
    return sum(settled.recouped_micros for settled in settlement.parts)


def entry_of(settled: Settled) -> int:
    """The postings of a part added up: to the payee, organisation, reserve, recoupment, tax."""
    payee = settled.kept_micros - settled.earned_micros
    reserve = settled.reserved_micros - settled.released_micros
    return payee + settled.costs_micros + reserve + settled.recouped_micros + settled.tax_micros
