"""The pen: who holds it writes the log, and what is numbered in its order; nobody else does."""

from __future__ import annotations

from django.db import connection

# Names the log's lock among PostgreSQL's advisory locks.
LOCK = 7_263_001


def take() -> None:
    """One writer at a time, until the transaction ends.

    SQLite's transactions begin exclusive, PostgreSQL is told so. Within one transaction it may be
    taken again.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
