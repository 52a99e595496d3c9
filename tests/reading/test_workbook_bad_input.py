"""What a clerk may get wrong in a workbook: each wrong thing is one problem that names sheet and cell, all of them in one run."""

from __future__ import annotations

import zipfile
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from hengji.core.quantity import Quantity
from hengji.reading.formats import container, spreadsheet
from hengji.reading.formats import workbook as workbook_file
from hengji.rulebook import machine, sheets
from hengji.rulebook.load import load
from hengji.writing import workbook

if TYPE_CHECKING:
    from collections.abc import Callable

    from hengji.core.problem import Problem
    from hengji.rulebook.book import Book

NAME = "填报表.xlsx"


@pytest.fixture(scope="module")
def empty(book: Book) -> bytes:
    return workbook.blank(book, book.schemes["hn-yiyang-2020"], "某局", 2020)


def changed(content: bytes, change: Callable[[Workbook], object]) -> bytes:
    pages = load_workbook(BytesIO(content))
    change(pages)
    out = BytesIO()
    pages.save(out)
    return out.getvalue()


def problems(content: bytes, book: Book) -> tuple[Problem, ...]:
    _, found = workbook_file.read(content, NAME, book)
    return found


def said(found: tuple[Problem, ...]) -> list[tuple[str, str]]:
    return [(problem.code, problem.place.where) for problem in found]


@cache
def tables() -> machine.Machine:
    """The hidden table of the empty workbook: which cell is which fact."""
    book, _ = load()
    hidden = load_workbook(BytesIO(workbook.blank(book, book.schemes["hn-yiyang-2020"], "", 2020)))[sheets.read(book)[0].machine]
    table = machine.decode(tuple(str(cell.value or "") for cell in row[: machine.WIDTH]) for row in hidden.iter_rows())
    assert table is not None
    return table


def cell_of(name: str, column: str = "outturn") -> tuple[str, str]:
    """The sheet and the cell of a fact."""
    stage, _, years = column.partition(":")
    for part in tables().parts:
        for key in part.keys:
            for field in part.columns:
                if key.name == name and field.extra.startswith(f"{stage}:{years or 0}:"):
                    return part.sheet, machine.place(key.row, field.column)
    raise AssertionError(name)


def table_row(pages: Workbook, sheet: str, head: str, offset: int = 1) -> int:
    """The row below a head, counted from 1."""
    for number, row in enumerate(pages[sheet].iter_rows(values_only=True), start=1):
        if head in row:
            return number + offset
    raise AssertionError(head)


def put(name: str, value: str | float, column: str = "outturn") -> Callable[[Workbook], None]:
    sheet, cell = cell_of(name, column)

    def change(pages: Workbook) -> None:
        pages[sheet][cell].value = value

    return change


WRONG_AMOUNTS = {
    "本年支出合计": ("约1864", "IN01"),
    "本年收入合计": ("1e400", "IN01"),
    "基本支出": ("nan", "IN01"),
    "项目支出": ("1_000", "IN01"),
    "人员经费": ("12,34", "IN01"),
    "公用经费": ("１２．５", "IN06"),
    "其他收入": ("٣", "IN01"),
    "事业收入": ("-3", "IN17"),
    "经营收入": ("1864.04圆整", "IN03"),
    "上级补助收入": ("67人", "IN08"),
    "收入总计": ("123456789012345678901", "IN04"),
}


def test_what_is_no_amount_is_named_with_its_cell(book: Book, empty: bytes) -> None:
    def all_of_them(pages: Workbook) -> None:
        for name, (typed, _) in WRONG_AMOUNTS.items():
            put(name, typed)(pages)

    found = problems(changed(empty, all_of_them), book)
    assert sorted(said(found)) == sorted((code, "!".join(cell_of(name))) for name, (_, code) in WRONG_AMOUNTS.items())
    assert all(each.message and each.fix for each in found)


def test_a_number_keeps_the_decimals_that_were_typed(book: Book, empty: bytes) -> None:
    typed: dict[str, str | float] = {"本年支出合计": "2900.8", "基本支出": "14.00", "项目支出": 2900.8, "人员经费": "1,234.50"}

    def write(pages: Workbook) -> None:
        for name, value in typed.items():
            put(name, value)(pages)

    case, found = workbook_file.read(changed(empty, write), NAME, book)
    assert found == ()
    assert case is not None
    printed = {book.concepts[fact.concept].label: fact.value.printed for fact in case.facts if isinstance(fact.value, Quantity)}
    assert printed == {"本年支出合计": "2900.8万元", "基本支出": "14.00万元", "项目支出": "2900.8万元", "人员经费": "1234.50万元"}


def test_a_pasted_share_is_asked_about_and_a_per_cent_sign_answers(book: Book, empty: bytes) -> None:
    found = problems(changed(empty, put("在职人员控制率", 0.9853)), book)
    assert said(found) == [("IN45", "!".join(cell_of("在职人员控制率")))]
    assert "98.53%" in found[0].message
    for answer in ("98.53%", "98.53", "0.53", 98.53):
        assert problems(changed(empty, put("在职人员控制率", answer)), book) == ()


def test_yuan_for_wan_yuan_is_a_question_that_names_both_cells(book: Book, empty: bytes) -> None:
    def both(pages: Workbook) -> None:
        put("“三公”经费", "348600")(pages)
        put("“三公”经费", "16.07", "outturn:-1")(pages)

    this, last = cell_of("“三公”经费"), cell_of("“三公”经费", "outturn:-1")
    found = problems(changed(empty, both), book)
    assert said(found) == [("IN19", "!".join(this))]
    assert "!".join(last) in found[0].message
    assert "16.07" in found[0].message
    assert "348600" in found[0].message


def test_a_reason_beside_the_figure_answers_the_question(book: Book, empty: bytes) -> None:
    sheet, cell = cell_of("“三公”经费")

    def all_three(pages: Workbook) -> None:
        put("“三公”经费", "348600")(pages)
        put("“三公”经费", "16.07", "outturn:-1")(pages)
        row = pages[sheet][cell].row
        heads = {each.value: each.column for each in pages[sheet][table_row(pages, sheet, "出处", 0)]}
        pages[sheet].cell(row, heads["变动原因或说明"] or 0).value = "机构合并"

    assert problems(changed(empty, all_three), book) == ()


def test_a_head_that_was_renamed_is_named_with_what_it_was(book: Book, empty: bytes) -> None:
    def rename(pages: Workbook) -> None:
        pages["收支"]["C2"].value = "年初数"

    found = problems(changed(empty, rename), book)
    assert said(found) == [("RD47", "收支!C2")]
    assert "2020年年初预算" in found[0].message
    assert "年初数" in found[0].message


def test_a_column_that_was_added_is_named_and_so_is_what_stands_in_it(book: Book, empty: bytes) -> None:
    def add(pages: Workbook) -> None:
        pages["收支"]["L2"].value = "备注"
        pages["收支"]["L5"].value = "见附表"

    assert said(problems(changed(empty, add), book)) == [("RD48", "收支!L2"), ("RD50", "收支!L5")]


def test_columns_that_moved_are_named_and_their_figures_are_not_taken(book: Book, empty: bytes) -> None:
    def move(pages: Workbook) -> None:
        put("本年支出合计", "1794.03")(pages)
        pages["收支"].insert_cols(3)

    case, found = workbook_file.read(changed(empty, move), NAME, book)
    assert case is None
    assert {problem.code for problem in found} >= {"RD47"}
    assert not any(problem.code.startswith("IN") for problem in found)


def test_a_label_that_was_changed_is_named(book: Book, empty: bytes) -> None:
    def relabel(pages: Workbook) -> None:
        pages["收支"]["A4"].value = "上年结转"

    assert said(problems(changed(empty, relabel), book)) == [("RD49", "收支!A4")]


def test_a_missing_sheet_is_named_and_the_others_are_read(book: Book, empty: bytes) -> None:
    def drop(pages: Workbook) -> None:
        put("本年支出合计", "abc")(pages)
        del pages["三公经费"]

    where = cell_of("本年支出合计")
    assert said(problems(changed(empty, drop), book)) == [("RD46", "三公经费"), ("IN01", "!".join(where))]


def test_the_same_figure_twice_names_both_places(book: Book, empty: bytes) -> None:
    def twice(pages: Workbook) -> None:
        put("本年支出合计", "1794.03")(pages)
        row = table_row(pages, "其他数据", "名称")
        for column, text in enumerate(("本年支出合计", "1794.03"), start=1):
            pages["其他数据"].cell(row, column).value = text

    found = problems(changed(empty, twice), book)
    assert [problem.code for problem in found] == ["IN09"]
    assert "!".join(cell_of("本年支出合计")) in found[0].message


def indicator(pages: Workbook, offset: int, *texts: str) -> None:
    row = table_row(pages, "绩效指标", "指标编号", offset)
    for column, text in enumerate(texts, start=1):
        pages["绩效指标"].cell(row, column).value = text


def test_rows_of_indicators_that_are_twice_or_unfinished_are_named(book: Book, empty: bytes) -> None:
    def three(pages: Workbook) -> None:
        indicator(pages, 1, "CZ-1", "产出指标", "数量指标", "考录人数", "50", "≥270人次", "553人次")
        indicator(pages, 2, "CZ-1", "产出指标", "数量指标", "再来一个", "10", "≥1个", "1个")
        indicator(pages, 3, "CZ-3", "产出", "数量指标", "没有分值", "", "≥1个")

    found = problems(changed(empty, three), book)
    assert sorted(problem.code for problem in found) == ["IN09", "IN42", "IN43", "IN43"]
    assert any("分值" in problem.message for problem in found)


def test_a_day_that_no_calendar_has_is_named(book: Book, empty: bytes) -> None:
    def day(pages: Workbook) -> None:
        row = table_row(pages, "项目和加分", "授予机关")
        for column, text in enumerate(("先进单位", "省委", "2024-06-31"), start=1):
            pages["项目和加分"].cell(row, column).value = text

    assert [problem.code for problem in problems(changed(empty, day), book)] == ["IN05"]


def test_codes_of_a_breakdown_are_text_and_known_and_named_rightly(book: Book, empty: bytes) -> None:
    def rows(pages: Workbook) -> None:
        wrong: list[tuple[str | int, str]] = [(201, ""), ("20199999", ""), ("20132", "人大事务")]
        for offset, texts in enumerate(wrong, start=1):
            row = table_row(pages, "分类明细", "科目编码", offset)
            for column, text in enumerate((*texts, "1.00"), start=1):
                pages["分类明细"].cell(row, column).value = text

    assert [problem.code for problem in problems(changed(empty, rows), book)] == ["IN44", "IN41", "IN40"]


def test_hidden_rows_columns_sheets_and_comments_with_content_are_listed(book: Book, empty: bytes) -> None:
    sheet, cell = cell_of("本年支出合计")

    def hide(pages: Workbook) -> None:
        put("本年支出合计", "1794.03")(pages)
        pages[sheet].row_dimensions[pages[sheet][cell].row].hidden = True
        pages[sheet].column_dimensions["G"].hidden = True
        pages["比率"].sheet_state = "hidden"
        pages["基本情况"]["B10"].comment = Comment("张三 13800000000", "张三")

    found = problems(changed(empty, hide), book)
    assert {problem.code for problem in found} == {"RD51", "RD52"}
    places = [problem.place.where for problem in found]
    assert f"{sheet}!20:20" in places or any(place.startswith(f"{sheet}!") for place in places)
    assert "比率" in places
    assert f"{sheet}!G:G" in places
    assert "基本情况!B10" in places


def test_a_flagged_thing_leaves_the_case_readable(book: Book, empty: bytes) -> None:
    def comment(pages: Workbook) -> None:
        pages["基本情况"]["B10"].comment = Comment("看一下", "张三")

    case, found = workbook_file.read(changed(empty, comment), NAME, book)
    assert [problem.code for problem in found] == ["RD52"]
    assert case is not None


def test_a_formula_without_its_result_is_named(book: Book, empty: bytes) -> None:
    where = cell_of("本年支出合计")
    assert said(problems(changed(empty, put("本年支出合计", "=1101.73+692.30")), book)) == [("RD54", "!".join(where))]


def test_an_error_value_is_named(book: Book, empty: bytes) -> None:
    where = cell_of("本年支出合计")
    assert said(problems(changed(empty, put("本年支出合计", "#REF!")), book)) == [("RD59", "!".join(where))]


def test_a_table_filled_to_its_last_row_is_questioned(book: Book, empty: bytes) -> None:
    def fill(pages: Workbook) -> None:
        row = table_row(pages, "项目和加分", "项目或任务名称")
        for number in range(30):
            pages["项目和加分"].cell(row + number, 1).value = f"项目{number}"

    assert [problem.code for problem in problems(changed(empty, fill), book)] == ["RD57"]


def test_another_version_is_refused_and_says_which_is_wanted(book: Book, empty: bytes) -> None:
    def older(pages: Workbook) -> None:
        cell = next(row[2] for row in pages["机读"].iter_rows() if row[1].value == "version")
        cell.value = "0"

    found = problems(changed(empty, older), book)
    assert [problem.code for problem in found] == ["RD44"]
    assert sheets.read(book)[0].version in found[0].message


def test_a_changed_hidden_sheet_is_refused(book: Book, empty: bytes) -> None:
    def swap(pages: Workbook) -> None:
        for row in pages["机读"].iter_rows():
            if row[0].value == "row" and row[3].value == "本年收入合计":
                row[3].value = "本年支出合计"

    assert [problem.code for problem in problems(changed(empty, swap), book)] == ["RD45"]


def test_a_workbook_of_somebody_else_is_refused(book: Book) -> None:
    out = BytesIO()
    Workbook().save(out)
    assert [problem.code for problem in problems(out.getvalue(), book)] == ["RD43"]


def test_a_sheet_full_to_the_last_row_of_a_format_is_blocked(book: Book, empty: bytes) -> None:
    def far(row: int) -> Callable[[Workbook], None]:
        def change(pages: Workbook) -> None:
            pages["其他数据"].cell(row, 1).value = "x"

        return change

    assert [problem.code for problem in problems(changed(empty, far(65_536)), book)] == ["RD55"]
    assert [problem.code for problem in problems(changed(empty, far(1_048_576)), book)] == ["RD55"]
    assert [problem.code for problem in problems(changed(empty, far(20_000)), book)] == ["RD56"]


OLE = container.OLE + b"\0" * 600
FILES = {
    b"": ("RD40", "空文件"),
    b"<html><body><table><tr><td>1</td></tr></table></body></html>": ("RD40", "网页"),
    b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>': ("RD40", "XML 表格"),
    "项目,金额\n本年支出,1794.03\n".encode("gb18030"): ("RD40", "CSV"),
    b"%PDF-1.7 ...": ("RD40", "PDF"),
    b"\x89PNG\r\n\x1a\n": ("RD40", "图片"),
    OLE + "Workbook".encode("utf-16-le"): ("RD40", "旧版 Excel"),
    OLE + "WordDocument".encode("utf-16-le"): ("RD40", "旧版 Word"),
    OLE + "EncryptedPackage".encode("utf-16-le"): ("RD41", "密码"),
}


@pytest.mark.parametrize("content", FILES)
def test_a_file_that_is_something_else_is_told_what_it_is_and_how_to_convert_it(content: bytes, book: Book) -> None:
    code, word = FILES[content]
    found = problems(content, book)
    assert [problem.code for problem in found] == [code]
    assert word in found[0].message
    assert found[0].fix


def zipped(members: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_other_archives_are_told_apart(book: Book) -> None:
    for member, word in (
        ("word/document.xml", "Word"),
        ("content.xml", "OpenDocument"),
        ("readme.txt", "压缩包"),
        ("xl/workbook.bin", "xlsb"),
    ):
        found = problems(zipped({member: b"x"}), book)
        assert [problem.code for problem in found] == ["RD40"]
        assert word in found[0].message


def test_macros_and_embedded_things_are_refused(book: Book, empty: bytes) -> None:
    with zipfile.ZipFile(BytesIO(empty)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    assert [problem.code for problem in problems(zipped({**members, "xl/vbaProject.bin": b"x"}), book)] == ["RD58"]


def test_a_document_type_in_a_part_is_refused(book: Book, empty: bytes) -> None:
    with zipfile.ZipFile(BytesIO(empty)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/worksheets/sheet1.xml"] = b'<!DOCTYPE x [<!ENTITY a "b">]>' + members["xl/worksheets/sheet1.xml"]
    assert [problem.code for problem in problems(zipped(members), book)] == ["RD42"]


def test_a_file_cut_off_anywhere_is_a_problem_and_no_crash(book: Book, empty: bytes) -> None:
    for cut in [*range(0, 200, 7), *range(200, len(empty), 4_999), len(empty) - 1]:
        case, found = workbook_file.read(empty[:cut], NAME, book)
        assert case is None
        assert len(found) == 1
        assert found[0].code in {"RD40", "RD42"}


def test_a_file_with_one_byte_changed_is_read_or_refused_but_never_a_crash(book: Book, empty: bytes) -> None:
    for at in range(11, len(empty), 9_491):
        broken = bytearray(empty)
        broken[at] ^= 0x5A
        case, found = workbook_file.read(bytes(broken), NAME, book)
        assert case is not None or found


class _Cell:
    """A cell as the second reader gives it."""

    def __init__(self, value: object) -> None:
        self.value, self.number_format, self.data_type = value, "General", "n"


def test_two_readers_that_see_different_values_are_both_quoted() -> None:
    page = spreadsheet.Page("收支")
    spreadsheet._cell(page, (0, 0), 15.47, _Cell(15.74))
    spreadsheet._cell(page, (0, 1), 15.47, _Cell(15.47))
    assert page.disagreements == {(0, 0): ("15.47", "15.74")}


def test_everything_wrong_is_told_in_one_run(book: Book, empty: bytes) -> None:
    def much(pages: Workbook) -> None:
        put("本年支出合计", "abc")(pages)
        put("在职人员数", "-1")(pages)
        put("资产盘点已开展", "可能")(pages)
        pages["收支"]["C2"].value = "年初数"
        pages["基本情况"]["E20"].value = "表外"

    found = problems(changed(empty, much), book)
    assert sorted(problem.code for problem in found) == ["IN01", "IN16", "IN17", "RD47", "RD50"]
    assert all(problem.complete and problem.place.file == NAME for problem in found)
