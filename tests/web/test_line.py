"""The writers of a process stand in one line before SQLite, and whoever leaves, however it ends, lets the next one in."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from hengji.web import site as places
from hengji.web.sqlite import base

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

THREADS, TURNS = 8, 40


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ConnectionHandler]:
    """A database of its own, with the settings of a site."""
    found = ConnectionHandler({"default": places.database(tmp_path, "")})
    with found["default"].cursor() as cursor:
        cursor.execute("CREATE TABLE count (number INTEGER)")
        cursor.execute("INSERT INTO count VALUES (0)")
    yield found
    found.close_all()
    assert not base._line.locked()


def begin(connection: Any) -> None:
    """What `transaction.atomic` does first."""
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def one(connection: Any, statement: str) -> Any:
    """The first value of a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return (cursor.fetchone() or [None])[0]


def test_the_database_of_a_site_waits_for_the_disk_at_every_commit(store: ConnectionHandler) -> None:
    connection = store["default"]
    assert (one(connection, "PRAGMA synchronous"), one(connection, "PRAGMA journal_mode")) == (2, "wal")


def test_eight_threads_read_and_write_in_turn_and_no_turn_is_lost(store: ConnectionHandler) -> None:
    def turns(_: int) -> None:
        connection = store["default"]
        for _ in range(TURNS):
            begin(connection)
            seen = one(connection, "SELECT number FROM count")
            with connection.cursor() as cursor:
                cursor.execute("UPDATE count SET number = %s", [seen + 1])
            connection.commit()
            connection.set_autocommit(True)
        connection.close()

    with ThreadPoolExecutor(THREADS) as crowd:
        list(crowd.map(turns, range(THREADS)))
    assert one(store["default"], "SELECT number FROM count") == THREADS * TURNS


@pytest.mark.parametrize("end", ["commit", "rollback", "close", "commit fails", "begin fails"])
def test_the_line_goes_on_however_a_turn_ends(store: ConnectionHandler, end: str, tmp_path: Path) -> None:
    connection = store["default"]
    if end == "begin fails":
        connection.ensure_connection()
        connection.connection.execute("PRAGMA busy_timeout = 1")
        with sqlite3.connect(tmp_path / "hengji.sqlite3", isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(OperationalError):
                begin(connection)
            other.execute("ROLLBACK")
        other.close()
    else:
        begin(connection)
        assert base._line.locked()
    if end == "commit fails":
        one(connection, "CREATE TABLE a (id INTEGER PRIMARY KEY)")
        one(connection, "CREATE TABLE b (a INTEGER REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED)")
        one(connection, "INSERT INTO b VALUES (9)")
        with pytest.raises(Exception, match="FOREIGN KEY"):
            connection.commit()
        assert base._line.locked()
        connection.rollback()
    elif end != "begin fails":
        getattr(connection, end)()
    assert not base._line.locked()
