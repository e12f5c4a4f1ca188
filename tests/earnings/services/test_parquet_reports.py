"""A native report as Parquet: read like the same table as text; what is odd is refused."""

from __future__ import annotations

import io
import random
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from earnings.models import ReportProblem, UsageReport
from earnings.services import archive, parquet_reports
from tests.factories.consent import ToolFactory
from tests.factories.earnings import balance, deal, send, work_off

pytestmark = pytest.mark.django_db


def parquet(frame: pl.DataFrame) -> bytes:
    file = io.BytesIO()
    frame.write_parquet(file)
    return file.getvalue()


def table(**columns: Any) -> pl.DataFrame:
    """One discovery, with columns changed or added."""
    usual = {
        "isrc": ["QZABC2600001"],
        "use": ["discovery"],
        "territory": ["DE"],
        "used_at": [date(2026, 2, 10)],
        "quantity": [1],
    }
    return pl.DataFrame(usual | columns)


def taken(frame: pl.DataFrame) -> UsageReport:
    return work_off(send(ToolFactory.create(), parquet(frame), name="r.parquet").report)


def messages(report: UsageReport) -> list[str]:
    found = ReportProblem.objects.filter(report=report, severity="error")
    return [f"{problem.column}: {problem.message}" for problem in found]


class TestUnpack:
    def test_reads_what_the_same_table_says_as_text(self) -> None:
        label = deal()
        frame = table(
            isrc=[label.work.isrc, label.work.isrc],
            use=pl.Series(["discovery", "discovery"], dtype=pl.Categorical),
            territory=["DE", "FR"],
            used_at=[datetime(2026, 2, 10, 18, 30, 0, 500, UTC), datetime(2026, 2, 11, tzinfo=UTC)],
            quantity=[2, 3],
            attribution_weight=pl.Series([Decimal("0.25"), None], dtype=pl.Decimal(9, 6)),
            title=['A "quoted", title', ""],
            line_id=["a", "b"],
        )

        report = work_off(send(label.tool, parquet(frame), name="r.parquet").report)

        assert (report.outcome, report.format, report.lines) == ("accepted", "native", 2)
        assert balance(payee=label.payee) == 50_000
        line, other = archive.read(report.months.get().path).sort("line").to_dicts()
        assert line["used_from"] == datetime(2026, 2, 10, 18, 30, 0, 500, UTC)
        assert (line["title"], line["attribution_weight_ppm"]) == ('A "quoted", title', 250_000)
        assert (other["title"], other["line"]) == (None, 3)

    @pytest.mark.parametrize(
        ("columns", "words"),
        [
            ({"attribution_weight": [0.5]}, "attribution_weight: The column holds Float64"),
            ({"used_at": [datetime(2026, 2, 10)]}, "used_at: The column holds Datetime"),  # noqa: DTZ001  # as files have them
            ({"title": [["a"]]}, "title: The column holds List"),
            ({"net_revenue": pl.Series([Decimal("0.1")], dtype=pl.Decimal(12, 7))}, "net_revenue"),
            ({"title": ["a\nb"]}, "A text holds a line break."),
            ({"title": ["a\0b"]}, "zero byte"),
            ({"quantity": [None]}, "quantity"),
            ({f"c{n}": [1] for n in range(300)}, "305 columns"),
        ],
    )
    def test_refuses_what_a_report_does_not_hold(self, columns: dict[str, Any], words: str) -> None:
        report = taken(table(**columns))

        assert report.outcome == "rejected"
        assert any(words in message for message in messages(report))

    def test_warns_of_columns_that_are_not_known(self) -> None:
        report = taken(table(**{"mood\n": [1.5]}))

        assert report.outcome == "accepted"
        assert ReportProblem.objects.filter(report=report, value="mood�").exists()

    def test_refuses_what_unpacks_without_end(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(parquet_reports, "FREE_EXPANSION", 1000)
        monkeypatch.setattr(parquet_reports, "MOST_EXPANSION", 1)

        long = taken(table(title=["x" * 100_000]))
        many = taken(pl.concat([table()] * 100_000))

        assert messages(long) == messages(many)
        assert "unpacks to far more" in messages(many)[0]

    def test_refuses_damaged_files_without_a_crash(self) -> None:
        rnd = random.Random(4)
        whole = parquet(table(title=["Some title"]))
        broken = [whole[:60], whole[:-9], b"PAR1", b"PAR1" + bytes(40) + b"PAR1"]
        for _ in range(15):
            cut = bytearray(whole)
            for place in rnd.sample(range(4, len(cut)), 3):
                cut[place] = rnd.randrange(256)
            broken.append(bytes(cut))
        tool = ToolFactory.create()

        outcomes = {
            work_off(send(tool, content, name="r.parquet").report).state for content in broken
        }

        assert outcomes == {"done"}
        assert not list(archive.workroom().iterdir())
