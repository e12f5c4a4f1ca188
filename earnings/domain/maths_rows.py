"""A payee's rows of an allocation, as the page of a run's maths shows them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from earnings.domain.cells import Outcome
from earnings.domain.lines import add_up

SHOWN: Final = 20
WORKS_SHOWN: Final = 10
NOT_COUNTED: Final = Outcome.EXCLUDED.value


@dataclass(frozen=True, slots=True)
class Cell:
    """One work, use, territory and model version, and the payee's part of what it came to."""

    work: int | None
    use: str
    territory: str
    model_version: str
    outcome: str
    reason: str
    units: int
    weight: int | None
    gross_micros: int
    share: int
    whole: int
    amount_micros: int


@dataclass(frozen=True, slots=True)
class OfWork:
    """What one work's cells came to for the payee."""

    work: int
    units: int
    amount_micros: int
    waiting_micros: int


@dataclass(frozen=True, slots=True)
class Rows:
    """The largest cells, the largest works, and what all of them come to."""

    cells: tuple[Cell, ...]
    works: tuple[OfWork, ...]
    count: int
    units: int
    weight: int | None
    gross_micros: int
    amount_micros: int
    waiting_micros: int

    @property
    def others(self) -> int:
        """How many cells are not among those shown."""
        return self.count - len(self.cells)

    @property
    def others_micros(self) -> int:
        shown = sum(one.amount_micros for one in self.cells if one.outcome == Outcome.PAYABLE)
        return self.amount_micros - shown


@dataclass(frozen=True, slots=True)
class Whole:
    """All cells of the month that count, whoever's they are."""

    cells: int
    units: int
    weight: int | None
    gross_micros: int


def of_payee(allocation: pl.LazyFrame, payee: int, work: int | None = None) -> Rows:
    """The payee's rows, or those of one work."""
    mine = allocation.filter(pl.col("payee") == payee)
    if work is not None:
        mine = mine.filter(pl.col("work") == work)
    rows = mine.collect()
    is_paid = pl.col("outcome") == Outcome.PAYABLE.value
    paid, waiting = rows.filter(is_paid), rows.filter(~is_paid)
    largest = rows.sort(["amount_micros", "cell"], descending=[True, False]).head(SHOWN)
    return Rows(
        cells=tuple(Cell(*row) for row in _told(largest).iter_rows()),
        works=_works(rows) if work is None else (),
        count=len(rows),
        units=_sum(rows, "units"),
        weight=_sum(rows, "weight") if rows["weight"].count() else None,
        gross_micros=_sum(paid, "gross_micros"),
        amount_micros=_sum(paid, "amount_micros"),
        waiting_micros=_sum(waiting, "amount_micros"),
    )


def whole(allocation: pl.LazyFrame) -> Whole:
    """What the payee's cells are a part of."""
    cells = (
        allocation.select("cell", "units", "weight", "gross_micros", "outcome")
        .filter(pl.col("outcome").cast(pl.String) != NOT_COUNTED)
        .unique("cell", keep="any")
        .select(
            pl.len().alias("cells"),
            add_up("units"),
            pl.col("weight").sum(),
            add_up("gross_micros"),
            weighed=pl.col("weight").count(),
        )
        .collect(engine="streaming")
    )
    row = cells.row(0, named=True)
    return Whole(
        row["cells"],
        row["units"] or 0,
        row["weight"] if row["weighed"] else None,
        row["gross_micros"] or 0,
    )


def every(allocation: pl.LazyFrame, payee: int, work: int | None = None) -> pl.DataFrame:
    """All of the payee's rows for a file, in the order of the allocation."""
    mine = allocation.filter(pl.col("payee") == payee)
    if work is not None:
        mine = mine.filter(pl.col("work") == work)
    return _told(mine.collect())


def _told(rows: pl.DataFrame) -> pl.DataFrame:
    texts = pl.col("use", "territory", "model_version", "outcome", "reason")
    return rows.with_columns(texts.cast(pl.String).fill_null("")).select(
        "work",
        "use",
        "territory",
        "model_version",
        "outcome",
        "reason",
        "units",
        "weight",
        "gross_micros",
        "share",
        "whole",
        "amount_micros",
    )


def _works(rows: pl.DataFrame) -> tuple[OfWork, ...]:
    is_paid = pl.col("outcome") == Outcome.PAYABLE.value
    amount = pl.col("amount_micros")
    found = (
        rows.lazy()
        .filter(pl.col("work").is_not_null())
        .with_columns(
            paid=pl.when(is_paid).then(amount).otherwise(0),
            waiting=pl.when(is_paid).then(0).otherwise(amount),
        )
        .group_by("work")
        .agg(add_up("units"), add_up("paid"), add_up("waiting"))
        .sort(["paid", "waiting", "work"], descending=[True, True, False])
        .head(WORKS_SHOWN)
        .collect()
    )
    return tuple(OfWork(*row) for row in found.iter_rows())


def _sum(rows: pl.DataFrame, name: str) -> int:
    return int(rows[name].cast(pl.Int128).sum() or 0)
