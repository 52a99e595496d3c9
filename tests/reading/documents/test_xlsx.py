"""Workbooks: one table a sheet, numbers as shown, what is hidden told, two readers that must agree."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import xlsxwriter
from tests.hostile.documents import BOOK, DECLARED, OFFICE, SHEET, S, sheet, types, xlsx, xlsx_parts, zipped
from tests.reading.documents.makers import Reader, cautions, cells, spans

if TYPE_CHECKING:
    from collections.abc import Callable

    from xlsxwriter import Workbook

STYLES_TYPE = OFFICE + "spreadsheetml.styles+xml"


def made(fill: Callable[[Workbook], None], **options: object) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        fill(book)
    return out.getvalue()


def test_each_sheet_is_a_table_with_places_as_the_program_shows_them(reader: Reader) -> None:
    def fill(book: Workbook) -> None:
        page = book.add_worksheet("收支")
        page.merge_range("A1:C1", "收支总表")
        page.write("A2", "金额单位：万元")
        page.write("A3", "支出")
        page.write("C3", 2900.8, book.add_format({"num_format": "#,##0.00"}))
        page.write("C4", 0.9947, book.add_format({"num_format": "0.00%"}))
        book.add_worksheet("三公").write("B2", "因公出国")
        book.add_worksheet("空")

    document = reader.document("决算.xlsx", made(fill))
    assert [(table.place, table.hidden) for table in document.tables] == [("收支", False), ("三公", False)]
    assert cells(document) == {"A1": "收支总表", "A2": "金额单位：万元", "A3": "支出", "C3": "2,900.80", "C4": "99.47%"}
    assert (spans(document), document.tables[0].cells[-1].place) == ({"A1": (1, 3)}, "收支!C4")
    assert document.text == "收支总表\n金额单位：万元\n支出\t2,900.80\n99.47%\n因公出国"
    assert (document.format, document.blocks, document.problems) == ("xlsx", (), ())


def test_days_and_truth_and_texts_of_several_looks(reader: Reader) -> None:
    def fill(book: Workbook) -> None:
        page, bold = book.add_worksheet("表"), book.add_format({"bold": True})
        page.write("A1", date(2024, 3, 5), book.add_format({"num_format": 14}))
        page.write("A2", datetime(2024, 3, 5, 8, 30), book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))  # noqa: DTZ001
        page.write("A3", 1.5, book.add_format({"num_format": "[h]:mm"}))
        page.write("A4", True)
        page.write_rich_string("A5", "甲", bold, "乙", "丙")
        page.write("A6", "上\n下")
        page.write_formula("A7", "=1/0", None, "#DIV/0!")
        page.write_formula("A8", '=A5&""', None, "甲乙丙")

    for since_1904 in (False, True):
        document = reader.document("表.xlsx", made(fill, date_1904=since_1904))
        assert list(cells(document).values())[3:] == ["TRUE", "甲乙丙", "上\n下", "#DIV/0!", "甲乙丙"]
        assert list(cells(document).values())[:3] == ["2024/3/5", "2024-03-05 08:30", "36:00"]
        assert document.problems == ()


def test_a_formula_without_a_saved_value_is_told(reader: Reader) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1</f></c><c r="C1"><f>A1</f></c><c r="D1" t="str"><f>""</f><v></v></c></row>'
    document = reader.document("表.xlsx", xlsx(sheet(rows)))
    assert (cells(document), cautions(document)) == ({"A1": "1"}, [("RD93", "收支!B1", "")])
    assert dict(document.problems[0].slots) == {"count": "2", "cells": "收支!B1、收支!C1"}


def test_hidden_sheets_are_tables_that_say_so_and_hidden_rows_and_columns_are_not_read(reader: Reader) -> None:
    def fill(book: Workbook) -> None:
        page = book.add_worksheet("收支")
        for row in range(3):
            page.write_row(row, 0, [f"甲{row}", f"乙{row}", f"丙{row}"])
        page.set_row(1, None, None, {"hidden": True})
        page.set_column(1, 1, None, None, {"hidden": True})
        book.add_worksheet("底稿").write(0, 0, "草稿数")
        book.get_worksheet_by_name("底稿").hide()
        book.add_worksheet("空底稿").very_hidden()

    document = reader.document("表.xlsx", made(fill))
    assert [(table.place, table.hidden) for table in document.tables] == [("收支", False), ("底稿", True)]
    assert cells(document) == {"A1": "甲0", "C1": "丙0", "A3": "甲2", "C3": "丙2"}
    assert cautions(document) == [("RD51", "收支!B1", "乙0"), ("RD51", "底稿", "草稿数")]


def test_comments_are_told(reader: Reader) -> None:
    def fill(book: Workbook) -> None:
        page = book.add_worksheet("收支")
        page.write("A1", 1)
        page.write_comment("A1", "请再核")
        page.write_comment("B7", "又一条")

    document = reader.document("表.xlsx", made(fill))
    assert (cautions(document), dict(document.problems[0].slots)) == ([("RD92", "收支!A1", "请再核")], {"count": "2"})


def test_a_format_that_is_not_understood_shows_what_is_stored_and_is_told(reader: Reader) -> None:
    def fill(book: Workbook) -> None:
        book.add_worksheet("表").write("B2", 0.5, book.add_format({"num_format": "# ?/?"}))

    document = reader.document("表.xlsx", made(fill))
    assert (cells(document), cautions(document)) == ({"B2": "0.5"}, [("RD99", "表!B2", "# ?/?")])


def test_a_cell_on_which_two_readers_differ_is_named_and_left_empty(reader: Reader) -> None:
    """What no number can be, one reader takes for a number and the other for a text."""
    rows = '<row r="2"><c r="B2"><v>inf</v></c><c r="C2"><v>3</v></c></row>'
    document = reader.document("表.xlsx", xlsx(sheet(rows)))
    assert (cells(document), cautions(document)) == ({"B2": "", "C2": "3"}, [("RD94", "收支!B2", "inf")])
    assert dict(document.problems[0].slots) == {"other": "inf"}


def test_a_span_of_time_that_one_reader_cannot_hold_costs_its_row_only(reader: Reader) -> None:
    def fill(book: Workbook) -> None:
        page = book.add_worksheet("表")
        page.write("B1", "前")
        page.write("B2", 1e9, book.add_format({"num_format": "[h]:mm"}))
        page.write("B3", 15.47)

    document = reader.document("表.xlsx", made(fill))
    assert (cells(document), cautions(document)) == ({"B1": "前", "B2": "", "B3": "15.47"}, [("RD94", "表!B2", "1000000000")])


def test_a_second_cell_at_the_same_place_is_a_difference(reader: Reader) -> None:
    """The first of two cells called A1 is kept by one reader, the last by the other, or both keep the same."""
    rows = '<row r="1"><c r="A1"><v>15.47</v></c><c r="B1"><v>1</v></c></row><row r="1"><c r="A1"><v>15.74</v></c></row>'
    document = reader.document("表.xlsx", xlsx(sheet(rows)))
    assert cells(document)["A1"] in {"", "15.74"}
    assert (cells(document)["A1"] == "") == (cautions(document) == [("RD94", "收支!A1", "15.74")])


def test_a_typed_number_keeps_every_digit_and_cells_may_lack_their_names(reader: Reader) -> None:
    rows = "<row><c><v>2900.8</v></c><c t='inlineStr'><is><t>甲</t><rPh><t>jia</t></rPh></is></c></row><row r='3'><c><v>1E3</v></c></row>"
    document = reader.document("表.xlsx", xlsx(sheet(rows)))
    assert cells(document) == {"A1": "2900.8", "B1": "甲", "A3": "1000"}


def test_a_workbook_of_another_library_is_read(reader: Reader) -> None:
    book, out = openpyxl.Workbook(), BytesIO()
    page = book.active
    assert page is not None
    page.title = "收支"
    page["B2"] = 15.474
    page["B2"].number_format = "0.00"
    page.merge_cells("B2:C3")
    book.save(out)
    document = reader.document("表.xlsx", out.getvalue())
    assert (cells(document)["B2"], spans(document)) == ("15.47", {"B2": (2, 2)})


def test_an_empty_workbook_has_no_text(reader: Reader) -> None:
    assert reader.refused("表.xlsx", made(lambda book: book.add_worksheet("空"))) == [("RD98", "", "")]


def test_empty_cells_with_a_frame_inside_the_filled_part_are_cells(reader: Reader) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"/><c r="C1"><v>2</v></c><c r="D1"/></row><row r="2"><c r="A2"/></row>'
    document = reader.document("表.xlsx", xlsx(sheet(rows)))
    assert cells(document) == {"A1": "1", "B1": "", "C1": "2"}
    assert document.tables[0].cells[1].start == document.tables[0].cells[1].end


def test_more_cells_than_a_report_has_are_refused(reader: Reader) -> None:
    rows = "".join(
        "<row>" + "".join(f"<c><v>{(row * 1_000 + at) * 7_919 % 1_000_003}</v></c>" for at in range(1_000)) + "</row>"
        for row in range(301)
    )
    assert [each[0] for each in reader.refused("表.xlsx", xlsx(sheet(rows)))] == ["RD83"]


def test_many_merged_ranges_that_cover_everything_cost_little(reader: Reader) -> None:
    merged = "".join(f'<mergeCell ref="A{row}:IV{row + 900}"/>' for row in range(1, 3_000))
    after = f"<mergeCells>{merged}</mergeCells>"
    document = reader.document("表.xlsx", xlsx(sheet('<row r="1"><c r="A1"><v>1</v></c></row>', after=after)))
    assert cells(document) == {"A1": "1"}


def test_percent_by_a_style_of_the_file(reader: Reader) -> None:
    parts = xlsx_parts()
    styles = f'{DECLARED}<styleSheet {S}><cellXfs><xf numFmtId="0"/><xf numFmtId="10"/></cellXfs></styleSheet>'
    parts |= {
        SHEET: sheet('<row r="1"><c r="A1" s="1"><v>0.98526</v></c></row>'),
        "xl/styles.xml": styles.encode(),
        "xl/_rels/workbook.xml.rels": parts["xl/_rels/workbook.xml.rels"].replace(
            b"</Relationships>",
            b'<Relationship Id="rId7" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>'
            b"</Relationships>",
        ),
        "[Content_Types].xml": types(
            xl__workbook_dot_xml=OFFICE + "spreadsheetml.sheet.main+xml",
            xl__worksheets__sheet1_dot_xml=OFFICE + "spreadsheetml.worksheet+xml",
            xl__sharedStrings_dot_xml=OFFICE + "spreadsheetml.sharedStrings+xml",
            xl__styles_dot_xml=STYLES_TYPE,
        ),
    }
    assert BOOK in parts
    assert cells(reader.document("表.xlsx", zipped(parts))) == {"A1": "98.53%"}
