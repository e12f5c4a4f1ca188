"""Usage reports over the API: send a file, watch it, read what was wrong with it.

A key speaks for its tool. The file is the body as it is, or one file of a form; the bytes are kept
as they came, so sending them twice is told and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from http import HTTPStatus
from tempfile import TemporaryFile
from typing import Annotated, Any, Final

from django.core.files.base import File
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Field, Query, Router, Schema, Status

from artistportal import money
from consent.api import problems
from consent.api.auth import key_of, may
from consent.api.documents import refusals
from consent.api.problems import Problem
from consent.domain.api_keys import ApiScope
from consent.models import ApiKey
from earnings import tasks
from earnings.domain.reviews import Figures, Summary
from earnings.models import ReportProblem, UsageReport
from earnings.queries import reports
from earnings.services import usage_reports
from earnings.services.report_replacements import NotReplaceable
from earnings.services.usage_reports import LARGEST_FILE, PIECE, Received

router = Router(tags=["usage reports"], auth=may(ApiScope.REPORTS_WRITE))

CODE: Final = re.compile(r"(?:R-)?0*(\d{1,9})", re.ASCII)
MOST_REPORTS: Final = 100
NOT_FILES: Final = frozenset({"application/json", "application/x-www-form-urlencoded"})
FORM: Final = "multipart/form-data"
BINARY: Final = {"type": "string", "format": "binary"}
BODY: Final = {
    "requestBody": {
        "required": True,
        "description": "TSV or CSV in UTF-8, gzip or not, Parquet, or a DDEX DSR flat file.",
        "content": {
            "text/tab-separated-values": {"schema": BINARY},
            "text/csv": {"schema": BINARY},
            "application/gzip": {"schema": BINARY},
            "application/vnd.apache.parquet": {"schema": BINARY},
            "application/octet-stream": {"schema": BINARY},
            FORM: {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": BINARY, "replaces": {"type": "string"}},
                }
            },
        },
    }
}


class MonthOut(Schema):
    """What the tool told of one month of use."""

    month: date = Field(description="Its first day.")
    uses: int
    net_revenue: dict[str, str] = Field(description="Exact decimals by currency.")


class SuspicionOut(Schema):
    """Why a person looks at a report before it counts."""

    rule: str
    reason: str


class SummaryOut(Schema):
    """What a report came to when it was checked, beside what counted already."""

    lines: int
    matched: int
    unmatched: int
    uncleared: int | None = Field(description="Lines not cleared; null where it was not asked.")
    excluded: dict[str, int] = Field(description="Lines by reason.")
    net_revenue: dict[str, str] = Field(description="Exact decimals by currency.")
    month: MonthOut | None = Field(description="The month of most uses, with this report.")
    month_before: MonthOut | None = Field(description="The last month told of before that.")
    change_percent: int | None = Field(description="From the month before to the month, in uses.")
    suspicions: list[SuspicionOut]


class ReportOut(Schema):
    """A report as it stands. It is being taken in until `state` is done or failed."""

    number: str = Field(examples=["R-000012"])
    url: str
    state: str = Field(description="waiting, running, done or failed")
    outcome: str = Field(description="open, checked (it waits for a review), accepted or rejected")
    error: str = Field(description="Why the work failed; empty unless it did.")
    file_name: str
    size: int
    sha256: str
    received_at: datetime
    finished_at: datetime | None
    format: str
    message_id: str
    from_date: date | None
    until_date: date | None = Field(description="The day after the last.")
    lines: int
    matched_lines: int
    excluded_lines: int
    problem_count: int
    error_count: int
    net_revenue: str | None = Field(description="Exact decimal, as the lines state it.")
    currency: str
    replaces: str | None = Field(description="The report that it stands in for.")
    replaced_with: str | None = Field(description="The report that counts in its place.")
    review_note: str


class ReceivedOut(ReportOut):
    """What became of a file that was sent."""

    is_new: bool
    detail: str


class ProblemOut(Schema):
    """One thing wrong with a report: where, what stands there, and how to cure it."""

    severity: str
    line: int | None
    column: str
    value: str
    problem: str
    cure: str


class ReportWithProblems(ReportOut):
    """A report, what it came to, and a page of its problems."""

    summary: SummaryOut | None = Field(description="Null until it was checked.")
    problems: list[ProblemOut]
    next_page: int | None = Field(description="Where more problems are, if there are.")


class ReportList(Schema):
    """Reports, the newest first."""

    reports: list[ReportOut]
    next_before: int | None = Field(description="Pass as `before` to read on, if there are more.")


@router.post(
    "/usage-reports",
    response={200: ReceivedOut, 201: ReceivedOut, **refusals(413, 415)},
    operation_id="send_usage_report",
    url_name="usage_reports",
    summary="Send a usage report",
    openapi_extra=BODY,
)
def send(
    request: HttpRequest,
    response: HttpResponse,
    file_name: Annotated[str, Query(max_length=255)] = "",
    replaces: Annotated[str, Query(max_length=20, examples=["R-000012"])] = "",
) -> Status[dict[str, Any]]:
    """Keeps the file and puts it in line: 201. The same bytes again: 200, and nothing changes.

    Whether its lines are right is told by the report itself, once it was taken in. With `replaces`
    it stands in for an earlier report of the tool, whose lines cease to count when this one is
    accepted; the same bytes again may say so later.
    """
    key = key_of(request)
    with _file(request, file_name) as file:
        if not file.size:
            raise problems.invalid("body", "The file is empty. Send the one with your uses.")
        received = _received(key, file, replaces or request.POST.get("replaces", ""))
    told = _told(received.report)
    response["Location"] = told["url"]
    tasks.ring_received(received)
    status = HTTPStatus.CREATED if received.is_new else HTTPStatus.OK
    return Status(status, {**told, "is_new": received.is_new, "detail": received.sentence})


@router.get(
    "/usage-reports",
    response={200: ReportList, **refusals()},
    operation_id="list_usage_reports",
    url_name="usage_reports",
    summary="List usage reports",
)
def listed(
    request: HttpRequest,
    before: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_REPORTS)] = MOST_REPORTS,
) -> dict[str, Any]:
    """All reports of the tool, however they came, the newest first."""
    found = reports.before(key_of(request).tool_id, before, limit + 1)
    shown = found[:limit]
    return {
        "reports": [_told(report) for report in shown],
        "next_before": shown[-1].number if len(found) > limit else None,
    }


@router.get(
    "/usage-reports/{number}",
    response={200: ReportWithProblems, **refusals(404)},
    operation_id="get_usage_report",
    url_name="usage_report",
    summary="Look at a usage report",
)
def page(
    request: HttpRequest,
    number: str,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> dict[str, Any]:
    """How far a report is, what it came to, and what was wrong with it, 200 problems a page."""
    code = CODE.fullmatch(number)
    report = reports.numbered(key_of(request).tool_id, int(code[1])) if code else None
    if report is None:
        raise _unknown(number)
    found, has_more = reports.problem_page(report, page)
    return {
        **_told(report),
        "summary": _summary(Summary.from_json(report.summary)) if report.summary else None,
        "problems": [_problem(problem) for problem in found],
        "next_page": page + 1 if has_more else None,
    }


def _received(key: ApiKey, file: File[bytes], replaces: str) -> Received:
    try:
        return usage_reports.receive(
            tool=key.tool,
            file=file,
            file_name=file.name or "",
            by=key,
            now=timezone.now(),
            replaces=replaces,
        )
    except NotReplaceable as odd:
        raise problems.invalid("replaces", str(odd)) from None


@contextmanager
def _file(request: HttpRequest, file_name: str) -> Iterator[File[bytes]]:
    """The file that was sent, as a form's or as the body itself, read piece by piece."""
    if request.content_type in NOT_FILES:
        raise _no_file()
    if request.content_type == FORM:
        sent = request.FILES.get("file")
        if sent is None or isinstance(sent, list):
            raise problems.invalid("file", "The form has no file. Send it in the field “file”.")
        if (sent.size or 0) > LARGEST_FILE:
            raise problems.too_large(LARGEST_FILE)
        if file_name:
            sent.name = file_name
        yield sent
        return
    with TemporaryFile() as body:
        size = 0
        while piece := request.read(PIECE):
            size += len(piece)
            if size > LARGEST_FILE:
                raise problems.too_large(LARGEST_FILE)
            body.write(piece)
        body.seek(0)
        file: File[bytes] = File(body, name=file_name or "report")
        file.size = size
        yield file


def _no_file() -> Problem:
    detail = "Send the file itself as the body, or a form of type multipart/form-data."
    return Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "no-file", detail)


def _unknown(number: str) -> Problem:
    detail = f"Your tool sent no report {number[:40]}. GET /usage-reports lists those it sent."
    return Problem(HTTPStatus.NOT_FOUND, "not-found", detail)


def _told(report: UsageReport) -> dict[str, Any]:
    revenue = report.net_revenue_micros
    return {
        "number": report.code,
        "url": reverse("api:usage_report", kwargs={"number": report.code}),
        "state": report.state,
        "outcome": report.outcome,
        "error": report.error,
        "file_name": report.file_name,
        "size": report.size,
        "sha256": report.sha256,
        "received_at": report.received_at,
        "finished_at": report.finished_at,
        "format": report.format,
        "message_id": report.message_id,
        "from_date": report.from_date,
        "until_date": report.until_date,
        "lines": report.lines,
        "matched_lines": report.matched_lines,
        "excluded_lines": report.excluded_lines,
        "problem_count": report.problem_count,
        "error_count": report.error_count,
        "net_revenue": None if revenue is None else money.plain(revenue),
        "currency": report.currency,
        "replaces": report.replaces.code if report.replaces else None,
        "replaced_with": report.replaced_with.code if report.replaced_with else None,
        "review_note": report.review_note,
    }


def _summary(summary: Summary) -> dict[str, Any]:
    return {
        "lines": summary.lines,
        "matched": summary.matched,
        "unmatched": summary.unmatched,
        "uncleared": summary.uncleared,
        "excluded": summary.excluded,
        "net_revenue": _decimals(summary.revenue_micros),
        "month": _month(summary.month),
        "month_before": _month(summary.before),
        "change_percent": summary.change_percent,
        "suspicions": [
            {"rule": found.rule, "reason": found.sentence} for found in summary.suspicions
        ],
    }


def _month(figures: Figures | None) -> dict[str, Any] | None:
    if figures is None:
        return None
    return {
        "month": figures.month,
        "uses": figures.units,
        "net_revenue": _decimals(figures.revenue_micros),
    }


def _decimals(micros: Mapping[str, int]) -> dict[str, str]:
    return {currency: money.plain(amount) for currency, amount in sorted(micros.items())}


def _problem(problem: ReportProblem) -> dict[str, Any]:
    return {
        "severity": problem.severity,
        "line": problem.line,
        "column": problem.column,
        "value": problem.value,
        "problem": problem.message,
        "cure": problem.cure,
    }
