"""The lines of an organisation's licences: rows of allocations that are paid or held. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from earnings.domain.cells import Outcome
from earnings.domain.lines import Columns

_LINES: Columns = {
    "payee": pl.Int64,
    "work": pl.Int64,  # null for what a guarantee adds
    "use": pl.String,
    "territory": pl.String,
    "model_version": pl.String,
    "outcome": pl.String,
    "units": pl.Int64,
    "amount_micros": pl.Int64,
}
LINE_SCHEMA: Final = pl.Schema(_LINES)
_COUNTED: Final = [Outcome.PAYABLE.value, Outcome.HELD.value]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines; None means all."""

    payee: int | None = None
    work: int | None = None
    territory: str | None = None


def of_run(allocation: pl.LazyFrame, wanted: Wanted) -> pl.DataFrame:
    """`LINE_SCHEMA`, what pays most first."""
    rows = allocation.filter(
        pl.col("payee").is_not_null() & pl.col("outcome").cast(pl.String).is_in(_COUNTED)
    )
    if wanted.payee is not None:
        rows = rows.filter(pl.col("payee") == wanted.payee)
    if wanted.work is not None:
        rows = rows.filter(pl.col("work") == wanted.work)
    if wanted.territory is not None:
        rows = rows.filter(pl.col("territory").cast(pl.String).fill_null("") == wanted.territory)
    return (
        rows.select(
            "payee",
            "work",
            *(pl.col(name).cast(pl.String).fill_null("") for name in _TEXTS),
            "units",
            "amount_micros",
        )
        .sort(
            ["amount_micros", "work", "payee", *_TEXTS],
            descending=[True, *[False] * (2 + len(_TEXTS))],
        )
        .collect(engine="streaming")
    )


_TEXTS: Final = ("use", "territory", "model_version", "outcome")
