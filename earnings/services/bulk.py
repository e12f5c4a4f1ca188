"""Many rows of a frame into a table at once, past the models: COPY, or one long executemany."""

from __future__ import annotations

from typing import Any

import polars as pl
from django.db import connection, models

ROWS_AT_ONCE = 50_000


def insert(model: type[models.Model], frame: pl.DataFrame, columns: dict[str, str]) -> None:
    """Inserts the frame's rows; `columns` gives the database column of each of the frame's."""
    if connection.vendor == "postgresql":
        _copy(f"COPY {_target(model, columns)} FROM STDIN", _rows(frame, columns))
    else:
        _execute(model, _rows(frame, columns), columns)


def insert_missing(model: type[models.Model], frame: pl.DataFrame, columns: dict[str, str]) -> None:
    """The same; rows that a constraint says are there already are passed over."""
    _execute(model, _rows(frame, columns), columns, " ON CONFLICT DO NOTHING")


def _rows(frame: pl.DataFrame, columns: dict[str, str]) -> pl.DataFrame:
    return frame.select(list(columns)).with_columns(
        pl.col(pl.Datetime).dt.strftime(_moments()), pl.col(pl.Enum, pl.Date).cast(pl.String)
    )


def _target(model: type[models.Model], columns: dict[str, str]) -> str:
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in columns.values())
    return f"{quote(model._meta.db_table)} ({names})"


def _execute(
    model: type[models.Model], rows: pl.DataFrame, columns: dict[str, str], otherwise: str = ""
) -> None:
    marks = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {_target(model, columns)} VALUES ({marks}){otherwise}"  # noqa: S608  # nosec B608  # names come from the model
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
