"""Numbers that people quote: one after the other, no two alike."""

from __future__ import annotations

from typing import Any

from django.db import connection, models
from django.db.models import Max


def next_number(rows: models.QuerySet[Any]) -> int:
    """The next free `number`; inside a transaction, which makes others wait until it ends.

    SQLite has one writer anyway; on PostgreSQL a lock named after the model is taken.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [rows.model.__name__])
    highest = rows.aggregate(highest=Max("number"))["highest"]
    return int(highest or 0) + 1
