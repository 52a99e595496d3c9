"""The sheets of a workbook as a person sees them: cells by row and column, with the cells that merged ranges cover."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.rulebook.machine import place as named

if TYPE_CHECKING:
    from hengji.core.document import Document, Table

Spot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet; rows and columns count from 0. `home` leads every cell of a merged range to its first, `spans` says how far each first cell reaches."""

    file: str
    name: str
    texts: dict[Spot, str]
    homes: dict[Spot, Spot]
    spans: dict[Spot, Spot]
    rows: int
    columns: int

    def home(self, row: int, column: int) -> Spot:
        """The first cell of the merged range that a cell lies in, or the cell itself."""
        return self.homes.get((row, column), (row, column))

    def text(self, row: int, column: int) -> str:
        """What stands in a cell itself."""
        return self.texts.get((row, column), "")

    def spread(self, row: int, column: int) -> str:
        """What a person sees at a cell, also under a merged range."""
        return self.texts.get(self.home(row, column), "")

    def width(self, row: int, column: int) -> int:
        """Over how many columns the cell's range reaches."""
        return self.spans.get(self.home(row, column), (1, 1))[1]

    def place(self, row: int, column: int) -> Place:
        """The cell as a person looks it up."""
        return Place.cell(self.file, self.name, named(row, column))

    def filled(self, row: int) -> list[tuple[int, str]]:
        """The cells of a row that hold something of their own."""
        return [(column, text) for column in range(self.columns) if (text := self.text(row, column))]


def grids(document: Document) -> tuple[Grid, ...]:
    """The visible sheets of a workbook."""
    return tuple(_grid(table, document) for table in document.tables if not table.hidden)


def _grid(table: Table, document: Document) -> Grid:
    texts, homes, spans = {}, {}, {}
    for cell in table.cells:
        spot = (cell.row, cell.column)
        texts[spot] = document.text[cell.start : cell.end].strip()
        if cell.rows > 1 or cell.columns > 1:
            spans[spot] = (cell.rows, cell.columns)
            for row in range(cell.row, cell.row + cell.rows):
                for column in range(cell.column, cell.column + cell.columns):
                    homes[row, column] = spot
    rows = max((cell.row + cell.rows for cell in table.cells), default=0)
    columns = max((cell.column + cell.columns for cell in table.cells), default=0)
    return Grid(document.name, table.place, texts, homes, spans, rows, columns)
