"""The printed lines of a document, each with the blocks that stand on it and the kind of row that it may be."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.core.document import ITEM, LINE, MARGIN, PARAGRAPH

if TYPE_CHECKING:
    from hengji.core.document import Document

BLANK, STACKED, TABBED, PIPED, PLAIN, BARRED = "blank", "stacked", "tabbed", "piped", "plain", "barred"
"""Kinds of lines: nothing; one cell behind a tab; several cells parted by tabs or by upright strokes; text; not ours to take."""
_TAKEN = frozenset({LINE, PARAGRAPH, ITEM})
_SPACES = " \u3000\xa0"
STROKES, RULED = re.compile("[|│┃║｜]"), re.compile(r"[─━═┄┈┌┬┐├┼┤└┴┘┏┳┓┣╋┫┗┻┛╔╦╗╠╬╣╚╩╝+\-│┃║|\s]{3,2000}")
"""What parts the cells of a line, and a line that is drawn between rows."""
_DRAWN = re.compile("[│┃║]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its span of the document's text, without its end; `blocks` are the indexes of the blocks that stand on it."""

    start: int
    end: int
    text: str
    kind: str
    blocks: tuple[int, ...] = ()

    @property
    def words(self) -> str:
        """Without the spaces around it."""
        return self.text.strip()


def lines(document: Document) -> list[Line]:
    """Every line in order, blank ones as well; headers and footers are left out."""
    order = sorted(range(len(document.blocks)), key=lambda index: document.blocks[index].start)
    starts = [document.blocks[index].start for index in order]
    drawn = sorted(cell.start for table in document.tables for cell in table.cells if cell.end > cell.start)
    found: list[Line] = []
    start = 0
    for text in document.text.split("\n"):
        end = start + len(text.removesuffix("\r"))
        inside = tuple(order[max(0, bisect_left(starts, start + 1) - 1) : bisect_left(starts, max(end, start + 1))])
        blocks = tuple(index for index in inside if document.blocks[index].end > start)
        if {document.blocks[index].kind for index in blocks} != {MARGIN}:
            bare = document.text[start:end]
            taken = bool(bare.strip()) and (_between(drawn, start, end) or not _ours(document, blocks, start, end))
            found.append(Line(start, end, bare, BARRED if taken else _kind(bare), blocks))
        start += len(text) + 1
    return found


def _between(starts: list[int], start: int, end: int) -> bool:
    return bisect_left(starts, end) > bisect_left(starts, start)


def _ours(document: Document, blocks: tuple[int, ...], start: int, end: int) -> bool:
    """Whether a line is made of blocks of text that stand on it alone."""
    of_line = [document.blocks[index] for index in blocks]
    return bool(of_line) and all(each.kind in _TAKEN and start <= each.start and each.end <= end for each in of_line)


def _kind(text: str) -> str:
    if "\t" in text:
        if not text.strip():
            return TABBED if text.count("\t") > 1 else STACKED
        inner = text.rstrip(_SPACES)
        if inner.count("\t") == 1:
            return STACKED if inner.lstrip(_SPACES).startswith("\t") else TABBED
        return TABBED
    if not text.strip():
        return BLANK
    return PIPED if len(STROKES.findall(text)) > 1 or _DRAWN.search(text) or RULED.fullmatch(text.strip()) else PLAIN
