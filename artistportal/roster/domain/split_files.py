"""Files of shares: text in, lines and problems out; gathered by work and day. Pure.

The columns are those of docs/splits.md: `title`, `isrc` and `iswc` (one is enough), `payee`,
`share` in per cent, `from`. Further columns, as in the file that the site gives, are passed over.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeVar

from artistportal.roster.domain import catalogue_cells as cells
from artistportal.roster.domain import identifiers, splits

COLUMNS: Final = ("title", "isrc", "iswc", "payee", "share", "from")
REQUIRED: Final = ("payee", "share", "from")
NAMING: Final = ("isrc", "iswc", "title")
DELIMITERS: Final = ",;\t"
MOST_LINES: Final = 2_000
MOST_WORKS: Final = 200

Name = tuple[str, str]
T = TypeVar("T")


class BadFile(ValueError):
    """The file cannot be read at all; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Line:
    """One share as a file says it; `problem` is empty where the line can be read."""

    number: int
    work: Name = ("title", "")
    payee: str = ""
    share_ppm: int = 0
    from_date: date | None = None
    problem: str = ""


@dataclass(slots=True)
class Sheet:
    """The lines of one work and day, which are taken together or not at all."""

    work: Name
    from_date: date | None
    lines: list[Line] = field(default_factory=list)

    @property
    def problem(self) -> str:
        """What keeps it from being proposed, as far as the file alone tells."""
        if any(line.problem for line in self.lines):
            return "A line of it cannot be read."
        try:
            splits.check_whole(line.share_ppm for line in self.lines)
        except splits.SplitNotWhole as odd:
            return str(odd)
        named = [line.payee.casefold() for line in self.lines]
        twice = next((line for line in self.lines if named.count(line.payee.casefold()) > 1), None)
        return f"{twice.payee} is named twice: add the two shares together." if twice else ""


def read(text: str) -> list[Sheet]:
    """The sheets of a file, in the order of their first lines."""
    rows = _rows(text.lstrip("\ufeff"))
    header = [name.strip().lower() for name in rows[0][1]] if rows else []
    if missing := [name for name in REQUIRED if name not in header]:
        raise BadFile(
            f"The first line does not name the column {missing[0]}. Begin with: "
            f"{', '.join(COLUMNS)}."
        )
    if not set(NAMING) & set(header):
        raise BadFile("No column names the work. Add title, isrc or iswc.")
    lines = [_line(number, dict(zip(header, row, strict=False))) for number, row in rows[1:]]
    return _gathered(lines)


def _rows(text: str) -> list[tuple[int, list[str]]]:
    delimiter = max(DELIMITERS, key=text.partition("\n")[0].count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise BadFile(f"Line {reader.line_num} cannot be read: {error}.") from None
    if len(rows) < 2:  # the columns and one share
        raise BadFile("The file holds no share. Write one line for each payee of a work.")
    if len(rows) > MOST_LINES + 1:
        raise BadFile(f"The file has more than {MOST_LINES:,} lines. Send it in parts.")
    return rows


def _line(number: int, row: dict[str, str]) -> Line:
    problems: list[str] = []
    work = _work(row, problems)
    payee = _cell(row, "payee", cells.read_text, problems)
    share = _cell(row, "share", splits.parse_per_cent, problems)
    from_date = _cell(row, "from", cells.read_date, problems)
    name = (payee or "")[: cells.LONGEST_NAME]
    return Line(number, work, name, share or 0, from_date, " ".join(problems))


def _cell(
    row: dict[str, str], column: str, parse: Callable[[str], T], problems: list[str]
) -> T | None:
    text = row.get(column, "").strip()
    if not text:
        problems.append(f"The column {column} is empty.")
        return None
    try:
        return parse(text)
    except _REFUSALS as refusal:
        problems.append(getattr(refusal, "sentence", str(refusal)))
        return None


def _work(row: dict[str, str], problems: list[str]) -> Name:
    """By its code where it has one, else by its title."""
    parsers: dict[str, Callable[[str], str]] = {
        "isrc": identifiers.parse_isrc,
        "iswc": identifiers.parse_iswc,
        "title": cells.read_text,
    }
    for column in NAMING:
        text = row.get(column, "").strip()
        if text:
            try:
                return column, parsers[column](text)
            except _REFUSALS as refusal:
                problems.append(getattr(refusal, "sentence", str(refusal)))
                return column, text
    problems.append("The line names no work: write its ISRC, ISWC or title.")
    return "title", ""


def _gathered(lines: Iterable[Line]) -> list[Sheet]:
    sheets: dict[tuple[Name, date | None], Sheet] = {}
    for line in lines:
        key = line.work, line.from_date
        sheets.setdefault(key, Sheet(*key)).lines.append(line)
    if len(sheets) > MOST_WORKS:
        raise BadFile(f"The file has more than {MOST_WORKS} sheets. Send it in parts.")
    return list(sheets.values())


_REFUSALS = (cells.BadCell, identifiers.InvalidIdentifier, splits.NotPerCent)
