"""A plain sheet of names and values: what the dictionary knows is read with its cell; what is not understood is listed and never guessed."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from hengji.reading import value_sheets

if TYPE_CHECKING:
    from hengji.reading.value_sheets import Found
    from hengji.rulebook.book import Book

YEAR = 2023


def sheet(*rows: tuple[Any, ...]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.title = "数据"
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def read(book: Book, *rows: tuple[Any, ...]) -> Found:
    found, problems = value_sheets.read(sheet(*rows), "数据.xlsx", book, YEAR)
    assert problems == ()
    return found


def taken(found: Found) -> list[tuple[str, str, int, str, str]]:
    return [(each.label, each.stage, each.years, each.text, each.place.where) for each in found.values]


def left(found: Found) -> list[tuple[str, str, str]]:
    return [(each.label, each.place.where, each.why) for each in found.left]


def test_two_columns_with_a_unit_in_the_head(book: Book) -> None:
    found = read(book, ("项目", "金额（万元）"), ("本年收入合计", 2916.27), ("编制数", "64人"), ("在职人数", 63), ("食堂结余", 3.5))
    assert taken(found) == [
        ("本年收入合计", "outturn", 0, "2916.27万元", "数据!B2"), ("编制数", "", 0, "64人", "数据!B3"), ("在职人员数", "", 0, "63", "数据!B4"),
    ]  # fmt: skip
    assert left(found) == [("食堂结余", "数据!B5", "name")]
    assert (found.dated, found.measured) == (False, True)


def test_a_column_for_each_stage_and_year(book: Book) -> None:
    heads = ("项目", "年初预算数", "全年预算数", "决算数", "上年决算数")
    found = read(book, ("2023年度数据",), ("单位：万元",), heads, ("其中：基本支出", 1100, 1102.32, 1101.73, 1000))
    assert [each[1:4] for each in taken(found)] == [
        ("original", 0, "1100万元"), ("revised", 0, "1102.32万元"), ("outturn", 0, "1101.73万元"), ("outturn", -1, "1000万元"),
    ]  # fmt: skip
    assert (found.left, found.dated) == ([], True)


def test_years_as_heads_and_two_heads_on_top_of_each_other(book: Book) -> None:
    found = read(book, ("项目", 2022, "2023年"), ("公务接待费（元）", 48400, 43800))
    assert [each[2:4] for each in taken(found)] == [(-1, "48400元"), (0, "43800元")]
    found = read(book, ("项目", "2022年度", "2023年度"), ("", "决算数", "年初预算数"), ("公务接待费", 4.84, 5))
    assert [each[1:4] for each in taken(found)] == [("outturn", -1, "4.84"), ("original", 0, "5")]


def test_a_sheet_of_last_year_gives_last_years_figures(book: Book) -> None:
    found = read(book, ("2022年度基本情况",), ("项目", "金额（元）", "上年数"), ("公务接待费", 48400, 1))
    assert taken(found) == [("公务接待费", "outturn", -1, "48400元", "数据!B3")]
    assert left(found) == [("公务接待费", "数据!C3", "year")]


def test_the_unit_of_one_row_is_not_that_of_the_others(book: Book) -> None:
    found = read(book, ("项目", "金额"), ("公务接待费（元）", 43800), ("本年支出合计", 2900.8))
    assert [each[3] for each in taken(found)] == ["43800元", "2900.8"]
    assert not found.measured


def test_a_unit_column_and_two_tables_beside_each_other(book: Book) -> None:
    found = read(book, ("项目", "单位", "数额", "项目", "单位", "数额"), ("本年收入合计", "万元", 10, "公务接待费", "元", 20))
    assert [(each[0], each[3], each[4]) for each in taken(found)] == [
        ("本年收入合计", "10万元", "数据!C2"),
        ("公务接待费", "20元", "数据!F2"),
    ]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ((("项目", "预算数"), ("公务接待费", 5)), "stage"),
        ((("项目", "年初预算数"), ("编制数", 5)), "stage"),
        ((("项目", "增减率"), ("公务接待费", 5)), "head"),
        ((("项目", "政府性基金预算财政拨款"), ("本年支出合计", 5)), "scope"),
        ((("政府性基金预算财政拨款收支",), ("项目", "金额"), ("本年支出合计", 5)), "scope"),
        ((("项目", "金额"), ("本年支出合计", "5人")), "unit"),
        ((("项目", "金额"), ("编制数（万元）", "5万元")), "unit"),
        ((("项目", "金额"), ("公务接待费", "≤5")), "number"),
        ((("项目", "金额"), ("公务接待费", "见附件")), "number"),
        ((("项目", "金额"), ("公务接待费", "=1+2")), "formula"),
        ((("项目", "2019年"), ("公务接待费", 5)), "year"),
        ((("项目", "金额"), ("食堂结余", 5)), "name"),
    ],
)
def test_what_is_not_clear_is_left_and_told(book: Book, rows: tuple[tuple[Any, ...], ...], why: str) -> None:
    found = read(book, *rows)
    assert (found.values, [each.why for each in found.left]) == ([], [why])


def test_two_figures_of_one_fact_are_both_left(book: Book) -> None:
    found = read(book, ("项目", "甲", "乙"), ("公务接待费", 5, 6), ("本年支出合计", 7, 7))
    assert left(found) == [("公务接待费", "数据!B2", "twice"), ("公务接待费", "数据!C2", "twice")]
    assert {each[3] for each in taken(found)} == {"7"}


def test_numbers_of_rows_and_notes_are_no_values(book: Book) -> None:
    found = read(
        book,
        ("序号", "项目", "金额（万元）", "备注"),
        (1, "公务接待费", 4.38, "比上年少 0.46 万元"),
        (2, "本年支出合计", 2900.8, 12),
    )
    assert [each[3] for each in taken(found)] == ["4.38万元", "2900.8万元"]


def test_a_file_that_is_no_workbook_says_so(book: Book) -> None:
    found, problems = value_sheets.read(b"no workbook", "数据.xlsx", book, YEAR)
    assert (found.values, bool(problems)) == ([], True)
