"""Tables in a text that has lost its columns: runs of lines that were rows, or cells one on a line, as tables again.

Ordinary prose never becomes a table: a run needs rows of more than one cell, and words of headers or numbers in regular places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.core.document import Cell, Table
from hengji.reading.formats.parts import places
from hengji.reading.layout.lines import BLANK, PIPED, STACKED, TABBED, Line, lines
from hengji.reading.layout.runs import Run, runs
from hengji.reading.layout.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengji.core.document import Document
    from hengji.rulebook.book import Book

MOST_CAPTION, CAPTION_LINES, CAPTION_REACH = 40, 2, 5
_TEXTS = frozenset({"text", "md", "pdf"})
_TABLE_LINES = frozenset({STACKED, TABBED, PIPED})


def find(document: Document, book: Book) -> tuple[tuple[Table, ...], frozenset[int]]:
    """The tables of a text, none of them certain, with their places counted on from the document's own; and the indexes of the blocks
    that became theirs.

    A row with as many cells as its header stands in the header's columns; in any other row the column of a cell is only its order.
    """
    if document.format not in _TEXTS:
        return (), frozenset()
    every = lines(document)
    tables: list[Table] = []
    used: set[int] = set()
    for run in runs(every, document.text, Terms.of(book)):
        tables.append(_table(run, every, places.table(len(document.tables) + len(tables) + 1)))
        used.update(index for line in every[run.first : run.after] for index in line.blocks)
    return tuple(tables), frozenset(used)


def _table(run: Run, every: Sequence[Line], place: str) -> Table:
    cells = tuple(
        Cell(row, column, 1, 1, start, end, places.cell(place, row, column))
        for row, spans in enumerate(run.rows)
        for column, (start, end) in enumerate(spans)
    )
    return Table(place, cells, certain=False, caption=_caption(every, run.first))


def _caption(every: Sequence[Line], first: int) -> str:
    """The short lines right above."""
    found: list[str] = []
    for line in reversed(every[max(0, first - CAPTION_REACH) : first]):
        if line.kind == BLANK:
            continue
        if len(line.words) > MOST_CAPTION or len(found) == CAPTION_LINES or line.kind in _TABLE_LINES:
            break
        found.append(line.words.strip("#* "))
    return "\n".join(reversed(found))
