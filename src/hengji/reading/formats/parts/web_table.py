"""Tables of web pages: where cells stand that cover several rows and columns."""

from __future__ import annotations

from dataclasses import dataclass, field

from hengji.reading.formats.parts.draft import Piece

_MOST_COLUMNS, _MOST_ROWS = 1_000, 65_534


@dataclass
class WebTable:
    """A table while its rows are read; `open` are columns that a cell from above still covers, with how many rows."""

    cells: list[list[int]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    row: int = -1
    _column: int = 0
    _open: dict[int, int] = field(default_factory=dict)

    def next_row(self) -> None:
        """A row begins."""
        self.row += 1
        self._column = 0
        self._open = {column: left - 1 for column, left in self._open.items() if left > 1}

    def add(self, text: str, rows: int, columns: int) -> None:
        """The next cell of the row, in the first column that is free; 0 rows reach to the end."""
        if self.row < 0:
            self.next_row()
        while self._column in self._open:
            self._column += 1
        rows = min(rows, _MOST_ROWS) if rows > 0 else _MOST_ROWS
        columns = min(max(columns, 1), _MOST_COLUMNS)
        self.cells.append([self.row, self._column, rows, columns])
        self.texts.append(text)
        if rows > 1:
            self._open |= dict.fromkeys(range(self._column, self._column + columns), rows)
        self._column += columns

    def pieces(self) -> list[Piece]:
        """The cells; none reaches below the last row."""
        return [
            Piece(row, column, min(rows, self.row + 1 - row), columns, text)
            for (row, column, rows, columns), text in zip(self.cells, self.texts, strict=True)
        ]
