"""The long table: project rows scored, added up for the project and for the unit; figures made by hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING

import duckdb
import pytest
from tests.batch.facts import table

from hengji.batch import projects
from hengji.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.rulebook.book import Book

SCHEME = "cn-mof-2020-10"
HEAD = "unit,year,province,project,slot,operator,target,actual,weight,entered,amount"
COLUMNS = {name: "VARCHAR" if name in {"unit", "province", "project", "slot", "operator"} else "BIGINT" for name in HEAD.split(",")}
ROWS = """
甲局,2023,某省,道路,N10-O,at_least,1000000,900000,5000,,30000
甲局,2023,某省,道路,N10-E,at_most,1000000,1250000,3000,,30000
甲局,2023,某省,道路,N10-S,words,,,1000,850,30000
甲局,2023,某省,桥梁,N10-O,at_least,200,100,5000,,10000
乙局,2023,某省,学校,N10-O,at_least,100,100,5000,,7
乙局,2023,某省,学校,N10-E,at_least,100,,5000,,7
丙局,2023,某省,医院,N10-O,equal,30000,10000,5000,,8
丙局,2023,某省,医院,N10-O,never,30000,10000,5000,,8
丁局,2023,某省,坏行,N10-O,at_least,100,100,99999,,8
""".strip()


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    (tmp_path / "f.csv").write_text(f"{HEAD}\n{ROWS}\n", encoding="utf-8")
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT * FROM read_csv('{tmp_path / 'f.csv'}', header = true, columns = {COLUMNS})) TO '{tmp_path / 'f.parquet'}' (FORMAT parquet)"
        )
    return tmp_path / "f.parquet"


def test_projects_and_units_are_added_up(facts: Path, book: Book, tmp_path: Path) -> None:
    rolled, problems = projects.run(str(facts), book.schemes[SCHEME], book, tmp_path / "o.parquet")
    assert rolled is not None, problems
    assert (rolled.rows, rolled.refused, rolled.projects, rolled.units) == (9, 1, 4, 3)
    found = {str(row["project"]): row for row in table(tmp_path / "o.projects.parquet")}
    # 90 ÷ 100 × 50 = 45; 100 ÷ 125 × 30 = 24; 8.5 entered
    assert (found["道路"]["points"], found["道路"]["lines"], found["道路"]["weight"]) == (7750, 3, 9000)
    assert found["桥梁"]["points"] == 2500
    assert (found["学校"]["points"], found["学校"]["unscored"]) == (None, 1)
    assert (found["医院"]["points"], found["医院"]["unscored"]) == (None, 1)
    units = {str(row["unit"]): row for row in table(tmp_path / "o.parquet")}
    # (77.50 + 25.00) ÷ 2 = 51.25; (77.50 × 300 + 25.00 × 100) ÷ 400 = 64.375 → 64.38
    assert (units["甲局"]["mean_number"], units["甲局"]["mean_amount"], units["甲局"]["place"]) == (5125, 6438, 1)
    assert (units["甲局"]["coverage_number"], units["甲局"]["coverage_amount"]) == (10000, 10000)
    assert (units["乙局"]["scored"], units["乙局"]["mean_number"], units["乙局"]["place"]) == (0, None, None)


def _by_fractions(operator: str, target: int | None, actual: int | None, weight: int) -> int | None:
    """The points of a row in 0.01 分, as the notice says in words."""
    if target is None or actual is None:
        return None
    at_most = operator == "at_most"
    above, below = (target, actual) if at_most else (actual, target)
    if below > 0 and not (at_most and actual <= target):
        share = Fraction(above, below)
    else:
        share = Fraction(actual >= target if operator == "at_least" else actual <= target)
    return int(min(max(share, Fraction(0)), Fraction(1)) * weight + Fraction(1, 2))


@pytest.mark.parametrize("low", [1, 0, -300])
def test_what_the_file_proves_of_its_numbers_changes_no_points(low: int, book: Book, tmp_path: Path) -> None:
    """From 1 up nothing is unknown and nothing need be guarded; from 0 and from below it must be."""
    dice = Random(f"projects {low}")  # noqa: S311 - dice, no secret

    def number() -> int | None:
        return None if low < 1 and dice.random() < 0.05 else dice.choice((low, 100, dice.randint(low, 400)))

    rows = [
        (
            f"局{n // 40:02d}",
            2023,
            "省",
            f"项目{n}",
            "N10-O",
            dice.choice(("at_least", "at_most", "equal")),
            number(),
            number(),
            750,
        )
        for n in range(400)
    ]
    path = tmp_path / "dice.parquet"
    with duckdb.connect() as connection:
        names = ("unit", "year", "province", "project", "slot", "operator", "target", "actual", "weight")
        kinds = ", ".join(f"{name} {'BIGINT' if name in {'year', 'target', 'actual', 'weight'} else 'VARCHAR'}" for name in names)
        connection.execute(f"CREATE TABLE made ({kinds})")
        connection.executemany(f"INSERT INTO made VALUES ({', '.join('?' * len(names))})", rows)
        connection.execute(f"COPY made TO '{path}' (FORMAT parquet)")
    rolled, problems = projects.run(str(path), book.schemes[SCHEME], book, tmp_path / "o.parquet")
    assert rolled is not None, problems
    found = {str(row["project"]): row["points"] for row in table(tmp_path / "o.projects.parquet")}
    assert found == {row[3]: _by_fractions(*row[5:]) for row in rows}


@pytest.mark.parametrize("years", [(2023,), (2022, 2023, None)])
def test_a_project_without_a_name_is_refused(years: tuple[int | None, ...], book: Book, tmp_path: Path) -> None:
    """Of whatever blanks the name is made, and whatever letter another begins with."""
    names = ["", " ", "\u3000", "\u2003 \xa0", "\x7f", "!", "~", "Ärzte", "甲", "、", "　甲", " x", None]
    path = tmp_path / "names.parquet"
    rows = [(unit, year, project, "N10-O", "at_least", 100, 50, 1000) for unit in names for project in names for year in years]
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE made (unit VARCHAR, year BIGINT, project VARCHAR, slot VARCHAR, operator VARCHAR, target BIGINT, actual BIGINT, weight BIGINT)"
        )
        connection.executemany("INSERT INTO made VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        connection.execute(f"COPY made TO '{path}' (FORMAT parquet)")
    rolled, problems = projects.run(str(path), book.schemes[SCHEME], book, tmp_path / "o.parquet")
    assert rolled is not None, problems
    sound = [name for name in names if name is not None and name.strip(" \u3000\u2003\xa0")]
    wanted = {(unit, year, project) for unit in sound for project in sound for year in years if year is not None}
    found = [(row["unit"], row["year"], row["project"]) for row in table(tmp_path / "o.projects.parquet")]
    assert len(found) == len(wanted)
    assert set(found) == wanted
    assert (rolled.rows, rolled.refused) == (len(rows), len(rows) - len(wanted))


def test_a_method_holds_at_its_own_slots_and_operators(book: Book, tmp_path: Path) -> None:
    """Where two slots have different methods under one operator, and a slot or an operator is of no scheme."""
    scheme = book.schemes[SCHEME]
    ways = {(slot.id, operator): method for slot in scheme.slots for operator, method in slot.methods.items()}
    first, second = scheme.slots[0], scheme.slots[1]
    swapped = replace(
        second, methods={**second.methods, "at_least": ways[first.id, "at_most"], "at_most": ways[first.id, "at_least"]}
    )
    mixed = replace(scheme, rows=tuple(swapped if row is second else row for row in scheme.rows))
    rows = [
        (f"{slot} {operator}", slot, operator, 100, actual, 1000)
        for slot in (first.id, second.id, "N99", None)
        for operator in ("at_least", "at_most", "equal", "words", "never", None)
        for actual in (50, 200)
    ]
    path = tmp_path / "places.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE made (project VARCHAR, slot VARCHAR, operator VARCHAR, target BIGINT, actual BIGINT, weight BIGINT)"
        )
        connection.executemany("INSERT INTO made VALUES (?, ?, ?, ?, ?, ?)", [(f"{r[0]} {r[4]}", *r[1:]) for r in rows])
        connection.execute(f"COPY (SELECT '局' AS unit, CAST(2023 AS BIGINT) AS year, * FROM made) TO '{path}' (FORMAT parquet)")
    rolled, problems = projects.run(str(path), mixed, book, tmp_path / "o.parquet")
    assert rolled is not None, problems

    def points(slot: str | None, operator: str | None, actual: int) -> int | None:
        if slot == second.id and operator in ("at_least", "at_most"):
            operator = "at_most" if operator == "at_least" else "at_least"
        known = slot in (first.id, second.id) and operator in ("at_least", "at_most", "equal")
        return _by_fractions(str(operator), 100, actual, 1000) if known else None

    found = {str(row["project"]): row["points"] for row in table(tmp_path / "o.projects.parquet")}
    assert found == {f"{name} {actual}": points(slot, operator, actual) for name, slot, operator, _, actual, _ in rows}


def test_a_total_that_differs_stops_the_run(facts: Path, book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projects, "_totals", lambda *_: {"道路": 1, "桥梁": 2, "学校": 3, "医院": 4})
    rolled, problems = projects.run(str(facts), book.schemes[SCHEME], book, tmp_path / "o.parquet")
    assert rolled is None
    assert [each.code for each in problems] == ["BA06"]
    assert not (tmp_path / "o.parquet").exists()


def test_the_command_takes_the_long_layout(facts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["batch", str(facts), "--layout", "long", "-o", str(tmp_path / "o.parquet")]
    assert main([*given, "--scheme", SCHEME]) == 3
    assert "项目 4 个，单位 3 个" in capsys.readouterr().out
    assert main([*given, "--scheme", "teaching-zhanjiang"]) == 2
    assert "BA19" in capsys.readouterr().err


def test_the_long_table_may_be_csv_with_chinese_heads(facts: Path, book: Book, tmp_path: Path) -> None:
    """The same rows as text under Chinese heads come to the same tables; a head without its unit is not taken for one."""
    heads = "单位,年度,省份,项目名称,栏目,符号,目标值（0.01）,实际完成值（0.01）,分值（0.01分）,评定得分（0.01分）,项目金额（分）"
    (tmp_path / "中文.csv").write_text(f"{heads}\n{ROWS}\n", encoding="utf-8")
    for name, given in (("o", facts), ("c", tmp_path / "中文.csv")):
        rolled, problems = projects.run(str(given), book.schemes[SCHEME], book, tmp_path / f"{name}.parquet")
        assert rolled is not None, problems
    for ending in ("parquet", "projects.parquet"):
        assert table(tmp_path / f"o.{ending}") == table(tmp_path / f"c.{ending}")
    (tmp_path / "无单位.csv").write_text(f"{heads.replace('（0.01分）', '')}\n{ROWS}\n", encoding="utf-8")
    rolled, problems = projects.run(str(tmp_path / "无单位.csv"), book.schemes[SCHEME], book, tmp_path / "n.parquet")
    assert rolled is None
    assert {each.code for each in problems} <= {"BA01", "BA23"}
