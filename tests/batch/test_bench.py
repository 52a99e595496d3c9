"""What the benchmark compares is the same thing: hand-written SQL gives the batch's measures, points, status, totals and grades."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.batch import hand

from hengji.batch.nation import Nation, write
from hengji.batch.run import Options, run
from hengji.cli import main

if TYPE_CHECKING:
    import pytest

    from hengji.rulebook.book import Book


def test_sql_written_by_hand_gives_the_same(book: Book, tmp_path: Path) -> None:
    scheme = book.schemes["teaching-zhanjiang"]
    write(Nation(1500, 3, errors=0, schemes=(scheme,)), book, tmp_path / "n.parquet")
    outcome, problems = run(str(tmp_path / "n.parquet"), scheme, book, Options(tmp_path / "o.parquet", boundaries=10, sample=5))
    assert outcome is not None, problems
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW facts AS SELECT * FROM '{tmp_path / 'n.parquet'}'")
        names = tuple(row[0] for row in connection.execute("DESCRIBE facts").fetchall())
        connection.execute(f"CREATE TABLE hand AS {hand.sql(scheme, names)}")
        renamed = {each.name: each.name.replace("points__", "p__").replace("status__", "s__") for each in outcome.plan.outputs}
        differs = " OR ".join(f'a."{name}" IS DISTINCT FROM b."{other}"' for name, other in renamed.items())
        found = connection.execute(
            f"SELECT count(*), count(a.total), count(*) FILTER (WHERE {differs}) FROM '{tmp_path / 'o.parquet'}' AS a JOIN hand AS b USING (unit, year)"
        ).fetchone()
    assert found is not None
    assert found[0] == 1500
    assert found[1] > 500
    assert found[2] == 0


def test_the_proof_of_widths_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rulebook", "check", "-v"]) == 0
    said = capsys.readouterr().out
    assert "hn-2017　HN-04　最大整数 " in said
    assert "128 位整数" in said
    assert "64 位整数够用的" in said.splitlines()[-1]
