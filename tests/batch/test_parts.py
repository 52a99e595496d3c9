"""A long table out of order is added up in ranges of its units: whatever the ranges, every project once, in the order of names, with the points of its rows."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import TYPE_CHECKING

import duckdb
import pytest
from tests.batch.facts import table

from hengji.batch import parts, projects
from hengji.batch.source import FACTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hengji.rulebook.book import Book

SCHEME = "cn-mof-2020-10"
UNITS = ["", " ", "甲局", "乙局", "o'Brien", "~", None, *(f"合成单位{number:03d}" for number in range(60))]
Row = tuple[str | None, int, str, str, str, int, int, int]


@pytest.fixture
def rows() -> list[Row]:
    dice = Random("parts")  # noqa: S311 - dice, no secret
    return [
        (unit, year, f"项目{number}", "N10-O", "at_least", 100, dice.randint(1, 100), 1000)
        for unit in UNITS
        for year in (2022, 2023)
        for number in range(3)
        for _ in range(4)
    ]


def _shuffled(rows: Sequence[Row]) -> list[Row]:
    mixed = list(rows)
    Random("order").shuffle(mixed)  # noqa: S311
    return mixed


def _write(rows: Sequence[Row], path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE made (unit VARCHAR, year BIGINT, project VARCHAR, slot VARCHAR, operator VARCHAR, target BIGINT, actual BIGINT, weight BIGINT)"
        )
        connection.executemany("INSERT INTO made VALUES (?, ?, ?, ?, ?, ?, ?, ?)", list(rows))
        connection.execute(f"COPY made TO '{path}' (FORMAT parquet)")


def _opened(path: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(f"CREATE VIEW {FACTS} AS SELECT * FROM '{path}'")
    return connection


def test_a_table_in_order_stays_whole(rows: list[Row], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows of a project stand together, so the engine need not keep them all, however many there are."""
    monkeypatch.setattr(parts, "HEAD", 400)
    kept = {}
    for name, given in (("in order", rows), ("shuffled", _shuffled(rows))):
        _write(given, tmp_path / f"{name}.parquet")
        with _opened(tmp_path / f"{name}.parquet") as connection:
            kept[name] = len(parts.ranges(connection, "unit, year, project", len(rows), memory=150_000))
    assert kept["in order"] == 1
    assert kept["shuffled"] > 1


def test_a_table_with_room_stays_whole(rows: list[Row], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "HEAD", 400)
    _write(_shuffled(rows), tmp_path / "f.parquet")
    with _opened(tmp_path / "f.parquet") as connection:
        assert parts.ranges(connection, "unit, year, project", len(rows)) == ("true",)
        monkeypatch.setattr(parts, "HEAD", 200_000)
        assert parts.ranges(connection, "unit, year, project", len(rows), memory=1) == ("true",)


@pytest.mark.parametrize("ends", [[], ["甲局"], ["o'Brien", "乙局", "合成单位030"], sorted({unit for unit in UNITS if unit})])
def test_every_name_is_in_one_range(ends: list[str]) -> None:
    ordered = sorted(ends, key=lambda name: name.encode())
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE names (unit VARCHAR)")
        connection.executemany("INSERT INTO names VALUES (?)", [(unit,) for unit in UNITS if unit is not None])
        found: Counter[str] = Counter()
        for condition in parts.between(ordered):
            found.update(row[0] for row in connection.execute(f"SELECT unit FROM names WHERE {condition}").fetchall())
    assert found == Counter(unit for unit in UNITS if unit is not None)


def test_a_run_in_parts_gives_every_project_once(
    rows: list[Row], book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Points of 100 at least, of a weight of 10: what was done, as it stands, in tenths of a point."""
    conditions: list[str] = []
    made = projects.project_sql

    def noted(*given: object) -> str:
        conditions.append(str(given[3]) if len(given) > 3 else "")
        return made(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(projects, "project_sql", noted)
    monkeypatch.setattr(parts, "HEAD", 400)
    monkeypatch.setattr(parts, "KEPT", 10**8)
    _write(_shuffled(rows), tmp_path / "f.parquet")
    rolled, problems = projects.run(str(tmp_path / "f.parquet"), book.schemes[SCHEME], book, tmp_path / "o.parquet", memory="2GB")
    assert rolled is not None, problems
    assert len(conditions) > 1
    wanted: Counter[tuple[str, int, str]] = Counter()
    for unit, year, project, _, _, _, actual, _ in rows:
        if unit is not None and unit.strip():
            wanted[unit, year, project] += actual * 10
    found = [((row["unit"], row["year"], row["project"]), row["points"]) for row in table(tmp_path / "o.projects.parquet")]
    assert dict(found) == dict(wanted)
    assert len(found) == len(wanted)
    assert [key for key, _ in found] == sorted(wanted, key=lambda key: (key[0].encode(), key[1], key[2].encode()))
    assert (rolled.rows, rolled.refused) == (len(rows), 3 * 24)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["f.parquet", "o.json", "o.parquet", "o.projects.parquet"]
