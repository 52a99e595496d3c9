"""A list as a workbook: a head that stays, a filter, columns wide enough; every text stays text, whatever it begins with."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.writing.sheets.paper import Paper, visible, width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hengji.rulebook.book import Book

NARROWEST, WIDEST, MOST_SHEET_NAME = 8, 48, 31


def listing(book: Book, title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The workbook: whole numbers and decimals as numbers, moments as they are read, everything else as text."""
    paper = Paper(book, title)
    page = paper.sheet(visible(title)[:MOST_SHEET_NAME])
    widths = [width(head) for head in heads]
    for column, head in enumerate(heads):
        paper.text(page, (0, column), head, "head")
    last = 0
    for last, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            widths[column] = max(widths[column], width(_put(paper, page, (last, column), value)))
    for column, letters in enumerate(widths):
        page.set_column(column, column, min(WIDEST, max(NARROWEST, letters + 2)))
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.autofilter(0, 0, max(1, last), len(heads) - 1)
    return paper.bytes()


def _put(paper: Paper, page: object, at: tuple[int, int], value: object) -> str:
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        page.write_number(*at, value, paper.look("figure"))  # type: ignore[attr-defined]
        return str(value)
    text = said(value)
    paper.text(page, at, text, "text")
    return text


def said(value: object) -> str:
    """A value as a list says it: moments to the minute, nothing for nothing."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
