"""The database brought up to the program in one transaction: a start that is killed, or a disk that is full, leaves it as it was.

Django records a migration after its statements, and where it puts some of them off (indexes, keys) the statements are committed before the
record. A process that ends between the two leaves tables which the next start makes again, and fails. Here all migrations and their records
are one transaction, which both SQLite and PostgreSQL take back whole.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.core.management import call_command
from django.db import Error, connection, transaction
from django.db.migrations.loader import MigrationLoader

from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.web.law import told

if TYPE_CHECKING:
    from collections.abc import Iterator

LATER, NOT_UPGRADED = "SY22", "SY24"
STARTS = 0x48656E676A69
"""The name of the lock that one start at a time holds in PostgreSQL."""


def upgrade() -> None:
    """Every migration that is missing, and the record of it, or none.

    Raises SystemExit with the words of SY22 for the database of a later program, and of SY24 where the database does not take it.
    """
    try:
        with _keys_checked_after(), alone():
            _same_age()
            call_command("migrate", verbosity=0, interactive=False)
    except (Error, OSError) as error:
        raise refusal(NOT_UPGRADED, " ".join(str(error).split())) from error


@contextmanager
def alone() -> Iterator[None]:
    """One transaction in which no other start is: SQLite begins it with its one lock for writers, PostgreSQL is asked for a lock of its own."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [STARTS])
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table may be altered while rows of it wait for a check
        yield


def refusal(code: str, found: str) -> SystemExit:
    """What is said where the application does not start."""
    said = told(problem(code, Place("hengji serve"), found))
    return SystemExit(f"{said.code} {said.message} {said.fix}")


@contextmanager
def _keys_checked_after() -> Iterator[None]:
    """SQLite makes a table anew without looking at foreign keys, which it must be told before a transaction; each migration then checks them itself."""
    connection.disable_constraint_checking()
    try:
        yield
    finally:
        connection.enable_constraint_checking()


def _same_age() -> None:
    """Refuses a database that a later program has migrated (SY22): it is not touched."""
    loader = MigrationLoader(connection)
    later = [
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in loader.migrated_apps and (app, name) not in loader.disk_migrations
    ]
    if later:
        raise refusal(LATER, "、".join(sorted(later)))
