"""The balance: the same figures as the first page, and a reason for each that is not there yet."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from artistportal.periods import Month
from artistportal.roster.domain.accounts import Account, AccountKind
from earnings.domain.ledgers import AccountKind as LedgerKind
from earnings.models import (
    Contract,
    LedgerAccount,
    Payout,
    PayoutState,
    PayoutTerms,
    RecoupmentAccount,
)
from earnings.queries import standings
from earnings.queries.standings import Balance
from tests.earnings.figures import THIS_MONTH, Career
from tests.factories.payees import account as payout_account
from tests.factories.roster import NOW, OrganisationFactory
from tests.factories.statements import closed, issue

pytestmark = pytest.mark.django_db

LAST = THIS_MONTH.previous()


@pytest.fixture
def career() -> Career:
    """120.50 EUR of a closed month, 7 EUR of the open one."""
    made = Career()
    made.is_booked(LAST, 120_500_000)
    made.is_booked(THIS_MONTH, 7_000_000)
    closed(LAST, NOW)
    return made


def account(career: Career) -> Account:
    artist = career.artist
    return Account(
        AccountKind.ARTIST, artist.pk, artist.public_id, artist.name, "owner", sees_money=True
    )


def balance(career: Career) -> Balance:
    (found,) = standings.of_account(account(career), 60, NOW).balances
    return found


def shown(client: Client, career: Career) -> str:
    client.force_login(career.member.user)
    return client.get("/earnings/balance/").content.decode()


class TestAmounts:
    def test_of_open_months_are_estimated_and_in_no_other(self, career: Career) -> None:
        found = balance(career)

        assert (found.available_micros, found.estimated_micros) == (120_500_000, 7_000_000)

    def test_in_reserve_say_when_they_are_released(self, career: Career, client: Client) -> None:
        contract = Contract.objects.create(
            number=7, organisation=OrganisationFactory.create(), payee=career.payee,
            title="Album", from_date=date(2026, 1, 1), rate_ppm=1_000_000, reserve_months=3,
        )  # fmt: skip
        issue(career.payee, LAST.first, reserved_micros=4_000_000, parts=[
            {"contract": contract, "reserved_micros": 4_000_000}
        ])  # fmt: skip
        reserve = LedgerAccount.objects.create(
            kind=LedgerKind.RESERVE.value, currency="EUR", contract=contract
        )
        career.is_booked(LAST, -4_000_000)
        entry = career.payee.accounts.get().postings.latest("pk").entry
        reserve.postings.create(entry=entry, amount_micros=4_000_000)

        found = balance(career)

        (release,) = found.releases
        assert found.in_reserve_micros == 4_000_000
        assert (release.month, release.amount_micros) == (Month(date(2026, 5, 1)), 4_000_000)
        assert "May 2026" in shown(client, career)

    def test_still_to_recoup_name_their_account(self, career: Career, client: Client) -> None:
        recoupment = RecoupmentAccount.objects.create(
            organisation=OrganisationFactory.create(name="Fjord"), payee=career.payee,
            name="First album", currency="EUR",
        )  # fmt: skip
        owed = LedgerAccount.objects.create(
            kind=LedgerKind.RECOUPMENT.value, currency="EUR", recoupment=recoupment
        )
        career.is_booked(LAST, 1)
        entry = career.payee.accounts.get().postings.latest("pk").entry
        owed.postings.create(entry=entry, amount_micros=-500_000_000)

        assert balance(career).unrecouped_micros == 500_000_000
        assert "First album, Fjord: 500.00\xa0EUR" in shown(client, career)


class TestNextPayout:
    def test_needs_terms(self, career: Career, client: Client) -> None:
        assert "Nobody has told us yet how to pay you" in shown(client, career)

    def test_says_by_how_much_the_minimum_is_missed(self, career: Career, client: Client) -> None:
        PayoutTerms.objects.create(payee=career.payee, currency="EUR", minimum_micros=150_000_000)
        payout_account(career.payee)

        assert "29.50\xa0EUR short of your minimum of 150.00" in shown(client, career)

    def test_is_what_a_payment_would_take(self, career: Career) -> None:
        PayoutTerms.objects.create(payee=career.payee, currency="EUR", fee_micros=1_000_000)
        payout_account(career.payee)

        coming = balance(career).next_payout

        assert coming
        assert coming.amount_micros == 120_500_000


class TestPayouts:
    def test_are_listed_in_words_with_fee_net_and_reference(
        self, career: Career, client: Client
    ) -> None:
        Payout.objects.create(
            number=3, payee=career.payee, currency="EUR", amount_micros=20_000_000,
            fee_micros=250_000, state=PayoutState.ARRIVED, created_at=NOW, reference="RF18",
        )  # fmt: skip

        page = shown(client, career)

        for words in ("P-000003", "Arrived", "on your account", "19.75\xa0EUR", "RF18"):
            assert words in page

    def test_are_none_before_anything_was_booked(self, client: Client) -> None:
        page = shown(client, Career())

        assert "Nothing booked yet" in page
        assert "Nothing has been paid out yet." in page
