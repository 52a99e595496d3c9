"""评分表.xlsx and 数据表.xlsx of an evaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.writing.sheets import scores, tables
from hengji.writing.sheets.paper import Paper

if TYPE_CHECKING:
    from hengji.core.evaluation import Evaluation
    from hengji.rulebook.book import Book


def score_sheet(evaluation: Evaluation, book: Book) -> bytes:
    """The score sheet: live formulas over every line, each with its reason and source."""
    case = evaluation.case
    paper = Paper(book, book.caption("xlsx.score_title", unit=case.unit, year=case.year))
    scores.write(evaluation, book, paper)
    return paper.bytes()


def data_tables(evaluation: Evaluation, book: Book) -> bytes:
    """The base-data tables, every fact with its source, and every check."""
    case = evaluation.case
    paper = Paper(book, book.caption("xlsx.facts_title", unit=case.unit, year=case.year))
    tables.write(evaluation, book, paper)
    return paper.bytes()
