"""Triggers by which the database itself says which works changed, on SQLite and PostgreSQL.

Whoever changes a credit, a right, an identifier or a mandate, by whatever way, also removes the
footings that are no longer right and leaves a touch for each work whose clearances may change:
in the same transaction, so that neither can be forgotten. A work leads to its recordings where it
is a song, and to the recordings of the vocalist where it is a voice. A touch names the
organisation whose right was taken away, where one was.

SQLite makes a table anew when a column is altered, loses its triggers with the old one, and refuses
to while another table's triggers name it. So a migration that alters one of roster's tables begins
with `without_catalogue_triggers()`, ends with `catalogue_triggers()`, and depends on
consent.0010_changes_and_snapshots.
"""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Names, among PostgreSQL's advisory locks, what writers of the catalogue share and who finds
# footings holds alone: consent/services/footings.py.
LOCK = 7_263_002

SONGS_OF = "SELECT from_work_id FROM roster_work_compositions WHERE to_work_id = {work}"
SUNG_BY = "SELECT work_id FROM roster_credit WHERE artist_id = {artist} AND role = 'vocalist'"
VOICE_HOLDER = (
    "SELECT rights_holder_id FROM roster_work"
    " WHERE voice_of_id = OLD.artist_id AND OLD.role = 'vocalist'"
)
SONG_HOLDER = "SELECT rights_holder_id FROM roster_work WHERE id = OLD.to_work_id"

WORK = ("kind", "isrc", "iswc", "public_id", "rights_holder_id", "voice_of_id")
CREDIT = ("work_id", "artist_id", "role", "holds_consent", "credited_at")
CONTENT = ("from_work_id", "to_work_id")
MANDATE = ("artist_id", "organisation_id", "uses", "kinds", "from_at", "until_at")


def _sqlite_touch(works: str, lost: str = "NULL") -> str:
    return (
        "INSERT INTO consent_cataloguetouch (work_id, organisation_id, is_numbered)"  # nosec B608
        f" SELECT touched, lost, 0 FROM (SELECT touched, ({lost}) AS lost FROM ({works}))"
        " WHERE touched IS NOT NULL AND NOT EXISTS (SELECT 1 FROM consent_cataloguetouch"
        " AS other WHERE other.work_id = touched AND other.organisation_id IS lost"
        " AND NOT other.is_numbered);"
        f" DELETE FROM consent_footedwork WHERE work_id IN ({works});"
    )


def _led_to(work: str, voice_of: str = "NULL") -> str:
    return (
        f"SELECT {work} AS touched UNION {SONGS_OF.format(work=work)}"
        f" UNION {SUNG_BY.format(artist=voice_of)}"
    )


def _differs(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)


def _sqlite() -> list[tuple[str, str]]:
    lost_right = (
        "CASE WHEN OLD.rights_holder_id IS NOT NEW.rights_holder_id THEN OLD.rights_holder_id END"
    )
    both = (
        f"{_led_to('NEW.id', 'NEW.voice_of_id')} UNION {SUNG_BY.format(artist='OLD.voice_of_id')}"
    )
    mandate = (
        "INSERT INTO consent_cataloguetouch (artist_id, organisation_id, is_numbered)"
        " VALUES (NEW.artist_id, NEW.organisation_id, 0);"
    )
    return [
        ("AFTER INSERT ON roster_work", _sqlite_touch(_led_to("NEW.id", "NEW.voice_of_id"))),
        (f"AFTER UPDATE ON roster_work WHEN {_differs(WORK)}", _sqlite_touch(both, lost_right)),
        (
            "AFTER DELETE ON roster_work",
            _sqlite_touch(_led_to("OLD.id", "OLD.voice_of_id"), "OLD.rights_holder_id"),
        ),
        ("AFTER INSERT ON roster_credit", _sqlite_touch(_led_to("NEW.work_id"))),
        (
            f"AFTER UPDATE ON roster_credit WHEN {_differs(CREDIT)}",
            _sqlite_touch(_led_to("NEW.work_id"))
            + _sqlite_touch(_led_to("OLD.work_id"), VOICE_HOLDER),
        ),
        ("AFTER DELETE ON roster_credit", _sqlite_touch(_led_to("OLD.work_id"), VOICE_HOLDER)),
        (
            "AFTER INSERT ON roster_work_compositions",
            _sqlite_touch("SELECT NEW.from_work_id AS touched"),
        ),
        (
            f"AFTER UPDATE ON roster_work_compositions WHEN {_differs(CONTENT)}",
            _sqlite_touch("SELECT NEW.from_work_id AS touched")
            + _sqlite_touch("SELECT OLD.from_work_id AS touched", SONG_HOLDER),
        ),
        (
            "AFTER DELETE ON roster_work_compositions",
            _sqlite_touch("SELECT OLD.from_work_id AS touched", SONG_HOLDER),
        ),
        (f"AFTER UPDATE ON roster_mandate WHEN {_differs(MANDATE)}", mandate),
    ]


def _sqlite_statements() -> tuple[list[str], list[str]]:
    made: list[str] = []
    dropped: list[str] = []
    for when, body in _sqlite():
        _, event, _, table, *_ = when.split()
        name = f"{table}_touches_on_{event.lower()}"
        made.append(f"CREATE TRIGGER {name} {when} BEGIN {body} END")
        dropped.append(f"DROP TRIGGER IF EXISTS {name}")
    return made, dropped


# What each statement on PostgreSQL touches: (the work, the organisation that lost a right).
_WORK_ROWS = "SELECT id AS work, {lost} AS lost, voice_of_id FROM {rows}"
_LEADS_TO = (
    "SELECT work, lost FROM near UNION SELECT c.from_work_id, lost FROM near"
    " JOIN roster_work_compositions c ON c.to_work_id = near.work"
)
_SUNG = (
    " UNION SELECT c.work_id, lost FROM near JOIN roster_credit c"
    " ON c.artist_id = near.voice_of_id AND c.role = 'vocalist'"
)
_VOICE_LOST = (
    "(SELECT v.rights_holder_id FROM roster_work v"
    " WHERE v.voice_of_id = o.artist_id AND o.role = 'vocalist')"
)
_SONG_LOST = "(SELECT s.rights_holder_id FROM roster_work s WHERE s.id = o.to_work_id)"


def _changed(columns: tuple[str, ...]) -> str:
    old, new = (", ".join(f"{row}.{column}" for column in columns) for row in "on")
    return f"fresh n JOIN gone o ON o.id = n.id WHERE ({old}) IS DISTINCT FROM ({new})"


def _postgresql() -> list[tuple[str, str, str, str]]:
    null = "NULL::bigint"
    lost_right = (
        "CASE WHEN o.rights_holder_id IS DISTINCT FROM n.rights_holder_id"
        " THEN o.rights_holder_id END"
    )
    work = _LEADS_TO + _SUNG
    changed_works = (
        f"SELECT n.id AS work, {lost_right} AS lost, v.voice_of_id FROM {_changed(WORK)}"  # nosec B608
    ).replace(
        "WHERE", "CROSS JOIN LATERAL (VALUES (n.voice_of_id), (o.voice_of_id)) v(voice_of_id) WHERE"
    )
    return [
        ("roster_work", "INSERT", _WORK_ROWS.format(lost=null, rows="fresh"), work),
        ("roster_work", "UPDATE", changed_works, work),
        ("roster_work", "DELETE", _WORK_ROWS.format(lost="rights_holder_id", rows="gone"), work),
        (
            "roster_credit",
            "INSERT",
            f"SELECT work_id AS work, {null} AS lost FROM fresh",  # nosec B608
            _LEADS_TO,
        ),
        (
            "roster_credit",
            "UPDATE",
            (
                f"SELECT n.work_id AS work, {null} AS lost FROM {_changed(CREDIT)}"  # nosec B608
                f" UNION SELECT o.work_id, {_VOICE_LOST} FROM {_changed(CREDIT)}"
            ),
            _LEADS_TO,
        ),
        (
            "roster_credit",
            "DELETE",
            f"SELECT o.work_id AS work, {_VOICE_LOST} AS lost FROM gone o",  # nosec B608
            _LEADS_TO,
        ),
        (
            "roster_work_compositions",
            "INSERT",
            f"SELECT from_work_id AS work, {null} AS lost FROM fresh",  # nosec B608
            "SELECT work, lost FROM near",
        ),
        (
            "roster_work_compositions",
            "UPDATE",
            (
                f"SELECT n.from_work_id AS work, {null} AS lost FROM {_changed(CONTENT)}"  # nosec B608
                f" UNION SELECT o.from_work_id, {_SONG_LOST} FROM {_changed(CONTENT)}"
            ),
            "SELECT work, lost FROM near",
        ),
        (
            "roster_work_compositions",
            "DELETE",
            f"SELECT o.from_work_id AS work, {_SONG_LOST} AS lost FROM gone o",  # nosec B608
            "SELECT work, lost FROM near",
        ),
    ]


_TABLES = {
    "INSERT": "NEW TABLE AS fresh",
    "UPDATE": "OLD TABLE AS gone NEW TABLE AS fresh",
    "DELETE": "OLD TABLE AS gone",
}


def _postgresql_statements() -> tuple[list[str], list[str]]:
    made: list[str] = []
    dropped: list[str] = []
    for table, event, near, works in _postgresql():
        body = (
            f"PERFORM pg_advisory_xact_lock_shared({LOCK});"  # nosec B608
            f" WITH near AS MATERIALIZED ({near}), touched AS MATERIALIZED ({works}),"
            " unfooted AS (DELETE FROM consent_footedwork"
            " WHERE work_id IN (SELECT work FROM touched))"
            " INSERT INTO consent_cataloguetouch (work_id, organisation_id, is_numbered)"
            " SELECT DISTINCT work, lost, false FROM touched WHERE work IS NOT NULL;"
        )
        _add_postgresql(made, dropped, (table, event), body)
    body = (
        "INSERT INTO consent_cataloguetouch (artist_id, organisation_id, is_numbered)"  # nosec B608
        f" SELECT n.artist_id, n.organisation_id, false FROM {_changed(MANDATE)};"
    )
    _add_postgresql(made, dropped, ("roster_mandate", "UPDATE"), body)
    return made, dropped


def _add_postgresql(made: list[str], dropped: list[str], on: tuple[str, str], body: str) -> None:
    table, event = on
    name = f"{table}_touches_on_{event.lower()}"
    made += [
        (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {body} RETURN NULL; END $$"
        ),
        (
            f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {_TABLES[event]}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        ),
    ]
    dropped += [f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()"]


STATEMENTS = {"sqlite": _sqlite_statements, "postgresql": _postgresql_statements}
# Works that were there before: numbered already, so that only their footing is looked for.
FOOT_ALL = (
    "INSERT INTO consent_cataloguetouch (work_id, is_numbered) SELECT id, true FROM roster_work"
)


def catalogue_triggers() -> migrations.RunPython:
    """The operation that makes the triggers and lets every work's footing be found."""
    return migrations.RunPython(_make, _drop)


def without_catalogue_triggers() -> migrations.RunPython:
    """The operation that drops them, before a table is altered on which they stand."""
    return migrations.RunPython(_drop, _make)


def _make(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in [*STATEMENTS[editor.connection.vendor]()[0], FOOT_ALL]:
        editor.execute(statement, params=None)


def _drop(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in STATEMENTS[editor.connection.vendor]()[1]:
        editor.execute(statement, params=None)
