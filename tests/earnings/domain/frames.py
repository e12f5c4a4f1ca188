"""Small frames for the rules: cells, shares, consent, as the services would hand them over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from earnings.domain import allocations, pay_models, sides
from earnings.domain.cells import CELL_SCHEMA, ORDER
from earnings.domain.lines import SCHEMA
from earnings.domain.pools import Revenue, Terms
from earnings.domain.sides import LEG_SCHEMA, SHEET_SCHEMA, Days

DAYS = Days(date(2026, 2, 1), date(2026, 3, 1))
SIDES = {"recording": 700_000, "composition": 200_000, "voice": 100_000}


def cells(*rows: Mapping[str, object]) -> pl.DataFrame:
    """Cells in order; what a row does not say is one payable discovery of work 1 in Germany."""
    usual = {
        "work": 1,
        "identifier": None,
        "use": "discovery",
        "territory": "DE",
        "model_version": "",
        "piece": DAYS.first,
        "outcome": "payable",
        "reason": "",
        "units": 1,
        "lines": 1,
        "weight": None,
    }
    return pl.DataFrame([{**usual, **row} for row in rows], schema=CELL_SCHEMA).sort(
        ORDER, nulls_last=True
    )


def shares(
    works: Mapping[int, Sequence[tuple[str, Mapping[int, int]]]],
    sides_ppm: Mapping[str, int] = SIDES,
) -> pl.DataFrame:
    """Shares of works: for each its legs, each a kind with parts per million by payee."""
    legs: list[tuple[int, int, str]] = []
    sheets: list[tuple[Any, ...]] = []
    for work, parts in works.items():
        for place, (kind, payees) in enumerate(parts):
            leg = work if kind == "recording" else 1000 * work + place
            legs.append((work, leg, kind))
            sheets += [(leg, leg, date(2020, 1, 1), None, p, ppm) for p, ppm in payees.items()]
    of_works = pl.DataFrame(legs, schema=LEG_SCHEMA, orient="row")
    on_them = pl.DataFrame(sheets, schema=SHEET_SCHEMA, orient="row")
    return sides.shares(of_works, on_them, sides.pieces(of_works, on_them, DAYS), sides_ppm)


def rates(micros: int) -> Terms:
    """Terms that pay so much for each unit of every use."""
    uses = ("training", "discovery", "reference", "remix")
    return Terms("per_use_rate", "EUR", sides_ppm=SIDES, rates_micros=dict.fromkeys(uses, micros))


def pool(micros: int) -> Terms:
    """Terms that divide a fixed pool by usage."""
    return Terms("pro_rata_usage", "EUR", "fixed", micros, sides_ppm=SIDES)


def allocated(
    cells: pl.DataFrame,
    shares: pl.DataFrame,
    terms: Terms,
    *,
    revenue: Mapping[str, int] | None = None,
    keeper: int | None = None,
) -> pl.DataFrame:
    """The allocation of cells under terms."""
    priced = pay_models.price(cells, terms, Revenue(revenue or {}))
    return allocations.allocate(cells, [(len(cells), shares)], priced, keeper).rows()


def parts(allocation: pl.DataFrame) -> dict[int, int]:
    """What each payee gets that may be paid."""
    return dict(allocations.totals(allocation).payees)


def lines(*rows: Mapping[str, object]) -> pl.LazyFrame:
    """Archived lines; what a row does not say is one discovery of ISRC 1 in Germany."""
    usual = {
        "report": 1,
        "identifier": "QZABC2600001",
        "use": "discovery",
        "model_version": "",
        "territory": "DE",
        "used_from": datetime(2026, 2, 10, tzinfo=UTC),
        "used_until": datetime(2026, 2, 11, tzinfo=UTC),
        "quantity": 1,
    }
    numbered = [{**usual, "line": place, **row} for place, row in enumerate(rows, 2)]
    return pl.DataFrame(numbered, schema=SCHEMA).lazy()
