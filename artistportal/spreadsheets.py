"""CSV files that spreadsheets open as they were meant. Pure.

UTF-8 with a byte order mark, so that names keep their accents, and no cell that a spreadsheet
would run as a formula, whatever a work was called.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

Cell = str | int

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
# Also in full width, and behind signs that cannot be seen: some spreadsheets pass over them.
FORMULA = re.compile(r"[\s\0\u200b-\u200f\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
CONTENT_TYPE = "text/csv; charset=utf-8"


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The file's whole text; text that a spreadsheet would take for a formula is quoted."""
    out = io.StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue()


def _safe(cell: Cell) -> Cell:
    if isinstance(cell, str) and FORMULA.match(cell) and not _is_number(cell):
        return f"'{cell}"
    return cell


def _is_number(text: str) -> bool:
    sign, rest = text[:1], text[1:]
    return sign == "-" and rest.replace(".", "", 1).isdecimal() and rest.isascii()
