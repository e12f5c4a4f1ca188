"""Taking reference rates in: streamed, once, whole or not at all."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from earnings.domain.exchange_rate_files import BadRates
from earnings.domain.exchange_rates import NoRate
from earnings.models import Entry, ExchangeRate
from earnings.queries import exchange_rates as known
from earnings.services import exchange_rates, ledger_checks, royalty_runs
from earnings.services.exchange_rates import TakenIn
from tests.factories.accounts import UserFactory
from tests.factories.earnings import Deal, balance, bring, deal, last_run

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
HISTORY = b"Date,USD,BGN,\n2026-10-30,1.25,N/A,\n2025-12-31,1.2,2,\n"


def take_in(content: bytes, source: str = "ECB") -> TakenIn:
    return exchange_rates.take_in(file=io.BytesIO(content), source=source, by=None, now=NOW)


def zipped(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files:
            packed.writestr(name, content)
    return out.getvalue()


class TestTakeIn:
    def test_keeps_every_rate_with_its_source(self) -> None:
        taken = take_in(HISTORY)

        assert taken.sentence == "ECB, 2025-12-31 to 2026-10-30: 3 new rates, 0 known already."
        assert set(ExchangeRate.objects.values_list("currency", "per_euro", "source")) == {
            ("USD", Decimal("1.25"), "ECB"),
            ("USD", Decimal("1.2"), "ECB"),
            ("BGN", Decimal(2), "ECB"),
        }

    def test_takes_the_same_again_without_a_change(self) -> None:
        take_in(HISTORY)

        taken = take_in(zipped(("eurofxref-hist.csv", HISTORY)))

        assert (taken.new, taken.known) == (0, 3)

    def test_adds_what_is_new(self) -> None:
        take_in(HISTORY)

        taken = take_in(b"Date, USD, GBP, \n30 October 2026, 1.2500, 0.9, \n")

        assert (taken.new, taken.known) == (1, 1)

    def test_refuses_a_rate_that_differs_and_keeps_nothing_of_the_file(self) -> None:
        take_in(HISTORY)

        with pytest.raises(BadRates, match=r"1\.25 USD on 2026-10-30 \(ECB\), the file says 1\.26"):
            take_in(b"Date,USD,\n2026-11-02,1.3,\n2026-10-30,1.26,\n")

        assert ExchangeRate.objects.count() == 3

    def test_is_for_support(self) -> None:
        with pytest.raises(PermissionDenied):
            exchange_rates.take_in(
                file=io.BytesIO(HISTORY), source="ECB", by=UserFactory.create(), now=NOW
            )

    def test_takes_many_days_in_batches(
        self, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        days = [date(2020, 1, 1) + timedelta(days=number) for number in range(1000)]
        lines = b"".join(b"%s,1.25,0.9,\n" % str(day).encode() for day in reversed(days))

        with django_assert_max_num_queries(30):
            taken = take_in(b"Date,USD,GBP,\n" + lines)

        assert (taken.days, taken.new) == (1000, 2000)


class TestLettingGoOn:
    def test_starts_a_run_again_that_stopped_for_want_of_a_rate(self) -> None:
        label = in_part()
        bring(label.tool, [line(label, "2026-10-12", "10", "USD")], now=NOW)
        stopped = last_run(label.licence)
        assert stopped.state == "failed"

        taken = take_in(HISTORY)
        again = take_in(HISTORY)
        royalty_runs.carry_out(run_id=stopped.pk, clock=lambda: NOW)

        assert (taken.runs, again.runs) == ([stopped.pk], [])
        assert taken.sentence.endswith("1 that stopped for want of a rate go on.")
        assert last_run(label.licence).state == "done"
        assert balance(payee=label.payee) == 2_000_000

    def test_stops_again_where_the_rate_is_another(self) -> None:
        label = in_part()
        bring(label.tool, [line(label, "2026-10-12", "10", "USD")], now=NOW)

        taken = take_in(b"Date,GBP,\n2026-10-30,0.9,\n")
        royalty_runs.carry_out(run_id=taken.runs[0], clock=lambda: NOW)

        assert last_run(label.licence).state == "failed"
        assert take_in(HISTORY).runs == taken.runs

    def test_leaves_alone_what_failed_for_another_reason_or_was_computed_since(self) -> None:
        ended, computed = in_part(), in_part()
        take_in(ENDED)
        bring(ended.tool, [line(ended, "2026-01-10", "10", "BGN")], now=NOW)
        bring(
            computed.tool, [line(computed, "2026-10-12", "10", "USD") | {"line_id": "a"}], now=NOW
        )
        right = line(computed, "2026-10-12", "5", "EUR") | {"line_id": "b", "corrects": "a"}
        bring(computed.tool, [right], now=NOW)

        assert take_in(b"Date,USD,\n2026-10-30,1.25,\n").runs == []

    def test_is_rung_for_by_the_command(
        self, tmp_path: Path, django_capture_on_commit_callbacks: Any
    ) -> None:
        label = in_part()
        bring(label.tool, [line(label, "2026-10-12", "10", "USD")], now=NOW)
        file = tmp_path / "eurofxref-hist.csv"
        file.write_bytes(HISTORY)

        with django_capture_on_commit_callbacks() as rung:
            call_command("import_exchange_rates", str(file))

        assert len(rung) == 1


class TestHostileFiles:
    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "has no rates"),
            (b"\xff\xfeD\x00a\x00", "not in UTF-8"),
            (b"PK\x03\x04broken", "cannot be unpacked"),
            (zipped(("a.csv", HISTORY), ("b.csv", HISTORY)), "one CSV file"),
            (zipped(("a.exe", HISTORY)), "one CSV file"),
            (zipped(("a.csv", b"0" * (70 << 20))), "longer than"),
            (zipped(("a.csv", b"Date,USD,\n" + b"\n" * 200_000)), "more than 100,000 lines"),
            (zipped(("a.csv", HISTORY))[:-30], "cannot be unpacked"),
            (HISTORY[:-5], "Line 3 has"),
        ],
    )
    def test_are_refused_whole(self, content: bytes, sentence: str) -> None:
        with pytest.raises(BadRates, match=sentence):
            take_in(content)

        assert not ExchangeRate.objects.exists()

    def test_are_refused_where_a_zip_lies_about_its_content(self) -> None:
        packed = bytearray(zipped(("a.csv", HISTORY)))
        packed[40] ^= 0xFF

        with pytest.raises(BadRates):
            take_in(bytes(packed))


class TestCommand:
    def test_takes_a_file_in(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file = tmp_path / "eurofxref-hist.csv"
        file.write_bytes(HISTORY)

        call_command("import_exchange_rates", str(file))

        assert "3 new rates" in capsys.readouterr().out

    def test_says_what_is_wrong(self, tmp_path: Path) -> None:
        file = tmp_path / "rates.csv"
        file.write_bytes(b"Date,USD,\n2026-10-30,x,\n")

        with pytest.raises(CommandError, match="Line 2, USD: “x” is no rate"):
            call_command("import_exchange_rates", str(file))


class TestRates:
    def test_are_asked_for_in_two_queries(
        self, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        take_in(HISTORY)

        with django_assert_num_queries(2):
            rates = known.rates(["USD"], date(2026, 10, 1), date(2026, 10, 31))

        assert rates.exchange(1_000_000, "USD", "EUR", date(2026, 10, 31)).amount_micros == 800_000

    def test_tell_a_currency_that_ended_long_ago(self) -> None:
        take_in(HISTORY)
        rates = known.rates(["BGN", "EUR"], date(2026, 10, 1), date(2026, 10, 31))

        with pytest.raises(NoRate, match="its last one is of 31 December 2025, and the ECB went"):
            rates.at(date(2026, 10, 31), "BGN")


class TestPools:
    """The worked examples AA and AB of docs/ledger.md, from the report to the ledger."""

    def test_exchange_revenue_at_friday_s_rate(self) -> None:
        label = in_part()
        take_in(b"Date,USD,JPY,GBP,\n2026-10-30,1.25,160,0.9,\n")

        bring(label.tool, [line(label, "2026-10-12", "12.345678", "USD")], now=NOW)

        run = last_run(label.licence)
        assert (run.revenue_micros, run.pool_micros) == (9_876_542, 2_469_135)
        assert balance(payee=label.payee) == 2_469_135
        assert not list(ledger_checks.faults())

    def test_exchange_the_last_month_of_a_currency(self) -> None:
        label = in_part()
        take_in(ENDED)

        bring(label.tool, [line(label, "2025-12-10", "10", "BGN")], now=NOW)

        assert last_run(label.licence).revenue_micros == 5_000_000

    def test_fail_after_a_currency_ended_until_the_revenue_is_in_another(self) -> None:
        label = in_part()
        take_in(ENDED)
        wrong = line(label, "2026-01-10", "10", "BGN") | {"line_id": "a"}

        bring(label.tool, [wrong], now=NOW)

        failed = last_run(label.licence)
        assert failed.state == "failed"
        assert "BGN has no exchange rate on 31 January 2026" in failed.error
        assert not Entry.objects.exists()

        right = line(label, "2026-01-10", "5", "EUR") | {"line_id": "b", "corrects": "a"}
        bring(label.tool, [right], now=NOW)

        assert balance(payee=label.payee) == 1_250_000
        assert not list(ledger_checks.faults())


ENDED = b"""Date,USD,BGN,
2026-02-02,1.2,N/A,
2026-01-30,1.2,N/A,
2026-01-02,1.2,N/A,
2025-12-31,1.2,2,
"""


def in_part() -> Deal:
    """A deal that takes a quarter of the tool's revenue, in euros."""
    label = deal()
    label.licence.terms.update(
        pay_model="pro_rata_usage", pool_basis="pct_revenue", revenue_ppm=250_000
    )
    return label


def line(label: Deal, day: str, revenue: str, currency: str) -> dict[str, object]:
    return label.line(used_at=day, net_revenue=revenue, currency=currency)
