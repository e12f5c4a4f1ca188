"""Money: exact reading, dividing and showing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from artistportal import money

WEIGHTS = st.dictionaries(
    st.integers(1, 50), st.integers(0, 10**12), min_size=1, max_size=12
).filter(lambda weights: sum(weights.values()) > 0)


class TestFromText:
    @pytest.mark.parametrize(
        ("text", "micros"),
        [("12", 12_000_000), ("-0.5", -500_000), ("0.000001", 1), (" 1.10 ", 1_100_000)],
    )
    def test_reads_a_plain_decimal(self, text: str, micros: int) -> None:
        assert money.from_text(text) == micros

    @pytest.mark.parametrize("text", ["", "1,5", "0.0000001", "nan", "inf", "9223372036855", "€5"])
    def test_refuses_what_cannot_be_kept_exactly(self, text: str) -> None:
        with pytest.raises(money.NotMoney):
            money.from_text(text)


class TestShown:
    @pytest.mark.parametrize(
        ("micros", "currency", "text"),
        [
            (1_234_567_890_000, "EUR", "1,234,567.89\N{NO-BREAK SPACE}EUR"),
            (21, "EUR", "0.000021\N{NO-BREAK SPACE}EUR"),
            (-2_000_000, "USD", "\N{MINUS SIGN}2.00\N{NO-BREAK SPACE}USD"),
            (1_500_000, "JPY", "1.5\N{NO-BREAK SPACE}JPY"),
        ],
    )
    def test_never_rounds(self, micros: int, currency: str, text: str) -> None:
        assert money.shown(micros, currency) == text

    @pytest.mark.parametrize(
        ("micros", "currency", "text"),
        [
            (1_240_503_456, "EUR", "1,240.50\N{NO-BREAK SPACE}EUR"),
            (-1_995_001, "EUR", "\N{MINUS SIGN}2.00\N{NO-BREAK SPACE}EUR"),
            (3_400, "EUR", "0.0034\N{NO-BREAK SPACE}EUR"),
            (1_500_000, "JPY", "2\N{NO-BREAK SPACE}JPY"),
            (0, "EUR", "0.00\N{NO-BREAK SPACE}EUR"),
        ],
    )
    def test_rounds_for_reading_but_never_to_nothing(
        self, micros: int, currency: str, text: str
    ) -> None:
        assert money.rounded(micros, currency) == text

    def test_writes_for_machines(self) -> None:
        assert [money.plain(m) for m in (0, -21, 12_500_000)] == ["0.00", "-0.000021", "12.50"]


class TestDivide:
    def test_gives_the_left_over_unit_to_the_largest_remainder(self) -> None:
        parts = money.divide(100, {"a": 1, "b": 2, "c": 3}, order=["a", "b", "c"])

        assert parts == {"a": 17, "b": 33, "c": 50}

    def test_breaks_a_tie_by_weight_and_then_by_order(self) -> None:
        assert money.divide(1, {"a": 1, "b": 1}, order=["b", "a"]) == {"a": 0, "b": 1}
        assert money.divide(2, {"a": 1, "b": 3}, order=["a", "b"]) == {"a": 0, "b": 2}

    def test_refuses_a_pool_for_nobody(self) -> None:
        with pytest.raises(ValueError, match="weights"):
            money.divide(1, {"a": 0}, order=["a"])

    @given(pool=st.integers(-(10**18), 10**18), weights=WEIGHTS)
    def test_loses_nothing_and_stays_within_one_unit(
        self, pool: int, weights: dict[int, int]
    ) -> None:
        parts = money.divide(pool, weights, order=sorted(weights))

        total = sum(weights.values())
        assert sum(parts.values()) == pool
        assert all(abs(parts[k] * total - pool * w) < total for k, w in weights.items())
