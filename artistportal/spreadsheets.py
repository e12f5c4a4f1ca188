"""CSV files that spreadsheets open as they were meant. Pure.

UTF-8 with a byte order mark, so that names keep their accents, and no cell that a spreadsheet
would run as a formula, whatever a work was called.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

Cell = str | int

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
# Also in full width, and behind signs that cannot be seen: some spreadsheets pass over them.
FORMULA = re.compile(r"[\s\0\u200b-\u200f\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
CONTENT_TYPE = "text/csv; charset=utf-8"
ROWS_AT_ONCE = 2_000


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The file's whole text; text that a spreadsheet would take for a formula is quoted."""
    return "".join(csv_pieces(header, rows))


def csv_pieces(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The same piece by piece, for a file of any length; rows are asked for as they are needed."""
    yield BYTE_ORDER_MARK + _written([header])
    left = iter(rows)
    while batch := list(islice(left, ROWS_AT_ONCE)):
        yield _written([[_safe(cell) for cell in row] for row in batch])


def _written(rows: Iterable[Sequence[Cell]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _safe(cell: Cell) -> Cell:
    if not isinstance(cell, str) or cell[:1].isalnum():
        return cell  # most cells: no formula begins with a letter or digit
    return f"'{cell}" if FORMULA.match(cell) and not _is_number(cell) else cell


def _is_number(text: str) -> bool:
    sign, rest = text[:1], text[1:]
    return sign == "-" and rest.replace(".", "", 1).isdecimal() and rest.isascii()
