"""Twenty generated schemes: single, DuckDB and, where it can be had, Spark say the same of every cell."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.batch.parity import PASSES, run, told
from tests.batch.facts import parquet, rows_of, table

from hengji.batch.run import Options
from hengji.batch.run import run as run_batch
from hengji.batch.spark import lacks

if TYPE_CHECKING:
    from hengji.rulebook.book import Book


def test_no_cell_of_twenty_schemes_differs(tmp_path: Path) -> None:
    tallies = [run(20, 60, 7, tmp_path / str(shuffled), spark=False, shuffled=shuffled) for shuffled in (False, True)]
    for tally in tallies:
        assert tally.differing == []
        assert (tally.schemes + tally.unfit, tally.rows) == (20, 1200)
        assert tally.at_jumps > 550
        assert tally.single > 10_000
    assert tallies[0].digest == tallies[1].digest
    assert "differing: 0" in told(tallies, [], [], 1)
    assert sorted(PASSES) == [("C", False), ("C", True), ("tr_TR.UTF-8", False), ("zh_CN.UTF-8", False)]


@pytest.mark.skipif(lacks() != "", reason=f"Spark is left out: {lacks()} is missing (make spark)")
def test_no_cell_of_three_schemes_differs_on_spark(tmp_path: Path) -> None:
    tally = run(3, 40, 11, tmp_path, spark=True)
    assert tally.differing == []
    assert tally.spark == tally.single > 0


@pytest.mark.skipif(lacks() != "", reason=f"Spark is left out: {lacks()} is missing (make spark)")
def test_the_command_gives_the_same_values_on_spark(book: Book, tmp_path: Path) -> None:
    scheme = book.schemes["hn-2017"]
    path = parquet(tmp_path / "f.parquet", rows_of(scheme, book, 200), scheme, book)
    values = []
    for engine in ("duckdb", "spark"):
        outcome, problems = run_batch(
            str(path), scheme, book, Options(tmp_path / f"{engine}.parquet", boundaries=10, sample=5), engine
        )
        assert outcome is not None, problems
        output = outcome.manifest["output"]
        assert isinstance(output, dict)
        values.append(output["values"])
    assert values[0] == values[1] != ""
    assert table(tmp_path / "duckdb.parquet") == table(tmp_path / "spark.parquet")
