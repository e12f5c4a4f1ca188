"""A DDEX DSR report of AI uses: records become archived lines, faults become problems.

One `HEAD`, one or more summaries (`SY`), blocks of resources (`AS`) and what was used of them
(`SU`), one `FOOT` that counts them. A usage row says how often; where, for what and for how much
revenue stands in the summary it names; the stretch of use is the whole reporting period.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

import polars as pl

from artistportal import money
from artistportal.periods import DAY, start_of
from artistportal.roster.domain import identifiers
from earnings.domain import territories
from earnings.domain.dsr_records import (
    LISTS,
    RECORD_TYPES,
    USE_OF_TYPE,
    Record,
    is_name,
    split,
)
from earnings.domain.lines import MOST_UNITS, SCHEMA
from earnings.domain.problems import Findings, error, warning

BATCH: Final = 50_000
_CURRENCY = re.compile(r"^[A-Z]{3}$")
_VERSION = re.compile(r"^dsrf/")
_DATE = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


@dataclass(frozen=True, slots=True)
class Summary:
    """What a summary record says of the usage rows that name it."""

    use: str
    territory: str
    currency: str
    net_revenue_micros: int | None


@dataclass(slots=True)
class Message:
    """What the header says, and what was counted on the way to the footer."""

    message_id: str = ""
    sender: str = ""
    sender_message_id: str = ""
    from_date: date | None = None
    until_date: date | None = None
    lines: int = 0
    usages: int = 0
    summaries: dict[str, Summary] = field(default_factory=dict)
    blocks: set[str] = field(default_factory=set)
    last_record: str = ""
    last_block: str = ""
    is_closed: bool = False

    def line_id(self, transaction: str) -> str:
        """A transaction's id is unique together with its sender's message."""
        return f"{self.sender}:{self.sender_message_id}:{transaction}"


class Reader:
    """Reads a file line by line; `message` and `findings` are whole when `frames` is exhausted."""

    def __init__(
        self, *, report: int, received_at: datetime, senders: Collection[str] = ()
    ) -> None:
        self.message = Message()
        self.findings = Findings()
        self._report = report
        self._received_at = received_at
        self._senders = frozenset(senders)
        self._resources: dict[str, Record] = {}
        self._unspent = dict[str, int]()

    def frames(self, lines: Iterable[str]) -> Iterator[pl.DataFrame]:
        """Frames of `lines.SCHEMA`, at most `BATCH` lines each."""
        batch: list[dict[str, Any]] = []
        for number, text in enumerate(lines, 1):
            self.message.lines = number
            record = self._record(number, text.rstrip("\r\n"))
            row = self._take(record) if record else None
            if row is not None:
                batch.append(row)
            if len(batch) >= BATCH:
                yield pl.DataFrame(batch, schema=SCHEMA)
                batch = []
        self._check_end()
        yield pl.DataFrame(batch, schema=SCHEMA)

    def _record(self, number: int, text: str) -> Record | None:
        """The line as a record; None for a heading, an empty line, or one that cannot be read."""
        if not text or text.startswith("#"):
            return None
        cells = split(text)
        token = cells[0][0]
        kind = RECORD_TYPES.get(token)
        if kind is None:
            what = "of a version that is not read yet" if is_name(token) else "not a record"
            known = ", ".join(RECORD_TYPES)
            self._error(f"The line is {what}.", f"Send one of {known}.", number, value=token)
            return None
        if len(cells) > len(kind.columns):
            self._error("The line has too many cells.", "Remove the last ones.", number)
        record = Record(token, number, dict(zip(kind.columns, cells, strict=False)))
        for column in kind.columns:
            self._check_cell(record, column, is_needed=column in kind.mandatory)
        return record

    def _check_cell(self, record: Record, column: str, *, is_needed: bool) -> None:
        values = record.cells.get(column, [""])
        if is_needed and values == [""]:
            self._error("The cell is empty.", "Fill it; it is mandatory.", record.line, column)
        if len(values) > 1 and column not in LISTS:
            self._error(
                "The cell holds a pipe, but takes one value.",
                "Write a pipe inside a text as two backslashes and a pipe.",
                record.line,
                column,
                "|".join(values),
            )

    def _take(self, record: Record) -> dict[str, Any] | None:
        """Keeps what the record says; a usage record comes back as a line."""
        self._check_place(record)
        match record.name[:2]:
            case "HE":
                self._take_header(record)
            case "SY":
                self._take_summary(record)
            case "AS":
                self._enter_block(record)
                self._resources[record.text("ResourceReference")] = record
            case "SU":
                self._enter_block(record)
                return self._usage(record)
            case _:
                self._take_footer(record)
        return None

    def _check_place(self, record: Record) -> None:
        is_first, self.message.last_record = not self.message.last_record, record.name
        if self.message.is_closed:
            self._error("A record follows the footer.", "Put FOOT last.", record.line)
        if (record.name == "HEAD") is not is_first:
            self._error("The file does not begin with one HEAD.", "Put it first.", record.line)

    def _enter_block(self, record: Record) -> None:
        """Blocks are contiguous: what the one before held is forgotten."""
        block = record.text("BlockId")
        if block != self.message.last_block:
            self._resources.clear()
            self.message.last_block = block
            self.message.blocks.add(block)

    def _take_header(self, head: Record) -> None:
        message = self.message
        if not _VERSION.match(head.text("MessageVersion")):
            self._warn(
                "This is not a version of the flat file standard.",
                "Write dsrf/1.4/9/1.5.",
                head,
                "MessageVersion",
            )
        message.sender = head.text("SenderPartyId")
        if self._senders and message.sender not in self._senders:
            self._warn(
                "The sender is not the tool's provider.",
                "Check that the file is this tool's.",
                head,
                "SenderPartyId",
            )
        message.sender_message_id = head.text("MessageId")
        part = f"{head.text('FileNumber')}of{head.text('NumberOfFiles')}"
        message.message_id = f"{message.sender}:{message.sender_message_id}:{part}"[:200]
        message.from_date = self._date(head, "UsageStartDate", is_end=False)
        message.until_date = self._date(head, "UsageEndDate", is_end=True)
        if message.from_date and message.until_date:
            self._check_period(head, message.from_date, message.until_date)

    def _check_period(self, head: Record, from_date: date, until_date: date) -> None:
        if from_date >= until_date:
            self._error(
                "The period ends before it begins.", "Check both dates.", head.line, "UsageEndDate"
            )
        if start_of(until_date) - DAY > self._received_at:
            self._error(
                "The period ends after the day on which the report came.",
                "Report uses when they have happened.",
                head.line,
                "UsageEndDate",
                head.text("UsageEndDate"),
            )

    def _take_summary(self, row: Record) -> None:
        key = row.text("SummaryRecordId")
        if key in self.message.summaries:
            self._error(
                "The summary's id is used twice.", "Number them anew.", row.line, "SummaryRecordId"
            )
        territory = row.text("Territory")
        if territory not in territories.KNOWN:
            self._error(
                "This is not a territory.",
                "Write an ISO 3166-1 code of two letters, or Worldwide.",
                row.line,
                "Territory",
                territory,
            )
        self.message.summaries[key] = Summary(
            use=row.text("UseType"),
            territory=territory,
            currency=self._currency(row),
            net_revenue_micros=self._amount(row, "NetRevenue"),
        )
        revenue = self.message.summaries[key].net_revenue_micros
        if revenue:
            self._unspent[key] = revenue

    def _currency(self, row: Record) -> str:
        """The summary's currency, the same in the whole file."""
        currency = row.text("CurrencyOfReporting")
        if not _CURRENCY.match(currency):
            self._error(
                "This is not a currency.",
                "Write its ISO 4217 code: EUR.",
                row.line,
                "CurrencyOfReporting",
                currency,
            )
        if {summary.currency for summary in self.message.summaries.values()} - {currency}:
            self._error(
                "The file holds more than one currency.",
                "Send one report for each currency.",
                row.line,
                "CurrencyOfReporting",
                currency,
            )
        return currency

    def _usage(self, row: Record) -> dict[str, Any] | None:
        self.message.usages += 1
        key = row.text("SummaryRecordId")
        summary = self.message.summaries.get(key)
        resource = self._resources.get(row.text("TransactedResourceReference"))
        if summary is None:
            self._error(
                "No summary has this id.", "Name an SY record.", row.line, "SummaryRecordId", key
            )
        if resource is None:
            self._error(
                "The row names no resource of its block.",
                "Give the ResourceReference of an AS record in the same block.",
                row.line,
                "TransactedResourceReference",
                row.text("TransactedResourceReference"),
            )
        use = self._use(row, row.text("UseType") or (summary.use if summary else ""))
        quantity = self._quantity(row)
        message = self.message
        if not (summary and resource and use) or not (message.from_date and message.until_date):
            return None
        return {
            "report": self._report,
            "line": row.line,
            "line_id": message.line_id(row.text("SalesTransactionId")),
            "identifier": self._identifier(resource),
            "title": resource.text("ResourceTitle")[:300],
            "artist": ", ".join(resource.cells.get("ResourceDisplayArtistName", []))[:300],
            "use": use,
            "model_version": "",
            "territory": summary.territory,
            "used_from": start_of(message.from_date),
            "used_until": start_of(message.until_date),
            "quantity": quantity,
            "net_revenue_micros": self._unspent.pop(key, None),
            "currency": summary.currency,
        }

    def _use(self, row: Record, text: str) -> str:
        use = USE_OF_TYPE.get(text.removeprefix("UserDefined "), "")
        if not use:
            known = ", ".join(f"UserDefined {name}" for name in USE_OF_TYPE)
            self._error(
                "This is not an AI use that we know.",
                f"Write one of {known}."[:300],
                row.line,
                "UseType",
                text,
            )
        return use

    def _quantity(self, row: Record) -> int:
        text = row.text("NumberOfStreams")
        match = re.match(r"^(\d{1,13})(?:\.0*)?$", text)
        if match is None or int(match[1]) > MOST_UNITS:
            self._error(
                "This is not a whole number of uses.",
                "Write 5, or 5.0.",
                row.line,
                "NumberOfStreams",
                text,
            )
            return 0
        return int(match[1])

    def _identifier(self, resource: Record) -> str:
        """The ISRC, else the ISWC, else nothing: such a line is unmatched, not lost."""
        for column, parse in (
            ("ResourceISRC", identifiers.parse_isrc),
            ("MusicalWorkISWC", identifiers.parse_iswc),
        ):
            if text := resource.text(column):
                try:
                    return parse(text)
                except identifiers.InvalidIdentifier as odd:
                    self._warn(odd.sentence, odd.cure, resource, column)
        return ""

    def _amount(self, row: Record, column: str) -> int | None:
        if not row.text(column):
            return None
        try:
            return money.from_text(row.text(column))
        except money.NotMoney as odd:
            self._error(
                "This is not an amount.", str(odd)[:300], row.line, column, row.text(column)
            )
            return None

    def _date(self, row: Record, column: str, *, is_end: bool) -> date | None:
        """The first day of `2026[-10[-31]]`, or for an end the day after the last."""
        day = _day_of(row.text(column), is_end=is_end)
        if day is None:
            self._error("This is not a day.", "Write 2026-10-31.", row.line, column)
        return day

    def _take_footer(self, foot: Record) -> None:
        self.message.is_closed = True
        for column, found in (
            ("NumberOfLinesInFile", self.message.lines),
            ("NumberOfSummaryRecords", len(self.message.summaries)),
            ("NumberOfBlocksInFile", len(self.message.blocks)),
        ):
            if foot.text(column) != str(found):
                self._error(
                    f"The footer's count is not what the file holds, {found}.",
                    "Send the whole file, or count again.",
                    foot.line,
                    column,
                    foot.text(column),
                )

    def _check_end(self) -> None:
        last = self.message.lines or None
        if not self.message.is_closed:
            self._error("The file ends without a FOOT.", "Send the whole file again.", last)
        if not self.message.summaries:
            self._error("The file has no summary record.", "Add an SY record.", last)
        for key in self._unspent:
            self.findings.add(
                warning(
                    f"The revenue of summary {key} has no usage row and pays nobody."[:300],
                    "Send the rows that it was earned with.",
                    column="NetRevenue",
                )
            )

    def _error(
        self, message: str, cure: str, line: int | None, column: str = "", value: str = ""
    ) -> None:
        self.findings.add(error(message, cure[:300], line=line, column=column, value=value))

    def _warn(self, message: str, cure: str, row: Record, column: str) -> None:
        value = row.text(column)
        self.findings.add(warning(message, cure, line=row.line, column=column, value=value))


def _day_of(text: str, *, is_end: bool) -> date | None:
    match = _DATE.match(text)
    if match is None:
        return None
    year = int(match[1])
    month = int(match[2] or (12 if is_end else 1))
    try:
        last = calendar.monthrange(year, month)[1]
        return date(year, month, int(match[3] or (last if is_end else 1))) + timedelta(days=is_end)
    except (ValueError, calendar.IllegalMonthError, OverflowError):
        return None
