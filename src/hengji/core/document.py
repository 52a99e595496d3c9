"""What a reader makes of a file: its text, its blocks and its tables, each with the span of the text where it stands."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengji.core.problem import Problem

HEADING, PARAGRAPH, ITEM, LINE, CELL = "heading", "paragraph", "item", "line", "cell"
FOOTNOTE, MARGIN, BOX = "footnote", "margin", "box"
"""Kinds of blocks: `line` is a line as it was printed, which may break off inside a sentence; `margin` a header or footer."""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of text outside tables: `start` and `end` count code points of the document's text.

    `place` is as a person would look it up: `¶16`, `第3页¶2`, `脚注2`, `页眉1`. `level` is the level of a heading that the file itself marks, or 0.
    """

    kind: str
    start: int
    end: int
    place: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its upper left corner (counted from 0), how many rows and columns it covers, and its span of the text.

    An empty cell has `start == end`. `place` is `表2!C3` or `收支!C3`.
    """

    row: int
    column: int
    rows: int
    columns: int
    start: int
    end: int
    place: str


@dataclass(frozen=True, slots=True)
class Table:
    """`certain` says that the file itself drew the columns; False where they were guessed from a text.

    `caption` is the text right above it, with its unit line; cells stand in the order of rows, then columns, each covering cell once.
    """

    place: str
    cells: tuple[Cell, ...]
    certain: bool = True
    caption: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A file as text. `name` is the path as it was given, `format` one of docx xlsx pdf text md html.

    `text` is for .txt and .md the decoded file as it stands; for other formats the reader's own, on which all spans count.
    """

    name: str
    sha256: str
    format: str
    text: str
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...] = ()
    problems: tuple[Problem, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences that belong together: a paragraph with its broken lines joined, a heading, or a cell.

    `text` has plain digits and signs for full-width ones, full-width marks for plain ones where it is Chinese, and no line ends; `pieces` are (position in `text`, offset in the document's text), ascending,
    one to one within a piece. `section` are the headings above it, outermost first. `table`, `row`, `column` are −1 outside tables.
    """

    index: int
    kind: str
    text: str
    pieces: tuple[tuple[int, int], ...]
    place: str
    level: int = 0
    section: tuple[str, ...] = ()
    table: int = -1
    row: int = -1
    column: int = -1

    def offset(self, position: int) -> int:
        """Where a position of the passage stands in the document's text."""
        at = max(0, bisect_right(self.pieces, position, key=lambda piece: piece[0]) - 1)
        begin, offset = self.pieces[at]
        return offset + position - begin

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the document's text of a span of the passage."""
        return self.offset(start), self.offset(end - 1) + 1 if end > start else self.offset(start)
