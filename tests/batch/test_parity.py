"""Twenty generated schemes: single, DuckDB and, where it can be had, Spark say the same of every cell."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench.batch.parity import LOCALES, run, told

from hengji.batch.spark import lacks


def test_no_cell_of_twenty_schemes_differs(tmp_path: Path) -> None:
    tally = run(20, 60, 7, tmp_path, spark=False)
    assert tally.differing == []
    assert tally.schemes + tally.unfit == 20
    assert tally.single > 10_000
    assert tally.single == tally.shuffled
    assert "differing: 0" in told(tally, 1)
    assert len(LOCALES) == 3


@pytest.mark.skipif(lacks() != "", reason=f"Spark is left out: {lacks()} is missing (make spark)")
def test_no_cell_of_three_schemes_differs_on_spark(tmp_path: Path) -> None:
    tally = run(3, 40, 11, tmp_path, spark=True)
    assert tally.differing == []
    assert tally.spark == tally.single > 0
