"""What a run gave one payee, written down so that anybody can add it up again: `docs/maths.md`.

`recomputed_runs` reads it, with nothing but Python.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from earnings.domain import divisions, pay_models, recomputed_runs
from earnings.domain.allocations import ALLOCATION_SCHEMA, BREAKAGE, NO_PAYEE
from earnings.domain.cells import Outcome
from earnings.domain.divisions import Division
from earnings.domain.pools import Terms

Naming = Callable[[list[int]], Mapping[int, object]]

_TEXTS: Final = ("use", "territory", "model_version")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is recorded of a run, its licence and the terms that priced its month."""

    run: str
    revision: int
    licence: str
    month: date
    terms_number: int
    terms: Terms
    is_in_force: bool
    pool_micros: int | None
    revenue_micros: int | None
    breakage_micros: int
    allocation_sha256: str


@dataclass(frozen=True, slots=True)
class Payable:
    """A payee's rows of an allocation that are paid, with the shares of all who share in them."""

    rows: pl.DataFrame
    splits: list[list[int]]

    @property
    def works(self) -> list[int]:
        """The works in them, each once, in order."""
        return self.rows["work"].drop_nulls().unique().sort().to_list()

    @property
    def amount_micros(self) -> int:
        return int(self.rows["amount_micros"].cast(pl.Int128).sum())


def whole(allocation: pl.LazyFrame) -> pl.LazyFrame:
    """An archived allocation, with a `weight` where it is older than weights."""
    missing = set(ALLOCATION_SCHEMA).difference(allocation.collect_schema())
    return allocation.with_columns(
        pl.lit(None, ALLOCATION_SCHEMA[name]).alias(name) for name in sorted(missing)
    )


def payable(allocation: pl.LazyFrame, payee: int) -> Payable:
    """The rows that pay a payee, by cell: `split` says which of `splits`, `place` whose share."""
    is_paid = (pl.col("payee") == payee) & (pl.col("outcome") == Outcome.PAYABLE.value)
    mine = allocation.filter(is_paid).sort("cell").collect()
    shared = (
        allocation.join(mine.lazy().select("cell"), on="cell", how="semi")
        .select("cell", "payee", "share")
        .sort("cell", "payee", nulls_last=True)
        .group_by("cell", maintain_order=True)
        .agg(
            shares="share",
            place=(pl.col("payee").fill_null(payee + 1) < payee).sum().cast(pl.Int64),
        )
        .collect()
    )
    kinds = shared.select(pl.col("shares").unique(maintain_order=True)).with_row_index("split")
    placed = mine.join(
        shared.join(kinds, on="shares", how="left"), on="cell", how="left", maintain_order="left"
    )
    return Payable(placed, kinds["shares"].to_list())


def paper(facts: Facts, allocation: pl.LazyFrame, payee: int, naming: Naming) -> dict[str, Any]:
    """One run as the document holds it; `naming` says what works are called by outsiders."""
    paid = payable(allocation, payee)
    cells = divisions.cells_of(allocation)
    is_kept = pl.col("reason").cast(pl.String).is_in([BREAKAGE, NO_PAYEE])
    steps = divisions.of_month(cells, facts.terms, paid.works) if len(paid.rows) else ()
    places = {work: place for place, work in enumerate(paid.works)}
    names = naming(paid.works)
    return {
        "run": facts.run,
        "revision": facts.revision,
        "licence": facts.licence,
        "month": f"{facts.month:%Y-%m}",
        "currency": facts.terms.currency,
        "terms": _terms(facts),
        "is_in_force": facts.is_in_force,
        "is_used": bool((pay_models.counting(cells)["units"] > 0).any()),
        "revenue_micros": facts.revenue_micros,
        "pool_micros": facts.pool_micros,
        "breakage_micros": facts.breakage_micros,
        "kept_micros": int(cells.filter(is_kept)["gross_micros"].sum()),
        "divisions": [_division(step, places) for step in steps],
        "works": [names[work] for work in paid.works],
        "splits": paid.splits,
        "columns": list(recomputed_runs.COLUMNS),
        "cells": list(_cells(paid.rows, places)),
        "amount_micros": paid.amount_micros,
        "allocation_sha256": facts.allocation_sha256,
    }


def _terms(facts: Facts) -> dict[str, Any]:
    terms = facts.terms
    return {
        "number": facts.terms_number,
        "pay_model": terms.pay_model,
        "pool_basis": terms.pool_basis,
        "pool_micros": terms.pool_micros,
        "revenue_ppm": terms.revenue_ppm,
        "minimum_micros": terms.minimum_micros,
        "breakage": terms.breakage,
        "unattributed": terms.unattributed,
        "sides_ppm": dict(terms.sides_ppm),
        "rates_micros": dict(terms.rates_micros),
    }


def _division(division: Division, places: Mapping[int, int]) -> dict[str, Any]:
    told = asdict(division)
    if division.work is not None:
        told["work"] = places[division.work]
    return told


def _cells(rows: pl.DataFrame, places: Mapping[int, int]) -> Iterator[list[Any]]:
    """Rows of `recomputed_runs.COLUMNS`; the organisation's cell of a breakage calls itself so."""
    is_kept = rows["reason"].cast(pl.String) == BREAKAGE
    told = rows.with_columns(
        pl.col("work").replace_strict(dict(places), default=None, return_dtype=pl.Int64),
        *(pl.col(name).cast(pl.String).fill_null("") for name in _TEXTS),
    ).with_columns(use=pl.when(is_kept).then(pl.lit(BREAKAGE)).otherwise("use"))
    yield from map(list, told.select(recomputed_runs.COLUMNS).iter_rows())
