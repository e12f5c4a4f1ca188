"""What is wrong with a report: where it is, what stands there, and how to cure it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

KEPT_OF_A_KIND = 100
KEPT_OF_A_REPORT = 1000
LONGEST_VALUE = 300


class Severity(StrEnum):
    """Whether a problem rejects the report or is only said."""

    ERROR = "error"
    WARNING = "warning"

    @property
    def label(self) -> str:
        return self.value.capitalize()


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong, with the line (counted from 1, the header included) and its cure."""

    severity: Severity
    message: str
    cure: str
    line: int | None = None
    column: str = ""
    value: str = ""

    @property
    def shown_value(self) -> str:
        """The value as it can be kept: no control characters, no longer than a row has room."""
        shown = "".join(sign if sign.isprintable() else "�" for sign in self.value[:LONGEST_VALUE])
        return shown if len(self.value) <= LONGEST_VALUE else shown[:-1] + "…"


def error(
    message: str, cure: str, *, line: int | None = None, column: str = "", value: str = ""
) -> Problem:
    """A problem that rejects the report."""
    return Problem(Severity.ERROR, message, cure, line, column, value)


def warning(
    message: str, cure: str, *, line: int | None = None, column: str = "", value: str = ""
) -> Problem:
    """A problem that is said and no more."""
    return Problem(Severity.WARNING, message, cure, line, column, value)


@dataclass(slots=True)
class Findings:
    """All problems counted, the first of each kind kept: a bad file of any size stays small."""

    kept: list[Problem] = field(default_factory=list)
    errors: int = 0
    warnings: int = 0
    _of_a_kind: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return self.errors + self.warnings

    @property
    def rejects(self) -> bool:
        return self.errors > 0

    def add(self, problem: Problem) -> None:
        """Counts a problem and keeps it while there is room."""
        self.add_counted([problem], 1)

    def add_counted(self, first: Iterable[Problem], count: int) -> None:
        """Counts `count` problems of one kind, of which the first ones are given."""
        for number, problem in enumerate(first):
            if number == 0:
                self._count(problem.severity, count)
            kind = (problem.column, problem.message)
            place = self._of_a_kind.get(kind, 0)
            if place < KEPT_OF_A_KIND and len(self.kept) < KEPT_OF_A_REPORT:
                self._of_a_kind[kind] = place + 1
                self.kept.append(problem)

    def in_order(self) -> list[Problem]:
        """The kept problems: of the whole file first, then by line; errors before warnings."""
        return sorted(self.kept, key=lambda p: (p.line or 0, p.severity, p.column, p.message))

    def _count(self, severity: Severity, count: int) -> None:
        if severity is Severity.ERROR:
            self.errors += count
        else:
            self.warnings += count
