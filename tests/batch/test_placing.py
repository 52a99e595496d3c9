"""A run never writes over its own facts, nor over a file of somebody else beside its output."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import duckdb
import pytest
from tests.batch.facts import parquet, rows_of, score

from hengji.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hengji.rulebook.book import Book

SCHEME = "hn-2017"


@pytest.fixture
def facts(book: Book, tmp_path: Path) -> Path:
    scheme = book.schemes[SCHEME]
    return parquet(tmp_path / "全省.parquet", rows_of(scheme, book, 30), scheme, book)


def spelt(facts: Path) -> Path:
    return facts.parent / "x" / ".." / facts.name


def linked(facts: Path) -> Path:
    (facts.parent / "软.parquet").symlink_to(facts)
    return facts.parent / "软.parquet"


def hard(facts: Path) -> Path:
    os.link(facts, facts.parent / "硬.parquet")
    return facts.parent / "硬.parquet"


@pytest.mark.parametrize("named", [lambda facts: facts, spelt, linked, hard])
def test_the_facts_are_never_overwritten(named: Callable[[Path], Path], facts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (facts.parent / "x").mkdir()
    out, before = named(facts), facts.read_bytes()
    there = sorted(path.name for path in facts.parent.iterdir())
    assert main(["batch", str(facts), "--scheme", SCHEME, "-o", str(out)]) == 2
    said = capsys.readouterr().err
    assert "BA20" in said
    assert "结果会盖掉数据" in said
    assert facts.read_bytes() == before
    assert sorted(path.name for path in facts.parent.iterdir()) == there


def test_a_table_beside_that_is_the_facts_is_kept_too(facts: Path, book: Book) -> None:
    """-o 全省.parquet would write 全省.sample.csv, which is what is read."""
    given = facts.parent / "全省.sample.csv"
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT * FROM '{facts}') TO '{given}' (FORMAT csv, HEADER true)")
    before = given.read_bytes()
    outcome, problems = score(given, book.schemes[SCHEME], book, facts.parent / "全省.parquet")
    assert outcome is None
    assert [each.code for each in problems] == ["BA20"]
    assert given.read_bytes() == before


def test_nothing_is_written_into_the_folder_that_is_read(facts: Path, book: Book) -> None:
    outcome, problems = score(facts.parent, book.schemes[SCHEME], book, facts.parent / "o.parquet")
    assert outcome is None
    assert [each.code for each in problems] == ["BA20"]


@pytest.mark.parametrize("table", ["sqlite", "duckdb"])
def test_a_database_is_kept(table: str, facts: Path, book: Book) -> None:
    base = facts.parent / "库.db"
    base.write_bytes(b"a database")
    outcome, problems = score(f"{table}://{base}?table=facts", book.schemes[SCHEME], book, base)
    assert outcome is None
    assert [each.code for each in problems] == ["BA20"]
    assert base.read_bytes() == b"a database"


def test_a_long_table_of_projects_is_kept(facts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = facts.read_bytes()
    given = ["batch", str(facts), "--scheme", "cn-mof-2020-10", "--layout", "long", "-o", str(facts)]
    assert main(given) == 2
    assert "BA20" in capsys.readouterr().err
    assert facts.read_bytes() == before


@pytest.mark.parametrize(("name", "content"), [("o.html", "<html>我的报告</html>"), ("o.json", '{"我": 1}'), ("o.json", "[")])
def test_a_file_of_somebody_else_beside_the_output_stays(name: str, content: str, facts: Path, book: Book) -> None:
    beside = facts.parent / name
    beside.write_text(content, encoding="utf-8")
    outcome, problems = score(facts, book.schemes[SCHEME], book, facts.parent / "o.parquet")
    assert outcome is None
    assert [(each.code, each.found) for each in problems] == [("BA21", name)]
    assert beside.read_text(encoding="utf-8") == content
    assert not (facts.parent / "o.parquet").exists()


def test_what_an_earlier_run_left_is_replaced(facts: Path, book: Book) -> None:
    for _ in range(2):
        outcome, problems = score(facts, book.schemes[SCHEME], book, facts.parent / "o.parquet")
        assert outcome is not None, problems
