"""Score tables with something wrong: one problem each, at its cell, with what was expected and how to mend it; nothing written."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook, load_workbook
from tests.exchange import tables_maker
from tests.exchange.tables_maker import finished, put

from hengji import exchange
from hengji.reading.score_tables.assemble import Given
from hengji.rulebook import load
from hengji.rulebook.draft import text_of
from hengji.rulebook.files import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from hengji.core.problem import Problem
    from hengji.exchange import Written
    from hengji.rulebook.book import Book

    Read = Callable[..., tuple[Written | None, tuple[Problem, ...]]]

HEAD = ("一级指标", "二级指标", "三级指标", "分值", "评分标准")
SOUND = (
    ("投入", "配置", "在职人员控制率", 40, "按时完成得满分，否则不得分"),
    ("投入", "配置", "预算执行率", 60, "得分=执行率×分值"),
    ("合计", None, None, 100, None),
)
GIVEN = Given(id="t", years=(2025, 2025))


def table(*rows: tuple[str | float | None, ...], head: tuple[str | None, ...] = HEAD) -> bytes:
    """A small table of one sheet, its header in the first row."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "表"
    for at, row in enumerate((head, *rows), start=1):
        put(sheet, at, row)
    return finished(book)


def only(problems: tuple[Problem, ...]) -> tuple[str, str]:
    """The code and place of the one problem there is, which has all its words."""
    assert [(each.code, each.place.where) for each in problems] == [(problems[0].code, problems[0].place.where)]
    found = problems[0]
    assert found.message
    assert found.expected
    assert found.effect
    assert found.fix
    return found.code, found.place.where


def test_the_sound_table_is_read(imported: Read) -> None:
    written, problems = imported(table(*SOUND), GIVEN)
    assert problems == ()
    assert written is not None


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (table(*SOUND, head=("一级指标", "二级指标", "三级指标", "分值", "评分标标")), ("TB02", "表!E1")),
        (table(*SOUND, head=("甲", "乙", "丙", "丁", "戊")), ("TB01", "表")),
        (table(*SOUND[:2], ("合计", None, None, 100), *SOUND[2:]), ("TB03", "表!A5")),
        (table(("投入", "配置", "甲", 39.99, ""), *SOUND[1:]), ("TB04", "表!A4")),
        (table(("投入", "配置", "甲", 39.99, ""), SOUND[1]), ("TB04", "表!D3")),
        (table(("投入", "配置", "甲", "四十分", ""), *SOUND[1:]), ("TB06", "表!D2")),
    ],
    ids=["look-alike", "no header", "two totals", "99.99 with total", "99.99 without", "weight in words"],
)
def test_a_broken_table_is_one_problem_at_its_cell(content: bytes, expected: tuple[str, str], imported: Read) -> None:
    written, problems = imported(content, GIVEN)
    assert written is None
    assert only(problems) == expected


def test_the_score_column_misspelt_is_named_with_the_word_that_was_meant(imported: Read) -> None:
    written, problems = imported(table(*SOUND, head=(*HEAD, "得份")), GIVEN)
    assert written is None
    assert only(problems) == ("TB02", "表!F1")
    assert "“得分”" in problems[0].message


def test_a_formula_without_its_value_stops_the_import(imported: Read) -> None:
    written, problems = imported(table(("投入", "配置", "甲", "=20+20", ""), *SOUND[1:]), GIVEN)
    assert written is None
    assert only(problems) == ("TB09", "表!D2")


@pytest.mark.parametrize(("total", "code"), [(60, "TB19"), (59, "TB04")])
def test_a_sum_without_its_value_is_added_up_from_the_rows(total: int, code: str, imported: Read) -> None:
    """A table that a script or a web office made: =SUM in the total and in the scores, no stored result."""
    rows = (SOUND[0][:5], (*SOUND[1][:3], total, SOUND[1][4]), ("合计", None, None, "=SUM(D2:D3)", None, "=SUM(F2:F3)"))
    written, problems = imported(table(*rows, head=(*HEAD, "得分")), GIVEN)
    assert (written is not None, problems[-1].code) == (code == "TB19", code)
    if written is not None:
        assert len(written.imported.draft.rows) == 2
        assert only(problems) == ("TB19", "表!D4")


def test_the_same_indicator_twice_is_told(imported: Read) -> None:
    written, problems = imported(table(*(("投入", "配置", "预算执行率", 50, "得分=执行率×分值"),) * 2), GIVEN)
    assert only(problems) == ("TB21", "表!C3")
    assert written is not None


def test_a_sentence_about_the_scheme_that_is_not_understood_is_left_to_a_person_also_after_an_export(
    imported: Read, source: Source
) -> None:
    note = ("注：存在违规的，酌情取消评优资格。", None, None, None, None)
    written, _ = imported(table(*SOUND, note), GIVEN)
    assert written is not None
    assert [each.what for each in written.imported.draft.open if "取消评优资格" in each.what]
    files_ = Source({**source.files, "schemes/t.yaml": written.text.encode()})
    book, problems = load.build(files_)
    assert problems == ()
    content, _ = exchange.table_from_scheme("t", book, files_)
    assert content is not None
    again, _ = imported(content, Given())
    assert again is not None
    assert [each.what for each in again.imported.draft.open if "取消评优资格" in each.what]


def test_without_a_year_the_scheme_is_not_written(imported: Read) -> None:
    written, problems = imported(table(*SOUND), Given(id="t"))
    assert written is None
    assert only(problems)[0] == "TB11"


def test_a_sheet_that_is_not_there_is_named_with_those_that_are(imported: Read) -> None:
    written, problems = imported(table(*SOUND), Given(id="t", years=(2025, 2025), sheet="评分"))
    assert written is None
    assert only(problems)[0] == "TB14"
    assert "表" in problems[0].expected


@pytest.mark.parametrize(
    ("standard", "code", "why"),
    [
        ("90%（含）以上得40分；80%（含）至90%（含）得30分；80%以下不得分", "TB07", "重叠"),
        ("90%（含）以上得40分；80%（含）至85%得30分；80%以下不得分", "TB07", "空档"),
        ("90%（含）以上得50分；90%以下不得分", "TB08", "超出分值"),
        ("不超过100%得5分，每超过1%扣0.5分，不足1%的不扣，扣完为止", "TB08", "满分是 5 分"),
        ("①有制度（10分）；②能执行（20分）", "TB08", "加起来是 30 分"),
    ],
)
def test_wrong_words_are_told_at_the_cell_and_the_row_is_left_to_a_person(
    standard: str, code: str, why: str, imported: Read
) -> None:
    written, problems = imported(table(("投入", "配置", "完成率", 40, standard), *SOUND[1:]), GIVEN)
    assert only(problems) == (code, "表!E2")
    assert written is not None
    row = written.imported.draft.rows[0]
    assert text_of(row.tree, "method") == "null"
    assert any(why in each.what for each in row.undecided)


def test_a_part_whose_rows_come_to_something_else_is_told(imported: Read) -> None:
    rows = (("投入（50分）", "配置", "甲", 40, ""), ("投入（50分）", "配置", "乙", 60, ""))
    written, problems = imported(table(*rows), GIVEN)
    assert written is not None
    assert ("TB05", "表!A2") in [(each.code, each.place.where) for each in problems]


def test_an_unknown_base_is_told(imported: Read, book: Book, source: Source) -> None:
    content, _ = exchange.table_from_scheme("hn-yiyang-2020", book, source)
    written, problems = imported(_with_setting(content or b"", "沿用方案", "nowhere-2020"))
    assert written is None
    assert [each.code for each in problems] == ["RB14"]


def test_a_misspelt_setting_is_told_at_its_cell(imported: Read, book: Book, source: Source) -> None:
    content, _ = exchange.table_from_scheme("hn-2017", book, source)
    written, problems = imported(_with_setting(content or b"", "计分方法", None, rename="计分办发"))
    assert written is None
    assert only(problems)[0] == "TB12"
    assert problems[0].place.where.startswith("设置!B")


def test_a_method_that_lacks_a_parameter_is_told_at_the_row_of_the_table(imported: Read, book: Book, source: Source) -> None:
    content, _ = exchange.table_from_scheme("hn-2017", book, source)
    written, problems = imported(_with_setting(content or b"", "参数·步长", "1步"))
    assert written is None
    assert {each.place.where for each in problems} == {"评分表!D4"}  # it cannot be read, and so it is missing


def test_settings_of_a_row_that_was_deleted_are_told(imported: Read, book: Book, source: Source) -> None:
    content, _ = exchange.table_from_scheme("cn-mof-2013-53", book, source)
    opened = load_workbook(BytesIO(content or b""))
    sheet = opened["评分表"]
    for merged in [str(each) for each in sheet.merged_cells.ranges]:
        sheet.unmerge_cells(merged)
    sheet.delete_rows(4)
    written, problems = imported(finished(opened))
    assert written is not None
    assert only(problems)[0] == "TB13"


def test_a_row_that_a_clerk_adds_to_an_exported_table_is_read_by_its_words(imported: Read, book: Book, source: Source) -> None:
    content, _ = exchange.table_from_scheme("cn-mof-2013-53", book, source)
    opened = load_workbook(BytesIO(content or b""))
    sheet = opened["评分表"]
    last = sheet.max_row
    for column, value in {1: "N53-X", 2: "效果", 3: "履职效益", 4: "新指标", 9: "视情况酌情打分"}.items():
        sheet.cell(last + 1, column, value)
    written, _ = imported(finished(opened))
    assert written is not None
    added = next(row for row in written.imported.draft.rows if row.id == "N53-X")
    assert text_of(added.tree, "method") == "entered_points"


def _with_setting(content: bytes, setting: str, value: str | None, rename: str = "") -> bytes:
    """An exported workbook with the first line of a setting changed; openpyxl forgets the total's value, an office program does not."""
    opened = load_workbook(BytesIO(content))
    for cell in (cell for row in opened["评分表"].iter_rows() for cell in row):
        if isinstance(cell.value, str) and cell.value.startswith("=SUM"):
            cell.value = 100
    sheet = opened["设置"]
    row = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 2).value == setting)
    if value is not None:
        sheet.cell(row, 3, value)
    if rename:
        sheet.cell(row, 2, rename)
    return finished(opened)


# ---- files


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 40, "评分表.xlsx"),
        (b"%PDF-1.7\n", "评分表.xlsx"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "评分表.xlsx"),
        (b"", "评分表.xlsx"),
        (tables_maker.hunan()[:2000], "评分表.xlsx"),
    ],
    ids=["encrypted", "pdf", "web page", "empty", "cut off"],
)
def test_what_is_no_workbook_is_one_problem(content: bytes, name: str, imported: Read) -> None:
    written, problems = imported(content, GIVEN, name)
    assert written is None
    assert only(problems)[0].startswith("RD")


def test_a_bomb_is_refused_by_the_gate(imported: Read) -> None:
    buffer = BytesIO(tables_maker.hunan())
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet99.xml", b"\0" * 150_000_000)
    written, problems = imported(buffer.getvalue(), GIVEN)
    assert written is None
    assert only(problems)[0].startswith("RD")


def test_hidden_rows_are_not_read_and_are_told(imported: Read) -> None:
    opened = load_workbook(BytesIO(table(*SOUND[:2])))
    sheet = opened["表"]
    put(sheet, 4, ("投入", "配置", "藏起来的", 50, ""))
    sheet.row_dimensions[4].hidden = True
    written, problems = imported(finished(opened), GIVEN)
    assert written is not None
    assert len(written.imported.draft.rows) == len(SOUND) - 1
    assert len(problems) == 1
