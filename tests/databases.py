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
from typing import LiteralString

import django
import psycopg
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.creation import DatabaseCreation
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

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
            _migrate(f"sqlite:///{unfinished}")
            unfinished.rename(database)
    return database


def template(folder: Path, url: str) -> str:
    """The name of a database of PostgreSQL with every table and trigger, made by who asks first."""
    suite = conninfo_to_dict(url)["dbname"]
    name = f"{suite}_{_state()[:16]}"
    with (folder / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with psycopg.connect(url, dbname="postgres", autocommit=True) as server:
            begun = f"{suite}_unfinished"
            asked = "SELECT datname FROM pg_database WHERE datname ~ %s"
            made = {row[0] for row in server.execute(asked, [f"^{suite}_[0-9a-f]{{16}}$"])}
            if name not in made:
                for outdated in [*made, begun]:
                    server.execute(_named("DROP DATABASE IF EXISTS {}", outdated))
                server.execute(_named("CREATE DATABASE {}", begun))
                _migrate(url.replace(f"/{suite}", f"/{begun}", 1))
                server.execute(_named("ALTER DATABASE {} RENAME TO {}", begun, name))
    return name


def _named(statement: LiteralString, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*map(sql.Identifier, names))


def _migrate(url: str) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": url,
        "PYTHONPATH": str(ROOT),
    }
    for command in (MIGRATE, ("createcachetable",)):
        subprocess.run([sys.executable, "-m", "django", *command], env=environment, check=True)


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
