"""The header of a table: its rows, and above each column the labels from the top down, however they are merged."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from hengji.reading.tables.words import is_figure
from hengji.rulebook.labels import plain

if TYPE_CHECKING:
    from hengji.core.quantity import Unit
    from hengji.reading.tables.find import Found
    from hengji.reading.tables.grid import Grid
    from hengji.reading.tables.words import Words

MOST_ROWS = 10
COUNTS_FROM = 2


@dataclass(frozen=True, slots=True)
class Label:
    """A header label in its normal form, as it is printed, with the unit of its bracket."""

    text: str
    printed: str
    unit: Unit | None


Path = tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """`rows` are the header's rows, `body` the rows below; `paths` the labels above each column."""

    rows: range
    body: range
    paths: dict[int, Path]

    def labels(self, column: int) -> tuple[str, ...]:
        """The labels above a column in their normal form."""
        return tuple(label.text for label in self.paths.get(column, ()))

    def printed(self, column: int) -> str:
        """The labels above a column as they stand there."""
        return " › ".join(label.printed for label in self.paths.get(column, ()))


def header(found: Found, words: Words) -> Header | None:
    """The header of a table; None where no label of the form stands below the title."""
    known = words.headers(found.layout)
    top = next((row for row in found.body if any(words.normal(text) in known for text in _texts(found, row))), None)
    if top is None:
        return None
    bottom = _bottom(found, words, top, known)
    rows = [row for row in range(top, bottom) if not counts(found, words, row)]
    return Header(range(top, bottom), range(bottom, found.body.stop), _paths(found, words, rows))


def counts(found: Found, words: Words, row: int) -> bool:
    """Whether a row only numbers the columns 1, 2, 3 …, or says that it does."""
    texts = _texts(found, row)
    numbers = [int(text) for text in texts if text.isascii() and text.isdigit()]
    others = [words.normal(text) for text in texts if not (text.isascii() and text.isdigit())]
    if any(text not in words.index for text in others):
        return False
    follows = all(later in {earlier + 1, 1} for earlier, later in pairwise(numbers))
    return bool(numbers) and numbers[0] == 1 and follows and len(numbers) + len(others) >= COUNTS_FROM


def _texts(found: Found, row: int) -> list[str]:
    return [plain(cell.text) for _, cell in found.grid.filled(row, found.columns)]


def _bottom(found: Found, words: Words, top: int, known: frozenset[str]) -> int:
    """The first row of the body: one with a figure, or with the label of a row in a column that names rows."""
    naming = words.labels(text for block in found.layout.blocks for text in (*block.keys.code, *block.keys.label))
    bodies = frozenset(label for block in found.layout.blocks for label in words.rows(block))
    columns: set[int] = set()
    last = top
    for row in range(top, min(top + MOST_ROWS, found.body.stop)):
        cells = [(column, words.normal(cell.text), cell.text) for column, cell in found.grid.filled(row, found.columns)]
        if row > top and not counts(found, words, row):
            begins = any(column in columns and label in bodies for column, label, _ in cells)
            if begins or any(is_figure(text) for _, _, text in cells):
                return row
        columns.update(column for column, label, _ in cells if label in naming)
        last = row if counts(found, words, row) or any(label in known for _, label, _ in cells) else last
    return last + 1


def _paths(found: Found, words: Words, rows: list[int]) -> dict[int, Path]:
    seen = {(row, column): found.grid.spread(row, column) for row in rows for column in found.columns}
    for at, row in enumerate(rows[:-1]):
        for column in found.columns[1:]:
            if not seen[row, column] and _stands_under(found.grid, seen, rows[at:], column):
                seen[row, column] = seen[row, column - 1]
    paths = {column: _path(words, [seen[row, column] for row in rows]) for column in found.columns}
    return {column: path for column, path in paths.items() if path}


def _stands_under(grid: Grid, seen: dict[tuple[int, int], str], rows: list[int], column: int) -> bool:
    """Whether a blank header cell belongs to the label on its left: headers that lost their merged cells.

    Both have labels of their own below, and the label on the left is not merged: a merged one says itself how far it reaches.
    """
    row, left = rows[0], column - 1
    if not seen[row, left] or grid.merged(row, left) or grid.merged(row, column):
        return False
    return all(any(seen[lower, each] for lower in rows[1:]) for each in (left, column))


def _path(words: Words, texts: list[str]) -> Path:
    path: list[Label] = []
    for text in texts:
        label, unit = words.split(text)
        if label and not (path and path[-1].text == label):
            path.append(Label(label, text, unit))
    return tuple(path)
