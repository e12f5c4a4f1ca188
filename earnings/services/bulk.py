"""Many rows of a frame into a table at once, past the models: COPY, or one long executemany."""

from __future__ import annotations

from typing import Any

import polars as pl
from django.db import connection, models

ROWS_AT_ONCE = 50_000


def insert(model: type[models.Model], frame: pl.DataFrame, columns: dict[str, str]) -> None:
    """Inserts the frame's rows; `columns` gives the database column of each of the frame's."""
    rows = frame.select(list(columns)).with_columns(
        pl.col(pl.Datetime).dt.strftime(_moments()), pl.col(pl.Enum, pl.Date).cast(pl.String)
    )
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    names = ", ".join(quote(name) for name in columns.values())
    if connection.vendor == "postgresql":
        _copy(f"COPY {table} ({names}) FROM STDIN", rows)
        return
    marks = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608  # nosec B608  # names come from the model
    with connection.cursor() as cursor:
        for part in rows.iter_slices(ROWS_AT_ONCE):
            cursor.executemany(statement, part.rows())


def _moments() -> str:
    return "%Y-%m-%d %H:%M:%S%.6f" + ("+00" if connection.vendor == "postgresql" else "")


def _copy(statement: str, rows: pl.DataFrame) -> None:
    with connection.cursor() as cursor, _raw(cursor).copy(statement) as copy:
        for row in rows.iter_rows():
            copy.write_row(row)


def _raw(cursor: Any) -> Any:
    """The driver's own cursor, which knows COPY."""
    return cursor.cursor
