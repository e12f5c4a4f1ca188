"""Usage reports: kept once, checked to the line, taken in whole or not at all."""

from __future__ import annotations

import gzip
from datetime import timedelta

import polars as pl
import pytest
from django.core.exceptions import PermissionDenied

from artistportal.background import JobState
from earnings.domain import texts
from earnings.domain.problems import KEPT_OF_A_KIND
from earnings.models import ReportMonth, ReportProblem, RoyaltyRun, UsageReport
from earnings.services import archive, report_decisions, sorting, usage_reports
from earnings.services.report_dues import Due
from tests.factories.accounts import UserFactory
from tests.factories.consent import ToolFactory
from tests.factories.earnings import (
    RECEIVED_AT,
    balance,
    bring,
    deal,
    send,
    work_off,
    written,
)
from tests.factories.roster import RecordingFactory

pytestmark = pytest.mark.django_db

HEAD = (
    "HEAD\tdsrf/1.4/9/1.5\tBasicAudioProfile\t1.4\tMSG-1\t2026-03-01T10:00:00Z\t1\t1\t2026-02-01"
    "\t2026-02-28\tPADPIDA2014111801Y\tTool\tAITraining\t\t\t"
)
NAME = "DSR_PADPIDA2014111801Y_AITraining_2026-02_DE_1of1_20260301T100000.tsv"
SUMMARY = "SY01.03\t1\t\t\tAsPerContract\tUserDefined UseForIdentification\tDE\t\t12\t\tEUR\t100.00"

SECOND_SUMMARY = SUMMARY.replace("\t1\t", "\t2\t", 1).replace("EUR", "USD")


def dsr(
    isrc: str,
    *,
    streams: str = "12",
    foot: str = "FOOT\t5\t5\t1\t1\t1",
    head: str = HEAD,
    summary: str = SUMMARY,
) -> bytes:
    resource = f"AS02.04\t1\tR1\tres-1\t{isrc}\tTi\\\\|tle\t\tA|B\t\tPT3M\tSoundRecording"
    usage = f"SU02.03\t1\t1\tTX-1\t\tR1\ttrue\t{streams}"
    return f"{head}\n{summary}\n{resource}\n{usage}\n{foot}\n".encode()


def problems(report: UsageReport) -> list[tuple[int | None, str, str]]:
    found = ReportProblem.objects.filter(report=report).order_by("pk")
    return [(p.line, p.column, p.value) for p in found]


def taken(content: bytes) -> UsageReport:
    """A report of a tool without a licence, worked off."""
    return work_off(send(ToolFactory.create(), content).report)


class TestReceive:
    def test_keeps_the_file_and_its_hash(self) -> None:
        received = send(ToolFactory.create(), b"abc")

        with received.report.file.open("rb") as kept:
            assert kept.read() == b"abc"
        assert received.report.sha256.startswith("ba7816bf")
        assert received.is_new

    def test_changes_nothing_when_the_same_bytes_come_again(self) -> None:
        tool = ToolFactory.create()
        first = send(tool, b"abc").report

        again = send(tool, b"abc", name="other.tsv")

        assert (again.is_new, again.report) == (False, first)
        assert "Nothing was changed" in again.sentence

    def test_refuses_who_does_not_report_for_the_tool(self) -> None:
        with pytest.raises(PermissionDenied, match="do not report"):
            send(ToolFactory.create(), b"abc", by=UserFactory.create())

    def test_refuses_an_empty_file(self) -> None:
        with pytest.raises(usage_reports.NotReceived, match="empty"):
            send(ToolFactory.create(), b"")


class TestTakeIn:
    @pytest.mark.parametrize("separator", ["\t", ","])
    @pytest.mark.parametrize("packed", [False, True])
    def test_reads_both_separators_packed_or_not(self, separator: str, packed: bool) -> None:
        label = deal()
        rows = [label.line(quantity=2), label.line(used_at="2026-02-11T10:00:00+02:00")]

        report = work_off(
            send(label.tool, written(rows, separator=separator, packed=packed)).report
        )

        assert (report.outcome, report.lines, report.matched_lines) == ("accepted", 2, 2)
        assert balance(payee=label.payee) == 30_000

    def test_reads_a_byte_order_mark_windows_line_ends_and_empty_lines(self) -> None:
        label = deal()
        text = written([label.line(), label.line(quantity="x")]).replace(b"\n", b"\r\n\r\n")

        report = work_off(send(label.tool, b"\xef\xbb\xbf" + text).report)

        assert problems(report)[-1] == (5, "quantity", "x")

    def test_archives_sorted_lines_one_file_a_month(self) -> None:
        label = deal()
        other = RecordingFactory.create(isrc="AAAAA2600001")
        rows = [
            label.line(line_id="a"),
            label.line(line_id="b", isrc=other.isrc),
            label.line(line_id="c", used_at="2026-01-31"),
        ]

        report = bring(label.tool, rows)

        months = list(ReportMonth.objects.filter(report=report).order_by("month_date"))
        assert [(str(m.month_date), m.lines) for m in months] == [
            ("2026-01-01", 1),
            ("2026-02-01", 2),
        ]
        lines = archive.read(months[1].path)
        assert lines["line_id"].to_list() == ["b", "a"]
        assert f"tool={label.tool.slug}/month=2026-02/" in months[1].path
        assert RoyaltyRun.objects.count() == 2

    def test_sorts_a_large_file_by_stretches(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sorting, "SORTED_AT_ONCE", 2)
        label = deal()
        codes = [f"QZABC26000{n:02d}" for n in (5, 3, 9, 3, 1, 5, 3)]

        report = bring(label.tool, [label.line(isrc=code) for code in codes])

        lines = archive.read(report.months.get().path)
        assert lines["identifier"].to_list() == sorted(codes)
        assert lines.filter(pl.col("identifier") == codes[1])["line"].to_list() == [3, 5, 8]

    def test_rejects_a_second_report_of_one_message(self) -> None:
        label = deal()
        bring(label.tool, [label.line(message_id="M1")])

        second = bring(label.tool, [label.line(message_id="M1", quantity=5)])

        assert second.outcome == "rejected"
        assert balance(payee=label.payee) == 10_000

    def test_changes_nothing_when_it_rejects(self) -> None:
        label = deal()

        report = bring(label.tool, [label.line(), label.line(territory="XX")])

        assert report.outcome == "rejected"
        assert not ReportMonth.objects.exists()
        assert not RoyaltyRun.objects.exists()
        assert not list(archive.workroom().iterdir())

    def test_counts_all_problems_and_keeps_the_first(self) -> None:
        label = deal()
        rows = [label.line(quantity="none")] * (KEPT_OF_A_KIND + 50)

        report = bring(label.tool, rows)

        assert report.error_count == KEPT_OF_A_KIND + 50
        kept = [line for line, column, _ in problems(report) if column == "quantity"]
        assert kept == list(range(2, KEPT_OF_A_KIND + 2))

    def test_starts_over_when_killed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        label = deal()
        report = send(label.tool, written([label.line(quantity=3)])).report
        with monkeypatch.context() as patch:
            patch.setattr(report_decisions, "_accept", _killed)
            with pytest.raises(KeyboardInterrupt):
                usage_reports.take_in(report_id=report.pk, clock=lambda: RECEIVED_AT)

        work_off(report, RECEIVED_AT + timedelta(minutes=10))

        assert balance(payee=label.payee) == 30_000
        assert ReportMonth.objects.count() == 1

    def test_is_left_alone_while_another_worker_has_it(self) -> None:
        label = deal()
        report = send(label.tool, written([label.line()])).report
        UsageReport.objects.filter(pk=report.pk).update(
            state=JobState.RUNNING, heartbeat_at=RECEIVED_AT, attempts=1
        )

        due = usage_reports.take_in(report_id=report.pk, clock=lambda: RECEIVED_AT)

        assert due == Due()


class TestLines:
    """Each fault is told with its line, column and value."""

    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("use", "listening"),
            ("territory", "Germany"),
            ("territory", "EU"),
            ("used_at", "31.12.2026"),
            ("used_at", "2026-02-30"),
            ("used_at", "2026-12-01"),
            ("used_at", "1999-01-01"),
            ("quantity", "-1"),
            ("quantity", "1.5"),
            ("quantity", ""),
            ("isrc", "NOT-AN-ISRC"),
            ("iswc", "T0345246802"),
            ("voice", "mine"),
            ("attribution_weight", "1.1"),
            ("net_revenue", "1,5"),
            ("licence", "L-9999"),
            ("currency", "Euro"),
        ],
    )
    def test_tells_a_wrong_cell(self, column: str, value: str) -> None:
        label = deal()
        bad = label.line() | {column: value}

        report = bring(label.tool, [label.line() | {column: ""}, bad] if value else [bad])

        assert report.outcome == "rejected"
        assert (3 if value else 2, column, value) in problems(report)

    @pytest.mark.parametrize("line", [2, 3])
    def test_tells_cells_too_many(self, line: int) -> None:
        label = deal()
        lines = written([label.line(), label.line()]).splitlines()
        lines[line - 1] += b"\tmore" * 3

        report = work_off(send(label.tool, b"\n".join(lines)).report)

        assert (line, "", "more") in problems(report)

    def test_tells_a_line_break_inside_a_text(self) -> None:
        label = deal()
        rows = [label.line(title="x"), label.line(title='"a\nb"')]

        report = work_off(send(label.tool, written(rows, separator=",")).report)

        assert any(line == 3 for line, _, _ in problems(report))

    def test_accepts_hyphens_in_an_isrc(self) -> None:
        label = deal()
        isrc = label.work.isrc or ""
        spaced = f"{isrc[:2]}-{isrc[2:5]}-{isrc[5:7]}-{isrc[7:]}".lower()

        assert bring(label.tool, [label.line(isrc=spaced)]).matched_lines == 1


class TestFiles:
    """What is no report is refused with a sentence, and without a crash."""

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"\n\n", "first line is empty"),
            (b"a\tb\n1\t2\n", "column use is missing"),
            (b"PK\x03\x04zip", "ZIP"),
            ("use\n".encode("utf-16"), "UTF-16"),
            (b"use\x00\n", "zero byte"),
            (gzip.compress(b"use\n" * 1000, mtime=0)[:-12], "damaged or cut off"),
            (b"\x1f\x8bnot gzip at all", "damaged or cut off"),
            (b"use" + b"x" * (texts.LONGEST_LINE + 1), "longer than"),
            (b"use\t" * 80_000 + b"\n", "names 80,001 columns"),
            (b"use," + b"x" * 200_000 + b"\n", "cannot be told apart into columns"),
            (b"use,isrc\rremix,x\n", "cannot be told apart into columns"),
        ],
        ids=[
            "blank",
            "header",
            "zip",
            "utf-16",
            "zero",
            "cut",
            "not-gzip",
            "long",
            "columns",
            "long-name",
            "carriage-return",
        ],
    )
    def test_refuses(self, content: bytes, words: str) -> None:
        report = taken(content)

        assert report.outcome == "rejected"
        assert any(words in p.message for p in ReportProblem.objects.filter(report=report))

    def test_names_the_line_that_is_not_utf_8(self) -> None:
        report = taken(b"use\tterritory\n" + b"x\ty\n" * 70_000 + b"caf\xe9\tDE\n")

        assert problems(report) == [(70_002, "", "e9 09 44 45")]

    def test_refuses_what_unpacks_without_end(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(texts, "FREE_EXPANSION", 1 << 20)

        report = taken(gzip.compress(b"use\tterritory\n" + b"0\n" * 5_000_000))

        assert "unpacks to far more" in ReportProblem.objects.get(report=report).message

    def test_accepts_a_report_without_lines(self) -> None:
        report = taken(b"use\tterritory\tused_at\tquantity\tisrc\n")

        assert (report.outcome, report.lines) == ("accepted", 0)


class TestDsr:
    def test_pays_what_a_summary_says(self) -> None:
        label = deal()

        report = work_off(send(label.tool, dsr(label.work.isrc or ""), name=NAME).report)

        assert (report.outcome, report.format, report.lines) == ("accepted", "ddex_dsr", 1)
        assert report.message_id == "PADPIDA2014111801Y:MSG-1:1of1"
        assert (str(report.from_date), str(report.until_date)) == ("2026-02-01", "2026-03-01")
        assert balance(payee=label.payee) == 120_000
        line = archive.read(report.months.get().path).row(0, named=True)
        assert line["title"] == "Ti|tle"
        assert line["net_revenue_micros"] == 100_000_000

    @pytest.mark.parametrize(
        ("change", "column"),
        [
            ({"streams": "1.5"}, "NumberOfStreams"),
            ({"foot": "FOOT\t6\t6\t1\t1\t1"}, "NumberOfLinesInFile"),
            ({"foot": "#FOOT"}, ""),
            ({"foot": "LI01.03\t1"}, ""),
            ({"head": HEAD.replace("2026-02-28", "2026-03-21")}, "UsageEndDate"),
            ({"summary": SUMMARY.replace("EUR", "euro")}, "CurrencyOfReporting"),
            ({"summary": f"{SUMMARY}\n{SECOND_SUMMARY}"}, "CurrencyOfReporting"),
        ],
    )
    def test_rejects_what_the_standard_forbids(self, change: dict[str, str], column: str) -> None:
        label = deal()

        report = work_off(send(label.tool, dsr(label.work.isrc or "", **change), name=NAME).report)

        assert report.outcome == "rejected"
        assert column in {p.column for p in ReportProblem.objects.filter(report=report)}

    def test_says_that_another_message_for_the_same_days_counts_too(self) -> None:
        label = deal()
        first = work_off(send(label.tool, dsr(label.work.isrc or ""), name=NAME).report)
        anew = dsr(label.work.isrc or "", head=HEAD.replace("MSG-1", "MSG-2"))

        second = work_off(send(label.tool, anew, name=NAME).report)

        assert (first.problem_count, second.outcome) == (0, "accepted")
        assert problems(second) == [(None, "MessageId", first.message_id)]


def _killed(*_args: object) -> None:
    raise KeyboardInterrupt
