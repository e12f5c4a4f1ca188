"""What each pay model would have made of a tool's month, for every payee: rows of `MethodMonth`."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from artistportal.periods import Month
from earnings.domain import maths, methods
from earnings.domain.lines import Columns
from earnings.models import RoyaltyRun
from earnings.queries import pricing
from earnings.services import archive

_ROWS: Columns = {**methods.METHOD_SCHEMA, "licence": pl.Int64, "currency": pl.String}
COLUMNS = {
    "payee": "payee_id",
    "licence": "licence_id",
    "method": "method",
    "currency": "currency",
    "amount_micros": "amount_micros",
}


def of_runs(runs: Iterable[RoyaltyRun]) -> pl.DataFrame:
    """One row for each payee, licence and method, of the last computed run of each licence."""
    found = [_of_run(run) for run in runs]
    return pl.concat([pl.DataFrame(schema=_ROWS), *found])


def _of_run(run: RoyaltyRun) -> pl.DataFrame:
    month = Month(run.month_date)
    terms = run.terms or pricing.terms_for(run.licence, month)
    if terms is None:
        return pl.DataFrame(schema=_ROWS)
    allocation = maths.whole(archive.scan([run.allocation_path]))
    priced = pricing.priced(terms, run.licence, month)
    return methods.compared(allocation, priced).with_columns(
        licence=pl.lit(run.licence_id, pl.Int64), currency=pl.lit(run.currency)
    )
