"""Each document against the same content written by the bare library: the content is read back from the finished document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape, unescape
from io import BytesIO
from typing import TYPE_CHECKING, Any

import docx
import openpyxl
import xlsxwriter
from docx.table import Table

from bench.clock import by_turns
from bench.table import GOAL, Bound, Row, row
from hengji.writing import docx as word
from hengji.writing import html, xlsx

if TYPE_CHECKING:
    from collections.abc import Callable

    from hengji.core.evaluation import Evaluation
    from hengji.rulebook.book import Book

MOST = Bound(GOAL, 1.5)
TAG = re.compile(r"(<[^>]*>)")
Grid = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a workbook: its formula and cached value, or its value; `value` None is a cell with a look and nothing else."""

    row: int
    column: int
    value: Any
    formula: str = ""


def read_word(content: bytes) -> list[str | Grid]:
    """Paragraphs and tables of a Word file in their order."""
    found: list[str | Grid] = []
    for block in docx.Document(BytesIO(content)).iter_inner_content():
        if isinstance(block, Table):
            found.append(
                tuple(tuple("\n".join(p.text for p in _paragraphs(cell)) for cell in line.tr.tc_lst) for line in _lines(block))
            )
        else:
            found.append(block.text)
    return found


@dataclass(frozen=True, slots=True)
class _Line:
    tr: Any


def _lines(table: Table) -> list[_Line]:
    return [_Line(tr) for tr in table._tbl.tr_lst]  # noqa: SLF001  # rows[i].cells unfolds merged cells in quadratic time


def _paragraphs(cell: Any) -> list[Any]:
    return list(cell.p_lst)


def write_word(blocks: list[str | Grid]) -> bytes:
    """The same paragraphs and tables by python-docx alone, on its blank document."""
    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
        else:
            _write_table(document, block)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _write_table(document: Any, grid: Grid) -> None:
    """A table whose rows may differ in their number of cells, as merged ones do."""
    table = document.add_table(rows=0, cols=max(map(len, grid)))
    for texts in grid:
        cells = table.add_row()._tr.tc_lst  # noqa: SLF001
        for cell, text in zip(cells, texts, strict=False):
            cell.p_lst[0].add_r().text = text
        for spare in cells[len(texts) :]:
            spare.getparent().remove(spare)


def read_sheets(content: bytes) -> dict[str, list[Cell]]:
    """Every cell of a workbook that holds or shows something."""
    with_formulas = openpyxl.load_workbook(BytesIO(content))
    with_values = openpyxl.load_workbook(BytesIO(content), data_only=True)
    return {sheet.title: [_cell(cell, with_values[sheet.title]) for cell in _cells(sheet)] for sheet in with_formulas.worksheets}


def _cells(sheet: Any) -> list[Any]:
    return [cell for line in sheet.iter_rows() for cell in line if cell.value is not None or cell.has_style]


def _cell(cell: Any, values: Any) -> Cell:
    shown = values.cell(cell.row, cell.column).value
    formula = str(cell.value) if cell.data_type == "f" else ""
    return Cell(cell.row - 1, cell.column - 1, shown, formula)


def write_sheets(sheets: dict[str, list[Cell]]) -> bytes:
    """The same cells by XlsxWriter alone, with one format."""
    out = BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True})
    look = workbook.add_format({"border": 1})
    for title, cells in sheets.items():
        sheet = workbook.add_worksheet(title)
        for cell in cells:
            _write_cell(sheet, cell, look)
    workbook.close()
    return out.getvalue()


def _write_cell(sheet: Any, cell: Cell, look: Any) -> None:
    if cell.formula:
        sheet.write_formula(cell.row, cell.column, cell.formula, look, "" if cell.value is None else cell.value)
    elif cell.value is None:
        sheet.write_blank(cell.row, cell.column, None, look)
    elif isinstance(cell.value, (int, float)):
        sheet.write_number(cell.row, cell.column, cell.value, look)
    else:
        sheet.write_string(cell.row, cell.column, str(cell.value), look)


def read_page(page: str) -> list[tuple[str, bool]]:
    """Tags and texts of a page in their order; a text without its escapes."""
    pieces = [piece for piece in TAG.split(page) if piece]
    return [(piece, True) if piece.startswith("<") else (unescape(piece), False) for piece in pieces]


def write_page(pieces: list[tuple[str, bool]]) -> bytes:
    """The same page by one join, every text escaped."""
    return "".join([text if tag else escape(text) for text, tag in pieces]).encode()


def rows(evaluation: Evaluation, book: Book, rounds: int) -> list[Row]:
    """The lines of the table, each document by turns with its bare writing."""
    report = read_word(word.report(evaluation, book)[0])
    scores, tables = read_sheets(xlsx.score_sheet(evaluation, book)), read_sheets(xlsx.data_tables(evaluation, book))
    page = read_page(html.self_check(evaluation, book))
    pairs: list[tuple[str, Callable[[], object], str, Callable[[], object]]] = [
        ("report.docx", lambda: word.report(evaluation, book), "python-docx alone", lambda: write_word(report)),
        ("score sheet.xlsx", lambda: xlsx.score_sheet(evaluation, book), "XlsxWriter alone", lambda: write_sheets(scores)),
        ("data tables.xlsx", lambda: xlsx.data_tables(evaluation, book), "XlsxWriter alone", lambda: write_sheets(tables)),
        ("self-check.html", lambda: html.self_check(evaluation, book).encode(), "str.join and escape", lambda: write_page(page)),
    ]
    return [row(what, bare, by_turns({what: ours, bare: theirs}, rounds), MOST) for what, ours, bare, theirs in pairs]
