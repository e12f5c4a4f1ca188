"""What every test has: the parts it needs, and nothing left over from the one before."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings as site
from django.core.management.commands import flush as flushing
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations as PostgresqlOperations
from django.db.backends.sqlite3.creation import DatabaseCreation
from pytest_django import Settings

from artistportal.celery import app
from consent.queries import rulings
from tests import databases
from tests.parts import PARTS, Missing

# How long an example takes says more about the machine than about the code.
hypothesis.settings.register_profile("suite", deadline=None, print_blob=True)
hypothesis.settings.load_profile("suite")

TRUNCATE_GUARDS = (
    "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE '%_refuses_truncate'"
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begins with what takes long, so that no process works on it alone at the end."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish() -> None:
    """What was imported stays to the end: looking through it for garbage is a tenth of the time."""
    gc.collect()
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skips a test whose part is missing, with the cure; fails it where all must be there."""
    for marker in item.iter_markers("needs"):
        for part in marker.args:
            try:
                PARTS[part]()
            except Missing as missing:
                if os.environ.get("ARTISTPORTAL_CI") == "1":
                    pytest.fail(f"needs {missing}", pytrace=False)
                pytest.skip(f"needs {missing}")


@pytest.fixture(scope="session")
def migrated_database(pytestconfig: pytest.Config) -> Path:
    """An SQLite file to copy, the same for all processes."""
    return databases.migrated(pytestconfig.cache.mkdir("migrated"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, request: pytest.FixtureRequest
) -> Iterator[None]:
    """The database of the tests is a copy of one that was migrated."""
    with pytest.MonkeyPatch.context() as patch:
        if connection.vendor == "sqlite":
            database = request.getfixturevalue("migrated_database")
            patch.setattr(DatabaseCreation, "create_test_db", databases.copied_from(database))
        else:
            folder = request.config.cache.mkdir("migrated")
            name = databases.template(folder, os.environ["DATABASE_URL"])
            patch.setitem(connection.settings_dict["TEST"], "TEMPLATE", name)
        yield


@pytest.fixture(autouse=True)
def _own_files(settings: Settings, tmp_path: Path) -> None:
    """Nobody reads an archive or upload of another test, which may have had the same ids."""
    settings.ARCHIVE_URL = str(tmp_path / "archive")
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture(autouse=True)
def _no_rulings_of_the_test_before() -> None:
    """The kept rulings are of a log that begins anew with each test."""
    rulings.forget()


@pytest.fixture(scope="session", autouse=True)
def _keys_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Lets the first decision of each test make its key where it is soon swept away."""
    site.KEYS_DIR = tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="session", autouse=True)
def _broker_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No worker of another process takes this one's bells, whose rows it does not have."""
    app.conf.broker_transport_options = {"folder": str(tmp_path_factory.mktemp("broker"))}


@pytest.fixture(scope="session", autouse=True)
def _empty_tables_past_their_triggers(request: pytest.FixtureRequest) -> Iterator[None]:
    """Lets a test that commits leave an empty database: append-only tables refuse it.

    SQLite's is copied anew, which is also the quickest; PostgreSQL's guards are set aside.
    """
    flush = flushing.Command.handle
    flush_postgresql = PostgresqlOperations.execute_sql_flush

    def flush_with_guards_off(operations: PostgresqlOperations, statements: Iterable[str]) -> None:
        with operations.connection.cursor() as cursor:
            cursor.execute(TRUNCATE_GUARDS)
            guards = cursor.fetchall()
            for table, guard in guards:
                cursor.execute(f'ALTER TABLE {table} DISABLE TRIGGER "{guard}"')
            flush_postgresql(operations, statements)
            for table, guard in guards:
                cursor.execute(f'ALTER TABLE {table} ENABLE TRIGGER "{guard}"')

    def copy_or_flush(command: flushing.Command, **options: Any) -> None:
        if connection.vendor == "sqlite":
            databases.copy(request.getfixturevalue("migrated_database"), connection)
        else:
            flush(command, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flushing.Command, "handle", copy_or_flush)
        patch.setattr(PostgresqlOperations, "execute_sql_flush", flush_with_guards_off)
        yield
