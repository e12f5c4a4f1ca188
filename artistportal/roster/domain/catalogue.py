"""Catalogue files: bytes in, rows and problems out.

The columns are described in docs/catalogue.md. Reading never stops at the first problem: every
one is told with its line, column, value and cure. A file with problems is taken over in no part.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from artistportal.roster.domain import catalogue_cells as cells
from artistportal.roster.domain import credits as credited
from artistportal.roster.domain import identifiers, splits
from artistportal.roster.domain.credits import AiPart
from artistportal.roster.domain.roles import CreditRole
from artistportal.roster.domain.uses import WorkKind

COLUMNS = (
    "kind",
    "title",
    "release",
    "isrc",
    "iswc",
    "reference",
    "compositions",
    "credits",
    "splits",
    "splits_from",
    "contains_ai",
    "ai_contributions",
)
REQUIRED_COLUMNS = ("kind", "title", "credits")
DELIMITERS = ",;\t"
MOST_ROWS = 50_000  # so that writing them keeps nobody else waiting for long
LONGEST_VALUE = 60
KIND = "kind"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at one place of a file, and what to do about it."""

    line: int
    column: str
    value: str
    sentence: str
    cure: str


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One work as a file describes it; an empty text means that the file does not say."""

    line: int
    kind: WorkKind
    title: str = ""
    release_title: str = ""
    isrc: str = ""
    iswc: str = ""
    reference: str = ""
    compositions: tuple[str, ...] = ()
    credits: tuple[cells.CreditEntry, ...] = ()
    splits: tuple[cells.SplitEntry, ...] = ()
    splits_from: date | None = None
    contains_ai: AiPart | None = None
    ai_contributions: tuple[cells.AiEntry, ...] = ()

    def ai_part(self, artist: cells.Party, role: CreditRole) -> AiPart | None:
        """How much of this credit AI made; None where the file does not say."""
        return {
            (entry.artist, named): part
            for entry in self.ai_contributions
            for named, part in entry.parts
        }.get((artist, role))

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """The columns and values that tell this work from all others; a voice is its person's."""
        columns = ("isrc", self.isrc), ("iswc", self.iswc), ("reference", self.reference)
        return tuple((column, value) for column, value in columns if value)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What a file says, what is wrong with it, and what is odd but allowed."""

    rows: tuple[CatalogueRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Line:
    number: int
    cells: dict[str, str]
    problems: list[Problem] = field(default_factory=list)

    def read(self, column: str, parse: Callable[[str], T], empty: T) -> T:
        text = self.cells.get(column, "").strip()
        if not text:
            return empty
        try:
            return parse(text)
        except _REFUSALS as refusal:
            sentence = getattr(refusal, "sentence", str(refusal))
            self.add(column, sentence, refusal.cure)
            return empty

    def add(self, column: str, sentence: str, cure: str) -> None:
        value = shorten(self.cells.get(column, ""))
        self.problems.append(Problem(self.number, column, value, sentence, cure))


_REFUSALS = (
    cells.BadCell,
    identifiers.InvalidIdentifier,
    splits.SplitNotWhole,
    splits.NotPerCent,
)


def read(data: bytes) -> Catalogue:
    """The catalogue in a CSV file: UTF-8, with or without a byte order mark; `,` `;` or tab."""
    try:
        text = _decode(data)
        header, delimiter = _header(text)
        lines = list(_lines(text, header, delimiter))
    except _BadFile as bad:
        return Catalogue(problems=(bad.problem,))
    rows = [_read_line(line) for line in lines]
    problems = [problem for line in lines for problem in line.problems]
    problems += _named_twice(rows)
    return Catalogue(
        rows=tuple(rows),
        problems=tuple(sorted(problems, key=lambda problem: problem.line)),
        warnings=tuple(_unused_columns(header)) + tuple(_oddities(rows)),
    )


def shorten(value: str) -> str:
    """A cell as a message can quote it."""
    tidy = " ".join(value.split())
    return tidy if len(tidy) <= LONGEST_VALUE else tidy[: LONGEST_VALUE - 1] + "…"


class _BadFile(ValueError):
    def __init__(self, line: int, sentence: str, cure: str, *, column: str = "") -> None:
        super().__init__(sentence)
        self.problem = Problem(line, column, "", sentence, cure)


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _BadFile(1, "The file is in UTF-16.", "Save it as “CSV UTF-8”.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _BadFile(line, "The file is not in UTF-8.", "Save it as “CSV UTF-8”.") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise _BadFile(line, "This is no text file.", "Save the sheet as “CSV UTF-8”.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _header(text: str) -> tuple[list[str], str]:
    first = text.partition("\n")[0]
    if not first.strip():
        raise _BadFile(1, "The first line is empty.", f"Begin with the columns: {_listed()}.")
    delimiter = max(DELIMITERS, key=first.count)
    try:
        names = [_column_name(name) for name in next(csv.reader([first], delimiter=delimiter))]
    except csv.Error as error:
        raise _BadFile(
            1, f"The line cannot be read: {error}.", f"Begin with the columns: {_listed()}."
        ) from None
    _check_columns(names)
    return names, delimiter


def _check_columns(names: list[str]) -> None:
    for name in REQUIRED_COLUMNS:
        if name not in names:
            raise _BadFile(
                1, "This column is missing.", f"The first line names: {_listed()}.", column=name
            )
    for name in COLUMNS:
        if names.count(name) > 1:
            raise _BadFile(1, "This column is there twice.", "Leave one of them out.", column=name)


def _column_name(text: str) -> str:
    return "_".join(text.strip().strip('"').lower().split())


def _listed() -> str:
    return ", ".join(COLUMNS)


def _lines(text: str, header: list[str], delimiter: str) -> Iterator[_Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    next(reader)
    number = reader.line_num + 1
    try:
        for count, values in enumerate(reader, 1):
            if count > MOST_ROWS:
                raise _BadFile(
                    number, f"The file has more than {MOST_ROWS:,} rows.", "Send it in parts."
                )
            if any(value.strip() for value in values):
                yield _line(number, header, values)
            number = reader.line_num + 1
    except csv.Error as error:
        raise _BadFile(
            number, f"The line cannot be read: {error}.", "Close every quotation mark."
        ) from None


def _line(number: int, header: list[str], values: list[str]) -> _Line:
    line = _Line(number, dict(zip(header, values, strict=False)))
    if len(values) > len(header) and any(value.strip() for value in values[len(header) :]):
        line.add(
            "",
            f"The line has {len(values)} cells, the first line {len(header)}.",
            "Put quotation marks around a cell that holds the separator.",
        )
    return line


def _read_line(line: _Line) -> CatalogueRow:
    kind = line.read(KIND, cells.read_kind, None)
    if kind is None and not line.problems:
        line.add(KIND, "The kind of work is missing.", "Write recording, composition or voice.")
    row = CatalogueRow(
        line=line.number,
        kind=kind or WorkKind.RECORDING,
        title=line.read("title", cells.read_text, ""),
        release_title=line.read("release", cells.read_text, ""),
        isrc=line.read("isrc", identifiers.parse_isrc, ""),
        iswc=line.read("iswc", identifiers.parse_iswc, ""),
        reference=line.read("reference", cells.read_reference, ""),
        compositions=line.read("compositions", _read_compositions, ()),
        credits=line.read("credits", cells.read_credits, ()),
        splits=line.read("splits", cells.read_splits, ()),
        splits_from=line.read("splits_from", cells.read_date, None),
        contains_ai=line.read("contains_ai", cells.read_ai_part, None),
        ai_contributions=line.read("ai_contributions", cells.read_ai_contributions, ()),
    )
    if not line.problems:
        for column, sentence, cure in _misfits(row):
            line.add(column, sentence, cure)
    return row


def _read_compositions(text: str) -> tuple[str, ...]:
    """The songs in a recording: ISWCs in their stored form, other names as they stand."""
    return tuple(dict.fromkeys(_read_composition(entry) for entry in cells.read_list(text)))


def _read_composition(entry: str) -> str:
    try:
        return identifiers.parse_iswc(entry)
    except identifiers.InvalidIdentifier:
        if entry.upper().startswith(("T-", "ISWC")):
            raise
        return cells.read_reference(entry)


Misfit = tuple[str, str, str]


def _misfits(row: CatalogueRow) -> Iterator[Misfit]:
    """What each cell says well, but not together with the others."""
    if row.kind is WorkKind.VOICE:
        yield from _voice_misfits(row)
    else:
        yield from _work_misfits(row)
    roles = {(entry.artist, role) for entry in row.credits for role in entry.roles}
    for ai in row.ai_contributions:
        if any((ai.artist, role) not in roles for role, _ in ai.parts):
            yield (
                "ai_contributions",
                f"{ai.artist.name} is not credited with this role on the line.",
                "Name artists and roles as in the column credits.",
            )
    if row.splits and row.splits_from is None:
        yield "splits_from", "The day from which the shares hold is missing.", "Add splits_from."
    if row.splits_from is not None and not row.splits:
        yield "splits", "There is a day but no shares.", "Add the shares, or empty splits_from."


def _work_misfits(row: CatalogueRow) -> Iterator[Misfit]:
    recording = row.kind is WorkKind.RECORDING
    if not row.title:
        yield "title", "The title is missing.", "Add it."
    if recording and row.iswc:
        yield "iswc", "An ISWC names a composition.", "Put it into the column compositions."
    if not recording and row.isrc:
        yield "isrc", "An ISRC names a recording.", "Give the composition its ISWC."
    if not recording and row.compositions:
        yield "compositions", "A composition has none in it.", "Empty the cell."
    if not row.names:
        column = "isrc" if recording else "iswc"
        yield (
            column,
            "Nothing tells this work from others.",
            f"Give its {column.upper()} or your own reference.",
        )
    if any(CreditRole.VOICE in entry.roles for entry in row.credits):
        yield "credits", "The role voice belongs to a voice.", "Write vocalist for a singer."


def _voice_misfits(row: CatalogueRow) -> Iterator[Misfit]:
    for column, value in (("isrc", row.isrc), ("iswc", row.iswc), ("reference", row.reference)):
        if value:
            yield column, "A voice is known by its person.", "Empty the cell."
    if row.compositions:
        yield "compositions", "A voice has none in it.", "Empty the cell."
    if len(row.credits) != 1 or row.credits[0].roles != (CreditRole.VOICE,):
        yield (
            "credits",
            "A voice is one person's.",
            "Credit that person alone, with the role voice.",
        )


def _named_twice(rows: list[CatalogueRow]) -> Iterator[Problem]:
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        for column, value in row.names:
            first = seen.setdefault((column, value), row.line)
            if first != row.line:
                yield Problem(
                    row.line,
                    column,
                    value,
                    f"Line {first} describes the same work.",
                    "Leave one of the two lines out.",
                )


def _unused_columns(header: list[str]) -> Iterator[Problem]:
    for name in header:
        if name and name not in COLUMNS:
            yield Problem(
                1, shorten(name), "", "This column is not used.", f"We read: {_listed()}."
            )


def _oddities(rows: list[CatalogueRow]) -> Iterator[Problem]:
    for row in rows:
        warning = identifiers.isrc_warning(row.isrc) if row.isrc else None
        if warning:
            yield Problem(row.line, "isrc", row.isrc, warning, "Check it against the release.")
        told = credited.inconsistency(row.contains_ai, _contributions(row))
        if told:
            cure = "DDEX refuses both together: correct one of them."
            yield Problem(row.line, "contains_ai", row.contains_ai or "", told, cure)
        if row.kind is not WorkKind.VOICE and not any(c.holds_consent for c in row.credits):
            yield Problem(
                row.line,
                "credits",
                "",
                "Nobody here holds consent, so no use of this work can be cleared.",
                "Add the word consent to who holds it.",
            )


def _contributions(row: CatalogueRow) -> list[AiPart | None]:
    """How much of each contributor's part AI made; who only lends the name is no contributor."""
    return [
        row.ai_part(entry.artist, role)
        for entry in row.credits
        for role in entry.roles
        if role not in credited.DISPLAYED
    ]
