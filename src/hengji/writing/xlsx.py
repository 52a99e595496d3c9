"""评分表.xlsx and 数据表.xlsx of an evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.writing.sheets import scores, tables
from hengji.writing.sheets.paper import Paper

if TYPE_CHECKING:
    from hengji.core.evaluation import Evaluation
    from hengji.rulebook.book import Book
    from hengji.writing.figures import Placed


@dataclass(frozen=True, slots=True)
class Sheets:
    """A workbook, and the figures whose cells have names."""

    content: bytes
    placed: tuple[Placed, ...]


def score_sheet(evaluation: Evaluation, book: Book) -> bytes:
    """The score sheet: live formulas over every line, each with its reason and source."""
    return score_sheet_linked(evaluation, book).content


def score_sheet_linked(evaluation: Evaluation, book: Book) -> Sheets:
    """The score sheet with the names of its cells."""
    case = evaluation.case
    paper = Paper(book, book.caption("xlsx.score_title", unit=case.unit, year=case.year))
    scores.write(evaluation, book, paper)
    return Sheets(paper.bytes(), tuple(paper.placed))


def data_tables(evaluation: Evaluation, book: Book) -> bytes:
    """The base-data tables, every fact with its source, and every check."""
    return data_tables_linked(evaluation, book).content


def data_tables_linked(evaluation: Evaluation, book: Book) -> Sheets:
    """The base-data tables with the names of their cells."""
    case = evaluation.case
    paper = Paper(book, book.caption("xlsx.facts_title", unit=case.unit, year=case.year))
    tables.write(evaluation, book, paper)
    return Sheets(paper.bytes(), tuple(paper.placed))
