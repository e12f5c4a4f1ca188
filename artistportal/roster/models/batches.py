"""Asking for thousands of rows by one parameter: no limit on variables, one query a batch."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, Field, Func, TextField, Value
from django.db.models.sql.compiler import SQLCompiler

POSTGRESQL_TEXTS = "(SELECT jsonb_array_elements_text(%(expressions)s::jsonb))"
POSTGRESQL_IDS = "(SELECT jsonb_array_elements_text(%(expressions)s::jsonb)::bigint)"


class _Listed(Func):
    """A list as rows, for `field__in`: json_each on SQLite, jsonb_array_elements on PostgreSQL."""

    template = "(SELECT value FROM json_each(%(expressions)s))"

    def __init__(self, values: Iterable[Any], output_field: Field[Any, Any]) -> None:
        super().__init__(
            Value(json.dumps(list(values)), output_field=TextField()), output_field=output_field
        )

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> Any:
        are_ids = isinstance(self.output_field, BigIntegerField)
        template = POSTGRESQL_IDS if are_ids else POSTGRESQL_TEXTS
        return self.as_sql(compiler, connection, template=template, **context)


def among_texts(values: Iterable[str]) -> Func:
    """`Work.objects.filter(isrc__in=among_texts(isrcs))`."""
    return _Listed(values, TextField())


def among_ids(values: Iterable[int]) -> Func:
    """`Credit.objects.filter(work_id__in=among_ids(ids))`."""
    return _Listed(values, BigIntegerField())
