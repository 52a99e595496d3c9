"""What honest programs write passes the gate without a word, and reads the same behind it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
import python_calamine
import xlsxwriter
from tests.hostile.documents import opened

TEMPLATES = sorted((Path(__file__).parents[2] / "rulebook" / "templates").rglob("*.docx"))


def by_xlsxwriter() -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("收支")
        page.write_row(0, 0, ["年末结转和结余", 15.47])
        page.write_formula("B2", '=IF(B1>0,"甲|乙",B1)')
        page.write_url("A3", "https://example.org/?a=1&b=2")
        page.write_comment("A4", "批注")
        page.merge_range("A5:D5", "合并")
        page.add_table("F1:G3")
        page.set_column("A:XFD", 9)
        page.data_validation("A1:A1048576", {"validate": "list", "source": ["甲", "乙"]})
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=收支!$B$1:$B$2"})
        page.insert_chart("H4", chart)
    return out.getvalue()


def by_openpyxl() -> bytes:
    book, out = openpyxl.Workbook(), BytesIO()
    page = book.active
    assert page is not None
    page.title = "收支"
    page.append(["年末结转和结余", 15.47])
    book.create_sheet("空")
    book.save(out)
    return out.getvalue()


def by_python_docx() -> bytes:
    document, out = docx.Document(), BytesIO()
    document.add_heading("部门整体支出绩效自评报告")
    document.add_table(2, 2).cell(0, 0).text = "年末结转和结余"
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("write", [by_xlsxwriter, by_openpyxl])
def test_a_workbook_of_an_ordinary_library_reads_the_same_behind_the_gate(write: object) -> None:
    assert callable(write)
    content = write()
    behind = opened("决算.xlsx", content).repacked()
    rows = [
        python_calamine.CalamineWorkbook.from_filelike(BytesIO(each)).get_sheet_by_name("收支").to_python()
        for each in (content, behind)
    ]
    assert rows[0] == rows[1]
    assert openpyxl.load_workbook(BytesIO(behind))["收支"]["A1"].value == "年末结转和结余"


def test_a_word_file_of_an_ordinary_library_reads_the_same_behind_the_gate() -> None:
    behind = docx.Document(BytesIO(opened("自评报告.docx", by_python_docx()).repacked()))
    assert (behind.paragraphs[0].text, behind.tables[0].cell(0, 0).text) == ("部门整体支出绩效自评报告", "年末结转和结余")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_our_own_templates_pass(path: Path) -> None:
    assert opened(path.name, path.read_bytes()).kind == "docx"


def test_templates_were_found() -> None:
    assert TEMPLATES
