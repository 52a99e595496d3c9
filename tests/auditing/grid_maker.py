"""Makes reports of tables by hand: rows of texts become a document, its passages and a figure for each number of a named cell."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.auditing import tables
from hengji.auditing.relation import judge, statement
from hengji.core.audit import Figure, Report
from hengji.core.document import CELL, Cell, Document, Passage, Table
from hengji.reading import cell_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengji.auditing.relation import Relation
    from hengji.rulebook.book import Book

OVER = "<"
"""A place that the cell on its left covers."""
NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?")


def drawn(rows: Sequence[str], caption: str = "", *, certain: bool = True) -> Document:
    """A document of one table; cells of a row are parted by strokes, spaces around them are kept out of the cell."""
    text, cells = "", []
    for row, line in enumerate(rows):
        parts = line.split("|")
        for column, part in enumerate(parts):
            if part.strip() == OVER:
                continue
            kept = part.strip()
            start = len(text) + len(part) - len(part.lstrip())
            covers = 1 + sum(1 for _ in iter_over(parts[column + 1 :]))
            cells.append(Cell(row, column, 1, covers, start, start + len(kept), f"表1!{row}-{column}"))
            text += part + "\n"
    return Document("表.docx", "", "docx", text, (), (Table("表1", tuple(cells), certain=certain, caption=caption),))


def iter_over(parts: Sequence[str]) -> Sequence[str]:
    """The covered places that follow on."""
    end = next((index for index, part in enumerate(parts) if part.strip() != OVER), len(parts))
    return parts[:end]


def report(document: Document, book: Book, year: int = 2023) -> tuple[Report, list[tuple[cell_names.CellName, ...]]]:
    """The document as a report with the names of its cells; of a cell that holds its label the last number."""
    names = [cell_names.name(table, document.text, book, year) for table in document.tables]
    passages: list[Passage] = []
    figures: list[Figure] = []
    for index, table in enumerate(document.tables):
        at = {(name.row, name.column): name for name in names[index]}
        for cell in table.cells:
            text = document.text[cell.start : cell.end]
            number = len(passages)
            passages.append(
                Passage(number, CELL, text, ((0, cell.start),), cell.place, table=index, row=cell.row, column=cell.column)
            )
            name, found = at.get((cell.row, cell.column)), list(NUMBER.finditer(text))
            if name is None or not found:
                continue
            for each in found if not name.own else found[-1:]:
                digits, span = each[0].replace(",", ""), (cell.start + each.start(), cell.start + each.end())
                unit, decimals = book.spellings.get(name.unit_label), len(digits.partition(".")[2])
                figures.append(
                    Figure(len(figures), *span, digits, Decimal(digits), decimals, unit, number, each.start(), each.end(), "")
                )
    return Report(document, tuple(passages), tuple(figures), year=year), names


def relations(document: Document, book: Book) -> list[tuple[str, str, str, bool]]:
    """Check, statement, verdict and certainty of every relation of the tables."""
    read, names = report(document, book)
    return [said(each, read) for each in tables.relations(read, names, book)]


def said(relation: Relation, read: Report) -> tuple[str, str, str, bool]:
    """A relation as it is compared."""
    return relation.check, statement(relation, read.figures), judge(relation, read.figures).verdict.value, relation.certain


def wrong(document: Document, book: Book) -> list[str]:
    """The statements that would become findings."""
    return [words for _, words, verdict, certain in relations(document, book) if verdict == "impossible" and certain]
