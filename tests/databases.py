"""A migrated database, made once for each state of the migrations, copied where one is needed."""

from __future__ import annotations

import fcntl
import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import django
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.creation import DatabaseCreation

ROOT = Path(__file__).resolve().parents[1]
MIGRATE = ("migrate", "--run-syncdb", "--verbosity=0")
# What decides how a migrated database looks.
SOURCES = ("*/migrations/*.py", "*/*/migrations/*.py", "artistportal/*.py", "tests/bells/models.py")


def migrated(folder: Path) -> Path:
    """An SQLite file with every table and trigger, made by whoever asks first."""
    database = folder / f"{_state()}.sqlite3"
    with (folder / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not database.exists():
            for outdated in folder.glob("*.sqlite3*"):
                outdated.unlink()
            unfinished = folder / "unfinished.sqlite3"
            environment = os.environ | {
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "DATABASE_URL": f"sqlite:///{unfinished}",
                "PYTHONPATH": str(ROOT),
            }
            for command in (MIGRATE, ("createcachetable",)):
                subprocess.run(
                    [sys.executable, "-m", "django", *command], env=environment, check=True
                )
            unfinished.rename(database)
    return database


def _state() -> str:
    told = hashlib.sha256(django.__version__.encode())
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            told.update(path.read_bytes())
    return told.hexdigest()


def copy(database: Path, connection: BaseDatabaseWrapper) -> None:
    """Lets SQLite's database be what the file is, whatever it was."""
    connection.ensure_connection()
    with closing(sqlite3.connect(database)) as source:
        source.backup(connection.connection)


def copied_from(database: Path) -> Callable[..., str]:
    """What SQLite's own way of making a test database is replaced by."""

    def create_test_db(creation: DatabaseCreation, *_asked: object, **_named: object) -> str:
        connection = creation.connection
        name = str(creation._get_test_db_name())  # type: ignore[attr-defined]  # Django does the same
        connection.close()
        settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name
        copy(database, connection)
        return name

    return create_test_db
