"""Tables as bureaus have them: long as CSV, in the letters of Chinese Excel, with Chinese heads, with columns that the scheme does not use."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.batch.facts import score, table
from tests.scoring.small import scheme as small_scheme

from hengji.batch.shape import shape

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.core.problem import Problem
    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Scheme

SOURCE = "reference: {source: 教学, confidence: V}"
ROWS = f"""
  - {{id: A, path: [甲], weight: 60, measure: '本年支出合计 ÷ 本年支出合计[年初预算]', method: ratio_capped, {SOURCE}}}
  - {{id: B, path: [乙], weight: 40, measure: 资产盘点已开展, method: yes_no, {SOURCE}}}
"""
HEADS = ("unit", "year", "expenditure_total__outturn", "expenditure_total__original", "assets_inventoried", "headcount")
UNITS = (
    ("甲局", 2023, 290_080, 300_000, "是", 5),
    ("乙局", 2023, 150_000, 300_000, "0", -4),
    ("丙局", 2023, None, 300_000, "true", 7),
)


@pytest.fixture(scope="module")
def small(book: Book) -> Scheme:
    return small_scheme(ROWS, book)


@pytest.fixture(scope="module")
def heads(small: Scheme, book: Book) -> tuple[str, ...]:
    from hengji.batch.shape import shape

    truth = next(name for name, column in shape(small, book).facts.items() if column.kind == "truth")
    return tuple(truth if name == "assets_inventoried" else name for name in HEADS)


def written(path: Path, heads: tuple[str, ...], rows: object = UNITS, encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        writer.writerows(rows)  # type: ignore[arg-type] # rows of cells
    return path


def points(path: Path, scheme: Scheme, book: Book) -> list[tuple[object, ...]]:
    out = path.parent / "out.parquet"
    outcome, problems = score(path, scheme, book, out)
    assert outcome is not None, problems
    return sorted((str(row["unit"]), row["points__A"], row["points__B"], row["total"]) for row in table(out))


def refused(path: Path, scheme: Scheme, book: Book) -> Problem:
    outcome, problems = score(path, scheme, book, path.parent / "out.parquet")
    assert outcome is None
    assert len(problems) == 1, problems
    return problems[0]


EXPECTED = [("丙局", None, 4000, None), ("乙局", 3000, 0, 3000), ("甲局", 5802, 4000, 9802)]


def long(heads: tuple[str, ...]) -> list[tuple[object, ...]]:
    cells = [(unit[0], unit[1], name, cell) for unit in UNITS for name, cell in zip(heads[2:], unit[2:], strict=True)]
    return [cell for cell in cells if cell[3] is not None]


def impossible(path: Path, scheme: Scheme, book: Book) -> dict[str, int]:
    points(path, scheme, book)
    quality = json.loads((path.parent / "out.json").read_text(encoding="utf-8"))["quality"]
    return {each["name"]: each["impossible"] for each in quality["unknowns"] if each["impossible"]}


def test_a_long_table_may_be_csv(heads: tuple[str, ...], small: Scheme, book: Book, tmp_path: Path) -> None:
    path = written(tmp_path / "long.csv", ("unit", "year", "name", "value"), long(heads))
    assert points(path, small, book) == EXPECTED


def test_a_cell_of_a_long_csv_that_is_no_number_is_named(heads: tuple[str, ...], small: Scheme, book: Book, tmp_path: Path) -> None:
    cells = long(heads)
    cells[3] = (*cells[3][:3], "2916.27")
    found = refused(written(tmp_path / "long.csv", ("unit", "year", "name", "value"), cells), small, book)
    assert (found.code, str(found.place), found.found) == ("BA13", "long.csv:5:value", "2916.27")


@pytest.mark.parametrize("layout", ["wide", "long"])
def test_a_negative_headcount_that_the_scheme_does_not_use_is_counted(
    layout: str, heads: tuple[str, ...], small: Scheme, book: Book, tmp_path: Path
) -> None:
    if layout == "wide":
        path = written(tmp_path / "f.csv", heads)
    else:
        path = written(tmp_path / "f.csv", ("unit", "year", "name", "value"), long(heads))
    assert impossible(path, small, book) == {"headcount": 1}


def test_words_in_a_column_that_the_scheme_does_not_use_are_counted_and_stop_nothing(
    heads: tuple[str, ...], small: Scheme, book: Book, tmp_path: Path
) -> None:
    rows = [(*unit[:5], each) for unit, each in zip(UNITS, ("约五人", "-4", ""), strict=True)]
    assert impossible(written(tmp_path / "f.csv", heads, rows), small, book) == {"headcount": 2}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_csv_in_the_letters_of_the_office_is_read(
    encoding: str, heads: tuple[str, ...], small: Scheme, book: Book, tmp_path: Path
) -> None:
    assert points(written(tmp_path / "f.csv", heads, encoding=encoding), small, book) == EXPECTED


@pytest.mark.parametrize(
    ("broken", "line"),
    [(b"\xff\xff", 3), ("\u4e59".encode("utf-16-le") + b"\0\0", 3), (b"\0", 3)],
    ids=["none", "utf-16 unmarked", "nul"],
)
def test_letters_that_nobody_can_read_are_told_with_their_line(
    broken: bytes, line: int, heads: tuple[str, ...], small: Scheme, book: Book, tmp_path: Path
) -> None:
    path = written(tmp_path / "f.csv", heads)
    path.write_bytes(path.read_bytes().replace("乙局".encode(), broken))
    found = refused(path, small, book)
    assert (found.code, str(found.place), found.found) == ("BA22", f"f.csv:{line}", str(line))


CHINESE = ("单位", "年度", "本年支出合计[决算]", "本年支出合计（年初预算）", "资产盘点已开展", "在职人员数")


def test_heads_may_be_the_labels_of_the_dictionary(small: Scheme, book: Book, tmp_path: Path) -> None:
    assert points(written(tmp_path / "f.csv", CHINESE, encoding="gbk"), small, book) == EXPECTED
    assert impossible(tmp_path / "f.csv", small, book) == {"headcount": 1}


def test_a_head_that_is_no_label_is_told_with_the_nearest(small: Scheme, book: Book, tmp_path: Path) -> None:
    found = refused(written(tmp_path / "f.csv", (*CHINESE[:3], "本年支出合计[年初预算数]", *CHINESE[4:])), small, book)
    assert found.code == "BA01"
    assert "最接近的是“本年支出合计[年初预算数]”" in found.message


def test_a_column_that_nothing_resembles_is_told_without_an_empty_guess(small: Scheme, book: Book, tmp_path: Path) -> None:
    found = refused(written(tmp_path / "f.csv", ("单位", "年度", "本年支出合计[决算]", "x", "资产盘点已开展", "y")), small, book)
    assert found.code in {"BA01", "BA23"}
    assert "“”" not in found.message


def test_one_fact_in_two_columns_is_told(heads: tuple[str, ...], small: Scheme, book: Book, tmp_path: Path) -> None:
    found = refused(written(tmp_path / "f.csv", (*heads, "在职人员数"), [(*unit, 9) for unit in UNITS]), small, book)
    assert (found.code, found.found) == ("BA24", "在职人员数")
    assert "headcount" in found.message


def test_the_page_prints_the_risks_that_the_sample_is_drawn_by(
    heads: tuple[str, ...], small: Scheme, book: Book, tmp_path: Path
) -> None:
    book = replace(book, sampling=replace(book.sampling, unknown=7))
    points(written(tmp_path / "f.csv", heads), small, book)
    assert "5 分以上加 3，数字互相矛盾加 2，有缺数据的指标加 7。" in (tmp_path / "out.html").read_text(encoding="utf-8")
    with (tmp_path / "out.sample.csv").open(encoding="utf-8") as file:
        risks = {row["unit"]: row["risk"] for row in csv.DictReader(file)}
    assert risks == {"甲局": "1", "乙局": "1", "丙局": "8"}


def test_names_of_a_long_table_that_nobody_knows_are_counted_and_told(
    heads: tuple[str, ...], small: Scheme, book: Book, tmp_path: Path
) -> None:
    cells = [*long(heads), ("甲局", 2023, "在职人数", 9), ("乙局", 2023, "在职人数", 8), ("甲局", 2023, "total_expenditur", 1)]
    points(written(tmp_path / "long.csv", ("unit", "year", "name", "value"), cells), small, book)
    manifest = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert manifest["facts"]["unread"] == {"total_expenditur": 1, "在职人数": 2}
    assert "在职人数（2 个数）" in (tmp_path / "out.html").read_text(encoding="utf-8")


def test_columns_of_a_wide_table_that_nobody_knows_are_counted_and_told(
    heads: tuple[str, ...], small: Scheme, book: Book, tmp_path: Path
) -> None:
    more = (*heads, "total_expenditur", "在职人数", "备注")
    cells = [(*UNITS[0], 1, 9, None), (*UNITS[1], None, 8, None), (*UNITS[2], None, None, None)]
    points(written(tmp_path / "f.csv", more, cells), small, book)
    manifest = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert manifest["facts"]["unread"] == {"total_expenditur": 1, "在职人数": 2}
    assert "在职人数（2 个数）" in (tmp_path / "out.html").read_text(encoding="utf-8")


def test_the_columns_of_another_year_of_a_known_fact_are_no_strangers(
    heads: tuple[str, ...], small: Scheme, book: Book, tmp_path: Path
) -> None:
    points(written(tmp_path / "f.csv", (*heads, "previous2__headcount"), [(*unit, 1) for unit in UNITS]), small, book)
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["facts"]["unread"] == {}


def test_what_says_yes_or_no_stands_in_the_law_book(small: Scheme, book: Book) -> None:
    assert {"是", "否"} <= {*book.phrases["batch.holds"], *book.phrases["batch.fails"]}
    found = shape(small, replace(book, phrases={**book.phrases, "batch.holds": ("有",), "batch.fails": ("无",)}))
    assert (found.holds, found.fails) == (("有",), ("无",))
