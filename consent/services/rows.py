"""Many plain rows into a table at once, past the models: what one save writes by thousands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connections, router
from django.db.models import Field, Model


def insert(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of values for these fields of a model; whatever is not named must be nullable."""
    named = [model._meta.get_field(column) for column in columns]
    fields = [field for field in named if isinstance(field, Field)]
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)}"  # noqa: S608  # nosec B608  # names of the models' own
        f" ({', '.join(quote(str(field.column)) for field in fields)})"
        f" VALUES ({', '.join(['%s'] * len(fields))})"
    )
    stored = [field.get_db_prep_save for field in fields]
    with connection.cursor() as cursor:
        cursor.executemany(
            statement,
            [
                [store(value, connection) for store, value in zip(stored, row, strict=True)]
                for row in rows
            ],
        )
