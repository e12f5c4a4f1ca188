"""What the first page asks."""

from __future__ import annotations

import pytest

from earnings.models import EntryKind
from earnings.queries import home
from tests.earnings.figures import THIS_MONTH, Career

pytestmark = pytest.mark.django_db


class TestBalances:
    def test_keep_what_is_estimated_apart_from_what_is_available(self) -> None:
        career = Career()
        career.is_booked(THIS_MONTH.previous(), 500)
        career.is_booked(THIS_MONTH, 70)
        career.is_booked(THIS_MONTH, -200, EntryKind.PAYOUT)

        (balance,) = home.balances(career.artist.pk, THIS_MONTH)

        assert (balance.available_micros, balance.estimated_micros, balance.paid_micros) == (
            300,
            70,
            200,
        )

    def test_an_advance_that_is_not_earned_yet_is_negative(self) -> None:
        career = Career()
        career.is_booked(THIS_MONTH.previous(), -900, EntryKind.ADVANCE)
        career.is_booked(THIS_MONTH.previous(), 100)

        (balance,) = home.balances(career.artist.pk, THIS_MONTH)

        assert balance.is_unrecouped
        assert balance.available_micros == -800

    def test_are_none_before_anything_was_booked(self) -> None:
        assert home.balances(Career().artist.pk, THIS_MONTH) == ()
