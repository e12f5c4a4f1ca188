"""A received file, read: looked through, checked, and streamed into sorted Parquet.

What comes out is a `Reading`: the problems, and where no error is among them one Parquet file of
lines, sorted by work, in the archive's workroom. The file's size is bounded by nothing but the
disk; what is held in memory is a batch of it, and for sorting one stretch of it (`sorting`).
"""

from __future__ import annotations

import csv
import gzip
import uuid
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

import polars as pl

from earnings.domain import dsr_reports, native_reports, texts
from earnings.domain import lines as archived
from earnings.domain.dsr_messages import Origin, Series
from earnings.domain.dsr_records import is_name
from earnings.domain.native_columns import BY_NAME, header_problems
from earnings.domain.native_reports import EXTRA, Context
from earnings.domain.problems import KEPT_OF_A_KIND, Findings, error, warning
from earnings.domain.reports import ReportFormat
from earnings.domain.texts import Inspection, Unreadable
from earnings.services import archive, parquet_reports, sorting

GZIP_START: Final = b"\x1f\x8b"
SEPARATORS: Final = {"\t": None, ",": '"'}

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Source:
    """The file, and what the rules need to know of where it comes from."""

    path: Path
    size: int
    report: int
    received_at: datetime
    licences: Collection[int] = ()
    senders: Collection[str] = ()
    file_name: str = ""


@dataclass(slots=True)
class Reading:
    """What was found in a file."""

    format: ReportFormat
    findings: Findings = field(default_factory=Findings)
    message_id: str = ""
    lines: int = 0
    parquet: Path | None = None
    message: str = ""
    part: int = 1
    parts: int = 1


@dataclass(frozen=True, slots=True)
class _Text:
    """The file as plain text, unpacked where it was packed."""

    path: Path
    header: str
    lines: int


def read(source: Source, progress: Progress, series: Series | None = None) -> Reading:
    """Reads a report of either format; raises Unreadable where it is no report at all.

    One of several files of a message comes with the `series` of those before it, or is only tried:
    then there is no Parquet file.
    """
    unpacked = archive.workroom() / f"{uuid.uuid4()}.txt"
    try:
        text = _inspected(source, unpacked, progress)
        if is_name(text.header.split("\t")[0]) or text.header.startswith("#"):
            return _read_dsr(text, source, progress, series)
        return _read_native(text, source, progress)
    finally:
        unpacked.unlink(missing_ok=True)


def _inspected(source: Source, unpacked: Path, progress: Progress) -> _Text:
    """Looks through the file once; a packed one is unpacked on the way."""
    progress("Looking through the file", 0, source.size)
    inspection = Inspection(source.size)
    with source.path.open("rb") as file:
        start = file.read(len(parquet_reports.START))
        file.seek(0)
        is_packed = start.startswith(GZIP_START)
        if is_packed:
            with unpacked.open("wb") as plain:
                _feed(inspection, _unpacked(file), plain)
        elif start != parquet_reports.START:
            _feed(inspection, _pieces(file), None)
    if start == parquet_reports.START:
        is_packed = True
        _write_out(source, unpacked, inspection)
    header = inspection.header.removeprefix(texts.BYTE_ORDER_MARK).decode("utf-8")
    return _Text(
        path=unpacked if is_packed else source.path,
        header=header.rstrip("\r"),
        lines=inspection.lines,
    )


def _write_out(source: Source, unpacked: Path, inspection: Inspection) -> None:
    """Parquet as text."""
    with unpacked.open("w+b") as plain:
        parquet_reports.unpack(source.path, source.size, plain)
        plain.seek(0)
        _feed(inspection, _pieces(plain), None)


def _feed(inspection: Inspection, pieces: Iterator[bytes], copy: BinaryIO | None) -> None:
    for piece in pieces:
        inspection.feed(piece)
        if copy:
            copy.write(piece)
    inspection.close()


def _pieces(file: BinaryIO | gzip.GzipFile) -> Iterator[bytes]:
    while piece := file.read(texts.LONGEST_LINE):
        yield piece


def _unpacked(file: BinaryIO) -> Iterator[bytes]:
    try:
        with gzip.open(file) as packed:
            yield from _pieces(packed)
    except (EOFError, gzip.BadGzipFile, zlib.error) as odd:
        raise Unreadable(
            error("The gzip file is damaged or cut off.", "Pack it again and send it whole.")
        ) from odd


def _read_native(text: _Text, source: Source, progress: Progress) -> Reading:
    reading = Reading(ReportFormat.NATIVE)
    separator = "\t" if "\t" in text.header else ","
    header = _header(text.header, separator)
    for problem in header_problems(header):
        reading.findings.add(problem)
    if reading.findings.rejects:
        return reading
    names = tuple(name if name in BY_NAME else f"_{place}" for place, name in enumerate(header))
    context = Context(names, source.received_at, source.licences)
    cells = _cells(text.path, separator, names)
    progress("Reading lines", 0, text.lines)
    unsorted, found = _streamed(cells, context, source.report, text.lines)
    if found["empty"]:
        unsorted.unlink()
        context = replace(context, has_empty_lines=True)
        unsorted, found = _streamed(cells, context, source.report, text.lines)
    reading.lines = found["lines"]
    is_sorted = sorting.fits(text.lines)
    reading.parquet = unsorted if is_sorted else _sorted(unsorted, reading.lines)
    read_cells = native_reports.read(cells, context)
    _tell_faults(read_cells, context, found, reading)
    if separator == "," and reading.lines < text.lines - 1:
        _check_line_breaks(read_cells, context, reading)
    return reading


def _header(line: str, separator: str) -> list[str]:
    if SEPARATORS[separator] is None:
        return line.split(separator)
    try:
        return next(csv.reader([line]))
    except csv.Error as odd:
        raise Unreadable(
            error(
                "The first line cannot be told apart into columns.",
                "Begin with a line that names the columns, and end each line with a line feed.",
                line=1,
            )
        ) from odd


def _cells(path: Path, separator: str, names: tuple[str, ...]) -> pl.LazyFrame:
    """All cells as text, with the number of their line; a cell too many ends up in `EXTRA`."""
    return pl.scan_csv(
        path,
        separator=separator,
        quote_char=SEPARATORS[separator],
        has_header=False,
        skip_lines=1,
        schema=dict.fromkeys([*names, EXTRA], pl.String),
        truncate_ragged_lines=True,
        missing_columns="insert",
        extra_columns="ignore",
        row_index_name="line",
        row_index_offset=2,
    ).with_columns(pl.col("line").cast(pl.Int64))


def _streamed(
    cells: pl.LazyFrame, context: Context, report: int, expected: int
) -> tuple[Path, Mapping[str, Any]]:
    """Lines into Parquet, sorted where so many fit, and what was counted, in one pass."""
    parquet = archive.workroom() / f"{uuid.uuid4()}.parquet"
    read_cells = native_reports.read(cells, context)
    lines = native_reports.lines(read_cells, context)
    ordered = sorting.by_work(lines) if sorting.fits(expected) else lines
    sink = archive.sinking(archived.whole(ordered, report), parquet)
    try:
        _, counts = pl.collect_all(
            [sink, native_reports.counts(read_cells, context)], engine="streaming"
        )
    except pl.exceptions.ComputeError as odd:
        parquet.unlink(missing_ok=True)
        raise Unreadable(
            error("The lines cannot be told apart.", "Check the quotes around texts.")
        ) from odd
    return parquet, counts.row(0, named=True)


def _tell_faults(
    read_cells: pl.LazyFrame, context: Context, found: Mapping[str, Any], reading: Reading
) -> None:
    """The first problems of each kind that was counted, and those of the file as a whole."""
    for place, fault in enumerate(native_reports.faults(context)):
        if count := found[str(place)]:
            first = native_reports.first_faulty(read_cells, context, fault, KEPT_OF_A_KIND)
            rows = first.collect(engine="streaming").iter_rows()
            told = (native_reports.problem(fault, line, value) for line, value in rows)
            reading.findings.add_counted(told, count)
    if reading.lines == 0:
        reading.findings.add(warning("The report has no lines.", "Send one when there are uses."))
    _check_sameness(found, reading)


def _check_sameness(found: Mapping[str, Any], reading: Reading) -> None:
    """One message id and one currency in a file."""
    reading.message_id = found["first_message_id"] or ""
    for column, cure in (
        ("message_id", "Write the same id on every line, or send two reports."),
        ("currency", "Send one report for each currency."),
    ):
        if found[f"first_{column}"] != found[f"last_{column}"]:
            message = f"The file holds more than one {column}."
            value = found[f"last_{column}"]
            reading.findings.add(error(message, cure, column=column, value=value))


def _check_line_breaks(read_cells: pl.LazyFrame, context: Context, reading: Reading) -> None:
    """A quoted text with a line break shifts all numbers after it, so it is not allowed."""
    has_break = pl.any_horizontal(pl.col(*context.header).str.contains("\n", literal=True))
    broken = read_cells.filter(has_break).select("line").head(1).collect(engine="streaming")
    for (line,) in broken.iter_rows():
        reading.findings.add(
            error("A text holds a line break.", "Write it on one line.", line=line)
        )


def _read_dsr(text: _Text, source: Source, progress: Progress, series: Series | None) -> Reading:
    """Batches of lines into Parquet parts, which are then sorted into one."""
    origin = Origin(source.report, source.received_at, frozenset(source.senders), source.file_name)
    reader = dsr_reports.Reader(origin, series)
    batches: list[Path] = []
    try:
        with text.path.open(encoding="utf-8-sig", newline="\n") as file:
            rows = 0
            for frame in reader.frames(file):
                batches.append(archive.workroom() / f"{uuid.uuid4()}.part")
                frame.write_parquet(batches[-1])
                rows += len(frame)
                progress("Reading lines", reader.message.lines, text.lines)
        return _dsr_reading(reader, rows, batches)
    finally:
        for batch in batches:
            batch.unlink(missing_ok=True)


def _dsr_reading(reader: dsr_reports.Reader, rows: int, batches: list[Path]) -> Reading:
    message = reader.message
    reading = Reading(
        ReportFormat.DDEX_DSR,
        findings=reader.findings,
        message_id=message.part_name,
        lines=rows,
        message=message.name,
        part=message.number,
        parts=message.files,
    )
    if not (reader.findings.rejects or message.series.is_trial):
        whole = archive.workroom() / f"{uuid.uuid4()}.parquet"
        pl.scan_parquet(batches).sink_parquet(whole)
        reading.parquet = _sorted(whole, rows)
    return reading


def _sorted(unsorted: Path, lines: int) -> Path:
    """The same lines sorted by work, in a file of their own; the unsorted one is removed."""
    parquet = archive.workroom() / f"{uuid.uuid4()}.parquet"
    sorting.sort_file(unsorted, lines, parquet)
    unsorted.unlink()
    return parquet
