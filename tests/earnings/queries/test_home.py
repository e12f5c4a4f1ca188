"""What the first page asks."""

from __future__ import annotations

import pytest

from earnings.models import EntryKind
from earnings.queries import home
from earnings.services import contracts
from tests.earnings.figures import THIS_MONTH, Career
from tests.factories.accounts import support
from tests.factories.roster import NOW, OrganisationFactory
from tests.factories.settlements import account
from tests.factories.statements import closed

pytestmark = pytest.mark.django_db


class TestBalances:
    def test_keep_what_is_estimated_apart_from_what_is_available(self) -> None:
        career = Career()
        career.is_booked(THIS_MONTH.previous(), 500)
        closed(THIS_MONTH.previous())
        career.is_booked(THIS_MONTH, 70)
        career.is_booked(THIS_MONTH, -200, EntryKind.PAYOUT)

        (balance,) = home.money(career.artist.pk, 4).balances

        assert (balance.available_micros, balance.estimated_micros, balance.paid_micros) == (
            300,
            70,
            200,
        )

    def test_tell_what_stands_to_be_recouped_apart(self) -> None:
        career = Career()
        career.is_booked(THIS_MONTH.previous(), 100)
        closed(THIS_MONTH.previous())
        albums = account(OrganisationFactory.create(), career.payee)
        contracts.advance(recoupment=albums, amount_micros=900, by=support(), now=NOW)

        (balance,) = home.money(career.artist.pk, 4).balances

        assert (balance.is_unrecouped, balance.unrecouped_micros) == (True, 900)
        assert balance.available_micros == 100

    def test_are_below_zero_where_more_was_taken_back_than_is_there(self) -> None:
        career = Career()
        career.is_booked(THIS_MONTH.previous(), -900, EntryKind.ADVANCE)
        career.is_booked(THIS_MONTH.previous(), 100)
        closed(THIS_MONTH.previous())

        (balance,) = home.money(career.artist.pk, 4).balances

        assert balance.available_micros == -800
        assert not balance.is_unrecouped

    def test_are_estimated_until_their_month_is_closed(self) -> None:
        career = Career()
        career.is_booked(THIS_MONTH.previous(), 500)

        (balance,) = home.money(career.artist.pk, 4).balances

        assert (balance.available_micros, balance.estimated_micros) == (0, 500)

    def test_are_none_before_anything_was_booked(self) -> None:
        assert home.money(Career().artist.pk, 4).balances == ()

    def test_are_one_a_currency_however_many_bookings_are_shown(self) -> None:
        career = Career()
        for amount in (100, 200, 300):
            career.is_booked(THIS_MONTH.previous(), amount)
        closed(THIS_MONTH.previous())

        money = home.money(career.artist.pk, 2)

        assert [balance.available_micros for balance in money.balances] == [600]
        assert [booking.amount_micros for booking in money.bookings] == [300, 200]
