"""What every test has: the parts it needs, and nothing left over from the one before."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

import hypothesis
import pytest
from django.db.backends.postgresql.operations import DatabaseOperations as PostgresqlOperations
from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.operations import DatabaseOperations

from tests.parts import PARTS, Missing

# How long an example takes says more about the machine than about the code.
hypothesis.settings.register_profile("suite", deadline=None, print_blob=True)
hypothesis.settings.load_profile("suite")

TRUNCATE_GUARDS = (
    "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE '%_refuses_truncate'"
)
TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"


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


@pytest.fixture(scope="session", autouse=True)
def _empty_tables_past_their_triggers() -> Iterator[None]:
    """Lets a test that commits leave an empty database: append-only tables refuse it."""
    assert base.DatabaseWrapper.ops_class is DatabaseOperations
    flush = DatabaseOperations.execute_sql_flush
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

    def flush_without_triggers(operations: DatabaseOperations, statements: Iterable[str]) -> None:
        with operations.connection.cursor() as cursor:
            triggers = cursor.execute(TRIGGERS).fetchall()
            for trigger, _ in triggers:
                cursor.execute(f'DROP TRIGGER "{trigger}"')
            flush(operations, statements)
            for _, definition in triggers:
                cursor.execute(definition)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush_without_triggers)
        patch.setattr(PostgresqlOperations, "execute_sql_flush", flush_with_guards_off)
        yield
