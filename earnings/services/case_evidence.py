"""What earnings adds to the evidence of a case: usage lines, their reports, matches, statements."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import polars as pl

from artistportal.accounts.models import Deed
from artistportal.cases.domain.kinds import SubjectKind
from artistportal.cases.models import Case
from artistportal.cases.services.evidence import Piece, Reader, json_piece
from artistportal.periods import Month
from artistportal.roster.domain.uses import Use
from artistportal.roster.models import Work
from consent.domain.clearances import Question
from consent.models import Tool
from consent.services import case_evidence as consent
from earnings.domain.lines import SCHEMA
from earnings.models import Claim, IdentifierMatch, PayeeHold, ReportMonth, UsageReport
from earnings.queries import case_subjects
from earnings.services import archive, replays, statement_files

MOST_LINES = 100_000
# What a line says of money, left out for readers who are not shown any.
MONEY = ("net_revenue_micros", "currency")
# The tool's own users, even as pseudonyms, are nobody's business here.
WHOSE = ("account",)


def of_case(case: Case, reader: Reader) -> Iterable[Piece]:
    """What stands behind the line that a case was opened from, as far as its reader may see it."""
    kind, key = SubjectKind(case.subject_kind), case.subject_key
    if kind is SubjectKind.USE:
        yield from _use(key, reader)
    elif kind is SubjectKind.CLAIM:
        claim = case_subjects.claim_named(key, reader.account)
        if claim is not None:
            yield from _claim(claim, reader)
    elif kind is SubjectKind.STATEMENT:
        yield from _statement(key.partition("/")[0], reader)
    elif kind is SubjectKind.HOLD and reader.sees_money:
        yield from _holds(key, reader)


def _use(key: str, reader: Reader) -> Iterator[Piece]:
    rows = list(case_subjects.use_rows(key, reader.account).select_related("work", "tool"))
    if not rows:
        return
    first = min(rows, key=lambda row: row.first_used_at)
    where = first.top_territory
    yield from _used(first.work, first.tool, Use(first.use), first.first_used_at, where, reader)


def _claim(claim: Claim, reader: Reader) -> Iterator[Piece]:
    said = {
        "claim": claim.code,
        "state": claim.state,
        "units": claim.units,
        "first_used_at": claim.first_used_at.isoformat(),
        "last_used_at": claim.last_used_at.isoformat(),
        "why_refused": claim.rule.sentence,
        "decision": claim.decision.code if claim.decision else "",
        "reports": claim.report_codes,
    }
    if reader.sees_money:
        said |= {"amount_micros": claim.amount_micros, "currency": claim.currency}
    yield json_piece("earnings/claim.json", said)
    use, at = Use(claim.use), claim.first_used_at
    yield from _used(claim.work, claim.tool, use, at, "", reader)


def _used(
    work: Work, tool: Tool, use: Use, at: datetime, territory: str, reader: Reader
) -> Iterator[Piece]:
    """The lines of a month that name the work for the use, their reports, and the clearance."""
    month = Month.of(at)
    names = sorted(replays.names_of(work))
    months = ReportMonth.objects.filter(report__tool=tool, month_date=month.first)
    counting = months.filter(report__in=UsageReport.objects.counting()).order_by("pk")
    paths = [each.path for each in counting]
    lines = _lines(paths, names, use)
    where = territory or (str(lines["territory"][0]) if lines.height else "Worldwide")
    yield from consent.of_use(work, tool, Question(tool.pk, use, where, at), reader)
    lines = lines.drop(WHOSE if reader.sees_money else (*WHOSE, *MONEY))
    yield Piece("earnings/usage_lines.csv", _csv(lines))
    reports = UsageReport.objects.filter(number__in=lines["report"].unique().to_list())
    yield json_piece("earnings/reports.json", [_report(each) for each in reports.order_by("pk")])
    matches = IdentifierMatch.objects.filter(work=work).select_related("made_by").order_by("pk")
    yield json_piece("earnings/matches.json", [_match(each) for each in matches])


def _statement(public_id: str, reader: Reader) -> Iterator[Piece]:
    statement = case_subjects.statement_named(public_id, reader.account)
    if statement is None or not reader.sees_money:
        return
    name = f"earnings/{statement.code}"
    yield Piece(f"{name}.json", statement_files.content_json(statement))
    yield Piece(f"{name}_lines.csv", "".join(statement_files.lines_csv(statement)).encode())


def _holds(public_id: str, reader: Reader) -> Iterator[Piece]:
    """The hold that is objected to, and those that were on the same payments before and since."""
    for hold in case_subjects.holds_of(reader.account):
        is_meant = str(hold.public_id) == public_id
        name = "hold" if is_meant else f"other_holds/{hold.public_id}"
        yield json_piece(f"earnings/{name}.json", _hold(hold))


def _hold(hold: PayeeHold) -> dict[str, Any]:
    deeds = Deed.objects.filter(subject=f"hold:{hold.public_id}", concerns__isnull=False)
    moments = ("asked_at", "approved_at", "lifting_asked_at", "lifted_at")
    return {
        "hold": str(hold.public_id),
        "payee": str(hold.payee),
        "reason": hold.reason,
        "next_step": hold.next_step,
        "deadline": hold.deadline_date.isoformat(),
        "case": hold.case_code,
        **{name: at.isoformat() if (at := getattr(hold, name)) else None for name in moments},
        "lifting_reason": hold.lifting_reason,
        "history": [
            {"at": deed.at.isoformat(), "what": deed.sentence, "why": deed.reason}
            for deed in deeds.distinct().order_by("pk")
        ],
    }


def _lines(paths: list[str], names: list[str], use: Use) -> pl.DataFrame:
    if not paths:
        return pl.DataFrame(schema=SCHEMA)
    named = pl.col("identifier").is_in(names) & (pl.col("use") == use.value)
    found = archive.scan_lines(paths).filter(named).sort("report", "line").head(MOST_LINES)
    return found.collect(engine="streaming")


def _csv(lines: pl.DataFrame) -> bytes:
    """The lines as the tool reported them; text, so that nothing is rounded."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(lines.columns)
    writer.writerows(lines.iter_rows())
    return out.getvalue().encode()


def _report(report: UsageReport) -> dict[str, Any]:
    return {
        "report": report.code,
        "from_tool": report.tool.name,
        "received_at": report.received_at.isoformat(),
        "file": report.file_name,
        "bytes": report.size,
        "sha256": report.sha256,
        "message_id": report.message_id,
    }


def _match(match: IdentifierMatch) -> dict[str, Any]:
    withdrawn = match.withdrawn_at
    return {
        "identifier": match.identifier,
        "reason": match.reason,
        "made_at": match.made_at.isoformat(),
        "withdrawn_at": withdrawn.isoformat() if withdrawn else None,
    }
