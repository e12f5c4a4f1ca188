"""Reports that a person looks at, and one that stands in for another.

The tool with a rep of its own restates its last month, and has sent a table of nothing but unknown
codes, which waits for support.
"""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import polars as pl
from django.core.files.base import ContentFile

from artistportal.accounts.models import User
from artistportal.demo import tools
from artistportal.demo.making.reports import Settling
from artistportal.demo.people import TOOL_REP
from artistportal.demo.plans import Plan
from consent.models import Tool
from earnings.domain.reviews import LEAST_LINES
from earnings.models import UsageReport
from earnings.services import usage_reports

BEFORE_THE_END = timedelta(hours=5)
RESTATED_LINES = 3
SEPARATOR = "\t"


def make(plan: Plan, settling: Settling) -> None:
    """Sends both files, once; what they make due is carried out."""
    tool = settling.agreements.tools[tools.REP_TOOL]
    by, now = settling.users[TOOL_REP], plan.timeline.as_of
    last = UsageReport.objects.counting().filter(tool=tool).newest_first().first()
    if last is None:
        return
    if not UsageReport.objects.filter(tool=tool, replaces__isnull=False).exists():
        _send(tool, _restated(last), f"restated-{last.file_name}", by, now, last.code)
    unknown = _unknown(last)
    if not UsageReport.objects.filter(tool=tool, file_name=unknown.name).exists():
        _send(tool, unknown, f"{unknown.name}", by, now - BEFORE_THE_END)
    settling.carry_out(now)


def _send(
    tool: Tool, file: ContentFile[bytes], name: str, by: User, now: datetime, replaces: str = ""
) -> None:
    received = usage_reports.receive(
        tool=tool, file=file, file_name=name, by=by, now=now, replaces=replaces
    )
    usage_reports.take_in(report_id=received.report.pk, clock=lambda: now)


def _restated(report: UsageReport) -> ContentFile[bytes]:
    """The report anew: of its first lines twice as many uses."""
    cells = _cells(report)
    is_first = pl.int_range(pl.len()) < RESTATED_LINES
    more = (pl.col("quantity").cast(pl.Int64) * 2).cast(pl.String)
    return _file(
        cells.with_columns(
            quantity=pl.when(is_first).then(more).otherwise("quantity"),
            message_id=pl.format("{}/restated", "message_id"),
        ),
        "restated.tsv",
    )


def _unknown(report: UsageReport) -> ContentFile[bytes]:
    """A table whose codes somebody took from the wrong column."""
    line = _cells(report).head(1).select("use", "territory", "used_at", "quantity")
    number = pl.int_range(1, LEAST_LINES + 1, eager=True).cast(pl.String).str.zfill(5)
    codes = pl.DataFrame({"line_id": "pilot-" + number, "isrc": "QZNON26" + number})
    return _file(codes.join(line, how="cross"), "pilot-catalogue.tsv")


def _cells(report: UsageReport) -> pl.DataFrame:
    with report.file.open("rb") as file:
        return pl.read_csv(file.read(), separator=SEPARATOR, quote_char=None, infer_schema=False)


def _file(cells: pl.DataFrame, name: str) -> ContentFile[bytes]:
    text = io.BytesIO()
    cells.write_csv(text, separator=SEPARATOR, quote_style="never")
    return ContentFile(text.getvalue(), name=name)
