"""The operation that makes a table append-only, done and undone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.state import ProjectState

from artistportal.append_only import append_only

pytestmark = pytest.mark.django_db(transaction=True)


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


class TestAppendOnly:
    @pytest.fixture
    def table(self) -> Iterator[str]:
        execute("CREATE TABLE notes (id integer PRIMARY KEY, words varchar(10))")
        execute("INSERT INTO notes VALUES (1, 'first')")
        yield "notes"
        execute("DROP TABLE notes")

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE notes SET words = 'x'",
            "DELETE FROM notes",
            "INSERT INTO notes VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET words = 'x'",
            # Each database has one more way of its own.
            "REPLACE INTO notes VALUES (1, 'x')"
            if connection.vendor == "sqlite"
            else "TRUNCATE notes",
        ],
    )
    def test_refuses_change_and_removal_until_undone(self, table: str, statement: str) -> None:
        operation = append_only(table)
        state = ProjectState()
        with connection.schema_editor(atomic=False) as editor:
            operation.database_forwards("notes", editor, state, state)

        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            execute(statement)

        with connection.schema_editor(atomic=False) as editor:
            operation.database_backwards("notes", editor, state, state)
        execute(statement)
