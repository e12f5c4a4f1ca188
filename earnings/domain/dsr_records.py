"""DDEX DSR flat files: the grammar of a line. Source: DSR Part 1 (Architecture) 1.4, section 6.6.

A line is cells between tabs, a cell is values between pipes; nothing is quoted. A record is a line
whose first cell names one of `dsr_tables.RECORD_TYPES`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from earnings.domain.dsr_tables import RECORD_TYPES, SEND_INSTEAD, RecordType
from earnings.domain.problems import LONGEST_VALUE, Problem, error, warning

TAB, PIPE, ESCAPE = "\t", "|", "\\"
LONGEST_ID: Final = 200

_NAME = re.compile(r"^(HEAD|FOOT|SRFO|[A-Z]{2}\d{2}(\.\d{2})?)$", re.ASCII)
# Tried in this order at each position: three backslashes, two and a pipe, one and a tab; an older
# habit writes one backslash and a pipe. What else stands there is itself.
_TOKEN = re.compile(r"\\\\\\|\\\\\||\\\t|\\\||\t|\||[^\\\t|]+|\\")
_SIGNS: Final = {
    ESCAPE * 3: ESCAPE,
    ESCAPE * 2 + PIPE: PIPE,
    ESCAPE + TAB: TAB,
    ESCAPE + PIPE: PIPE,
}
_ONE_VALUE: Final[Mapping[int, list[str]]] = MappingProxyType({})
Cell = list[str]


@dataclass(slots=True)
class Record:
    """One line of the file: its type, where it stands, its cells, and those of several values."""

    kind: RecordType
    line: int
    cells: list[str]
    lists: Mapping[int, list[str]]

    @property
    def name(self) -> str:
        return self.kind.name

    def text(self, column: str) -> str:
        """The first value of a cell; empty where there is none or the version lacks the column."""
        place = self.kind.places.get(column)
        return "" if place is None else self.cells[place]

    def values(self, column: str) -> list[str]:
        """All values of a cell; none where it is empty."""
        place = self.kind.places.get(column)
        if place is None:
            return []
        if place in self.lists:
            return self.lists[place]
        return [self.cells[place]] if self.cells[place] else []

    def error(self, message: str, cure: str, column: str = "") -> Problem:
        """A problem of this record that rejects the file."""
        value = self._shown(column)
        return error(message, cure[:300], line=self.line, column=column, value=value)

    def warning(self, message: str, cure: str, column: str = "") -> Problem:
        """A problem of this record that is said and no more."""
        value = self._shown(column)
        return warning(message, cure[:300], line=self.line, column=column, value=value)

    def _shown(self, column: str) -> str:
        """The cell as a problem keeps it: problems are held in memory, so it is short."""
        values = self.values(column)[:LONGEST_VALUE]
        return PIPE.join(value[: LONGEST_VALUE + 1] for value in values)[: LONGEST_VALUE + 1]


def split(line: str) -> list[Cell]:
    """The cells of a line, each a list of its values, unescaped."""
    if ESCAPE not in line:
        return [cell.split(PIPE) for cell in line.split(TAB)]
    cells: list[Cell] = [[]]
    value: list[str] = []
    for token in _TOKEN.finditer(line):
        sign = token[0]
        if sign not in {TAB, PIPE}:
            value.append(_SIGNS.get(sign, sign))
            continue
        cells[-1].append("".join(value))
        value.clear()
        if sign == TAB:
            cells.append([])
    cells[-1].append("".join(value))
    return cells


def join(cells: Iterable[Cell]) -> str:
    """The line that `split` reads back; a line feed has no escape and becomes a space."""
    return TAB.join(PIPE.join(map(_escaped, cell)) for cell in cells)


def is_name(text: str) -> bool:
    """Whether the first cell of a line has the form of a record type."""
    return bool(_NAME.match(text))


def read(text: str, line: int) -> Record | Problem:
    """The line as a record of its type, short rows filled up; or why it is none."""
    cells, lists = _cells(text)
    kind = RECORD_TYPES.get(cells[0])
    if kind is None:
        return _unknown(cells[0], line)
    missing = len(kind.columns) - len(cells)
    if missing < 0:
        return error("The line has too many cells.", "Remove the last ones.", line=line)
    return Record(kind, line, cells + [""] * missing, lists)


def problems(record: Record) -> Iterator[Problem]:
    """What is wrong with a record's cells by the table of its type alone."""
    kind, cells = record.kind, record.cells
    for place in kind.mandatory:
        if not cells[place] and place not in record.lists:
            column = kind.columns[place]
            yield record.error("The cell is empty.", "Fill it; it is mandatory.", column)
    for place in record.lists:
        if place not in kind.lists:
            yield record.error(
                "The cell holds a pipe, but takes one value.",
                "Write a pipe inside a text as two backslashes and a pipe.",
                kind.columns[place],
            )


def long_ids(record: Record) -> Iterator[Problem]:
    """Ids are kept, so they are of bounded length; a record with a longer one is not kept."""
    for place in record.kind.ids:
        if any(len(text) > LONGEST_ID for text in record.lists.get(place, (record.cells[place],))):
            column = record.kind.columns[place]
            yield record.error(
                f"The id is longer than {LONGEST_ID} characters.", "Shorten it.", column
            )


def _cells(text: str) -> tuple[list[str], Mapping[int, list[str]]]:
    """First values, and all values of the cells that hold several."""
    if ESCAPE not in text and PIPE not in text:
        return text.split(TAB), _ONE_VALUE
    cells = split(text)
    lists = {place: cell for place, cell in enumerate(cells) if len(cell) > 1}
    return [cell[0] for cell in cells], lists


def _unknown(name: str, line: int) -> Problem:
    name = name[: LONGEST_VALUE + 1]
    if instead := SEND_INSTEAD.get(name):
        return error(
            f"The columns of {name} are not known here.",
            f"Send the same as {instead}.",
            line=line,
            value=name,
        )
    what = "of a type or version that is not read" if is_name(name) else "not a record"
    known = ", ".join(RECORD_TYPES)
    cure = f"Send one of {known}."
    return error(f"The line is {what}.", cure[:300], line=line, value=name)


def _escaped(value: str) -> str:
    value = value.replace("\r", " ").replace("\n", " ").replace(ESCAPE, ESCAPE * 3)
    return value.replace(PIPE, ESCAPE * 2 + PIPE).replace(TAB, ESCAPE + TAB)
