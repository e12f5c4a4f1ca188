"""The lines behind an organisation's figures, read from the archived allocations. Nothing writes.

A file of any length takes the memory of one royalty run's rows of what was asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import polars as pl

from artistportal.periods import Month
from artistportal.roster.domain.uses import Use
from earnings.domain import label_lines
from earnings.domain.cells import Outcome
from earnings.domain.label_lines import Wanted
from earnings.models import RoyaltyRun
from earnings.queries import label as figures
from earnings.queries import statement_works
from earnings.queries.label import LabelSelection
from earnings.queries.statement_works import NO_WORK
from earnings.services import archive

NAMED_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Line:
    """One use of one work in one territory and month, and a payee's part of it."""

    month: Month
    tool: str
    licence: str
    work: str
    identifier: str
    payee: str
    use: str
    territory: str
    model_version: str
    outcome: str
    units: int
    amount_micros: int

    @property
    def use_label(self) -> str:
        return Use(self.use).label if self.use else ""

    @property
    def is_held(self) -> bool:
        return self.outcome == Outcome.HELD


@dataclass(frozen=True, slots=True)
class Lines:
    """Some lines, and what all of them come to."""

    shown: tuple[Line, ...]
    count: int
    earned_micros: int
    held_micros: int


_Found = tuple[RoyaltyRun, tuple[Any, ...]]


def page(selection: LabelSelection, first: int, until: int) -> Lines:
    """The newest month's first, and in it what pays most."""
    count = earned = held = 0
    shown: list[_Found] = []
    for run, rows in _of_runs(selection):
        wanted = rows.slice(max(first - count, 0), max(until - max(count, first), 0))
        shown += [(run, row) for row in wanted.iter_rows()]
        count += rows.height
        is_held = pl.col("outcome") == Outcome.HELD.value
        held += sum(rows.filter(is_held)["amount_micros"])
        earned += sum(rows.filter(~is_held)["amount_micros"])
    return Lines(tuple(_named(shown)), count, earned, held)


def count(selection: LabelSelection) -> int:
    return sum(rows.height for _, rows in _of_runs(selection))


def every(selection: LabelSelection) -> Iterator[Line]:
    """All of them, in the same order."""
    rows = ((run, row) for run, found in _of_runs(selection) for row in found.iter_rows())
    while batch := list(islice(rows, NAMED_AT_ONCE)):
        yield from _named(batch)


def _of_runs(selection: LabelSelection) -> Iterator[tuple[RoyaltyRun, pl.DataFrame]]:
    ids = figures.ids(selection.narrowing)
    if ids is None:
        return
    wanted = Wanted(*ids, selection.narrowing.territory)
    for run in figures.runs(selection):
        yield run, label_lines.of_run(archive.scan([run.allocation_path]), wanted)


def _named(found: Iterable[_Found]) -> Iterator[Line]:
    found = list(found)
    works = statement_works.named(work for _, (_, work, *_) in found if work is not None)
    payees = figures.payees_named(payee for _, (payee, *_) in found)
    for run, (payee, work, *texts, units, amount) in found:
        named = works.get(work, NO_WORK)
        use, territory, model_version, outcome = texts
        yield Line(
            month=Month(run.month_date),
            tool=run.licence.tool.name,
            licence=run.licence.code,
            work=named.title,
            identifier=named.isrc or named.iswc,
            payee=payees.get(payee, ""),
            use=use,
            territory=territory,
            model_version=model_version,
            outcome=outcome,
            units=units,
            amount_micros=amount,
        )
