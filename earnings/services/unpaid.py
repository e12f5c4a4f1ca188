"""What a tool's month holds back, as rows for the pages; a part of the month's summaries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl
from django.db import models

from earnings.domain import unpaid
from earnings.domain.lines import MOMENT
from earnings.domain.unpaid import UNMATCHED_SCHEMA, UNPAID_SCHEMA, Allocations
from earnings.models import SummaryRefresh, UnmatchedMonth, UnpaidMonth

ROWS_AT_ONCE: Final = 20_000
COLUMNS: Final[Mapping[type[models.Model], Mapping[str, str]]] = {
    UnpaidMonth: {
        "payee": "payee_id",
        "artist": "artist_id",
        "organisation": "organisation_id",
        "work": "work_id",
        "works": "works",
        "waiting": "waiting",
        "reason": "reason",
        "currency": "currency",
        "units": "units",
        "amount_micros": "amount_micros",
        "since_at": "since_at",
    },
    UnmatchedMonth: {
        "organisation": "organisation_id",
        "identifier": "identifier",
        "identifiers": "identifiers",
        "title": "title",
        "artist": "artist",
        "currency": "currency",
        "units": "units",
        "amount_micros": "amount_micros",
        "since_at": "since_at",
    },
}
# What makes a row the same one as before, so that it waits since then.
_SAME: Final[Mapping[type[models.Model], Sequence[str]]] = {
    UnpaidMonth: ("payee", "artist", "organisation", "work", "waiting", "reason"),
    UnmatchedMonth: ("organisation", "identifier"),
}


@dataclass(frozen=True)
class Used:
    """A month's lines as its summaries know them: matched lines that count, all cells, the works
    named, and `summaries.artists_of_works`.
    """

    lines: pl.LazyFrame
    cells: pl.DataFrame
    works: pl.DataFrame
    artists: pl.DataFrame


def tables(
    job: SummaryRefresh, allocations: Allocations, used: Used, now: datetime
) -> dict[type[models.Model], pl.DataFrame]:
    """The rows of the month, by table; what waited before the month was computed anew, waits
    since then.
    """
    excluded = unpaid.excluded(used.cells, used.works, used.artists)
    parts = [excluded]
    if allocations:
        waiting = unpaid.held_back(allocations)
        parts += [unpaid.of_payees(waiting), unpaid.of_nobody(waiting, used.artists)]
    found = {
        UnpaidMonth: pl.concat(parts),
        UnmatchedMonth: unpaid.unmatched(allocations, used.lines),
    }
    return {model: _since(job, model, rows, now) for model, rows in found.items()}


def _since(
    job: SummaryRefresh, model: type[models.Model], rows: pl.DataFrame, now: datetime
) -> pl.DataFrame:
    """The rows with the moment since which each of them waits, `since_at`."""
    key = list(_SAME[model])
    columns = [COLUMNS[model][name] for name in key]
    stored = model.objects.filter(tool=job.tool_id, month_date=job.month_date)  # type: ignore[attr-defined]  # every model has objects
    known = stored.values_list(*columns, "since_at").iterator(chunk_size=ROWS_AT_ONCE)
    promised = UNPAID_SCHEMA if model is UnpaidMonth else UNMATCHED_SCHEMA
    schema = {name: promised[name] for name in key} | {"since_at": MOMENT}
    before = pl.DataFrame(list(known), schema=schema, orient="row")
    earliest = before.group_by(key).agg(pl.col("since_at").min())
    return rows.join(earliest, on=key, how="left", nulls_equal=True).with_columns(
        pl.col("since_at").fill_null(pl.lit(now).cast(MOMENT))
    )
