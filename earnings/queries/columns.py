"""Many rows of the database as a frame, column by column, without a Python object for each row.

SQLite gathers each column into one text, PostgreSQL copies the rows out; Polars reads either. What
is read so are numbers, moments and plain words: identifiers, kinds, roles.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import polars as pl
from django.db import connection
from django.db.models import QuerySet

from artistportal.roster.models.batches import among_ids
from earnings.domain.lines import MOMENT

IDS_AT_ONCE: Final = 500_000
# A range of ids is read whole where at least one in so many of them is asked for.
SPARSEST: Final = 2
FEWEST: Final = 2_000
SHORT: Final = 50_000


def read(rows: QuerySet[Any, Any], schema: pl.Schema) -> pl.DataFrame:
    """The rows of `values_list`, in no order, with the names and types of the schema."""
    sql, params = rows.query.sql_with_params()
    copied = _copied if connection.vendor == "postgresql" else _gathered
    found = copied(sql, params, {name: _plain(kind) for name, kind in schema.items()})
    return found.select(
        _moment(name) if kind == MOMENT else pl.col(name).cast(kind)
        for name, kind in schema.items()
    )


def among(rows: QuerySet[Any, Any], field: str, ids: pl.Series, schema: pl.Schema) -> pl.DataFrame:
    """Those of the rows whose `field`, the schema's first column, is among many ids.

    Where the ids lie close together the table is read from the first to the last of them.
    """
    ids = ids.drop_nulls().unique()
    least, most = (ids.min(), ids.max()) if len(ids) else (0, 0)
    if not (isinstance(least, int) and isinstance(most, int)):
        raise TypeError(f"{field} is found by whole numbers.")
    if len(ids) < FEWEST:
        return read(rows.filter(**{f"{field}__in": among_ids(ids)}), schema)
    if len(ids) * SPARSEST < most - least:
        with _unmapped():
            return read(rows.filter(**{f"{field}__in": among_ids(ids)}), schema)
    wanted = ids.to_frame(schema.names()[0])
    parts = in_ranges(rows, field, range(least, most + 1), schema)
    return pl.concat(part.join(wanted, on=wanted.columns, how="semi") for part in parts)


def in_ranges(
    rows: QuerySet[Any, Any], field: str, ids: range, schema: pl.Schema
) -> Iterator[pl.DataFrame]:
    """The rows whose `field` lies in a range, part by part: at least one."""
    with _unmapped():
        for start in range(ids.start, max(ids.stop, ids.start + 1), IDS_AT_ONCE):
            until = min(start + IDS_AT_ONCE, ids.stop)
            yield read(rows.filter(**{f"{field}__gte": start, f"{field}__lt": until}), schema)


@contextmanager
def _unmapped() -> Iterator[None]:
    """SQLite maps its file: a table read from end to end would stand in memory twice."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        (mapped,) = cursor.execute("PRAGMA mmap_size").fetchone() or (0,)
        cursor.execute("PRAGMA mmap_size = 0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA mmap_size = {int(mapped)}")


def _plain(kind: pl.DataType) -> pl.DataType:
    return kind if kind in {pl.Int64(), pl.Date()} else pl.String()


def _moment(name: str) -> pl.Expr:
    """A moment as either database writes it, in UTC."""
    text = pl.col(name).str.strip_suffix("+00")
    return text.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", time_zone="UTC")


def _gathered(sql: str, params: Any, kinds: Mapping[str, pl.DataType]) -> pl.DataFrame:
    names = [f"c{place}" for place in range(len(kinds))]
    texts = ", ".join(f"json_group_array({name})" for name in names)
    whole = f"WITH found({', '.join(names)}) AS ({sql}) SELECT {texts} FROM found"  # noqa: S608  # nosec B608  # the statement is Django's own
    with connection.cursor() as cursor:
        cursor.execute(whole, params)
        row = cursor.fetchone()
    return pl.DataFrame(
        [
            _column(text, name, kind)
            for text, (name, kind) in zip(row or (), kinds.items(), strict=True)
        ]
    )


def _column(text: str, name: str, kind: pl.DataType) -> pl.Series:
    """A JSON array of numbers or plain words: a short one is read so, a long one as CSV."""
    cells = text[1:-1].encode()
    if not cells:
        return pl.Series(name, [], kind)
    if len(cells) < SHORT and kind != pl.Date():
        return pl.Series(name, json.loads(text), kind)
    found = pl.read_csv(
        cells, has_header=False, eol_char=",", null_values=["null"], schema={name: kind}
    )
    return found[name]


def _copied(sql: str, params: Any, kinds: Mapping[str, pl.DataType]) -> pl.DataFrame:
    with (
        connection.cursor() as cursor,
        _raw(cursor).copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)", params) as copy,
    ):
        cells = b"".join(copy)
    if not cells:
        return pl.DataFrame(schema=dict(kinds))
    return pl.read_csv(cells, has_header=False, schema=dict(kinds))


def _raw(cursor: Any) -> Any:
    """The driver's own cursor, which knows COPY."""
    return cursor.cursor
