"""Indexes by which PostgreSQL finds names and addresses by their beginning, in any case.

SQLite has none that its LIKE would use; there the tables are walked, which a trial can bear.
"""

from django.db import migrations

COLUMNS = [
    ("accounts_user", "name"),
    ("accounts_user", "email"),
    ("roster_artist", "name"),
    ("roster_organisation", "name"),
    ("roster_payee", "name"),
]


def make(_apps, editor):
    if editor.connection.vendor == "postgresql":
        for table, column in COLUMNS:
            editor.execute(
                f"CREATE INDEX {table}_{column}_begins ON {table}"
                f" (UPPER({column}::text) text_pattern_ops)"
            )


def drop(_apps, editor):
    if editor.connection.vendor == "postgresql":
        for table, column in COLUMNS:
            editor.execute(f"DROP INDEX {table}_{column}_begins")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_audit_notifications_downloads_and_views"),
        ("roster", "0004_teams_claims_and_splits_to_sign"),
    ]
    operations = [migrations.RunPython(make, drop)]
