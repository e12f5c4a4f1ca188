"""Reports that stand in for others: examples S and T of docs/ledger.md, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from earnings.models import Entry, Posting, ReportProblem, UsageReport
from earnings.services import (
    ledger_checks,
    report_replacements,
    royalty_runs,
    usage_reports,
)
from earnings.services.report_replacements import NotReplaceable
from tests.earnings.services.test_report_sets import first, second
from tests.factories.consent import ToolFactory
from tests.factories.earnings import (
    RECEIVED_AT,
    Deal,
    Row,
    balance,
    deal,
    send,
    work_off,
    written,
)

pytestmark = pytest.mark.django_db

APRIL = datetime(2026, 4, 20, 8, tzinfo=UTC)
MAY = datetime(2026, 5, 20, 8, tzinfo=UTC)


def bring(
    label: Deal, rows: Sequence[Row], replaces: str = "", now: datetime = RECEIVED_AT
) -> UsageReport:
    return work_off(send(label.tool, written(rows), replaces=replaces, now=now).report, now)


def balances() -> dict[int, int]:
    """What every account holds that holds anything."""
    found: dict[int, int] = {}
    for account, micros in Posting.objects.values_list("account", "amount_micros"):
        found[account] = found.get(account, 0) + micros
    return {account: held for account, held in found.items() if held}


class TestExamples:
    def test_s_a_replaced_report_and_t_back(self) -> None:
        label = deal()
        lines = [label.line(line_id="a", quantity=100), label.line(line_id="b", quantity=20)]
        one = bring(label, [row | {"message_id": "M1"} for row in lines])
        before = balances()

        changed = [
            label.line(line_id="a", quantity=60),
            label.line(line_id="c", quantity=5, used_at="2026-01-31"),
        ]
        two = bring(label, changed, one.code, APRIL)
        assert balance(payee=label.payee) == 650_000

        three = bring(label, [row | {"message_id": "M3"} for row in lines], two.code, MAY)

        entries = Entry.objects.order_by("number").values_list("pk", "adjusts", "run__month_date")
        (feb, *_), (jan, *_), (feb_2, *_), *_ = sorted(entries, key=lambda entry: entry[0])
        assert [
            (balance_of(entry, label), adjusted, f"{month:%b}")
            for entry, adjusted, month in entries
        ] == [
            (1_200_000, None, "Feb"),
            (50_000, None, "Jan"),
            (-600_000, feb, "Feb"),
            (-50_000, jan, "Jan"),
            (600_000, feb_2, "Feb"),
        ]
        assert balances() == before
        assert [report.outcome for report in (one, two, three)] == ["accepted"] * 3
        assert not list(ledger_checks.faults())

    @settings(
        max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(quantities=st.lists(st.integers(0, 9), min_size=1, max_size=3))
    def test_restate_and_restate_back_is_nothing(self, quantities: list[int]) -> None:
        label = deal()
        rows = [label.line(line_id="a", quantity=7), label.line(isrc="QZABC2600001")]
        one = bring(label, rows)
        before = balances()

        other = [label.line(line_id=f"{n}", quantity=q) for n, q in enumerate(quantities)]
        two = bring(label, other, one.code)
        bring(label, [row | {"message_id": "again"} for row in rows], two.code)

        assert balances() == before


def balance_of(entry: int, label: Deal) -> int:
    posting = Posting.objects.get(entry=entry, account__payee=label.payee)
    return posting.amount_micros


class TestReplaces:
    def test_reads_ids_of_the_replaced_report_as_new(self) -> None:
        label = deal()
        one = bring(label, [label.line(line_id="a")])

        two = bring(label, [label.line(line_id="a", quantity=3)], one.code)

        one.refresh_from_db()
        assert (two.excluded_lines, one.replaced_with) == (0, two)
        assert balance(payee=label.payee) == 30_000

    def test_refuses_corrections_of_lines_that_it_takes_away(self) -> None:
        label = deal()
        one = bring(label, [label.line(line_id="a")])

        two = bring(label, [label.line(line_id="b", corrects="a")], one.code)

        assert two.outcome == "rejected"
        assert balance(payee=label.payee) == 10_000

    def test_voids_corrections_of_lines_that_are_gone(self) -> None:
        label = deal()
        one = bring(label, [label.line(line_id="a", quantity=9)])
        bring(label, [label.line(line_id="b", corrects="a", quantity=5)])

        bring(label, [label.line(line_id="z", quantity=2)], one.code)

        assert balance(payee=label.payee) == 20_000

    def test_rejects_what_another_replaced_in_the_meantime(self) -> None:
        label = deal()
        one = bring(label, [label.line()])
        late = send(label.tool, written([label.line(quantity=3)]), replaces=one.code).report
        bring(label, [label.line(quantity=2)], one.code)

        work_off(late)

        assert late.outcome == "rejected"
        assert (
            "replaced already" in ReportProblem.objects.get(report=late, severity="error").message
        )
        assert balance(payee=label.payee) == 20_000

    def test_lets_a_report_that_counts_say_so_later_by_the_same_bytes(self) -> None:
        label = deal()
        one = bring(label, [label.line(line_id="a", quantity=4)])
        content = written([label.line(line_id="b", quantity=3)])
        two = work_off(send(label.tool, content).report)

        again = send(label.tool, content, replaces=one.code)

        assert (again.report, again.is_new) == (two, False)
        assert f"stands in for {one.code}" in again.sentence
        carry_out(again)
        assert balance(payee=label.payee) == 30_000

    def test_starts_over_when_killed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        label = deal()
        one = bring(label, [label.line(line_id="a")])
        two = send(label.tool, written([label.line(line_id="b")]), replaces=one.code).report
        with monkeypatch.context() as killing:
            killing.setattr(report_replacements, "stand_in", _killed)
            with pytest.raises(KeyboardInterrupt):
                work_off(two)
        one.refresh_from_db()
        assert one.replaced_with is None

        work_off(two, RECEIVED_AT + timedelta(minutes=10))

        assert UsageReport.objects.get(pk=one.pk).replaced_with == two
        assert two.outcome == "accepted"
        assert balance(payee=label.payee) == 10_000


class TestSets:
    def test_replaces_all_files_of_a_message_by_naming_one(self) -> None:
        label = deal()
        isrc = label.work.isrc or ""
        one = work_off(send(label.tool, first(isrc)).report)
        two = work_off(send(label.tool, second(isrc)).report)
        assert balance(payee=label.payee) == 240_000

        three = bring(label, [label.line(line_id="z")], two.code)

        one.refresh_from_db()
        two.refresh_from_db()
        assert (one.replaced_with, two.replaced_with) == (three, three)
        assert balance(payee=label.payee) == 10_000

    def test_replaces_by_a_message_in_several_files(self) -> None:
        label = deal()
        isrc = label.work.isrc or ""
        one = bring(label, [label.line(line_id="z")])

        send_part = send(label.tool, first(isrc), replaces=one.code).report
        work_off(send_part)
        assert balance(payee=label.payee) == 10_000
        last = work_off(send(label.tool, second(isrc)).report)

        one.refresh_from_db()
        assert (last.outcome, one.replaced_with) == ("accepted", last)
        assert balance(payee=label.payee) == 240_000


class TestNamed:
    @pytest.mark.parametrize("text", ["R-999999", "none", "", "R-0000001x", "٣"])
    def test_refuses_what_no_report_is_called(self, text: str) -> None:
        with pytest.raises(NotReplaceable, match="sent no report"):
            report_replacements.named(ToolFactory.create(), text)

    def test_refuses_another_tools_report(self) -> None:
        label = deal()
        report = bring(label, [label.line()])

        with pytest.raises(NotReplaceable, match="sent no report"):
            report_replacements.named(ToolFactory.create(), report.code)

    def test_refuses_what_does_not_count(self) -> None:
        label = deal()
        report = bring(label, [label.line(quantity="x")])

        with pytest.raises(NotReplaceable, match="does not count"):
            report_replacements.named(label.tool, report.code)

    def test_refuses_what_was_replaced(self) -> None:
        label = deal()
        one = bring(label, [label.line(line_id="a")])
        two = bring(label, [label.line(line_id="b")], one.code)

        with pytest.raises(NotReplaceable, match=two.code):
            report_replacements.named(label.tool, one.code.lower())

    def test_tells_of_the_same_bytes_that_were_replaced(self) -> None:
        label = deal()
        content = written([label.line(line_id="a")])
        one = work_off(send(label.tool, content).report)
        two = bring(label, [label.line(line_id="b")], one.code)

        with pytest.raises(NotReplaceable, match="message id of its own"):
            usage_reports.receive(
                tool=label.tool,
                file=ContentFile(content, name="x"),
                file_name="x",
                by=None,
                now=RECEIVED_AT,
                replaces=two.code,
            )


def carry_out(received: usage_reports.Received) -> None:

    for run in received.due.runs:
        royalty_runs.carry_out(run_id=run, clock=lambda: APRIL)


def _killed(*_args: object) -> None:
    raise KeyboardInterrupt
