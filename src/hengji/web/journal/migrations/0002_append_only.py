"""The chain only grows: the database itself refuses to change or remove a row."""

from __future__ import annotations

from typing import Any

from django.db import migrations

TABLE = "journal_journalentry"
SQLITE = (
    f"CREATE TRIGGER journal_no_update BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, 'append only'); END",
    f"CREATE TRIGGER journal_no_delete BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, 'append only'); END",
)
POSTGRES = (
    "CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'append only'; END $$",
    f"CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION journal_append_only()",
    f"CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only()",
)


def guard(_apps: Any, editor: Any) -> None:
    """The triggers of this database."""
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRES}[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):
    """After the table."""

    dependencies = (("journal", "0001_initial"),)
    operations = (migrations.RunPython(guard, migrations.RunPython.noop),)
