"""Works as outsiders name them: by scheme and identifier, one a line or one a cell."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from artistportal.roster.domain import identifiers
from artistportal.roster.domain.identifiers import InvalidIdentifier
from artistportal.roster.domain.uses import WorkKind

HEADINGS = frozenset({"isrc", "iswc", "work", "works", "identifier", "work_id"})
ISWC_START = re.compile(r"[Tt][-. ]?\d")
SCHEMES = ("ISRC", "ISWC", *(kind.value.upper() for kind in WorkKind))


@dataclass(frozen=True, slots=True)
class Named:
    """One name as it was written, its scheme and stored form; or the sentence why it is none."""

    line: int
    text: str
    scheme: str = ""
    value: str = ""
    problem: str = ""


def read(text: str) -> list[Named]:
    """The works named in pasted text or a CSV file: every name of a line, else why it has none."""
    return [named for line, cells in _lines(text) for named in _of_line(line, cells)]


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    separator = next((mark for mark in "\t;," if mark in text), ",")
    lines = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=separator)
    for number, line in enumerate(lines, 1):
        cells = [cell.strip() for cell in line if cell.strip()]
        if cells and not (number == 1 and HEADINGS & {cell.lower() for cell in cells}):
            yield number, cells


def _of_line(line: int, cells: list[str]) -> list[Named]:
    read_as = [_named(line, cell) for cell in cells]
    return [named for named in read_as if not named.problem] or read_as[:1]


def _named(line: int, text: str) -> Named:
    scheme, _, value = text.partition(":")
    scheme = scheme.strip().upper()
    try:
        if scheme in SCHEMES[2:]:
            return Named(line, text, scheme, str(UUID(value.strip())))
        if scheme == "ISWC" or ISWC_START.match(text):
            return Named(line, text, "ISWC", identifiers.parse_iswc(text))
        return Named(line, text, "ISRC", identifiers.parse_isrc(text))
    except InvalidIdentifier as refusal:
        return Named(line, text, problem=refusal.sentence)
    except ValueError:
        sentence = f"“{text[:60]}” is no work's number: copy it again from the work's page."
        return Named(line, text, problem=sentence)
