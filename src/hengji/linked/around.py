"""The text around a place of a document: its block, its paragraph or table, and the letters beside it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from hengji.core.document import MARGIN

if TYPE_CHECKING:
    from hengji.core.document import Document

AROUND, SEEN = 24, 200
Span = tuple[int, int]


class Surroundings:
    """A document's text, and what stands where in it."""

    def __init__(self, document: Document) -> None:
        cells = [(at, cell) for at, table in enumerate(document.tables) for cell in table.cells]
        self.text, self.file = document.text, document.name
        self.places = [(block.start, block.end, block.place) for block in document.blocks]
        self.places += [(cell.start, cell.end, cell.place) for _, cell in cells]
        self._blocks = sorted((start, end) for start, end, _ in self.places)
        self._begins = [start for start, _ in self._blocks]
        units = [(block.start, at) for at, block in enumerate(document.blocks)]
        self._units = sorted(units + [(cell.start, -1 - at) for at, cell in cells if cell.end > cell.start])
        self._unit_begins = [start for start, _ in self._units]
        self._margins = [(block.start, block.end) for block in document.blocks if block.kind == MARGIN]

    def block(self, at: int) -> Span:
        """The paragraph or cell that a place is in; all of the text before the first."""
        found = bisect_right(self._begins, at) - 1
        return self._blocks[found] if found >= 0 else (0, len(self.text))

    def unit(self, at: int) -> int:
        """The paragraph or the table that a place is in: the number of a table is below zero."""
        found = bisect_right(self._unit_begins, at) - 1
        return self._units[found][1] if found >= 0 else 0

    def margin(self, at: int) -> Span | None:
        """The header or footer that a place is in."""
        return next((span for span in self._margins if span[0] <= at < span[1]), None)

    def place(self, at: int) -> str:
        """How a reader finds it."""
        return next((place for low, high, place in self.places if low <= at < high), "")

    def beside(self, start: int, end: int) -> tuple[str, str]:
        """The letters before and behind a span, in its own block."""
        low, high = self.block(start)
        return self.text[max(min(low, start), start - SEEN) : start], self.text[end : min(max(high, end), end + SEEN)]

    def quoted(self, start: int, end: int) -> tuple[str, str]:
        """The few letters on both sides of a span that are shown with it."""
        left, right = self.beside(start, end)
        return left[-AROUND:].rpartition("\n")[2], right[:AROUND].partition("\n")[0]


class Edges:
    """Spans of a text."""

    def __init__(self, spans: list[Span]) -> None:
        self._spans = sorted(span for span in spans if span[1] > span[0])
        self._reach = list(accumulate((end for _, end in self._spans), max))
        self._begins, self._ends = {start for start, _ in self._spans}, {end for _, end in self._spans}

    def meets(self, start: int, end: int) -> bool:
        """Whether one of them has a letter of this span."""
        before = bisect_left(self._spans, (end, -1))
        return before > 0 and self._reach[before - 1] > start

    def begins(self, at: int) -> bool:
        """Whether one of them begins here."""
        return at in self._begins

    def ends(self, at: int) -> bool:
        """Whether one of them ends here."""
        return at in self._ends
