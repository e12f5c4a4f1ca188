"""Rates of exchange, and the worked examples AA and AB of docs/ledger.md."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnings.domain.exchange_rates import Exchanged, NoRate, Rate, Rates, converted, easter

FRIDAY = date(2026, 10, 30)
SATURDAY = date(2026, 10, 31)
SUNDAY = date(2026, 11, 1)
MONDAY = date(2026, 11, 2)


def known(*rows: tuple[str, str, date]) -> Rates:
    return Rates.of((name, Rate(Decimal(rate), day, "ECB")) for name, rate, day in rows)


WEEKEND = known(("USD", "1.25", FRIDAY), ("JPY", "160", FRIDAY), ("GBP", "0.9", FRIDAY))
ENDED = known(("BGN", "2", date(2025, 12, 31)), ("USD", "1.2", date(2026, 1, 2)))


class TestOverAWeekend:
    def test_takes_friday_s_rate(self) -> None:
        revenue = WEEKEND.exchange(12_345_678, "USD", "EUR", SATURDAY)

        assert revenue == Exchanged(9_876_542, Decimal("0.8"), FRIDAY, "ECB")
        assert revenue.amount_micros * 250_000 // 1_000_000 == 2_469_135

    def test_crosses_two_currencies(self) -> None:
        assert WEEKEND.exchange(10_000_000, "USD", "JPY", SUNDAY).amount_micros == 1_280_000_000

    @pytest.mark.parametrize("sign", [1, -1])
    def test_cuts_toward_zero_at_the_rate_that_is_told(self, sign: int) -> None:
        found = WEEKEND.exchange(sign * 10_000_000, "GBP", "EUR", SUNDAY)

        assert found.amount_micros == sign * 11_111_111
        assert found.rate == Decimal("1.111111111111")

    def test_ends_on_monday(self) -> None:
        with pytest.raises(NoRate, match=r"of 2 November 2026 are not known.*30 October 2026"):
            WEEKEND.at(MONDAY, "USD")

    def test_takes_an_earlier_rate_for_a_day_that_the_source_left_out(self) -> None:
        rates = known(("USD", "1.25", FRIDAY), ("USD", "1.3", date(2026, 11, 3)))

        assert rates.at(MONDAY, "USD").day == FRIDAY

    def test_does_not_look_back_further_than_a_week(self) -> None:
        rates = known(("USD", "1.25", date(2026, 10, 1)), ("USD", "1.3", date(2026, 10, 30)))

        assert rates.at(date(2026, 10, 8), "USD").day == date(2026, 10, 1)
        with pytest.raises(NoRate):
            rates.at(date(2026, 10, 9), "USD")

    def test_knows_the_holidays_around_easter(self) -> None:
        rates = known(("USD", "1.25", date(2026, 4, 2)))

        assert rates.at(date(2026, 4, 6), "USD").day == date(2026, 4, 2)
        with pytest.raises(NoRate):
            rates.at(date(2026, 4, 7), "USD")


class TestAfterACurrencyEnded:
    def test_exchanges_what_was_of_its_time(self) -> None:
        for day in (date(2025, 12, 31), date(2026, 1, 1)):
            assert ENDED.exchange(10_000_000, "BGN", "EUR", day).amount_micros == 5_000_000

    def test_has_no_rate_and_never_a_zero(self) -> None:
        with pytest.raises(NoRate, match=r"BGN .* 31 January 2026.*31 December 2025.*went on"):
            ENDED.exchange(10_000_000, "BGN", "EUR", date(2026, 1, 31))

    def test_says_how_to_bring_in_a_currency_never_known(self) -> None:
        with pytest.raises(NoRate, match=r"for HRK on 31 January 2026.*import_exchange_rates"):
            ENDED.exchange(10_000_000, "EUR", "HRK", date(2026, 1, 31))

    def test_refuses_a_rate_too_fine_to_keep(self) -> None:
        rates = known(("AAA", "999999999999", FRIDAY), ("BBB", "0.00000001", FRIDAY))

        for source, target in (("AAA", "BBB"), ("BBB", "AAA")):
            with pytest.raises(NoRate, match="more digits than can be kept"):
                rates.exchange(1, source, target, FRIDAY)


class TestEuros:
    def test_need_no_rate_among_themselves(self) -> None:
        assert Rates().exchange(7, "EUR", "EUR", FRIDAY) == Exchanged(7, Decimal(1), FRIDAY, "")

    def test_need_none_for_any_currency_and_itself(self) -> None:
        assert Rates().exchange(-7, "USD", "USD", FRIDAY).amount_micros == -7


class TestLaws:
    @given(st.integers(-(10**15), 10**15), st.integers(1, 10**9), st.integers(1, 10**9))
    @settings(max_examples=50)
    def test_an_amount_is_its_rate_s_and_odd(self, amount: int, one: int, two: int) -> None:
        rates = known(
            ("AAA", f"{Decimal(one).scaleb(-4)}", FRIDAY),
            ("BBB", f"{Decimal(two).scaleb(-4)}", FRIDAY),
        )

        found = rates.exchange(amount, "AAA", "BBB", FRIDAY)

        exact = Fraction(found.rate) * amount
        assert abs(exact) - 1 < abs(found.amount_micros) <= abs(exact)
        assert converted(-amount, found.rate) == -found.amount_micros
        assert abs(Fraction(found.rate) - Fraction(two, one)) <= Fraction(1, 2 * 10**12)


@pytest.mark.parametrize(
    "day", [date(2000, 4, 23), date(2024, 3, 31), date(2025, 4, 20), date(2038, 4, 25)]
)
def test_easter(day: date) -> None:
    assert easter(day.year) == day
