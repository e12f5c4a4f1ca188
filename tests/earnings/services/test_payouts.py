"""Payouts: what is scheduled, and each step once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from earnings.domain.payouts import PayoutState
from earnings.models import Entry, Payout, PayoutTerms
from earnings.services import ledger_checks, payouts
from earnings.services.payouts import NotPayable
from tests.factories.accounts import UserFactory, support
from tests.factories.settlements import JANUARY, Year, account, paid_in, posted

pytestmark = pytest.mark.django_db

LATER = JANUARY.until_at + timedelta(days=8)
EURO = 1_000_000


def closed(micros: int = 12_345_678, **terms: Any) -> Year:
    """A payee with a closed balance."""
    year = Year()
    paid_in(year.payee, **terms)
    year.earns(JANUARY, micros)
    year.closes(JANUARY)
    return year


def scheduled(year: Year) -> Payout:
    (payout,) = payouts.schedule(payees=[year.payee.pk], by=support(), now=LATER)
    return payout


class TestSchedule:
    def test_takes_whole_cents_and_the_fee(self) -> None:
        payout = scheduled(closed(minimum_micros=10 * EURO, fee_micros=300_000))

        assert (payout.amount_micros, payout.fee_micros) == (12_340_000, 300_000)
        assert payout.code == "P-000001"

    def test_pressed_twice_makes_one(self) -> None:
        year = closed()

        assert scheduled(year).pk == scheduled(year).pk

    def test_leaves_what_is_below_the_smallest_payment(self) -> None:
        year = closed(minimum_micros=13 * EURO)

        assert payouts.schedule(payees=[year.payee.pk], by=support(), now=LATER) == []

    def test_pays_nothing_of_an_open_month(self) -> None:
        year = closed(EURO)
        year.earns(JANUARY.next(), 5 * EURO)

        assert scheduled(year).amount_micros == EURO

    def test_is_for_support_alone(self) -> None:
        with pytest.raises(PermissionDenied):
            payouts.schedule(by=UserFactory.create(), now=LATER)


class TestSteps:
    def test_send_posts_once_and_leaves_the_rest(self) -> None:
        year = closed()
        payout, by = scheduled(year), support()

        for _ in range(2):
            payout = payouts.send(payout=payout, reference="B-1", by=by, now=LATER)

        assert payout.state == PayoutState.SENT
        assert Entry.objects.filter(kind="payout").count() == 1
        assert posted(payee=year.payee) == 5_678
        assert payouts.schedule(payees=[year.payee.pk], by=by, now=LATER) == []

    def test_arrive_ends_it(self) -> None:
        payout, by = scheduled(closed()), support()
        payouts.send(payout=payout, reference="B-1", by=by, now=LATER)

        assert payouts.arrive(payout=payout, by=by, now=LATER).ended_at == LATER
        with pytest.raises(NotPayable, match="is arrived"):
            payouts.fail(payout=payout, why="Closed account", by=by, now=LATER)

    def test_what_failed_comes_back_and_can_be_paid_again(self) -> None:
        year = closed()
        payout, by = scheduled(year), support()
        sent = payouts.send(payout=payout, reference="B-1", by=by, now=LATER)

        for _ in range(2):
            failed = payouts.fail(payout=payout, why="Closed account", by=by, now=LATER)

        assert failed.returned_entry is not None
        assert failed.returned_entry.adjusts == sent.entry
        assert posted(payee=year.payee) == 12_345_678
        assert scheduled(year).number == 2
        assert list(ledger_checks.faults()) == []

    def test_what_was_called_off_posts_nothing(self) -> None:
        year = closed()
        by = support()

        payouts.fail(payout=scheduled(year), why="Wrong account", by=by, now=LATER)

        assert not Entry.objects.filter(kind__in=["payout", "returned"]).exists()
        assert scheduled(year).number == 2

    def test_nothing_arrives_that_was_not_sent(self) -> None:
        with pytest.raises(NotPayable, match="is scheduled"):
            payouts.arrive(payout=scheduled(closed()), by=support(), now=LATER)


class TestAgree:
    def test_keeps_to_the_currency_of_a_recoupment_account(self) -> None:
        year = Year()
        account(year.label, year.payee)

        with pytest.raises(NotPayable, match="recoups in EUR"):
            payouts.agree(terms=PayoutTerms(payee=year.payee, currency="SEK"), by=support())
