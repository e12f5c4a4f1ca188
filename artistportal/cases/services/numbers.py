"""The numbers of cases: one after the other, no two alike."""

from __future__ import annotations

from django.db import connection
from django.db.models import Max

from artistportal.cases.models import Case


def next_number() -> int:
    """The next free number; inside a transaction, which makes others wait until it ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('Case'))")
    return int(Case.objects.aggregate(highest=Max("number"))["highest"] or 0) + 1
