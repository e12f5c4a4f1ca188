"""A DDEX DSR report of AI uses: records become archived lines, faults become problems.

One `HEAD`, one or more summaries (`SY`), blocks of releases and resources (`RE`, `AS`, `MW`) and
what was used of them (`SU`), or rows that say both (`SR`), and one footer that counts them. A usage
row says how often; where, for what and for how much revenue stands in the summary that it names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

import polars as pl

from artistportal import money
from artistportal.roster.domain import identifiers
from earnings.domain import dsr_checks, dsr_lines, dsr_records
from earnings.domain.dsr_checks import SUB_PERIOD
from earnings.domain.dsr_frames import PERIOD
from earnings.domain.dsr_lines import Row
from earnings.domain.dsr_messages import (
    MOST_IN_A_BLOCK,
    MOST_SUMMARIES,
    Block,
    Booking,
    Counted,
    Message,
    Origin,
    Resource,
    Series,
    Summary,
)
from earnings.domain.dsr_records import Record
from earnings.domain.dsr_values import amount, stretch, whole
from earnings.domain.problems import Findings, Problem, error, warning
from earnings.domain.texts import Unreadable

BATCH: Final = 50_000
LONGEST_TEXT: Final = 300
_SCHEMES: Final = (
    ("ResourceISRC", identifiers.parse_isrc),
    ("MusicalWorkISWC", identifiers.parse_iswc),
)
_OF_BLOCKS: Final = frozenset({"RE", "AS", "MW", "SU", "RU", "ST", "LI"})


class Reader:
    """Reads a file line by line; `message` and `findings` are whole when `frames` is exhausted.

    One of several files that comes without the series of those before it is read on trial: what
    only the others can tell is not asked.
    """

    def __init__(self, origin: Origin, series: Series | None = None) -> None:
        self.message = Message(origin, series or Series())
        self._is_alone = series is None
        self.findings = Findings()
        self._keepers: Mapping[str, Callable[[Record], None]] = {
            "HE": self._keep_head,
            "SY": self._keep_summary,
            "RE": self._keep_release,
            "AS": self._keep_resource,
            "MW": self._keep_work,
            "FO": self._keep_footer,
            "SR": self._keep_footer,
        }

    def frames(self, lines: Iterable[str]) -> Iterator[pl.DataFrame]:
        """Frames of `lines.SCHEMA`, of about `BATCH` lines each."""
        batch: list[Row] = []
        for number, text in enumerate(lines, 1):
            self.message.lines = number
            batch += self._rows(number, text.rstrip("\r\n"))
            if len(batch) >= BATCH:
                yield dsr_lines.frame(batch, self.message.origin.report)
                batch = []
        self._close()
        yield dsr_lines.frame(batch, self.message.origin.report)

    def _rows(self, number: int, text: str) -> list[Row]:
        """What a line says was used; nothing for headings, empty lines and what cannot be read."""
        if not text or text.startswith("#"):
            return []
        record = dsr_records.read(text, number)
        if not isinstance(record, Record):
            return self._refuse([record])
        if too_long := list(dsr_records.long_ids(record)):
            return self._refuse(too_long)
        if record.name[:2] in _OF_BLOCKS:
            self._enter_block(record)
        for problem in dsr_checks.of(record, self.message):
            self.findings.add(problem)
        rows = list(self._take(record))
        self.message.has_rows = True
        return rows

    def _refuse(self, problems: Iterable[Problem]) -> list[Row]:
        """Tells what is wrong with a line of which nothing is kept."""
        for problem in problems:
            self.findings.add(problem)
        self.message.has_rows = True
        return []

    def _enter_block(self, record: Record) -> None:
        """Blocks are contiguous: what the one before held is forgotten."""
        message, key = self.message, record.text("BlockId")
        if message.blocks and key == message.block.key:
            return
        message.block = Block(key)
        message.blocks += 1
        if not message.series.blocks.enter(key, record.line):
            self.findings.add(
                record.error(
                    "The block was left before: its rows do not stand together.",
                    "Put all rows of a block one after the other, in one file.",
                    "BlockId",
                )
            )

    def _take(self, record: Record) -> Iterable[Row]:
        """Keeps what the record says; a usage record comes back as lines."""
        if record.kind.family in dsr_checks.QUANTITIES:
            return dsr_lines.of(record, self.message, self._resources(record))
        if keep := self._keepers.get(record.kind.family[:2]):
            keep(record)
        else:
            self._count_beside(record)
        return ()

    def _keep_head(self, head: Record) -> None:
        message = self.message
        if message.has_rows:
            return
        message.head = head
        message.series.head = message.series.head or head
        message.number = whole(head.text("FileNumber")) or 1
        message.files = whole(head.text("NumberOfFiles")) or 1
        message.series.is_trial = self._is_alone and message.files > 1
        message.from_date, message.until_date = stretch(head, PERIOD) or (None, None)

    def _keep_summary(self, row: Record) -> None:
        message, key = self.message, row.text("SummaryRecordId")
        message.summary_rows += 1
        if len(message.summaries) >= MOST_SUMMARIES:
            cure = "Send fewer summaries, or several reports."
            raise Unreadable(
                error(f"There are more than {MOST_SUMMARIES:,} summaries.", cure, line=row.line)
            )
        message.series.summaries.setdefault(
            key,
            Summary(
                cells=hash((*row.cells,)),
                use_type=row.text("UseType"),
                territory=row.text("Territory"),
                currency=row.text("CurrencyOfReporting"),
                revenue_micros=_revenue(row),
                days=stretch(row, SUB_PERIOD),
                stated_usages="" if row.text("AllocatedUsages") else row.text("TotalUsages"),
            ),
        )

    def _keep_release(self, row: Record) -> None:
        block, reference = self.message.block, row.text("ReleaseReference")
        used = row.values("UsedResources")
        if len(block) + len(used) < MOST_IN_A_BLOCK:
            block.releases[reference] = used
            block.used += len(used)
            block.release_ids[row.text("DspReleaseId") or row.text("DspSubReleaseId")] = reference

    def _keep_resource(self, row: Record) -> None:
        block, reference = self.message.block, row.text("ResourceReference")
        if len(block) < MOST_IN_A_BLOCK:
            block.resources[reference] = self._resource(row)
            block.references[row.text("DspResourceId")] = reference

    def _keep_work(self, row: Record) -> None:
        """A recording without an identifier of its own is known by its song's.

        Older versions do not say which recording they mean; then it is the one before.
        """
        resources = self.message.block.resources
        for reference in row.values("ResourceReference") or [next(reversed(resources), "")]:
            resource = resources.get(reference)
            if resource and not resource.identifier:
                resource.identifier = self._identifier(row)

    def _keep_footer(self, _foot: Record) -> None:
        self.message.is_closed = True

    def _count_beside(self, row: Record) -> None:
        uses = sum(whole(text) or 0 for text in row.values("Usages"))
        beside = self.message.beside.setdefault(row.kind.family, Counted(row.line))
        beside.add(uses)

    def _resources(self, row: Record) -> dict[str, Resource]:
        """The recordings that a usage row names, or that it describes itself."""
        if row.name[:2] not in _OF_BLOCKS:
            return {"": self._resource(row)}
        block = self.message.block
        return {name: block.resources[name] for name in block.named(row)}

    def _resource(self, row: Record) -> Resource:
        artists = ", ".join(row.values("ResourceDisplayArtistName"))
        title = row.text("ResourceTitle")
        return Resource(self._identifier(row), title[:LONGEST_TEXT], artists[:LONGEST_TEXT])

    def _identifier(self, row: Record) -> str:
        """The ISRC, else the ISWC, else nothing: such a line is unmatched, not lost."""
        for column, parse in _SCHEMES:
            if text := row.text(column):
                try:
                    return parse(text)
                except identifiers.InvalidIdentifier as odd:
                    self.findings.add(row.warning(odd.sentence, odd.cure, column))
        return ""

    def _close(self) -> None:
        """What only the end shows."""
        message = self.message
        message.series.lines += message.lines
        last = message.lines or None
        if not message.is_closed:
            self.findings.add(
                error("The file ends without a FOOT.", "Send the whole file again.", line=last)
            )
        if not message.summaries and not message.series.is_trial:
            self.findings.add(
                error("The file has no summary record.", "Add an SY record.", line=last)
            )
        self._tell_what_is_left_out()
        if message.is_last and not message.series.is_trial:
            self._compare_summaries()

    def _tell_what_is_left_out(self) -> None:
        if free := self.message.free:
            self._warn(
                "Rows that are not royalty-bearing are kept in the file and pay nobody:"
                f" {free.rows:,}, of {free.uses:,} uses.",
                "If the licence pays for them, send them anew as royalty-bearing.",
                "IsRoyaltyBearing",
                free.first_line,
            )
        for family, beside in self.message.beside.items():
            self._warn(
                f"Rows {family} are kept in the file and not booked: {beside.rows:,}.",
                "What was used and earned is read from the rows SU and SY.",
                "",
                beside.first_line,
            )

    def _compare_summaries(self) -> None:
        """Summaries against what their rows came to."""
        for key, summary in self.message.summaries.items():
            stated = whole(summary.stated_usages)
            if stated is not None and stated != summary.usages:
                self._warn(
                    f"The summary states other uses than its rows, {summary.usages:,}.",
                    "The rows count. Check that none is missing.",
                    "TotalUsages",
                    value=f"{key}: {stated}",
                )
            self._compare_revenue(key, summary)

    def _compare_revenue(self, key: str, summary: Summary) -> None:
        stated = summary.revenue_micros or 0
        if summary.booking is Booking.NOT_YET and stated:
            self._warn(
                "The revenue of a summary has no usage row and pays nobody.",
                "Send the rows that it was earned with.",
                "NetRevenue",
                value=key,
            )
        if summary.booking is Booking.BY_ROW and stated not in {0, summary.rows_micros}:
            self._warn(
                "The summary states another revenue than its rows, which count:"
                f" {money.plain(summary.rows_micros)}.",
                "Check that no row is missing.",
                "NetRevenue",
                value=f"{key}: {money.plain(stated)}",
            )

    def _warn(
        self, message: str, cure: str, column: str, line: int | None = None, value: str = ""
    ) -> None:
        self.findings.add(warning(message, cure, line=line, column=column, value=value))


def _revenue(row: Record) -> int | None:
    """What falls to us: the allocated part of a summary that has one, else all of it."""
    return amount(row.text("AllocatedNetRevenue") or row.text("NetRevenue"))
