"""An empty database with every table, which a benchmark begins with."""

from __future__ import annotations

import os
import shutil

from django.core.management import call_command
from django.db import connection


def migrate() -> None:
    """Makes the tables; BENCH_BEGINS_WITH names an SQLite file that has them already."""
    begins_with = os.environ.get("BENCH_BEGINS_WITH")
    if begins_with:
        shutil.copy(begins_with, connection.settings_dict["NAME"])
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
