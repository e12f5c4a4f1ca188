"""Every line of a statement, from the archive: it adds up, it is safe, it stays the same."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from artistportal.roster.models import Payee, Work
from earnings.domain.statement_lines import COLUMNS, EARNED, Astray
from earnings.models import ExchangeRate, Payout, Statement, TaxRate
from earnings.services import lump_sums, payouts, statement_files
from tests.factories.accounts import support
from tests.factories.lump_sums import recorded
from tests.factories.settlements import (
    JANUARY,
    Year,
    account,
    cheap_deal,
    close,
    contract,
    paid_in,
    statement,
)

pytestmark = pytest.mark.django_db

FEBRUARY = JANUARY.next()
Line = dict[str, str]


def lines(told: Statement) -> list[Line]:
    text = "".join(statement_files.lines_csv(told)).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def micros(rows: Iterable[Line], column: str = "net_amount") -> int:
    return sum(int(Decimal(row[column]).scaleb(6)) for row in rows)


def of(rows: Iterable[Line], *kinds: str) -> list[Line]:
    return [row for row in rows if row["line_kind"] in kinds]


@pytest.fixture
def settled() -> Statement:
    """February of a payee with all there is: two currencies, contract, restatement, tax, payout."""
    year = Year()
    by_dollar = cheap_deal("US", "USD", year.payee)
    ExchangeRate.objects.bulk_create(
        ExchangeRate(
            currency="USD", rate_date=day, per_euro=rate, source="ECB", imported_at=FEBRUARY.from_at
        )
        for day, rate in ((date(2026, 1, 30), "1.1"), (date(2026, 2, 27), "1.117"))
    )
    TaxRate.objects.create(source="US", rate_ppm=300_000, from_date=date(2025, 1, 1), ground="law")
    paid_in(year.payee, "EUR", minimum_micros=1)
    contract(
        year.label, year.payee, fee_ppm=150_000, reserve_ppm=200_000, reserve_months=1,
        recoupment=account(year.label, year.payee),
    )  # fmt: skip
    year.earns(JANUARY, 1_000_000_033)
    close(JANUARY)
    (payout,) = payouts.schedule(by=support(), now=FEBRUARY.from_at + timedelta(days=6))
    payouts.send(
        payout=payout, reference="RF", by=support(), now=FEBRUARY.from_at + timedelta(days=7)
    )
    year.earns(FEBRUARY, 700_001)
    year.earns(FEBRUARY, 31, of=JANUARY, territory="FR")
    year.earns(FEBRUARY, 333_333, given=by_dollar)
    year.earns(FEBRUARY, 100_003, given=by_dollar, of=JANUARY)
    return year.closes(FEBRUARY)


class TestLines:
    def test_come_to_what_was_earned_and_all_of_them_to_closing(self, settled: Statement) -> None:
        found = lines(settled)

        assert list(found[0]) == list(COLUMNS)
        assert settled.parts.filter(earned_in_currency="USD").exists()
        assert Payout.objects.exists()
        assert micros(of(found, *EARNED)) == settled.earned_micros
        assert micros(found) == settled.closing_micros - settled.opening_micros
        assert statement_files.earned_micros(settled) == settled.earned_micros
        assert {row["line_kind"] for row in found} >= {
            "earning", "fee", "organisation_share", "reserve", "release", "withholding", "payment",
        }  # fmt: skip
        assert len({row["line_id"] for row in found}) == len(found)

    def test_are_those_that_the_content_names(self, settled: Statement) -> None:
        named = {
            entry["entry"]
            for entry in settled.content["entries"]
            if entry["kind"] in {"royalties", "allocation", "advance"}
        }

        assert {row["entry_id"] for row in of(lines(settled), *EARNED)} == named

    def test_say_at_which_rate_they_were_exchanged(self, settled: Statement) -> None:
        by_dollar = [row for row in lines(settled) if row["currency_of_transaction"] == "USD"]

        assert {row["exchange_rate_date"] for row in by_dollar} == {"2026-02-27"}
        assert {row["exchange_rate_source"] for row in by_dollar} == {"ECB"}
        assert micros(by_dollar, "amount_of_transaction") == 333_333 + 100_003

    def test_say_where_each_comes_from(self) -> None:
        year = Year()
        year.earns(JANUARY, 3)

        (found,) = lines(year.closes(JANUARY))

        deal = year.deal
        assert (
            found
            | {
                "line_kind": "earning",
                "isrc": deal.work.isrc,
                "title": deal.work.title,
                "display_artist": deal.artist.name,
                "tool_name": deal.tool.name,
                "licence_id": deal.licence.code,
                "use_type": "discovery",
                "usage_start": "2026-01-01",
                "usage_end": "2026-01-31",
                "usage_units": "3",
                "split_percent": "100",
                "statement_period_end": "2026-01-31",
                "net_amount": "0.000003",
            }
            == found
        )

    def test_of_a_correction_are_what_differs_and_name_what_they_correct(self) -> None:
        year = Year()
        year.earns(JANUARY, 5, line_id="a")
        first = year.closes(JANUARY)
        year.earns(FEBRUARY, 7, of=JANUARY, territory="FR", line_id="b")
        year.earns(FEBRUARY, 2, of=JANUARY, line_id="c", corrects="a")

        found = lines(year.closes(FEBRUARY))

        assert [(row["territory"], row["net_amount"], row["usage_units"]) for row in found] == [
            ("FR", "0.000007", "7"),
            ("DE", "-0.000003", "-3"),
        ]
        assert {row["line_kind"] for row in found} == {"adjustment"}
        assert found[0]["adjusts_statement_id"] == first.code
        assert found[0]["adjusts_entry_id"] == first.content["entries"][0]["entry"]

    def test_of_an_organisation_are_what_its_contracts_gave_it(self) -> None:
        year = Year()
        contract(year.label, year.payee)
        year.earns(JANUARY, 100)
        year.closes(JANUARY)
        told = statement(Payee.objects.get(organisation=year.label), JANUARY)

        found = lines(told)

        assert [(row["line_kind"], row["net_amount"]) for row in found] == [("contract", "0.00005")]
        assert micros(found) == told.earned_micros

    def test_of_a_lump_sum_are_its_works(self) -> None:
        year = Year()
        year.earns(FEBRUARY, 10)
        march = FEBRUARY.next()
        lump_sum = recorded(year.deal)
        lump_sums.allocate(lump_sum=lump_sum, by=support(), now=march.from_at + timedelta(days=9))

        found = lines(year.closes(march))

        assert [(row["line_kind"], row["title"], row["run_id"]) for row in found] == [
            ("lump_sum", year.deal.work.title, lump_sum.code)
        ]
        assert micros(found) == 10_000_000

    def test_stay_the_same_and_run_no_formula(self) -> None:
        year = Year()
        Work.objects.filter(pk=year.deal.work.pk).update(title="=HYPERLINK(1)")
        year.earns(JANUARY, 3)
        told = year.closes(JANUARY)

        text = "".join(statement_files.lines_csv(told))

        assert text == "".join(statement_files.lines_csv(told))
        assert text.startswith("\ufeff")
        assert ",'=HYPERLINK(1)," in text


class TestCheck:
    def test_finds_lines_that_do_not_come_to_what_was_earned(self, settled: Statement) -> None:
        statement_files.check(settled)

        settled.earned_micros += 1
        with pytest.raises(Astray, match=settled.code):
            statement_files.check(settled)


class TestContent:
    def test_is_the_bytes_whose_hash_stands_on_it(self, settled: Statement) -> None:
        settled.refresh_from_db()

        content = statement_files.content_json(settled)

        assert hashlib.sha256(content).hexdigest() == settled.content_sha256
        assert statement_files.has_its_hash(settled)
        settled.content["earned_micros"] += 1
        assert not statement_files.has_its_hash(settled)
