"""H6: worksheets whose coordinates ask for a rectangle that no machine holds."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from tests.clock import cheapest
from tests.hostile.documents import BOOK, SHEET, STRINGS, sheet, strings, told, types, xlsx, xlsx_parts, zipped

from hengji.reading.gate.limits import LIMITS
from hengji.reading.gate.opening import Opened, open_file


def row(*refs: str) -> str:
    return "".join(f'<row><c r="{ref}"><v>1</v></c></row>' for ref in refs)


def test_an_ordinary_workbook_is_read() -> None:
    assert told("决算.xlsx", xlsx(sheet(after='<mergeCells><mergeCell ref="A1:XFD1"/></mergeCells>'))) == []


def test_h6_a_dimension_outside_the_grid_names_sheet_and_range() -> None:
    assert told("a.xlsx", xlsx(sheet(before='<dimension ref="A1:XFE16777217"/>'))) == [
        ("RD82", "收支!A1:XFE16777217", "A1:XFE16777217")
    ]


@pytest.mark.parametrize("ref", ["A1:XFD1048576", "A:C", "1:3", "$A$1:$B$2", "A1", ""])
def test_h6_a_dimension_inside_the_grid_is_only_a_word(ref: str) -> None:
    assert told("a.xlsx", xlsx(sheet(before=f'<dimension ref="{ref}"/>'))) == []


@pytest.mark.parametrize(
    "ref", ["AAAAAAA1", "XFE1", "A1048577", "A0", "A01", "a1", "1A", "A1:B2", "Ａ1", "A1 ", "A99999999999999999999"]
)
def test_h6_a_cell_outside_the_grid_is_named(ref: str) -> None:
    assert told("a.xlsx", xlsx(sheet(row(ref)))) == [("RD82", f"收支!{ref}", ref)]


@pytest.mark.parametrize("number", ["0", "1048577", "-1", "9" * 400, "1.5", ""])
def test_h6_a_row_outside_the_grid_is_named(number: str) -> None:
    ((code, where, _),) = told("a.xlsx", xlsx(sheet(f'<row r="{number}"/>')))
    assert (code, where[:3]) == ("RD82", "收支!")


def test_h6_cells_without_a_name_are_counted_by_their_position() -> None:
    assert told("a.xlsx", xlsx(sheet("<row>" + "<c/>" * 16_385 + "</row>"))) == [("RD82", "收支!", "")]


def test_h6_two_legal_cells_far_apart_span_too_much() -> None:
    assert told("a.xlsx", xlsx(sheet(row("A1", "XFD1048576")))) == [("RD83", "收支!XFD1048576", str(2**34))]


def test_h6_a_merged_range_over_everything_is_too_large() -> None:
    merged = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    assert told("a.xlsx", xlsx(sheet(after=merged))) == [("RD75", "收支!A1:XFD1048576", str(2**34))]


@pytest.mark.parametrize("ref", ["A1:XFE1", "B2:A1", "", "A1:B2:C3", "#REF!"])
def test_h6_a_merged_range_that_is_none_is_named(ref: str) -> None:
    assert told("a.xlsx", xlsx(sheet(after=f'<mergeCell ref="{ref}"/>'))) == [("RD82", f"收支!{ref}", ref)]


def test_h6_more_than_20000_merged_ranges_are_too_many() -> None:
    merged = "".join(f'<mergeCell ref="A{number}:B{number}"/>' for number in range(1, 20_002))
    assert told("a.xlsx", xlsx(sheet(after=merged))) == [("RD75", "收支!A20001:B20001", "20001")]


def test_h6_an_array_formula_outside_the_grid_is_named() -> None:
    cell = '<row r="1"><c r="A1"><f t="array" ref="A1:XFE1">1</f><v>1</v></c></row>'
    assert told("a.xlsx", xlsx(sheet(cell))) == [("RD82", "收支!A1:XFE1", "A1:XFE1")]


def test_h6_more_cells_than_the_limit_are_too_many() -> None:
    found = open_file("a.xlsx", xlsx(sheet(row("A1", "A2", "A3"))), limits=replace(LIMITS, cells=2))
    assert not isinstance(found, Opened)
    assert [(each.code, each.place.where, each.found) for each in found] == [("RD83", "收支!A3", "3")]


def test_h6_more_than_200_sheets_are_too_many() -> None:
    parts = xlsx_parts()
    parts[BOOK] = parts[BOOK].replace(b"</sheets>", b'<sheet name="x" sheetId="2"/>' * 200 + b"</sheets>")
    assert told("a.xlsx", zipped(parts)) == [("RD83", BOOK, "201")]


def test_h6_a_text_longer_than_a_cell_holds_is_refused_where_it_stands() -> None:
    inline = f'<row r="1"><c r="B1" t="inlineStr"><is><r><t>{"字" * 20_000}</t></r><r><t>{"字" * 20_000}</t></r></is></c></row>'
    shared = zipped(xlsx_parts() | {STRINGS: strings("短", "长" * 32_768)})
    assert [told("a.xlsx", each)[0][:2] for each in (xlsx(sheet(inline)), shared)] == [
        ("RD83", "收支!B1"),
        ("RD83", f"{STRINGS}!si[2]"),
    ]


def test_h6_one_long_text_used_by_thousands_of_cells_is_counted_as_often_as_it_is_used() -> None:
    cells = "".join(f'<row r="{number}"><c r="A{number}" t="s"><v>0</v></c></row>' for number in range(1, 12_001))
    ((code, where, _),) = told("a.xlsx", zipped(xlsx_parts() | {SHEET: sheet(cells), STRINGS: strings("长" * 32_767)}))
    assert (code, where) == ("RD83", f"收支!A{300 * 2**20 // 32_767 + 1}")


def test_h6_shared_strings_behind_another_type_do_not_escape_the_count() -> None:
    parts = xlsx_parts()
    parts["[Content_Types].xml"] = types(
        xl__workbook_dot_xml="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    )
    assert told("a.xlsx", zipped(parts)) == [("RD74", STRINGS, "sst")]


def test_h6_a_worksheet_behind_another_type_is_still_a_worksheet() -> None:
    parts = xlsx_parts() | {"xl/notes.xml": sheet(row("AAAAAAA1"))}
    assert told("a.xlsx", zipped(parts)) == [("RD82", "xl/notes.xml!AAAAAAA1", "AAAAAAA1")]


def test_h12_counting_a_text_of_ten_million_letters_stops_at_the_cap() -> None:
    small, large = (xlsx(sheet(f'<row><c t="str"><v>{"9" * count}</v></c></row>')) for count in (40_000, 10_000_000))
    times = []
    for content in (small, large):
        assert told("a.xlsx", content)[0][0] in {"RD83", "RD70"}
        times.append(cheapest(partial(told, "a.xlsx", content)))
    assert times[1] < 30 * times[0]
