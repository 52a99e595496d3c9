"""A start brings the database up to the program whole or not at all, whenever it is killed, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db.migrations.loader import MigrationLoader
from tests.web import postgres

if TYPE_CHECKING:
    from collections.abc import Iterator

WRITER = Path(__file__).with_name("writer.py")
ENDED = 137
UNRECORDED = [("journal", "0001_initial"), ("journal", "0002_append_only"), ("public", "0003_rulings"), ("work", "0001_initial")]
"""With statements that Django puts off to the end of a migration (indexes), with none, with rows that it writes, the last."""
BEFORE, LATER = ("reviews", "0002_totals_and_audits"), ("reviews", "0003_self_check")
THREE = ("系统管理员", "安全管理员", "安全审计员")


def run(site: Path, *arguments: str, url: str = "") -> subprocess.Popen[str]:
    """A process of the writer on a site of its own."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {"HENGJI_SITE": str(site)}
    command = [sys.executable, str(WRITER), *arguments]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment | ({"DATABASE_URL": url} if url else {})
    )


def ended(process: subprocess.Popen[str], code: int = 0) -> tuple[str, str]:
    """What a process said, which ended with this code."""
    out, errors = process.communicate(timeout=300)
    assert process.returncode == code, errors[-2000:]
    return out, errors


def dump(site: Path) -> list[str]:
    """Everything that the database of a site holds."""
    with closing(sqlite3.connect(site / "hengji.sqlite3")) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert opened.execute("PRAGMA foreign_key_check").fetchall() == []
        return list(opened.iterdump())


def schema(site: Path) -> tuple[list[str], list[str]]:
    """Its tables, indexes and triggers, and the migrations that are recorded."""
    with closing(sqlite3.connect(site / "hengji.sqlite3")) as opened:
        made = [sql for (sql,) in opened.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name")]
        done = [f"{app}.{name}" for app, name in opened.execute("SELECT app, name FROM django_migrations ORDER BY app, name")]
    return made, done


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose first start nothing disturbed."""
    folder = tmp_path_factory.mktemp("started")
    said, _ = ended(run(folder, "start"))
    assert [role for role in THREE if role in said] == list(THREE)
    return folder


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with the sample's places and some work in it, whose database is as an earlier program had it."""
    folder = tmp_path_factory.mktemp("used")
    ended(run(folder, "make"))
    ended(run(folder, "write", "0", "3"))
    ended(run(folder, "back", *BEFORE))
    return folder


@pytest.fixture
def earlier(used: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    return Path(shutil.copytree(used, tmp_path / "site"))


def test_a_first_start_that_ends_before_a_migration_is_recorded_leaves_nothing_and_the_next_one_does_it_all(
    tmp_path: Path, started: Path
) -> None:
    for migration in UNRECORDED:
        ended(run(tmp_path, "start-unrecorded", *migration), ENDED)
        with closing(sqlite3.connect(tmp_path / "hengji.sqlite3")) as opened:
            assert opened.execute("SELECT name FROM sqlite_master").fetchall() == []
    said, _ = ended(run(tmp_path, "start"))
    assert [role for role in THREE if role in said] == list(THREE)
    assert schema(tmp_path) == schema(started)


def test_an_upgrade_that_ends_before_it_is_recorded_leaves_every_row_as_it_was(earlier: Path) -> None:
    before = dump(earlier)
    ended(run(earlier, "start-unrecorded", *LATER), ENDED)
    assert dump(earlier) == before
    ended(run(earlier, "start"))
    found = json.loads(ended(run(earlier, "state"))[0])
    assert found == {"history": 3, "journal": 3, "versions": 3, "whole": 1}
    assert ".".join(LATER) in schema(earlier)[1]


@pytest.mark.slow
def test_wherever_a_start_ends_the_database_holds_nothing_or_everything(tmp_path: Path, started: Path) -> None:
    whole = schema(started)
    statements = int(ended(run(tmp_path / "counted", "start-until", "100000"))[0].split()[-1])
    halves = []
    for number in (1, 3, 5, 7):
        site = tmp_path / str(number)
        ended(run(site, "start-until", str(statements * number // 8)), ENDED)
        with closing(sqlite3.connect(site / "hengji.sqlite3")) as opened:
            there = opened.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        halves += [number] if there and schema(site) != whole else []
        ended(run(site, "start"))
        assert schema(site) == whole
    assert (halves, statements > 100) == ([], True)


def test_a_disk_without_room_is_told_by_its_code_and_the_database_stays_as_it_was(earlier: Path) -> None:
    before, size = dump(earlier), (earlier / "hengji.sqlite3").stat().st_size
    _, errors = ended(run(earlier, "start-without-room", "8"), 1)
    assert ("SY24" in errors, "Traceback" in errors) == (True, False), errors[-2000:]
    assert (dump(earlier), (earlier / "hengji.sqlite3").stat().st_size) == (before, size)
    ended(run(earlier, "start"))
    assert json.loads(ended(run(earlier, "state"))[0])["whole"] == 1


def test_a_migration_that_fails_takes_back_those_before_it(earlier: Path) -> None:
    with closing(sqlite3.connect(earlier / "hengji.sqlite3")) as opened:
        opened.execute("CREATE TABLE reviews_selfcheck (id integer)")
    before = dump(earlier)
    _, errors = ended(run(earlier, "start"), 1)
    assert ("SY24" in errors, "reviews_selfcheck" in errors) == (True, True), errors[-2000:]
    assert dump(earlier) == before


def test_starts_at_once_on_one_folder_all_begin_and_the_first_accounts_are_made_once(tmp_path: Path, started: Path) -> None:
    told = [ended(each)[0] for each in [run(tmp_path, "start") for _ in range(3)]]
    assert [sum(role in said for said in told) for role in THREE] == [1, 1, 1]
    assert schema(tmp_path) == schema(started)


def test_no_migration_asks_to_be_outside_of_a_transaction() -> None:
    migrations = MigrationLoader(None).disk_migrations
    loose = [name for name, each in migrations.items() if not each.atomic]
    assert (loose, len(migrations) > 20) == ([], True)


# ---- PostgreSQL, where the statements of a migration and its record are two transactions of Django's as well

on_postgresql = pytest.mark.skipif(bool(postgres.missing()), reason=f"{postgres.missing()} is not on this machine")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with postgres.server() as found:
        yield found


@pytest.fixture
def url(address: str) -> str:
    """An empty database of its own for one test."""
    import psycopg

    name = f"upgrade_{secrets.token_hex(4)}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return address.replace("/postgres", f"/{name}")


def columns(url: str) -> list[tuple[str, str]]:
    """Every column of every table."""
    import psycopg

    asked = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2"
    with psycopg.connect(url) as connection:
        return [(str(table), str(column)) for table, column in connection.execute(asked).fetchall()]


@on_postgresql
@pytest.mark.slow
def test_on_postgresql_a_first_start_that_ends_before_a_migration_is_recorded_leaves_nothing(tmp_path: Path, url: str) -> None:
    for migration in UNRECORDED:
        ended(run(tmp_path, "start-unrecorded", *migration, url=url), ENDED)
        assert columns(url) == []
    ended(run(tmp_path, "start", url=url))
    assert json.loads(ended(run(tmp_path, "state", url=url))[0])["whole"] == 1


@on_postgresql
@pytest.mark.slow
def test_on_postgresql_an_upgrade_that_ends_before_it_is_recorded_is_taken_up_again(tmp_path: Path, url: str) -> None:
    ended(run(tmp_path, "make", url=url))
    ended(run(tmp_path, "write", "0", "3", url=url))
    whole = columns(url)
    ended(run(tmp_path, "back", *BEFORE, url=url))
    before = columns(url)
    ended(run(tmp_path, "start-unrecorded", *LATER, url=url), ENDED)
    assert columns(url) == before
    ended(run(tmp_path, "start", url=url))
    assert columns(url) == whole
    assert json.loads(ended(run(tmp_path, "state", url=url))[0]) == {"history": 3, "journal": 3, "versions": 3, "whole": 1}


@on_postgresql
@pytest.mark.slow
def test_on_postgresql_starts_at_once_all_begin_and_the_first_accounts_are_made_once(tmp_path: Path, url: str) -> None:
    told = [ended(each)[0] for each in [run(tmp_path, "start", url=url) for _ in range(3)]]
    assert [sum(role in said for said in told) for role in THREE] == [1, 1, 1]
