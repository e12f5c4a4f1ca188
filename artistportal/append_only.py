"""Tables whose rows the database itself refuses to change or remove, on SQLite and PostgreSQL.

A migration lists `append_only("app_table")` among its operations. SQLite makes a table anew when a
column is altered, and its triggers are lost with the old one: list `append_only_still` after that.
"""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

REFUSAL = "is append-only: a correction is a new row that names the one it corrects"

FORBID = {
    "sqlite": [
        (
            "CREATE TRIGGER {table}_refuses_update BEFORE UPDATE ON {table}"
            " BEGIN SELECT RAISE(ABORT, '{table} {refusal}'); END"
        ),
        (
            "CREATE TRIGGER {table}_refuses_delete BEFORE DELETE ON {table}"
            " BEGIN SELECT RAISE(ABORT, '{table} {refusal}'); END"
        ),
    ],
    "postgresql": [
        (
            "CREATE FUNCTION {table}_refuses() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION '{table} {refusal}'"
            " USING ERRCODE = 'integrity_constraint_violation'; END $$"
        ),
        (
            "CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION {table}_refuses()"
        ),
        (
            "CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuses()"
        ),
    ],
}
ALLOW = {
    "sqlite": [
        "DROP TRIGGER {table}_refuses_update",
        "DROP TRIGGER {table}_refuses_delete",
    ],
    "postgresql": [
        "DROP TRIGGER IF EXISTS {table}_refuses_truncate ON {table}",
        "DROP TRIGGER {table}_refuses_change ON {table}",
        "DROP FUNCTION {table}_refuses()",
    ],
}


def append_only(table: str) -> migrations.RunPython:
    """The operation that makes a table append-only, and undoes it when migrated back."""
    return migrations.RunPython(
        lambda _apps, editor: _execute(FORBID, table, editor),
        lambda _apps, editor: _execute(ALLOW, table, editor),
    )


def append_only_still(table: str) -> migrations.RunPython:
    """The operation that gives a table which SQLite made anew its triggers back."""

    def forbid(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "sqlite":
            _execute(FORBID, table, editor)

    return migrations.RunPython(forbid, migrations.RunPython.noop)


def _execute(
    statements: dict[str, list[str]], table: str, editor: BaseDatabaseSchemaEditor
) -> None:
    for statement in statements[editor.connection.vendor]:
        editor.execute(statement.format(table=table, refusal=REFUSAL), params=None)
