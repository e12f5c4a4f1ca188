from django.db import migrations

from artistportal.append_only import append_only

# Checked when the transaction commits, once for each entry: the first posting of an entry adds all
# of them up and leaves a note; postings that come later take the note away.
CHECK = """
CREATE FUNCTION earnings_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    entry bigint := NEW.entry_id;
    total numeric;
BEGIN
    IF current_setting('earnings.balanced_entry', true) = entry::text THEN
        RETURN NULL;
    END IF;
    SELECT coalesce(sum(amount_micros), 0) INTO total FROM earnings_posting WHERE entry_id = entry;
    IF total <> 0 THEN
        RAISE EXCEPTION 'entry % is % micro-units out of balance', entry, total
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    PERFORM set_config('earnings.balanced_entry', entry::text, true);
    RETURN NULL;
END $$;
CREATE FUNCTION earnings_posting_is_unchecked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('earnings.balanced_entry', '', true);
    RETURN NULL;
END $$;
CREATE TRIGGER earnings_posting_is_unchecked BEFORE INSERT ON earnings_posting
    FOR EACH STATEMENT EXECUTE FUNCTION earnings_posting_is_unchecked();
CREATE CONSTRAINT TRIGGER earnings_posting_balances AFTER INSERT ON earnings_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION earnings_entry_balances();
"""
UNCHECK = """
DROP TRIGGER earnings_posting_balances ON earnings_posting;
DROP TRIGGER earnings_posting_is_unchecked ON earnings_posting;
DROP FUNCTION earnings_entry_balances();
DROP FUNCTION earnings_posting_is_unchecked();
"""


def on_postgresql(statements):
    def execute(_apps, editor):
        if editor.connection.vendor == "postgresql":
            editor.execute(statements, params=None)

    return execute


class Migration(migrations.Migration):
    """Entries and postings are never changed; on PostgreSQL none is committed unbalanced."""

    dependencies = [("earnings", "0002_reports_name_their_months")]

    operations = [
        append_only("earnings_entry"),
        append_only("earnings_posting"),
        migrations.RunPython(on_postgresql(CHECK), on_postgresql(UNCHECK)),
    ]
