"""A document cut into the pieces that a page shows in the order of the text: blocks, tables, and whatever a reader left between them."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.core.document import LINE, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.document import Cell, Document


@dataclass(frozen=True, slots=True)
class Piece:
    """A span of the text: a block of a kind, or a table with its cells."""

    start: int
    end: int
    kind: str
    level: int = 0
    table: Table | None = None


def pieces(document: Document) -> Iterator[Piece]:
    """Every letter of the text that is not blank stands in one piece; where blocks overlap, the earlier one has the letters."""
    at, text = 0, document.text
    for piece in sorted([*_blocks(document), *_tables(document)], key=lambda piece: (piece.start, piece.end)):
        yield from _lines(text, at, piece.start)
        if piece.table is not None or piece.end > at:
            yield Piece(
                max(piece.start, at) if piece.table is None else piece.start, piece.end, piece.kind, piece.level, piece.table
            )
        at = max(at, piece.end)
    yield from _lines(text, at, len(text))


def _blocks(document: Document) -> Iterator[Piece]:
    for block in document.blocks:
        if block.start < block.end:
            yield Piece(block.start, block.end, block.kind, block.level)


def _tables(document: Document) -> Iterator[Piece]:
    for table in document.tables:
        spans = [(cell.start, cell.end) for cell in table.cells if cell.start < cell.end]
        if spans:
            yield Piece(min(start for start, _ in spans), max(end for _, end in spans), "table", 0, table)


def _lines(text: str, start: int, end: int) -> Iterator[Piece]:
    """The lines of a span that hold anything."""
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        if text[start:stop].strip():
            yield Piece(start, stop, LINE)
        start = stop + 1


Span = tuple[int, int, int, int]
"""Rows covered, columns covered, start and end in the text."""


def within(table: Table) -> list[list[Span]]:
    """The rows of a table as HTML wants them: a place that no cell covers is an empty cell, a cell that another covers is left out.

    Rows and columns in which no cell begins are not shown, so that a lonely cell far below makes no empty page.
    """
    rows = {row: at for at, row in enumerate(sorted({cell.row for cell in table.cells}))}
    columns = {column: at for at, column in enumerate(sorted({cell.column for cell in table.cells}))}
    grid: list[list[Span | None]] = [[None] * len(columns) for _ in rows]
    for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column)):
        _put(
            grid,
            cell,
            (rows[cell.row], columns[cell.column]),
            _covered(rows, cell.row, cell.rows),
            _covered(columns, cell.column, cell.columns),
        )
    return [[EMPTY if span is None else span for span in row if span != COVERED] for row in grid]


EMPTY, COVERED = (1, 1, 0, 0), (0, 0, 0, 0)


def _covered(shown: dict[int, int], first: int, count: int) -> int:
    """How many of the shown rows or columns a cell covers."""
    if count <= 1:
        return 1
    every = list(shown)
    return max(1, bisect_left(every, first + count) - shown[first])


def _put(grid: list[list[Span | None]], cell: Cell, at: tuple[int, int], down: int, right: int) -> None:
    """Sets a cell where nothing stands yet, and marks what it covers."""
    row, column = at
    if grid[row][column] is not None:
        return
    right = next((step for step in range(1, right) if grid[row][column + step] is not None), right)
    down = next((step for step in range(1, down) if any(grid[row + step][column : column + right])), down)
    for line in grid[row : row + down]:
        line[column : column + right] = [COVERED] * right
    grid[row][column] = (down, right, cell.start, cell.end)
