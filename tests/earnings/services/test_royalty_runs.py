"""Royalty runs: what is posted, once, whatever happens on the way."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from artistportal import background
from artistportal.background import JobState
from artistportal.periods import Month
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import SplitSheet, Work
from consent.domain.payment import PayModel, PoolBasis, Unattributed
from consent.models import Licence, TermsPrice
from earnings.domain import allocations
from earnings.models import Entry, RoyaltyRun
from earnings.services import archive, ledger_checks, months, royalty_runs, summaries, usage_reports
from tests.factories.consent import LicenceFactory, TermsFactory
from tests.factories.earnings import (
    RECEIVED_AT,
    Deal,
    balance,
    bring,
    change_hands,
    deal,
    last_run,
    send,
    work_off,
    written,
)
from tests.factories.roster import (
    CreditFactory,
    PayeeFactory,
    RecordingFactory,
    SplitSheetFactory,
)

pytestmark = pytest.mark.django_db


class TestCarryOut:
    def test_pays_the_payee_what_the_tool_owes(self) -> None:
        label = deal()

        bring(label.tool, [label.line(quantity=7)])

        assert balance(payee=label.payee) == 70_000
        assert balance(tool=label.tool, kind="tool") == -70_000
        assert not list(ledger_checks.faults())

    def test_holds_what_was_not_cleared(self) -> None:
        label = deal()

        bring(label.tool, [label.line(use="analysis", quantity=3)])

        assert balance(payee=label.payee) == 0
        assert balance(tool=label.tool, kind="held") == 30_000
        allocation = archive.read(last_run(label.licence).allocation_path)
        assert allocation["reason"].to_list() == ["silence"]
        assert allocation["payee"].to_list() == [label.payee.pk]

    def test_keeps_the_money_of_an_unknown_work(self) -> None:
        label = deal()

        bring(label.tool, [label.line(isrc="QZABC2600001", quantity=2)])

        assert balance(tool=label.tool, kind="unmatched") == 20_000
        allocation = archive.read(last_run(label.licence).allocation_path)
        assert allocation["identifier"].to_list() == ["QZABC2600001"]

    def test_posts_nothing_when_started_again(self) -> None:
        label = deal()
        bring(label.tool, [label.line()])
        run = last_run(label.licence)

        royalty_runs.carry_out(run_id=run.pk, clock=lambda: RECEIVED_AT)

        assert Entry.objects.count() == 1

    def test_posts_nothing_where_nothing_differs(self) -> None:
        label = deal()
        report = bring(label.tool, [label.line()])
        month = Month.of(date(2026, 2, 1))

        (again,) = royalty_runs.due(licences=[label.licence.pk], month=month, now=RECEIVED_AT)
        royalty_runs.carry_out(run_id=again, clock=lambda: RECEIVED_AT)

        first, second = RoyaltyRun.objects.order_by("revision")
        assert report.months.count() == 1
        assert Entry.objects.count() == 1
        assert second.allocation_sha256 == first.allocation_sha256 != ""

    def test_posts_the_difference_of_late_lines_in_the_open_month(self) -> None:
        label = deal()
        bring(label.tool, [label.line(line_id="a", quantity=5)])
        later = datetime(2026, 5, 3, tzinfo=UTC)

        bring(label.tool, [label.line(line_id="b", quantity=2)], now=later)

        first, second = Entry.objects.order_by("number")
        assert second.adjusts == first
        assert second.accounting_month == date(2026, 5, 1)
        assert balance(payee=label.payee) == 70_000
        assert not list(ledger_checks.faults())

    def test_takes_back_what_a_correction_withdraws(self) -> None:
        label = deal()
        bring(label.tool, [label.line(line_id="a", quantity=100)])

        bring(label.tool, [label.line(line_id="a2", corrects="a", quantity=60)])

        assert balance(payee=label.payee) == 600_000
        assert balance(tool=label.tool, kind="tool") == -600_000
        assert last_run(label.licence).excluded_lines == 1

    def test_counts_a_line_of_one_id_once_over_all_reports(self) -> None:
        label = deal()
        bring(label.tool, [label.line(line_id="a"), label.line(line_id="a")])

        second = bring(label.tool, [label.line(line_id="a"), label.line(line_id="b")])

        assert second.excluded_lines == 1
        assert balance(payee=label.payee) == 20_000

    def test_follows_a_work_that_changed_hands_to_the_other_licence(self) -> None:
        label = deal()
        bring(label.tool, [label.line(quantity=3)])
        heir = TermsFactory.create(licence__tool=label.tool)
        change_hands(label, heir.licence.organisation)

        bring(label.tool, [label.line(isrc="QZABC2600001", licence=label.licence.number)])

        assert last_run(heir.licence).held_micros == 30_000
        assert balance(tool=label.tool, kind="tool") == -40_000
        assert not list(ledger_checks.faults())

    def test_ends_the_same_when_killed_before_posting(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        label = deal()
        report = send(label.tool, written([label.line(quantity=4)])).report
        due = usage_reports.take_in(report_id=report.pk, clock=lambda: RECEIVED_AT)
        with monkeypatch.context() as patch:
            patch.setattr(royalty_runs, "_post", _killed)
            with pytest.raises(KeyboardInterrupt):
                royalty_runs.carry_out(run_id=due.runs[0], clock=lambda: RECEIVED_AT)
        assert RoyaltyRun.objects.get().state == JobState.RUNNING

        later = RECEIVED_AT + timedelta(minutes=10)
        royalty_runs.carry_out(run_id=due.runs[0], clock=lambda: later)

        assert RoyaltyRun.objects.get().state == JobState.DONE
        assert balance(payee=label.payee) == 40_000
        assert Entry.objects.count() == 1

    def test_asks_for_the_summaries_in_the_same_moment_as_it_posts(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        label = deal()
        report = send(label.tool, written([label.line(quantity=4)])).report
        due = usage_reports.take_in(report_id=report.pk, clock=lambda: RECEIVED_AT)

        with monkeypatch.context() as patch:
            patch.setattr(summaries, "due", _killed)
            with pytest.raises(KeyboardInterrupt):
                royalty_runs.carry_out(run_id=due.runs[0], clock=lambda: RECEIVED_AT)

        assert RoyaltyRun.objects.get().state == JobState.RUNNING
        assert not Entry.objects.exists()

    def test_leaves_posting_to_whoever_took_the_run_over(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        label = deal()
        report = send(label.tool, written([label.line(quantity=4)])).report
        (run_id,) = usage_reports.take_in(report_id=report.pk, clock=lambda: RECEIVED_AT).runs
        compute = royalty_runs.compute
        later = RECEIVED_AT + timedelta(minutes=10)

        def overtaken(*args: object) -> object:
            with monkeypatch.context() as patch:
                patch.setattr(royalty_runs, "compute", compute)
                royalty_runs.carry_out(run_id=run_id, clock=lambda: later)
            return compute(*args)  # type: ignore[arg-type]  # passed on as it came

        monkeypatch.setattr(royalty_runs, "compute", overtaken)
        royalty_runs.carry_out(run_id=run_id, clock=lambda: RECEIVED_AT)

        assert Entry.objects.count() == 1
        assert balance(payee=label.payee) == 40_000

    def test_leaves_the_allocation_of_whoever_took_the_run_over(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        label = deal()
        report = send(label.tool, written([label.line(quantity=4)])).report
        (run_id,) = usage_reports.take_in(report_id=report.pk, clock=lambda: RECEIVED_AT).runs
        compute = royalty_runs.compute
        later = RECEIVED_AT + timedelta(minutes=10)

        def overtaken(*args: object) -> object:
            early = compute(*args)  # type: ignore[arg-type]  # passed on as it came
            SplitSheet.objects.update(until_date=date(2026, 2, 1))
            with monkeypatch.context() as patch:
                patch.setattr(royalty_runs, "compute", compute)
                royalty_runs.carry_out(run_id=run_id, clock=lambda: later)
            return early

        monkeypatch.setattr(royalty_runs, "compute", overtaken)
        royalty_runs.carry_out(run_id=run_id, clock=lambda: RECEIVED_AT)

        assert balance(tool=label.tool, kind="held") == 40_000
        assert not list(ledger_checks.faults())

    def test_does_not_undo_a_later_revision(self) -> None:
        label = deal()
        first = send(label.tool, written([label.line(line_id="a")])).report
        (early,) = usage_reports.take_in(report_id=first.pk, clock=lambda: RECEIVED_AT).runs
        background.claim(RoyaltyRun, early, now=RECEIVED_AT)
        work_off(send(label.tool, written([label.line(line_id="b")])).report)

        later = RECEIVED_AT + timedelta(minutes=10)
        royalty_runs.carry_out(run_id=early, clock=lambda: later)

        assert RoyaltyRun.objects.count() == 2
        assert Entry.objects.count() == 1
        assert balance(payee=label.payee) == 20_000

    def test_fails_with_a_sentence_where_revenue_is_in_another_currency(self) -> None:
        label = deal()
        label.licence.terms.update(
            pay_model="pro_rata_usage", pool_basis="pct_revenue", revenue_ppm=250_000
        )

        bring(label.tool, [label.line(net_revenue="12.5", currency="USD")])

        run = last_run(label.licence)
        assert run.state == JobState.FAILED
        assert "USD" in run.error
        assert Entry.objects.count() == 0


class TestStretches:
    @pytest.mark.parametrize(
        "pay_model",
        [PayModel.PRO_RATA_USAGE, PayModel.ATTRIBUTION_WEIGHTED, PayModel.FLAT_PER_WORK],
    )
    def test_make_no_difference(self, monkeypatch: pytest.MonkeyPatch, pay_model: PayModel) -> None:
        is_attributed = pay_model == PayModel.ATTRIBUTION_WEIGHTED
        label = deal(
            pay_model=pay_model,
            pool_basis=PoolBasis.FIXED,
            pool_micros=1_000_003,
            **{"unattributed": Unattributed.HELD} if is_attributed else {},
        )
        others = [also_by(label) for _ in range(4)]
        SplitSheet.objects.filter(work=others[0]).update(until_date=date(2026, 2, 15))
        days = ("2026-02-10", "2026-02-20")
        works = [label.work.isrc, *(work.isrc for work in others), "QZABC2600001"]
        bring(
            label.tool,
            [
                label.line(isrc=isrc, used_at=day, use=use, output_id=day, attribution_weight="0.1")
                for isrc in works
                for day in days
                for use in ("discovery", "analysis")
            ],
        )
        run = last_run(label.licence)
        whole = archive.read(run.allocation_path)

        monkeypatch.setattr(months, "LINES_AT_ONCE", 5)
        monkeypatch.setattr(allocations, "ROWS_AT_ONCE", 2)
        computed = royalty_runs.compute(run, label.licence, label.terms, lambda: RECEIVED_AT)

        uncoded = pl.col(pl.Enum).cast(pl.String)
        found = computed.allocation.rows()
        assert found.with_columns(uncoded).equals(whole.with_columns(uncoded))
        assert computed.totals == allocations.totals(whole)
        assert computed.lines == run.lines == 24
        assert {"payable", "held", "unmatched"} <= set(whole["outcome"].cast(pl.String))


class TestSeveralLicences:
    """A tool and an organisation with one licence after, or beside, another."""

    def test_charge_one_pool_where_an_unknown_work_names_the_ended_one(self) -> None:
        label = deal()
        in_part(label.licence, 250_000)
        new = succeed(label, datetime(2026, 2, 1, tzinfo=UTC))

        bring(
            label.tool,
            [
                label.line(net_revenue="10", currency="EUR"),
                label.line(isrc="QZABC2600001", licence=f"L-{label.licence.number:04d}"),
            ],
        )

        assert balance(tool=label.tool, kind="tool") == -2_500_000
        assert balance(tool=label.tool, kind="unmatched") == 1_250_000
        assert last_run(new).lines == 2

    def test_take_a_part_of_their_own_time_s_revenue(self) -> None:
        label = deal()
        in_part(label.licence, 250_000)
        new = succeed(label, datetime(2026, 2, 15, tzinfo=UTC))

        bring(
            label.tool,
            [
                label.line(used_at="2026-02-14", net_revenue="10", currency="EUR"),
                label.line(used_at="2026-02-15", net_revenue="30", currency="EUR"),
            ],
        )

        assert last_run(label.licence).payable_micros == 2_500_000
        assert last_run(new).payable_micros + last_run(new).held_micros == 7_500_000

    def test_pay_each_use_under_the_one_that_covers_it(self) -> None:
        label = deal()
        beside = LicenceFactory.create(
            tool=label.tool, organisation=label.licence.organisation, uses={Use.TRAINING}
        )
        TermsFactory.create(licence=beside, currency="USD")

        bring(label.tool, [label.line(quantity=3)])

        assert balance(payee=label.payee, currency="EUR") == 30_000
        assert balance(payee=label.payee, currency="USD") == 0

    def test_owe_no_pool_for_a_month_outside(self) -> None:
        label = deal()
        label.licence.terms.update(
            pay_model="pro_rata_usage", pool_basis="fixed", pool_micros=10_000_000
        )
        Licence.objects.update(until_at=datetime(2026, 2, 1, tzinfo=UTC))

        bring(label.tool, [label.line(used_at="2026-01-31"), label.line(used_at="2026-02-01")])

        january, february = RoyaltyRun.objects.order_by("month_date")
        assert january.payable_micros == 10_000_000
        assert (february.lines, february.held_micros) == (1, 0)


def also_by(label: Deal) -> Work:
    """Another recording of the deal's artist, divided among two."""
    work = RecordingFactory.create(rights_holder=label.licence.organisation)
    CreditFactory.create(work=work, artist=label.artist)
    SplitSheetFactory.create(
        work=work, shares={label.payee: 666_667, PayeeFactory.create(): 333_333}
    )
    return work


def in_part(licence: Licence, revenue_ppm: int) -> None:
    """The licence takes a part of the tool's revenue."""
    licence.terms.update(
        pay_model="pro_rata_usage", pool_basis="pct_revenue", revenue_ppm=revenue_ppm
    )


def succeed(label: Deal, at: datetime) -> Licence:
    """Another licence takes the place of the deal's, at the same price."""
    Licence.objects.filter(pk=label.licence.pk).update(until_at=at)
    new = LicenceFactory.create(
        tool=label.tool, organisation=label.licence.organisation, from_at=at
    )
    TermsFactory.create(licence=new)
    in_part(new, 250_000)
    return new


def _killed(*_args: object, **_named: object) -> None:
    raise KeyboardInterrupt


class TestMonthsThatCannotBeTold:
    def test_say_which_numbers_do_not_fit(self) -> None:
        label = deal()
        TermsPrice.objects.filter(terms=label.terms).update(rate_micros=10**10)

        bring(label.tool, [label.line(quantity=10**12)])

        run = last_run(label.licence)
        assert run.state == JobState.FAILED
        assert run.error.startswith("An amount or a number of uses of this month is too large")
        assert "have it put right" in run.error
        assert not Entry.objects.exists()
