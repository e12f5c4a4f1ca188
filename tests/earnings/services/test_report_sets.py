"""A DSR message in several files: parts wait, and are taken in together or not at all."""

from __future__ import annotations

import pytest

from artistportal.background import JobState
from earnings.models import ReportProblem, UsageReport
from earnings.services import report_outcomes
from tests.earnings.domain.test_dsr_reports import head, resource, summary, use
from tests.factories.consent import ToolFactory
from tests.factories.earnings import RECEIVED_AT, balance, deal, send, work_off

pytestmark = pytest.mark.django_db

FEBRUARY = {"UsageStartDate": "2026-02-01", "UsageEndDate": "2026-02-28", "NumberOfFiles": 2}


def first(isrc: str, **header: object) -> bytes:
    """Part 1: the summary, and one block."""
    rows = [
        head(**FEBRUARY | header),
        summary(UseType="UserDefined Discovery", TotalUsages=24),
        resource(ResourceISRC=isrc),
        use(),
        "FOOT\t5\t\t1\t1",
    ]
    return "\n".join(rows).encode()


def second(isrc: str, total: int = 9, **header: object) -> bytes:
    """Part 2: another block, of the summary in part 1."""
    rows = [
        head(**FEBRUARY | {"FileNumber": 2} | header),
        resource(BlockId=2, ResourceISRC=isrc),
        use(BlockId=2, SalesTransactionId="T2"),
        f"FOOT\t4\t{total}\t0\t1\t2",
    ]
    return "\n".join(rows).encode()


def states(*reports: UsageReport) -> list[tuple[str, str]]:
    for report in reports:
        report.refresh_from_db()
    return [(report.state, report.outcome) for report in reports]


class TestSets:
    def test_pays_when_all_parts_are_there(self) -> None:
        label = deal()
        isrc = label.work.isrc or ""

        one = work_off(send(label.tool, first(isrc)).report)
        paid_for_one = balance(payee=label.payee)
        two = work_off(send(label.tool, second(isrc)).report)

        assert paid_for_one == 0
        assert states(one, two) == [("done", "accepted"), ("done", "accepted")]
        assert (one.lines, two.lines) == (1, 1)
        assert balance(payee=label.payee) == 240_000
        assert (one.net_revenue_micros, two.net_revenue_micros) == (100_000_000, None)

    def test_takes_parts_in_any_order(self) -> None:
        tool = ToolFactory.create()

        two = work_off(send(tool, second("QZABC2600001")).report)
        one = work_off(send(tool, first("QZABC2600001")).report)

        assert states(one, two) == [("done", "accepted"), ("done", "accepted")]

    def test_says_which_parts_are_missing(self) -> None:
        report = work_off(send(ToolFactory.create(), first("QZABC2600001")).report)

        assert states(report) == [("done", "open")]
        problems = ReportProblem.objects.filter(report=report, column="FileNumber")
        assert "waits for part 2;" in problems.get().message
        assert not report.months.exists()

    def test_refuses_a_part_that_came_before(self) -> None:
        tool = ToolFactory.create()
        waits = work_off(send(tool, first("QZABC2600001")).report)

        again = work_off(send(tool, first("QZABC2600002")).report)

        assert states(waits, again) == [("done", "open"), ("done", "rejected")]
        assert ReportProblem.objects.filter(report=again, column="FileNumber").exists()

    def test_refuses_parts_that_disagree(self) -> None:
        tool = ToolFactory.create()
        work_off(send(tool, first("QZABC2600001")).report)

        other = work_off(send(tool, second("QZABC2600001", NumberOfFiles=3)).report)

        assert states(other) == [("done", "rejected")]
        assert ReportProblem.objects.filter(report=other, column="NumberOfFiles").exists()

    def test_rejects_the_faulty_part_and_keeps_the_others(self) -> None:
        tool = ToolFactory.create()
        one = work_off(send(tool, first("QZABC2600001")).report)

        faulty = work_off(send(tool, second("QZABC2600001", total=8)).report)
        before = states(one, faulty)
        cured = work_off(send(tool, second("QZABC2600001")).report)

        assert before == [("done", "open"), ("done", "rejected")]
        assert states(one, cured) == [("done", "accepted"), ("done", "accepted")]

    def test_starts_over_when_killed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        tool = ToolFactory.create()
        one = work_off(send(tool, first("QZABC2600001")).report)
        two = send(tool, second("QZABC2600001")).report
        with monkeypatch.context() as killing:
            killing.setattr(report_outcomes, "accept", _killed)
            with pytest.raises(KeyboardInterrupt):
                work_off(two)
        killed = states(one, two)

        work_off(two, RECEIVED_AT + UsageReport.still_after)

        assert killed == [("done", "open"), (JobState.RUNNING, "open")]
        assert states(one, two) == [("done", "accepted"), ("done", "accepted")]


def _killed(*_args: object) -> None:
    raise KeyboardInterrupt
