"""Markdown: headings by their signs, tables by their bars; every other line as it stands. Spans count on the file's own text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from hengji.core.document import HEADING, LINE, Block, Cell, Table
from hengji.reading.formats.parts import places
from hengji.reading.formats.parts.draft import caption
from hengji.reading.formats.text import lines

if TYPE_CHECKING:
    from hengji.reading.formats.text import Line

_HEADING = re.compile(r"(#{1,6})[ \t\u3000]++")
_CLOSING = re.compile(r"(?<![ \t])[ \t]++#++$")
_RULE = re.compile(r":?-{1,1000}:?")
_BAR, _ESCAPE = "|", "\\"


@dataclass
class _Written:
    """A text while its lines are told apart."""

    text: str
    blocks: list[Block] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    since: int = 0

    def block(self, line: Line) -> None:
        """A line outside of tables."""
        found = self.text[line.start : line.end]
        place = places.paragraph(len(self.blocks) + 1)
        sign = _HEADING.match(found)
        if sign is None or sign.end() == len(found):
            self.blocks.append(Block(LINE, line.start, line.end, place))
            return
        closing = _CLOSING.search(found, sign.end())
        end = line.start + closing.start() if closing else line.end
        self.blocks.append(Block(HEADING, line.start + sign.end(), end, place, len(sign[1])))

    def table(self, rows: list[list[tuple[int, int]]]) -> None:
        """Lines between bars, the line of the rule left out."""
        place = places.table(len(self.tables) + 1)
        cells = tuple(
            Cell(row, column, 1, 1, start, end, places.cell(place, row, column))
            for row, spans in enumerate(rows)
            for column, (start, end) in enumerate(spans)
        )
        self.tables.append(Table(place, cells, caption=self._caption()))
        self.since = len(self.blocks)

    def _caption(self) -> str:
        return caption([self.text[each.start : each.end] for each in self.blocks[self.since :]])


def read(text: str) -> tuple[tuple[Block, ...], tuple[Table, ...]]:
    """Blocks and tables of a text; a table is a line with bars over a line of rules, and the lines with bars after it."""
    written, left = _Written(text), list(lines(text))
    at = 0
    while at < len(left):
        if at + 1 < len(left) and _adjoins(text, left[at], left[at + 1]) and _is_rule(text, left[at + 1]) and _bars(text, left[at]):
            rows = [_cells(text, left[at])]
            at += 2
            while at < len(left) and _adjoins(text, left[at - 1], left[at]) and _bars(text, left[at]):
                rows.append(_cells(text, left[at]))
                at += 1
            written.table(rows)
        else:
            written.block(left[at])
            at += 1
    return tuple(written.blocks), tuple(written.tables)


def _adjoins(text: str, above: Line, below: Line) -> bool:
    """Whether no empty line stands between two lines."""
    between = text[above.end : below.start].replace("\r\n", "\n").replace("\r", "\n")
    return between.count("\n") == 1


def _bars(text: str, line: Line) -> bool:
    return text.find(_BAR, line.start, line.end) >= 0


def _is_rule(text: str, line: Line) -> bool:
    if not _bars(text, line):
        return False
    cells = [text[start:end] for start, end in _cells(text, line)]
    return bool(cells) and all(_RULE.fullmatch(cell) for cell in cells)


def _cells(text: str, line: Line) -> list[tuple[int, int]]:
    """The spans between the bars of a line, without blanks; a bar behind a backslash is a letter."""
    start = line.start + (text[line.start] == _BAR)
    end = line.end - (text[line.end - 1] == _BAR and line.end - 1 > line.start and text[line.end - 2] != _ESCAPE)
    cuts = [at for at in range(start, end) if text[at] == _BAR and text[at - 1] != _ESCAPE]
    edges = [start - 1, *cuts, end]
    return [_trimmed(text, begin + 1, stop) for begin, stop in pairwise(edges)]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    kept = piece.strip()
    if not kept:
        return start, start
    begin = start + len(piece) - len(piece.lstrip())
    return begin, begin + len(kept)
