"""The worked examples U to Z of docs/ledger.md, section 9, from the report to the statement."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from artistportal.periods import Month
from earnings.domain.contracts import Expenses
from earnings.models import Contract, ExchangeRate, RecoupmentAccount, Statement, TaxRate
from earnings.services import contracts, ledger_checks, payouts
from earnings.services.contracts import Spent
from tests.factories.accounts import support
from tests.factories.settlements import (
    JANUARY,
    Year,
    account,
    cheap_deal,
    contract,
    paid_in,
    posted,
    statement,
)

pytestmark = pytest.mark.django_db

CENT = 10_000
FEBRUARY, MARCH = JANUARY.next(), JANUARY.next().next()
APRIL, MAY = MARCH.next(), MARCH.next().next()


def advanced(year: Year, micros: int, month: Month = JANUARY) -> RecoupmentAccount:
    """A recoupment account with an advance from the beginning of the month."""
    albums = account(year.label, year.payee)
    contracts.advance(recoupment=albums, amount_micros=micros, by=support(), now=month.from_at)
    return albums


def spend(under: Contract, micros: int, month: Month) -> None:
    contracts.spend(
        contract=under,
        spent=Spent(month.first, micros, "EUR", "Mastering"),
        by=support(),
        now=month.from_at + timedelta(days=3),
    )


def shown(told: Statement) -> tuple[int, ...]:
    """Earned, costs, recouped, closing, and what still stands to be recouped."""
    return (
        told.earned_micros,
        told.costs_micros,
        told.recouped_micros,
        told.closing_micros,
        told.unrecouped_micros,
    )


class TestAdvance:
    def test_u_is_recouped_before_anything_is_left(self) -> None:
        year = Year()
        contract(year.label, year.payee, rate_ppm=600_000, recoupment=advanced(year, 500))
        found = []
        for month, earned in ((JANUARY, 300), (FEBRUARY, 900), (MARCH, 100)):
            year.earns(month, earned)
            found.append(shown(year.closes(month)))

        assert found == [
            (300, 120, 180, 0, 320),
            (900, 360, 320, 220, 0),
            (100, 40, 0, 280, 0),
        ]
        assert statement(year.label_payee, FEBRUARY).earned_micros == 360
        assert list(ledger_checks.faults()) == []

    def test_u2_is_recouped_from_two_contracts(self) -> None:
        year = Year()
        june, july = Month(date(2026, 6, 1)), Month(date(2026, 7, 1))
        albums = advanced(year, 1_000, june)
        first = contract(
            year.label,
            year.payee,
            until_date=july.first,
            reserve_ppm=100_000,
            reserve_months=1,
            recoupment=albums,
        )
        second = contract(
            year.label, year.payee, from_date=july.first, rate_ppm=600_000, recoupment=albums
        )
        year.earns(june, 800)
        in_june = year.closes(june)
        year.earns(july, 1_500)
        in_july = year.closes(july)

        assert shown(in_june) == (800, 400, 360, 0, 640)
        assert shown(in_july) == (1_500, 600, 640, 300, 0)
        parts = in_july.parts.values_list("contract", "released_micros", "recouped_micros")
        assert set(parts) == {(first.pk, 40, 40), (second.pk, 0, 600)}
        assert posted(payee=year.label_payee) == 400 + 600


class TestExpenses:
    @pytest.mark.parametrize(
        ("when", "closing"), [(Expenses.BEFORE_SPLIT, 400), (Expenses.AFTER_SPLIT, 300)]
    )
    def test_v_come_before_or_after_the_split(self, when: Expenses, closing: int) -> None:
        year = Year()
        spend(contract(year.label, year.payee, expenses=when), 200, JANUARY)
        year.earns(JANUARY, 1_000)

        told = year.closes(JANUARY)

        assert told.closing_micros == closing
        assert told.parts.get().expenses_micros == 200
        assert posted(payee=year.label_payee) == 1_000 - closing

    @pytest.mark.parametrize(
        ("when", "closing"), [(Expenses.BEFORE_SPLIT, 385), (Expenses.AFTER_SPLIT, 295)]
    )
    def test_v2_round_down_after_a_fee(self, when: Expenses, closing: int) -> None:
        year = Year()
        under = contract(year.label, year.payee, rate_ppm=550_000, fee_ppm=100_000, expenses=when)
        spend(under, 200, JANUARY)
        year.earns(JANUARY, 1_001)

        told = year.closes(JANUARY)

        assert told.closing_micros == closing
        assert told.parts.get().fee_micros == 100

    def test_wait_until_the_contract_is_valid(self) -> None:
        year = Year()
        from_date = date(2026, 1, 10)
        spend(contract(year.label, year.payee, from_date=from_date), 200, JANUARY)
        year.earns(JANUARY, 1_000)
        year.earns(FEBRUARY, 1_000)

        assert year.closes(JANUARY).costs_micros == 0
        assert year.closes(FEBRUARY).parts.get().expenses_micros == 200


class TestReserve:
    def test_w_is_kept_and_released_after_the_contract_too(self) -> None:
        year = Year()
        contract(
            year.label,
            year.payee,
            until_date=APRIL.first,
            reserve_ppm=200_000,
            reserve_months=2,
        )
        year.earns(JANUARY, 1_003)
        year.closes(JANUARY)
        year.earns(MARCH, 200)

        told = {month: year.closes(month) for month in (FEBRUARY, MARCH, MAY)}

        assert statement(year.payee, JANUARY).in_reserve_micros == 100
        assert [told[month].closing_micros for month in told] == [401, 581, 601]
        assert [told[month].in_reserve_micros for month in told] == [100, 20, 0]
        assert told[MARCH].reserved_micros == 20
        assert told[MARCH].released_micros == 100


class TestTax:
    @pytest.mark.parametrize(
        ("has_table", "has_form", "closing"),
        [(True, False, 1_201), (True, True, 1_451), (False, True, 1_501)],
    )
    def test_x_is_withheld_by_the_operators_table(
        self, *, has_table: bool, has_form: bool, closing: int
    ) -> None:
        year = Year(cheap_deal("US"))
        german = cheap_deal("DE", payee=year.payee)
        form: dict[str, Any] = {"form_from_date": date(2025, 6, 1)} if has_form else {}
        paid_in(year.payee, residence="SE", **form)
        if has_table:
            tax("", "US", 300_000)
            tax("SE", "US", 50_000, needs_form=True)
        year.earns(JANUARY, 1_001)
        year.earns(JANUARY, 500, given=german)

        told = year.closes(JANUARY)

        assert told.closing_micros == closing
        assert posted(kind="tax") == told.tax_micros == 1_501 - closing
        sources = [source for part in told.content["parts"] for source in part["sources"]]
        grounds = {source["country"]: source["tax_ground"] for source in sources}
        assert grounds["DE"] == "no rate entered"

    def test_x2_is_withheld_of_what_is_left_after_recoupment(self) -> None:
        american = cheap_deal("US")
        year = Year(american)
        paid_in(year.payee, residence="SE")
        tax("", "US", 300_000)
        contract(year.label, year.payee, recoupment=advanced(year, 100))
        year.earns(JANUARY, 600)
        german = cheap_deal("DE", payee=year.payee, organisation=year.label)
        year.earns(JANUARY, 400, given=german)

        assert shown(year.closes(JANUARY)) == (1_000, 500, 100, 328, 0)

    def test_x3_is_not_withheld_of_what_makes_up_for_a_debt(self) -> None:
        year = Year(cheap_deal("US"))
        paid_in(year.payee)
        year.earns(JANUARY, 90 * CENT, line_id="a")
        year.closes(JANUARY)
        pay(year, FEBRUARY)
        year.earns(FEBRUARY, 0, of=JANUARY, line_id="b", corrects="a")
        in_february = year.closes(FEBRUARY)
        tax("", "US", 300_000)
        year.earns(MARCH, 100 * CENT)

        in_march = year.closes(MARCH)

        assert (in_february.paid_micros, in_february.closing_micros) == (90 * CENT, -90 * CENT)
        assert (in_march.tax_micros, in_march.closing_micros) == (3 * CENT, 7 * CENT)


class TestRestatement:
    def test_z_goes_onto_the_recoupment_account(self) -> None:
        year = Year()
        paid_in(year.payee)
        contract(year.label, year.payee, recoupment=advanced(year, 400 * CENT))
        year.earns(JANUARY, 1_000 * CENT, line_id="a")
        january = year.closes(JANUARY)
        pay(year, FEBRUARY)
        year.earns(FEBRUARY, 400 * CENT, of=JANUARY, line_id="b", corrects="a")
        february = year.closes(FEBRUARY)
        year.earns(MARCH, 400 * CENT)
        march = year.closes(MARCH)

        assert cents(january) == (1_000, 500, 400, 100, 0)
        assert cents(february) == (-600, -300, -300, 0, 300)
        assert february.paid_micros == 100 * CENT
        assert cents(march) == (400, 200, 200, 0, 100)
        assert february.content["entries"][-1]["adjusts"] == january.content["entries"][0]["entry"]
        assert Statement.objects.get(pk=january.pk).content_sha256 == january.content_sha256
        assert list(ledger_checks.faults()) == []

    def test_z2_is_carried_forward_as_a_debit_without_one(self) -> None:
        year = Year()
        paid_in(year.payee)
        contract(year.label, year.payee)
        year.earns(JANUARY, 1_000 * CENT, line_id="a")
        january = year.closes(JANUARY)
        pay(year, FEBRUARY)
        year.earns(FEBRUARY, 400 * CENT, of=JANUARY, line_id="b", corrects="a")
        february = year.closes(FEBRUARY)
        year.earns(MARCH, 400 * CENT)
        march = year.closes(MARCH)

        closings = [told.closing_micros // CENT for told in (january, february, march)]
        assert closings == [500, -300, -100]
        assert [told.opening_micros // CENT for told in (february, march)] == [500, -300]


class TestExchange:
    def test_settles_in_the_currency_the_payee_is_paid_in(self) -> None:
        year = Year(cheap_deal(currency="USD"))
        paid_in(year.payee, "EUR")
        contract(year.label, year.payee)
        ExchangeRate.objects.create(
            rate_date=date(2026, 1, 30),
            currency="USD",
            per_euro="1.25",
            source="Invented",
            imported_at=JANUARY.until_at,
        )
        year.earns(JANUARY, 1_001)

        told = year.closes(JANUARY)

        part = told.parts.get()
        assert (part.earned_in_micros, part.earned_in_currency) == (1_001, "USD")
        assert (part.earned_micros, str(part.exchange_rate_date)) == (800, "2026-01-30")
        assert told.closing_micros == 400
        assert posted(payee=year.payee, currency="USD") == 0
        assert posted(payee=year.label_payee, currency="EUR") == 400
        assert list(ledger_checks.faults()) == []


def pay(year: Year, month: Month) -> None:
    """The closed balance is paid early in the month."""
    now = month.from_at + timedelta(days=6)
    by = support()
    for payout in payouts.schedule(payees=[year.payee.pk], by=by, now=now):
        payouts.send(payout=payout, reference="Batch 1", by=by, now=now)


def cents(told: Statement) -> tuple[int, ...]:
    return tuple(micros // CENT for micros in shown(told))


def tax(residence: str, source: str, ppm: int, *, needs_form: bool = False) -> None:
    TaxRate.objects.create(
        residence=residence,
        source=source,
        rate_ppm=ppm,
        needs_form=needs_form,
        from_date=date(2025, 1, 1),
        ground="Invented",
    )
