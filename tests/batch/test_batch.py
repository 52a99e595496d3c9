"""A table of facts scored in one run: the scores of the single evaluation, refusals told, nothing half written."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING

import duckdb
import pytest
from tests.batch.facts import parquet, rows_of, score, table
from tests.scoring.small import scheme as small_scheme

from hengji.batch import single
from hengji.batch.boundaries import boundary_rows
from hengji.batch.compile import compile_scheme
from hengji.batch.single import scored
from hengji.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.batch.single import Row
    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Scheme

SOURCE = "reference: {source: 教学, confidence: V}"
ROWS = f"""
  - {{id: A, path: [甲], weight: 60, measure: '本年支出合计 ÷ 本年支出合计[年初预算]', method: ratio_capped, {SOURCE}}}
  - {{id: B, path: [乙], weight: 40, measure: '在职人员数 ÷ 编制数', method: deduct_per_full_step_over,
      parameters: {{限度: 100%, 步长: 1%, 每步扣分: 0.5分}}, not_applicable: {{when: 编制数 ＝ 0, then: redistribute}}, {SOURCE}}}
"""


@pytest.fixture(scope="module")
def small(book: Book) -> Scheme:
    return small_scheme(ROWS, book)


def facts(spent: object, budget: object, people: object, posts: object, unit: str = "甲局") -> dict[str, object]:
    return {
        "unit": unit,
        "year": 2023,
        "expenditure_total__outturn": spent,
        "expenditure_total__original": budget,
        "headcount": people,
        "posts": posts,
    }


def one(row: dict[str, object], scheme: Scheme, book: Book, tmp_path: Path) -> dict[str, object]:
    outcome, problems = score(parquet(tmp_path / "f.parquet", [row], scheme, book), scheme, book, tmp_path / "o.parquet")  # type: ignore[list-item]
    assert outcome is not None, problems
    return table(tmp_path / "o.parquet")[0]


def test_a_row_is_scored_in_hundredths(small: Scheme, book: Book, tmp_path: Path) -> None:
    found = one(facts(2_900_80, 3_000_00, 103, 100), small, book, tmp_path)
    # 2900.80 ÷ 3000.00 × 60 = 58.016 → 58.02; 3 full steps of 1 % cost 1.5
    assert (found["measure__A"], found["points__A"], found["status__A"]) == (9669, 5802, 1)
    assert (found["measure__B"], found["points__B"], found["total"], found["grade"]) == (10300, 3850, 9652, "优")


def test_what_is_unknown_is_null_and_takes_the_total_with_it(small: Scheme, book: Book, tmp_path: Path) -> None:
    found = one(facts(None, 3_000_00, 103, 100), small, book, tmp_path)
    assert (found["measure__A"], found["points__A"], found["status__A"]) == (None, None, 0)
    assert (found["points__B"], found["total"], found["grade"]) == (3850, None, None)


def test_a_divisor_of_nought_is_unknown_and_not_nought(small: Scheme, book: Book, tmp_path: Path) -> None:
    found = one(facts(100, 0, 100, 100), small, book, tmp_path)
    assert (found["points__A"], found["status__A"], found["total"]) == (None, 0, None)


def test_what_does_not_apply_is_redistributed(small: Scheme, book: Book, tmp_path: Path) -> None:
    found = one(facts(90, 120, 3, 0), small, book, tmp_path)
    # 75 % of 60 is 45 of 60, so 75 of 100
    assert (found["points__B"], found["status__B"], found["total"], found["grade"]) == (None, 3, 7500, "差")


def test_half_a_hundredth_is_rounded_away_from_nought(small: Scheme, book: Book, tmp_path: Path) -> None:
    # 60 × 1 ÷ 8000 = 0.0075 → 0.01; one 分 less of 16000 is 0.00375 → 0.00
    assert one(facts(1, 8000, 1, 1), small, book, tmp_path)["points__A"] == 1
    assert one(facts(1, 16000, 1, 1), small, book, tmp_path)["points__A"] == 0


@pytest.mark.parametrize(
    "name",
    [
        "teaching-limits",
        "teaching-members",
        "teaching-nested",
        "teaching-peers",
        "teaching-targets",
        "teaching-zhanjiang",
        "hn-2017",
        "gd-gz-conghua-2022",
        "gd-zj-2023",
        "cn-mof-2013-53",
        "cn-mof-2020-10",
        "sc-dazhou-2017",
    ],
)
def test_a_shipped_scheme_gives_what_the_single_evaluation_gives(name: str, book: Book, tmp_path: Path) -> None:
    scheme = book.schemes[name]
    path = parquet(tmp_path / "f.parquet", rows_of(scheme, book, 60), scheme, book)
    outcome, problems = score(path, scheme, book, tmp_path / "o.parquet", boundaries=40)
    assert outcome is not None, problems
    assert (outcome.boundaries.rows, outcome.sample.rows, outcome.screen.refused) == (40, 20, 0)


def test_what_the_departments_own_indicators_earned_is_in_the_total(book: Book, tmp_path: Path) -> None:
    """达州 2017: 20 of 100 points are for indicators that the department set itself; entered as what they earned together, never above 20."""
    scheme = book.schemes["sc-dazhou-2017"]
    given = {**next(row for row in rows_of(scheme, book, 400) if _all_known(row)), "absent__SCDZ-S": None}
    rows = [{**given, "unit": f"局{at}", "entered__SCDZ-S": points} for at, points in enumerate((1550, 2500, 0, None))]
    path = parquet(tmp_path / "f.parquet", rows, scheme, book)
    outcome, problems = score(path, scheme, book, tmp_path / "o.parquet")
    assert outcome is not None, problems
    found = table(tmp_path / "o.parquet")
    assert [row["points__SCDZ-S"] for row in found] == [1550, 2000, 0, None]
    assert [row["status__SCDZ-S"] for row in found] == [2, 2, 2, 0]
    assert found[3]["total"] is None
    low, middle, high = (int(str(found[at]["total"])) for at in (2, 0, 1))
    assert (middle - low, high - low) == (1550, 2000)


def _all_known(row: Row) -> bool:
    return all(cell is not None for name, cell in row.items() if not name.startswith(("absent__", "deducted__", "claimed")))


def test_boundary_rows_come_in_neighbours_that_differ(small: Scheme, book: Book) -> None:
    plan = compile_scheme(small, book)
    rows = boundary_rows(plan, book, 1, 120)
    points = [scored(row, plan, book) for row in rows]
    jumps = sum(a["points__A"] != b["points__A"] or a["points__B"] != b["points__B"] for a, b in pairwise(points))
    assert jumps > 40


def test_one_cell_that_differs_stops_the_run_and_publishes_nothing(
    small: Scheme, book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def off_by_one(row: dict[str, object], *rest: object) -> dict[str, object]:
        found = scored(row, *rest)  # type: ignore[arg-type]
        return {**found, "points__A": 1 + int(str(found["points__A"] or 0))}

    path = parquet(tmp_path / "f.parquet", [facts(1, 2, 3, 4)], small, book)  # type: ignore[list-item]
    monkeypatch.setattr(single, "scored", off_by_one)
    outcome, problems = score(path, small, book, tmp_path / "o.parquet")
    assert outcome is None
    assert [(each.code, each.found) for each in problems] == [("BA06", "points__A")]
    assert "duckdb" in problems[0].message
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith((".", "o."))] == []


def test_the_same_facts_give_the_same_bytes_and_shuffled_ones_the_same_values(small: Scheme, book: Book, tmp_path: Path) -> None:
    rows = rows_of(small, book, 3000)
    path, other = (parquet(tmp_path / f"{name}.parquet", given, small, book) for name, given in (("a", rows), ("b", rows[::-1])))
    for out, given in (("1", path), ("2", path), ("3", other)):
        assert score(given, small, book, tmp_path / f"{out}.parquet", threads=int(out))[0] is not None
    assert (tmp_path / "1.parquet").read_bytes() == (tmp_path / "2.parquet").read_bytes()
    first, third = (sorted(table(tmp_path / f"{out}.parquet"), key=lambda row: str(row["unit"])) for out in "13")
    assert first == third


# ── bad facts ──


def test_a_missing_column_is_named_with_the_nearest(small: Scheme, book: Book, tmp_path: Path) -> None:
    path = parquet(tmp_path / "f.parquet", rows_of(small, book, 3), small, book, "* RENAME (headcount AS headcounts)")
    outcome, problems = score(path, small, book, tmp_path / "o.parquet")
    assert outcome is None
    assert [(each.code, each.found) for each in problems] == [("BA01", "headcount")]
    assert "headcounts" in problems[0].message
    assert "在职人员数" in problems[0].message


def test_a_float_where_fen_are_expected_is_refused(small: Scheme, book: Book, tmp_path: Path) -> None:
    select = "* REPLACE (CAST(expenditure_total__outturn AS DOUBLE) AS expenditure_total__outturn)"
    path = parquet(tmp_path / "f.parquet", rows_of(small, book, 3), small, book, select)
    outcome, problems = score(path, small, book, tmp_path / "o.parquet")
    assert outcome is None
    assert [(each.code, str(each.place)) for each in problems] == [("BA02", "f.parquet:expenditure_total__outturn")]


def test_bad_rows_are_refused_and_the_others_scored(small: Scheme, book: Book, tmp_path: Path) -> None:
    rows = [
        facts(1, 2, 3, 4, "好局"),
        facts(1, 2, -3, 4, "负局"),
        facts(1, 2, 3, 4, "双局"),
        facts(5, 6, 3, 4, "双局"),
        facts(1, 2, 3, 4, " "),
        facts(5 * 10**14, 2, 3, 4, "大局"),
    ]
    path = parquet(tmp_path / "f.parquet", rows, small, book)  # type: ignore[arg-type]
    outcome, problems = score(path, small, book, tmp_path / "o.parquet")
    assert outcome is not None, problems
    assert (outcome.screen.rows, outcome.screen.refused) == (6, 5)
    assert outcome.screen.reasons == {"BA03": 2, "BA04": 2, "BA05": 1}
    assert sorted({str(each.place).split(":")[1] for each in problems}) == [" ,2023", "双局,2023", "大局,2023", "负局,2023"]
    assert [row["unit"] for row in table(tmp_path / "o.parquet")] == ["好局"]
    assert len((tmp_path / "o.refused.csv").read_text(encoding="utf-8").splitlines()) == 6
    assert json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))["rows"]["scored"] == 1
    strict, told = score(path, small, book, tmp_path / "p.parquet", strict=True)
    assert strict is None
    assert len(told) == 5
    assert not (tmp_path / "p.parquet").exists()


# ── other sources ──


def test_csv_and_databases_give_what_parquet_gives(small: Scheme, book: Book, tmp_path: Path) -> None:
    import sqlite3

    rows = rows_of(small, book, 50)
    path = parquet(tmp_path / "f.parquet", rows, small, book)
    with duckdb.connect(str(tmp_path / "d.duckdb")) as connection:
        connection.execute(f"CREATE TABLE facts AS SELECT * FROM '{path}'")
        connection.execute(f"COPY facts TO '{tmp_path / 'f.csv'}' (HEADER true)")
        names = [row[0] for row in connection.execute("DESCRIBE facts").fetchall()]
        cells = connection.execute("SELECT * FROM facts").fetchall()
    with sqlite3.connect(tmp_path / "s.db") as database:
        database.execute(f"CREATE TABLE 全省 ({', '.join(names)})")
        database.executemany(f"INSERT INTO 全省 VALUES ({', '.join('?' * len(names))})", cells)
    givens: list[Path | str] = [
        path,
        tmp_path / "f.csv",
        f"duckdb://{tmp_path / 'd.duckdb'}",
        f"sqlite://{tmp_path / 's.db'}?table=全省",
    ]
    outs = []
    for number, given in enumerate(givens):
        outcome, problems = score(given, small, book, tmp_path / f"{number}.parquet")
        assert outcome is not None, problems
        outs.append(table(tmp_path / f"{number}.parquet"))
    assert outs[0] == outs[1] == outs[2] == outs[3]


def test_facts_in_long_form_give_what_wide_ones_give(small: Scheme, book: Book, tmp_path: Path) -> None:
    rows = [{**row, "claimed_total": None} for row in rows_of(small, book, 60)]
    path = parquet(tmp_path / "wide.parquet", rows, small, book, "COLUMNS('^(unit|year|expend|headcount|posts)')")
    long = "SELECT unit, year, name, value FROM (UNPIVOT given ON COLUMNS(* EXCLUDE (unit, year)) INTO NAME name VALUE value)"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE given AS SELECT * FROM '{path}'")
        connection.execute(f"COPY ({long}) TO '{tmp_path / 'long.parquet'}' (FORMAT parquet)")
        connection.execute(f"COPY (({long}) UNION ALL ({long} LIMIT 1)) TO '{tmp_path / 'twice.parquet'}' (FORMAT parquet)")
    for name in ("wide", "long"):
        outcome, problems = score(tmp_path / f"{name}.parquet", small, book, tmp_path / f"{name}-out.parquet")
        assert outcome is not None, problems
    wide, narrow = (sorted(table(tmp_path / f"{name}-out.parquet"), key=lambda row: str(row["unit"])) for name in ("wide", "long"))
    assert [row for row in wide if row["unit"] in {other["unit"] for other in narrow}] == narrow
    assert len(narrow) > 50
    outcome, problems = score(tmp_path / "twice.parquet", small, book, tmp_path / "x.parquet")
    assert outcome is None
    assert [each.code for each in problems] == ["BA03"]


def test_a_csv_cell_that_is_no_whole_number_is_named_by_row_and_column(small: Scheme, book: Book, tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text(
        "unit,year,expenditure_total__outturn,expenditure_total__original,headcount,posts\n甲,2023,1,2,3,4\n乙,2023,2916.27,2,3,4\n",
        encoding="utf-8",
    )
    outcome, problems = score(tmp_path / "f.csv", small, book, tmp_path / "o.parquet")
    assert outcome is None
    assert [(each.code, str(each.place), each.found) for each in problems] == [
        ("BA13", "f.csv:3:expenditure_total__outturn", "2916.27")
    ]


def test_a_table_that_is_not_there_and_a_file_that_is_none(small: Scheme, book: Book, tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "d.duckdb")) as connection:
        connection.execute("CREATE TABLE 全省 (unit VARCHAR)")
    (tmp_path / "x.parquet").write_bytes(b"no parquet")
    for given, code in (
        (f"duckdb://{tmp_path / 'd.duckdb'}?table=facts", "BA15"),
        (tmp_path / "x.parquet", "BA09"),
        (tmp_path / "none.csv", "BA09"),
    ):
        outcome, problems = score(given, small, book, tmp_path / "o.parquet")
        assert outcome is None
        assert [each.code for each in problems] == [code]


# ── the command ──


def test_the_command_says_what_it_did_and_a_receipt_explains_a_row(
    book: Book, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scheme = book.schemes["hn-2017"]
    rows = [{**row, "unit": f"第{number}局", "year": 2018} for number, row in enumerate(rows_of(scheme, book, 30))]
    path = parquet(tmp_path / "f.parquet", rows, scheme, book)
    assert main(["batch", str(path), "--scheme", "hn-2017", "-o", str(tmp_path / "o.parquet")]) == 0
    said = capsys.readouterr().out
    assert "数据 30 行 ＝ 计分 30 行 ＋ 退回 0 行" in said
    assert "全部相同" in said
    assert main(["batch", str(path), "--scheme", "hn-2017", "--receipt", "第3局,2018"]) == 0
    assert "HN-03" in capsys.readouterr().out
    assert main(["batch", str(path), "--scheme", "hn-2017", "--receipt", "第99局,2018"]) == 2
    assert "BA12" in capsys.readouterr().err
    assert main(["batch", str(path), "--scheme", "nobody", "-o", str(tmp_path / "o.parquet")]) == 2
    assert "BA11" in capsys.readouterr().err
