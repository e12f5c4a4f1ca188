"""When a payee is paid next, and if not, exactly why not."""

from __future__ import annotations

import pytest

from earnings.domain.next_payouts import Standing, next_payout


def standing(**changed: object) -> Standing:
    given = {"currency": "EUR", "available_micros": 50_125_000, "paid_in": "EUR"} | changed
    return Standing(**given)  # type: ignore[arg-type]  # changed as a test tells


class TestNextPayout:
    def test_is_of_whole_cents_and_takes_the_fee_with_it(self) -> None:
        found = next_payout(standing(available_micros=50_129_999, fee_micros=1_000_000))

        assert found.amount_micros == 50_120_000
        assert found.is_coming

    @pytest.mark.parametrize(
        ("changed", "says"),
        [
            ({"paid_in": ""}, "Nobody has told us yet how to pay you"),
            ({"barrier": "The account is new. Wait."}, "The account is new. Wait."),
            ({"minimum_micros": 60_000_000}, "9.875\xa0EUR short of your minimum of 60.00"),
            ({"available_micros": -2_000_000}, "2.00\xa0EUR below zero"),
            ({"available_micros": 0}, "nothing to pay out"),
            ({"available_micros": 900, "fee_micros": 500}, "nothing would be left to send"),
            (
                {"paid_in": "USD", "available_micros": 0},
                "You are paid in USD: what is earned in EUR is exchanged",
            ),
        ],
    )
    def test_says_exactly_why_there_is_none(self, changed: dict[str, object], says: str) -> None:
        found = next_payout(standing(**changed))

        assert not found.is_coming
        assert says in found.sentence

    def test_is_what_is_scheduled_already(self) -> None:
        found = next_payout(standing(available_micros=0, on_its_way_micros=7_000_000))

        assert found.amount_micros == 7_000_000
        assert "on its way" in found.sentence
