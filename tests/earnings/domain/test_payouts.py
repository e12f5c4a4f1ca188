"""Example Y of docs/ledger.md: how much of a balance can be paid."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnings.domain import payouts


class TestPayable:
    @pytest.mark.parametrize(
        ("balance", "currency", "minimum", "fee", "taken"),
        [
            (12_345_678, "EUR", 10_000_000, 300_000, 12_340_000),
            (1_234_900_000, "JPY", 0, 0, 1_234_000_000),
            (1_234_567, "KWD", 0, 0, 1_234_000),
            (9_990_000, "EUR", 10_000_000, 0, None),
            (300_000, "EUR", 0, 300_000, None),
            (-5_000_000, "EUR", 0, 0, None),
        ],
    )
    def test_y_is_whole_minor_units(
        self, balance: int, currency: str, minimum: int, fee: int, taken: int | None
    ) -> None:
        found = payouts.payable(balance, currency, minimum_micros=minimum, fee_micros=fee)

        assert (found and found.amount_micros) == taken

    @given(st.integers(-(10**12), 10**12), st.integers(0, 10**8), st.integers(0, 10**7))
    def test_never_takes_more_than_there_is(self, balance: int, minimum: int, fee: int) -> None:
        found = payouts.payable(balance, "EUR", minimum_micros=minimum, fee_micros=fee)

        if found:
            assert minimum <= balance
            assert 0 <= balance - found.amount_micros < 10_000
            assert (found.amount_micros - fee) % 10_000 == 0
