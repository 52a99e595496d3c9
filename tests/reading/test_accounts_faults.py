"""What cannot be read, or is not known, is a problem at its cell; what is not sure is no fact."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from hengji.core.quantity import Quantity
from hengji.reading.formats import accounts, spreadsheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.worksheet.worksheet import Worksheet

    from hengji.core.problem import Problem
    from hengji.reading.formats.accounts import Imported
    from hengji.reading.formats.container import Parts
    from hengji.reading.formats.spreadsheet import Page
    from hengji.rulebook.book import Book

Cells = list[list[str | float | None]]
TITLE, HEAD = "2023年度一般公共预算财政拨款支出决算表", ["部门：某局", None, "金额单位：万元"]
COLUMNS: list[str | float | None] = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
TOTAL: list[str | float | None] = [None, "合计", 100.5, 60.5, 40]
CLASS: list[str | float | None] = ["201", "一般公共服务支出", 100.5, 60.5, 40]
GOOD: Cells = [[TITLE], [*HEAD], COLUMNS, TOTAL, CLASS]


def xlsx(*sheets: Cells, change: Callable[[Worksheet], None] | None = None, names: tuple[str, ...] = ()) -> bytes:
    """Sheets as they stand in lists of rows; `change` works on the first."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for at, rows in enumerate(sheets):
        sheet = book.create_sheet(names[at] if names else f"表{at + 1}")
        for row in rows:
            sheet.append(row)
    if change is not None:
        change(book.worksheets[0])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def read(
    content: bytes, book: Book, name: str = "决算.xlsx", unit: str = "", year: int = 0
) -> tuple[Imported | None, list[Problem]]:
    found, problems = accounts.read([(name, content)], book, unit, year)
    return found, list(problems)


def said(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(each.code, each.place.where) for each in problems]


def amounts(found: Imported | None) -> dict[tuple[str, tuple[tuple[str, str], ...]], Decimal]:
    """The amounts in 万元 by concept and members."""
    assert found is not None
    values = {}
    for fact in found.facts:
        assert isinstance(fact.value, Quantity)
        values[fact.concept, fact.context.members] = Decimal(fact.value.value[0]) / fact.value.value[1] / 10_000
    return values


def test_a_good_table_has_no_problem(book: Book) -> None:
    found, problems = read(xlsx(GOOD), book)
    assert said(problems) == []
    assert amounts(found)["general_budget_expenditure", ()] == Decimal("100.5")


# ---- files that are something else


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"", "RD20", "空文件"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "RD20", "网页"),
        ("部门,金额\n某局,1".encode(), "RD20", "CSV"),
        ("部门,金额\n某局,1".encode("gb18030"), "RD20", "CSV"),
        (b"%PDF-1.7 ...", "RD20", "PDF"),
        (OLE + "Workbook".encode("utf-16-le"), "RD20", ".xls"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "RD41", "加了密码"),
        (b"PK\x03\x04 and nothing more", "RD42", "损坏"),
        (b"\x00\x01\x02\x03", "RD20", "认不出"),
    ],
)
def test_a_file_that_is_no_workbook_is_named_for_what_it_is(content: bytes, code: str, words: str, book: Book) -> None:
    found, problems = read(content, book)
    assert found is None
    assert [(each.code, str(each.place)) for each in problems] == [(code, "决算.xlsx")]
    assert words in problems[0].message


@pytest.mark.parametrize("name", ["决算.xls", "决算.csv", "决算", "决算.docx"])
def test_a_workbook_under_another_ending_is_a_problem(name: str, book: Book) -> None:
    found, problems = read(xlsx(GOOD), book, name)
    assert found is None
    assert [each.code for each in problems] == ["RD20"]
    assert ".xlsx" in problems[0].message


def test_a_file_cut_anywhere_is_a_problem_and_no_traceback(book: Book) -> None:
    content = xlsx(GOOD)
    for length in (*range(1, len(content), 211), len(content) - 1):
        found, problems = read(content[:length], book)
        assert found is None
        assert {each.code for each in problems} <= {"RD20", "RD42"}


def _with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same archive with one part changed."""
    whole = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(whole, "w") as new:
        for entry in old.namelist():
            new.writestr(entry, change(old.read(entry)) if entry == name else old.read(entry))
    return whole.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda part: part[: len(part) // 2], "RD42"),
        (lambda part: b'<!DOCTYPE x [<!ENTITY a "b">]>' + part, "RD42"),
        (lambda part: part.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'), "RD24"),
        (
            lambda part: part.replace(
                b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
            ),
            "RD24",
        ),
    ],
    ids=["cut", "entities", "far cell", "boundless merged range"],
)
def test_a_damaged_or_hostile_sheet_is_a_problem(change: Callable[[bytes], bytes], code: str, book: Book) -> None:
    found, problems = read(_with_part(xlsx(GOOD), SHEET, change), book)
    assert found is None
    assert [each.code for each in problems] == [code]


def test_each_of_several_bad_files_is_named(book: Book) -> None:
    found, problems = accounts.read([("a.xlsx", b""), ("b.xlsx", xlsx(GOOD)), ("c.xlsx", b"%PDF")], book)
    assert found is None
    assert [(each.code, each.place.file) for each in problems] == [("RD20", "a.xlsx"), ("RD20", "c.xlsx")]


# ---- whose, when, in which unit


def test_amounts_without_a_unit_line_have_no_unit(book: Book) -> None:
    found, problems = read(xlsx([[TITLE], ["部门：某局"], COLUMNS, TOTAL, CLASS]), book)
    assert found is None
    assert said(problems) == [("RD26", "表1!A1")]


@pytest.mark.parametrize("line", ["金额单位：万圆整", "金额单位：海里", "金额单位：元或万元"])
def test_a_unit_that_the_law_book_lacks_is_asked_about(line: str, book: Book) -> None:
    found, problems = read(xlsx([[TITLE], ["部门：某局", None, line], COLUMNS, TOTAL]), book)
    assert found is None
    assert said(problems) == [("RD26", "表1!A1")]


def test_two_unit_lines_that_differ_leave_the_table_without_a_unit(book: Book) -> None:
    found, problems = read(xlsx([[TITLE, None, "单位：元"], [*HEAD], COLUMNS, TOTAL]), book)
    assert found is None
    assert said(problems) == [("RD26", "表1!A1")]
    assert "元、万元" in problems[0].message


@pytest.mark.parametrize(
    ("line", "wan"),
    [("金额单位：元", "0.01005"), ("单位：人民币万元", "100.5"), ("（单位: 千元）", "10.05"), ("金额单位：亿元", "1005000")],
)
def test_the_unit_line_gives_the_unit(line: str, wan: str, book: Book) -> None:
    found, _ = read(xlsx([[TITLE], ["部门：某局", line], COLUMNS, TOTAL, CLASS]), book)
    assert amounts(found)["general_budget_expenditure", ()] == Decimal(wan)


def test_each_table_has_its_own_unit_line(book: Book) -> None:
    """The second table of the sheet has none; the first one's does not reach it."""
    second: Cells = [
        ["2023年度支出决算表"],
        ["部门：某局"],
        ["科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"],
        TOTAL,
    ]
    head: list[str | float | None] = [
        "科目编码",
        "科目名称",
        "本年支出合计",
        "基本支出",
        "项目支出",
        "上缴上级支出",
        "经营支出",
        "对附属单位补助支出",
    ]
    second[2] = head
    found, problems = read(xlsx([*GOOD, [], *second]), book)
    assert found is None
    assert said(problems) == [("RD26", "表1!A7")]


def test_a_bracket_in_the_header_is_a_unit_line_for_its_column(book: Book) -> None:
    columns: list[str | float | None] = ["科目编码", "科目名称", "合计（万元）", "基本支出（元）", "项目支出（万元）"]
    found, problems = read(xlsx([[TITLE], ["部门：某局"], columns, [None, "合计", 100.5, 605000, 40], [None, None]]), book)
    assert said(problems) == []
    assert amounts(found)["general_basic_expenditure", ()] == Decimal("60.5")


def test_nobody_and_no_year_are_asked_for_together(book: Book) -> None:
    rows: Cells = [["一般公共预算财政拨款支出决算表"], ["金额单位：万元"], COLUMNS, TOTAL]
    found, problems = read(xlsx(rows), book)
    assert found is None
    assert [(each.code, dict(each.slots)["what"]) for each in problems] == [("RD27", "--year"), ("RD27", "--unit")]
    found, problems = read(xlsx(rows), book, unit="某局", year=2023)
    assert said(problems) == []
    assert found is not None
    assert (found.unit, found.year) == ("某局", 2023)


def test_tables_of_two_years_or_two_departments_are_not_put_together(book: Book) -> None:
    other: Cells = [["2022年度财政拨款“三公”经费支出决算表"], ["部门：另一局", "单位：万元"]]
    other += [["预算数", None, None, None, None, None, "决算数"], *_three_public()]
    found, problems = read(xlsx(GOOD, other), book)
    assert found is None
    assert {("RD35", "表2!A1"), ("RD27", "表2!A2")} <= set(said(problems))


def test_a_year_that_the_command_gives_must_be_that_of_the_tables(book: Book) -> None:
    found, problems = read(xlsx(GOOD), book, year=2022)
    assert found is None
    assert said(problems) == [("RD35", "表1!A1")]


def test_another_name_than_the_given_one_is_shown_and_the_given_one_kept(book: Book) -> None:
    found, problems = read(xlsx(GOOD), book, unit="某某局")
    assert said(problems) == [("RD22", "表1!A2")]
    assert found is not None
    assert found.unit == "某某局"


def test_a_date_is_no_year_of_a_table(book: Book) -> None:
    found, problems = read(xlsx([["编制日期：2024年8月15日"], *GOOD]), book)
    assert said(problems) == []
    assert found is not None
    assert found.year == 2023


# ---- cells


def _three_public() -> Cells:
    """The rest of table 09 below 预算数 and 决算数."""
    vehicles = "公务用车购置及运行维护费"
    upper: list[str | float | None] = ["合计", "因公出国（境）费", vehicles, None, None, "公务接待费"]
    lower: list[str | float | None] = [None, None, "小计", "公务用车购置费", "公务用车运行维护费", None]
    return [[*upper, *upper], [*lower, *lower], [6.9, 0, 4.4, 0, 4.4, 2.5, 1.82, 0, 1.68, 0, 1.68, 0.14]]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("约100", "IN01"),
        ("无", "IN01"),
        ("1e5", "IN01"),
        ("1_000", "IN01"),
        ("nan", "IN01"),
        ("１００.５", "IN06"),
        ("100.5万圆", "IN03"),
        ("123456789012345678901", "IN04"),
        ("100.5%", "IN08"),
        ("100人", "IN08"),
        (-100.5, "IN17"),
        (True, "IN01"),
    ],
)
def test_a_cell_that_is_no_amount_is_named(cell: str | float, code: str, book: Book) -> None:
    found, problems = read(xlsx([[TITLE], [*HEAD], COLUMNS, [None, "合计", cell, 60.5, 40], CLASS]), book)
    assert found is None
    assert said(problems) == [(code, "表1!C4")]


@pytest.mark.parametrize("cell", [None, "", " ", "-", "—", "——", "－", "/", "…", "......", "\\"])
def test_a_blank_or_a_dash_is_unknown_and_never_zero(cell: str | None, book: Book) -> None:
    found, problems = read(xlsx([[TITLE], [*HEAD], COLUMNS, [None, "合计", 100.5, cell, 40]]), book)
    assert said(problems) == []
    assert "general_basic_expenditure" not in {concept for concept, _ in amounts(found)}


@pytest.mark.parametrize("cell", [0, "0", "0.00"])
def test_a_printed_zero_is_a_fact(cell: str | float, book: Book) -> None:
    found, _ = read(xlsx([[TITLE], [*HEAD], COLUMNS, [None, "合计", 100.5, cell, 40]]), book)
    assert amounts(found)["general_basic_expenditure", ()] == 0


def test_a_formula_without_its_value_is_a_problem(book: Book) -> None:
    found, problems = read(xlsx([[TITLE], [*HEAD], COLUMNS, [None, "合计", "=60.5+40", 60.5, 40], CLASS]), book)
    assert found is None
    assert said(problems) == [("RD54", "表1!C4")]


def test_two_readers_that_see_different_values_are_a_problem(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = spreadsheet.read

    def differing(content: bytes, parts: Parts) -> list[Page]:
        pages = seen(content, parts)
        pages[0].disagreements[3, 2] = ("100.5", "105.0")
        return pages

    monkeypatch.setattr(spreadsheet, "read", differing)
    found, problems = read(xlsx(GOOD), book)
    assert found is None
    assert said(problems) == [("RD53", "表1!C4")]


def _style(cell: str, style: str) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        sheet[cell].number_format = style

    return change


@pytest.mark.parametrize(
    ("style", "quote", "decimals"),
    [
        ("0.00", "100.50", 2),
        ("#,##0.00_ ", "100.50", 2),
        ('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "100.50", 2),
        ("0.000;[Red]-0.000", "100.500", 3),
        ("General", "100.5", 1),
    ],
)
def test_an_amount_has_the_decimals_that_its_cell_shows(style: str, quote: str, decimals: int, book: Book) -> None:
    found, problems = read(xlsx(GOOD, change=_style("C4", style)), book)
    assert said(problems) == []
    assert found is not None
    fact = next(fact for fact in found.facts if fact.provenance.place.where == "表1!C4")
    assert isinstance(fact.value, Quantity)
    assert (fact.provenance.quote, fact.value.decimals) == (quote, decimals)


def test_digits_that_are_stored_but_not_shown_are_reported_and_the_shown_ones_read(book: Book) -> None:
    rows: Cells = [[TITLE], [*HEAD], COLUMNS, [None, "合计", 100.5049, 60.5, 40]]
    found, problems = read(xlsx(rows, change=_style("C4", "0.00")), book)
    assert said(problems) == [("RD21", "表1!C4")]
    assert "100.5049" in problems[0].message
    assert amounts(found)["general_budget_expenditure", ()] == Decimal("100.5")


@pytest.mark.parametrize("style", ["0\\.0,", "#,##0,", "[DBNum1]General", "0.00E+00"])
def test_a_number_format_that_may_move_the_point_is_a_problem(style: str, book: Book) -> None:
    found, problems = read(xlsx(GOOD, change=_style("C4", style)), book)
    assert found is None
    assert said(problems) == [("RD39", "表1!C4")]


def test_binary_noise_of_a_spreadsheet_is_no_digit(book: Book) -> None:
    """A sum of 0.1 and 0.2 is stored as 0.30000000000000004; amounts in 元 keep their fen beyond a hundred million."""
    noisy, large = 0.1 + 0.2, 12345678901.23
    found, _ = read(xlsx([[TITLE], ["部门：某局", "单位：元"], COLUMNS, [None, "合计", noisy, large, 40]]), book)
    assert amounts(found)["general_budget_expenditure", ()] * 10_000 == Decimal("0.3")
    assert amounts(found)["general_basic_expenditure", ()] * 10_000 == Decimal("12345678901.23")


# ---- codes


def test_codes_that_are_numbers_are_read_and_every_cell_is_named(book: Book) -> None:
    rows: Cells = [*GOOD[:4], [201, "一般公共服务支出", 100.5, 60.5, 40], [20132, "组织事务", 100.5, 60.5, 40]]
    found, problems = read(xlsx(rows), book)
    assert said(problems) == [("RD32", "表1!A5")]
    assert "A5、A6" in problems[0].message
    assert amounts(found)["general_budget_expenditure", (("function", "20132"),)] == Decimal("100.5")


def test_a_split_code_that_lost_its_zero_is_not_guessed(book: Book) -> None:
    """类 201, 款 32, 项 1: the cell held 01."""
    head: Cells = [
        [TITLE],
        ["部门：某局", None, None, None, "单位：万元"],
        ["科目编码", None, None, "科目名称", *COLUMNS[2:]],
        ["类", "款", "项"],
    ]
    rows: Cells = [*head, ["201", "32", 1, "行政运行", 60.5, 60.5, None], [None, None, None, "合计", 100.5, 60.5, 40]]
    found, problems = read(xlsx(rows), book)
    assert said(problems) == [("RD34", "表1!A5"), ("RD32", "表1!C5")]
    assert set(amounts(found)) == {
        (concept, ()) for concept in ("general_budget_expenditure", "general_basic_expenditure", "general_project_expenditure")
    }


def test_a_code_that_the_axis_lacks_is_kept_under_its_printed_label(book: Book) -> None:
    found, problems = read(
        xlsx([*GOOD, ["2013250", "事业运行", 9, 9, None], ["2010301", "行政运行", 8, 8, None], ["2010399", None, 7, 7, None]]), book
    )
    assert said(problems) == []
    assert found is not None
    kept = {(fact.context.members[0][1], label) for fact, label in found.kept}
    assert kept == {("2010301", "行政运行"), ("2010399", "2010399")}
    assert ("general_budget_expenditure", (("function", "2013250"),)) in amounts(found)


@pytest.mark.parametrize("code", ["99901", "2O132", "2013", "201321"])
def test_a_code_of_no_class_is_reported(code: str, book: Book) -> None:
    found, problems = read(xlsx([*GOOD, [code, "不明", 9, 9, None]]), book)
    assert [each.code for each in problems] == ["RD34" if code.isdigit() else "RD30"]
    assert found is not None
    assert len(found.facts) == 6


# ---- what the form does not know


def test_unknown_rows_and_columns_are_listed_together(book: Book) -> None:
    rows: Cells = [
        [TITLE],
        [*HEAD],
        [*COLUMNS, "上年数"],
        [*TOTAL, 90],
        [*CLASS, 90],
        [None, "其他杂项", 1, 1, None],
        ["999", "不明", 2, 2, None],
    ]
    found, problems = read(xlsx(rows), book)
    assert said(problems) == [("RD30", "表1!A6"), ("RD34", "表1!A7"), ("RD31", "表1!F4")]
    assert found is not None
    assert len(found.facts) == 6


def test_a_table_without_a_column_of_its_form_is_not_read(book: Book) -> None:
    found, problems = read(xlsx(GOOD, [["2023年度支出决算表"], [*HEAD], COLUMNS, TOTAL]), book)
    assert said(problems) == [("RD29", "表2!A1")]
    assert "上缴上级支出" in problems[0].message
    assert found is not None
    assert [table.title for table in found.tables] == ["一般公共预算财政拨款支出决算表"]


def test_two_columns_that_fit_equally_well_are_not_chosen_between(book: Book) -> None:
    columns: list[str | float | None] = ["科目编码", "科目名称", "合计", "基本支出", "项目支出", "项目支出"]
    found, problems = read(xlsx([[TITLE], [*HEAD], columns, [*TOTAL, 40]]), book)
    assert found is None
    assert said(problems) == [("RD29", "表1!A1"), ("RD25", "")]


def test_a_row_that_the_form_expects_is_missed(book: Book) -> None:
    found, problems = read(xlsx([[TITLE], [*HEAD], COLUMNS, CLASS]), book)
    assert said(problems) == [("RD28", "表1!A1")]
    assert "合计" in problems[0].message
    assert found is not None
    assert len(found.facts) == 3


def test_a_total_printed_twice_is_read_once_and_the_second_reported(book: Book) -> None:
    _, problems = read(xlsx([*GOOD, TOTAL]), book)
    assert said(problems) == [("RD30", "表1!A6")]


def test_a_file_without_any_of_the_tables_is_a_problem(book: Book) -> None:
    found, problems = read(xlsx([["收支情况一览"], ["收入", 1.5], ["支出", 2.5], ["结余", 3.5]]), book)
    assert found is None
    assert said(problems) == [("RD38", "表1"), ("RD25", "")]


def test_a_sheet_with_figures_and_no_known_title_is_named(book: Book) -> None:
    found, problems = read(xlsx(GOOD, [["收支情况一览"], ["收入", 1.5], ["支出", 2.5], ["结余", 3.5]]), book)
    assert said(problems) == [("RD38", "表2")]
    assert found is not None


def test_a_list_of_contents_is_no_table(book: Book) -> None:
    contents: Cells = [["目录"], ["一、收入支出决算总表", 1], ["二、收入决算表", 2], ["三、支出决算表", 3], [TITLE, 4]]
    _, problems = read(xlsx(contents, GOOD), book)
    assert said(problems) == []


def test_the_name_of_a_sheet_counts_only_with_the_code_on_it(book: Book) -> None:
    rows: Cells = [["财决公开05表", None, "2023年"], *GOOD[1:]]
    found, problems = read(xlsx(rows, names=("一般公共预算财政拨款支出决算表",)), book)
    assert said(problems) == []
    assert found is not None
    assert len(found.facts) == 6
    found, problems = read(xlsx(GOOD[1:], names=("一般公共预算财政拨款支出决算表",)), book, year=2023)
    assert found is None
    assert said(problems) == [("RD38", "一般公共预算财政拨款支出决算表"), ("RD25", "")]


def test_two_tables_beside_one_another_are_told_apart(book: Book) -> None:
    fund: Cells = [
        ["2023年度国有资本经营预算财政拨款支出决算表"],
        ["部门：某局", None, "金额单位：元"],
        COLUMNS,
        [None, "合计", 9, 9, 0],
    ]
    empty: list[str | float | None] = [None] * 6
    rows: Cells = [[*left, *empty[len(left) :], *right] for left, right in zip(GOOD, [*fund, []], strict=True)]
    found, problems = read(xlsx(rows), book)
    assert said(problems) == []
    assert amounts(found)["general_budget_expenditure", ()] == Decimal("100.5")
    assert amounts(found)["state_capital_expenditure", ()] == Decimal("0.0009")


# ---- hidden content


def test_hidden_rows_columns_and_sheets_are_reported_and_not_read(book: Book) -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[5].hidden = True
        sheet.column_dimensions[get_column_letter(6)].hidden = True
        assert sheet.parent is not None
        sheet.parent.worksheets[1].sheet_state = "hidden"

    rows: Cells = [*GOOD[:3], [*TOTAL, "去年 90"], CLASS]
    found, problems = read(xlsx(rows, [["工资表"], ["张三", 1.5]], change=hide), book)
    assert said(problems) == [("RD36", "表1!A5"), ("RD36", "表1!F4"), ("RD36", "表2")]
    assert {members for _, members in amounts(found)} == {()}


# ---- blanks and stages


FUND_HEAD: Cells = [
    ["2023年度政府性基金预算财政拨款收入支出决算表"],
    ["部门：某局", None, "金额单位：万元"],
    ["科目编码", "科目名称", "年初结转和结余", "本年收入", "本年支出", None, None, "年末结转和结余"],
    [None, None, None, None, "小计", "基本支出", "项目支出"],
    [None, "合计"],
]


@pytest.mark.parametrize(
    "words",
    [
        "本部门没有政府性基金收入，也没有使用政府性基金安排的支出，故本表无数据。",
        "注：1. 本部门无政府性基金预算收支。",
        "说明：本表为空",
    ],
)
def test_an_empty_table_is_zero_where_its_own_sentence_says_so(words: str, book: Book) -> None:
    found, problems = read(xlsx([*FUND_HEAD, [], [words]]), book)
    assert said(problems) == []
    assert found is not None
    assert set(amounts(found).values()) == {Decimal(0)}
    assert {fact.provenance.quote for fact in found.facts} == {words.rstrip("。")}
    assert {fact.provenance.place.where for fact in found.facts} == {"表1!A7"}
    assert len(found.facts) == 6


@pytest.mark.parametrize("words", ["注：本表反映部门本年度政府性基金收支情况。", None, "政府性基金另行公开"])
def test_an_empty_table_without_such_a_sentence_is_unknown(words: str | None, book: Book) -> None:
    found, problems = read(xlsx([*FUND_HEAD, [words]]), book)
    assert said(problems) == [("RD23", "表1!A1")]
    assert found is not None
    assert found.facts == ()


def test_a_sentence_does_not_make_zeros_beside_figures(book: Book) -> None:
    found, _ = read(
        xlsx([*FUND_HEAD[:4], [None, "合计", None, 12, 12, None, 12], ["本部门没有政府性基金结转，故本表无数据。"]]), book
    )
    assert set(amounts(found).values()) == {Decimal(12)}


@pytest.mark.parametrize(
    ("header", "note", "stage"),
    [
        ("预算数", "注：预算数为“三公”经费全年预算数。", "revised"),
        ("预算数", "注：预算数为年初预算数；决算数为实际支出。", "original"),
        ("全年预算数", None, "revised"),
        ("年初预算数", None, "original"),
        ("预算数", "注：本表反映“三公”经费支出情况。", None),
    ],
)
def test_the_stage_of_a_budget_comes_from_its_header_or_its_note(
    header: str, note: str | None, stage: str | None, book: Book
) -> None:
    top: list[str | float | None] = [header, None, None, None, None, None, "决算数"]
    rows: Cells = [["2023年度“三公”经费支出决算表"], ["部门：某局", "单位：万元"], top, *_three_public(), [note]]
    found, problems = read(xlsx(rows), book)
    assert found is not None
    stages = {fact.context.stage for fact in found.facts}
    if stage is None:
        assert said(problems) == [("RD37", "表1!A6")]
        assert stages == {"outturn"}
        assert found.not_stated == 6
    else:
        assert said(problems) == []
        assert stages == {"outturn", stage}


SUMMARY_ROWS = (
    ("一般公共预算财政拨款收入", 90.0), ("政府性基金预算财政拨款收入", None), ("上级补助收入", None), ("事业收入", None), ("经营收入", None),
    ("附属单位上缴收入", None), ("其他收入", None), ("本年收入合计", 90.0), ("使用非财政拨款结余", None), ("年初结转和结余", 5.0), ("总计", 95.0),
)  # fmt: skip
SPENT_ROWS = (("一、一般公共服务支出", 80.0), ("本年支出合计", 80.0), ("结余分配", None), ("年末结转和结余", 15.0), ("总计", 95.0))


def _summary(budget: float, revised: float | None) -> Cells:
    """Table 01 with 预算数, and 全年预算数 where given."""
    more: list[str | float | None] = ["全年预算数"] if revised is not None else []
    head: list[str | float | None] = ["项目", "预算数", *more, "决算数"]
    left: Cells = [
        [
            label,
            budget if label == "本年收入合计" else None,
            *([revised if label == "本年收入合计" else None] if more else []),
            value,
        ]
        for label, value in SUMMARY_ROWS
    ]
    right: Cells = [[label, None, *([None] if more else []), value] for label, value in SPENT_ROWS]
    right += [[None] * len(head)] * (len(left) - len(right))
    body: Cells = [[*a, *b] for a, b in zip(left, right, strict=True)]
    top: list[str | float | None] = ["收入", *([None] * (len(head) - 1)), "支出"]
    return [["2023年度收入支出决算总表"], ["部门：某局", "单位：万元"], top, [*head, *head], *body]


def test_an_open_stage_is_the_one_that_another_place_states_with_the_same_amount(book: Book) -> None:
    """预算数 88 may be 年初 or 全年; 全年预算数 says 88 too, so it is 全年. With 92 there, it is taken as 年初."""
    for revised, expected in (
        (88.0, {"revised", "outturn"}),
        (92.0, {"original", "revised", "outturn"}),
        (None, {"original", "outturn"}),
    ):
        found, problems = read(xlsx(_summary(88.0, revised)), book)
        assert said(problems) == []
        assert found is not None
        assert {fact.context.stage for fact in found.facts if fact.concept == "revenue_total"} == expected


def test_a_stage_that_a_concept_has_not_is_counted_and_is_no_fact(book: Book) -> None:
    rows = _summary(88.0, None)
    opening = next(row for row in rows if row[0] == "年初结转和结余")
    opening[1] = 4.0
    found, problems = read(xlsx(rows), book)
    assert said(problems) == []
    assert found is not None
    assert found.not_stated == 1


# ---- the same thing in two tables


def _spending(total: float, unit: str) -> Cells:
    head: list[str | float | None] = [
        "科目编码",
        "科目名称",
        "本年支出合计",
        "基本支出",
        "项目支出",
        "上缴上级支出",
        "经营支出",
        "对附属单位补助支出",
    ]
    return [["2023年度支出决算表"], ["部门：某局", f"单位：{unit}"], head, [None, "合计", total, None, None]]


def test_two_values_of_one_fact_are_both_named_and_neither_is_taken(book: Book) -> None:
    """本年支出合计 80 in table 01, 80.1 in table 03."""
    found, problems = read(xlsx(_summary(88.0, None), _spending(80.1, "万元")), book)
    assert said(problems) == [("RD33", "表2!C4")]
    for words in ("80万元", "80.1万元", "决算.xlsx:表1!F6", "决算.xlsx:表2!C4"):
        assert words in problems[0].message
    assert ("expenditure_total", ()) not in amounts(found)
    assert ("revenue_total", ()) in amounts(found)


@pytest.mark.parametrize(
    ("yuan", "agrees"), [(800_000.0, True), (800_049.0, True), (800_050.0, True), (800_051.0, False), (804_999.0, False)]
)
def test_an_amount_in_wan_agrees_with_one_in_yuan_at_the_digit_that_its_table_prints(yuan: float, agrees: bool, book: Book) -> None:
    """Table 01 prints 80 and 88.25 万元: two decimals are its digit, so a bare 80 stands for 80.00, give or take 50 元."""
    _, problems = read(xlsx(_summary(88.25, None), _spending(yuan, "元")), book)
    assert said(problems) == ([] if agrees else [("RD33", "表2!C4")])


def test_an_amount_in_yuan_is_kept_where_the_one_in_wan_is_its_rounding(book: Book) -> None:
    found, problems = read(xlsx(_summary(88.25, None), _spending(800_012.34, "元")), book)
    assert said(problems) == []
    assert found is not None
    fact = next(fact for fact in found.facts if fact.key[0] == "expenditure_total" and not fact.context.members)
    assert isinstance(fact.value, Quantity)
    assert fact.value.printed == "800012.34元"
    assert fact.provenance.said == "决算.xlsx 表2!C4；决算.xlsx 表1!F6"
