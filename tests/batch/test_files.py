"""The files that the facts lie in: several in a folder, one of them broken or of other columns, one that changes while the run lasts."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from typing import TYPE_CHECKING

import duckdb
import pytest
from tests.batch.facts import parquet, rows_of, score

from hengji.batch import files, projects
from hengji.batch.run import WORK, _Run

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.rulebook.book import Book

SCHEME = "hn-2017"
SPILLED_ROWS = 1_200_000


@pytest.fixture
def folder(book: Book, tmp_path: Path) -> Path:
    """Three files with a hundred units each."""
    scheme, made = book.schemes[SCHEME], tmp_path / "facts"
    made.mkdir()
    rows = rows_of(scheme, book, 300)
    for at, name in enumerate("abc"):
        parquet(made / f"{name}.parquet", rows[at * 100 : at * 100 + 100], scheme, book)
    return made


def copied(folder: Path, select: str) -> None:
    """The third file anew, with other columns."""
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT {select} FROM read_parquet('{folder}/a.parquet')) TO '{folder}/c.parquet' (FORMAT parquet)"
        )


def told(folder: Path, book: Book) -> list[tuple[str, str, str]]:
    outcome, problems = score(folder, book.schemes[SCHEME], book, folder.parent / "o.parquet")
    assert outcome is None
    assert not (folder.parent / "o.parquet").exists()
    assert all(each.message and each.expected and each.fix for each in problems)
    return [(each.code, each.place.where, each.found) for each in problems]


def test_a_unit_in_two_files_is_refused_in_both(folder: Path, book: Book) -> None:
    scheme = book.schemes[SCHEME]
    parquet(folder / "d.parquet", rows_of(scheme, book, 300)[290:], scheme, book)
    outcome, _ = score(folder, scheme, book, folder.parent / "o.parquet")
    assert outcome is not None
    assert (outcome.screen.rows, outcome.screen.refused, outcome.screen.reasons) == (310, 20, {"BA03": 20})


def test_a_file_of_a_folder_that_is_no_parquet_is_named(folder: Path, book: Book) -> None:
    (folder / "b.parquet").write_bytes(b"PAR1, and then something else")
    assert told(folder, book) == [("BA70", "b.parquet", "b.parquet")]


def test_a_file_that_is_damaged_in_the_middle_is_named(folder: Path, book: Book) -> None:
    whole = (folder / "b.parquet").read_bytes()
    (folder / "b.parquet").write_bytes(whole[:200] + bytes(len(whole) // 2 - 200) + whole[len(whole) // 2 :])
    assert [found[:2] for found in told(folder, book)] == [("BA70", "b.parquet")]


@pytest.mark.parametrize("select", ["* EXCLUDE (year)", "* REPLACE ('二〇二三' AS year)"])
def test_a_file_without_a_column_or_with_another_type_is_named(select: str, folder: Path, book: Book) -> None:
    copied(folder, select)
    assert told(folder, book) == [("BA71", "c.parquet", "c.parquet")]


@pytest.mark.parametrize("how", ["written over", "added", "taken away"])
def test_facts_that_change_while_the_run_lasts_are_not_published(
    how: str, folder: Path, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = _Run._manifest  # the last step before the files are put in place

    def meddled(self: _Run, *given: object) -> dict[str, object]:
        if how == "taken away":
            (folder / "c.parquet").unlink()
        else:
            (folder / ("b.parquet" if how == "written over" else "d.parquet")).write_bytes((folder / "a.parquet").read_bytes())
        return whole(self, *given)  # type: ignore[arg-type] # as they were given

    monkeypatch.setattr(_Run, "_manifest", meddled)
    name = {"written over": "b.parquet", "added": "d.parquet", "taken away": "c.parquet"}[how]
    assert told(folder, book) == [("BA72", "", name)]


def test_the_manifest_names_every_file_and_how_they_are_cut_changes_no_value(folder: Path, book: Book) -> None:
    scheme, out = book.schemes[SCHEME], folder.parent / "o.parquet"

    def manifest() -> dict[str, dict[str, object]]:
        outcome, _ = score(folder, scheme, book, out)
        assert outcome is not None
        found: dict[str, dict[str, object]] = json.loads(out.with_suffix(".json").read_text(encoding="utf-8"))
        return found

    first = manifest()
    assert list(first["facts"]["files"]) == ["a.parquet", "b.parquet", "c.parquet"]  # type: ignore[call-overload] # a block
    for name in "abc":
        (folder / f"{name}.parquet").unlink()
    rows = rows_of(scheme, book, 300)
    parquet(folder / "z.parquet", rows[:7], scheme, book)
    parquet(folder / "y.parquet", rows[7:], scheme, book)
    assert manifest()["output"]["values"] == first["output"]["values"]


def test_the_same_bytes_under_other_locales_zones_and_hash_seeds(folder: Path) -> None:
    made = []
    for at, (seed, zone, locale) in enumerate((("1", "UTC", "C"), ("77", "Asia/Shanghai", "C.UTF-8"))):
        out = folder.parent / f"o{at}" / "o.parquet"
        out.parent.mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "PYTHONUTF8": "1"}
        command = [sys.executable, "-m", "hengji", "batch", str(folder), "--scheme", SCHEME, "-o", str(out)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        made.append({path.name: path.read_bytes() for path in sorted(out.parent.iterdir())})
    assert made[0] == made[1]


def test_claims_that_nobody_made_are_counted_as_none(book: Book, tmp_path: Path) -> None:
    scheme = book.schemes[SCHEME]
    select = '* REPLACE (CAST(NULL AS BIGINT) AS claimed_total, CAST(NULL AS BIGINT) AS "claimed__HN-01")'
    facts = parquet(tmp_path / "f.parquet", rows_of(scheme, book, 20), scheme, book, select)
    outcome, problems = score(facts, scheme, book, tmp_path / "o.parquet")
    assert outcome is not None, problems
    manifest = json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))
    found = {each["line"]: (each["both"], each["above"], each["mean"]) for each in manifest["quality"]["inflation"]}
    assert (found[""], found["HN-01"]) == ((0, 0, 0.0), (0, 0, 0.0))


def test_a_disk_that_is_full_while_spilling_is_told_and_the_old_output_stays(tmp_path: Path) -> None:
    """A shuffled table of projects in little memory: what does not fit is put on the disk, where no file may grow, nor the output after it."""
    facts, out = tmp_path / "f.parquet", tmp_path / "o.parquet"
    out.write_bytes(b"old")
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT format('单位{:06d}', i // 240) AS unit, CAST(2023 AS SMALLINT) AS year, '某省' AS province, "
            "format('项目{:06d}', i // 12) AS project, 'N10-O' AS slot, 'at_least' AS operator, CAST(100 + i % 900 AS BIGINT) AS target, "
            "CAST(i % 700 AS BIGINT) AS actual, CAST(833 AS INTEGER) AS weight, CAST(i AS BIGINT) AS amount "
            f"FROM range({SPILLED_ROWS}) t(i) ORDER BY hash(i)) TO '{facts}' (FORMAT parquet)"
        )
    code = (
        "import sys; from pathlib import Path; from hengji.rulebook import cache; from hengji.batch import projects; "
        "book, _ = cache.load(); "
        f"rolled, problems = projects.run({str(facts)!r}, book.schemes['cn-mof-2020-10'], book, Path({str(out)!r}), memory='70MB'); "
        "print(rolled is None, [each.code for each in problems])"
    )

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))  # the output alone is half as long again

    done = subprocess.run([sys.executable, "-c", code], preexec_fn=small_files, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "True ['BA07']", done.stderr
    assert out.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(WORK)] == []


def test_a_damaged_long_table_is_named(tmp_path: Path, book: Book) -> None:
    facts = tmp_path / "f.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT 'x' || i AS unit, CAST(2023 AS SMALLINT) AS year, 'p' || i AS project, 'N10-O' AS slot, 'at_least' AS operator, "
            "CAST(100 + i AS BIGINT) AS target, CAST(50 AS BIGINT) AS actual, CAST(5000 AS INTEGER) AS weight "
            f"FROM range(5000) t(i)) TO '{facts}' (FORMAT parquet)"
        )
    whole = facts.read_bytes()
    facts.write_bytes(whole[:200] + bytes(3000) + whole[3200:])
    rolled, problems = projects.run(str(facts), book.schemes["cn-mof-2020-10"], book, tmp_path / "o.parquet")
    assert rolled is None
    assert [each.code for each in problems] == [files.BROKEN]
