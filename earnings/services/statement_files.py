"""A statement as files: every line as CSV, its content as JSON. Nothing here writes.

Lines are read from the archived allocations, never from the database, and streamed: a file of any
length takes the memory of one royalty run's rows of one payee.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

import polars as pl

from artistportal import spreadsheets
from artistportal.spreadsheets import Cell
from consent.domain import chains
from earnings.domain import statement_lines
from earnings.domain.statement_lines import COLUMNS, LINE_SCHEMA, Exchange
from earnings.models import Statement, StatementPart
from earnings.queries import statement_works, statements
from earnings.queries.statement_works import NO_WORK
from earnings.queries.statements import Source
from earnings.services import archive, statement_rows

ROWS_AT_ONCE: Final = 10_000
_NO_LINE: Final = (None, "", "", "", 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some lines of one entry: rows of `LINE_SCHEMA`, and what each is in the statement's money."""

    source: Source
    part: StatementPart | None
    first: int
    rows: pl.DataFrame
    net_micros: list[int]


def batches(statement: Statement) -> Iterator[Batch]:
    """Every line of what was earned, entry by entry, in an order that stays the same."""
    parts = statements.parts(statement)
    exchanges: dict[int, Exchange] = {}
    for source in statements.sources(statement):
        part = statements.part_of(parts, source)
        key = part.pk if part else 0
        exchange = exchanges.setdefault(key, Exchange(statements.rate_of(part)))
        first = 1
        for rows in _frame(statement.payee_id, source).iter_slices(ROWS_AT_ONCE):
            net = [exchange(amount) for amount in rows["amount_micros"]]
            yield Batch(source, part, first, rows, net)
            first += rows.height


def earned_micros(statement: Statement) -> int:
    """What the lines come to, from the archive."""
    return sum(sum(batch.net_micros) for batch in batches(statement))


def most_lines(statement: Statement) -> int:
    """At most so many lines are behind it: counted in the archive, without reading a line whole."""
    return sum(_most_lines(statement.payee_id, each) for each in statements.sources(statement))


def check(statement: Statement) -> None:
    """Raises Astray unless the lines come to what the statement says was earned."""
    statement_lines.check_sum(earned_micros(statement), statement.earned_micros, statement.code)


def lines_csv(statement: Statement) -> Iterator[str]:
    """The file of lines, piece by piece: what was earned, then what was taken and given."""
    rows = chain(_earned(statement), statement_rows.settled(statement))
    return spreadsheets.csv_pieces(list(COLUMNS), rows)


def content_json(statement: Statement) -> bytes:
    """What the statement says, as the bytes whose SHA-256 stands on it."""
    return chains.canonical(statement.content)


def has_its_hash(statement: Statement) -> bool:
    """Whether the content is what it was when the statement was issued."""
    found = hashlib.sha256(content_json(statement)).hexdigest()
    return found == statement.content_sha256


def _earned(statement: Statement) -> Iterator[list[Cell]]:
    for batch in batches(statement):
        works = statement_works.named(work for work in batch.rows["work"] if work is not None)
        base = statement_rows.base(statement, batch.source, batch.part)
        rows = zip(batch.rows.iter_rows(), batch.net_micros, strict=True)
        for number, (row, net) in enumerate(rows, start=batch.first):
            named = works.get(row[0], NO_WORK)
            yield statement_rows.line(base, f"{batch.source.entry}-{number}", row, named, net)


def _frame(payee: int, source: Source) -> pl.DataFrame:
    """The lines of one entry; an entry without an allocation is one line."""
    if source.lump_sum_path:
        divided = archive.scan([source.lump_sum_path])
        return statement_lines.of_lump_sum(divided, payee).collect()
    if not source.allocation_path:
        row = (*_NO_LINE, source.amount_micros)
        return pl.DataFrame([row], schema=LINE_SCHEMA, orient="row")
    now = statement_lines.of_payee(archive.scan([source.allocation_path]), payee)
    if source.adjusted_path:
        before = statement_lines.of_payee(archive.scan([source.adjusted_path]), payee)
        now = statement_lines.differing(now, before)
    return now.collect(engine="streaming")


def _most_lines(payee: int, source: Source) -> int:
    """The rows of the payee in the files of one entry."""
    paths = (source.allocation_path, source.adjusted_path)
    scans = [statement_lines.of_payee(archive.scan([path]), payee) for path in paths if path] or [
        pl.LazyFrame({"one": [1]})
    ]
    if source.lump_sum_path:
        scans = [statement_lines.of_lump_sum(archive.scan([source.lump_sum_path]), payee)]
    return sum(scan.select(pl.len()).collect(engine="streaming").item() for scan in scans)
