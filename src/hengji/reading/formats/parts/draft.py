"""A document while a reader writes it: its text, and spans on that text, as the plain values that leave the jail."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import wraps
from itertools import groupby
from typing import TYPE_CHECKING

from hengji.core.document import FOOTNOTE, MARGIN
from hengji.core.problem import shown
from hengji.reading.formats.parts import places
from hengji.reading.gate.codes import RefusedError
from hengji.reading.jail.frames import Plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from hengji.reading.formats.parts.marks import Marks

_CAPTION_LINES, _CAPTION_LENGTH = 2, 60
_SENTENCE_ENDS = ("。", "；", "！", "？", "，", "：", ".", ";")


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell of a table while it is read: upper left corner (from 0), how many rows and columns it covers, and its text.

    `place` only where it is not the table's own: a table that goes on on the next page.
    """

    row: int
    column: int
    rows: int
    columns: int
    text: str
    place: str = ""


@dataclass
class Draft:
    """Blocks are joined by a line end, cells of a row by a tab, rows by a line end; every span slices to exactly its own text."""

    blocks: list[list[Plain]] = field(default_factory=list)
    tables: list[dict[str, Plain]] = field(default_factory=list)
    cautions: list[list[Plain]] = field(default_factory=list)
    length: int = 0
    _pieces: list[str] = field(default_factory=list)
    _above: list[str] = field(default_factory=list)

    def add_block(self, kind: str, text: str, place: str, level: int = 0) -> None:
        """A block after all others; one without text is left out."""
        text = text.strip()
        if not text:
            return
        start = self._write(text, "\n")
        self.blocks.append([kind, start, self.length, place, level])
        if kind not in {FOOTNOTE, MARGIN}:
            self._above.append(text)

    def add_table(self, place: str, pieces: Iterable[Piece], *, hidden: bool = False) -> None:
        """A table after all else, in the order of its rows and columns; what stands right above becomes its caption."""
        cells: list[Plain] = []
        ordered = sorted(pieces, key=lambda piece: (piece.row, piece.column))
        for _, row in groupby(ordered, key=lambda piece: piece.row):
            between = "\n"
            for each in row:
                start = self._write(each.text, between)
                between = "\t"
                where = each.place or places.cell(place, each.row, each.column)
                cells.append([each.row, each.column, each.rows, each.columns, start, self.length, where])
        self.tables.append({"place": place, "cells": cells, "caption": self._caption(), "hidden": hidden})
        self._above = []

    def caution(self, code: str, where: str, found: object, **slots: object) -> None:
        """Something that a person must know of a document that was read."""
        self.cautions.append([code, where, shown(found), {name: shown(value, 400) for name, value in slots.items()}])

    def plain(self) -> dict[str, Plain]:
        """What leaves the jail."""
        return {
            "text": "".join(self._pieces),
            "blocks": list[Plain](self.blocks),
            "tables": list[Plain](self.tables),
            "cautions": list[Plain](self.cautions),
        }

    def _write(self, text: str, between: str) -> int:
        if self._pieces:
            self._pieces.append(between)
            self.length += len(between)
        start = self.length
        self._pieces.append(text)
        self.length += len(text)
        return start

    def _caption(self) -> str:
        return caption(self._above)


def caption(above: list[str]) -> str:
    r"""Of what stands above a table, the last one or two short lines that are no sentences.

    >>> caption(["本年支出如下。", "收支表", "单位：万元"])
    '收支表\n单位：万元'
    """
    found: list[str] = []
    for text in reversed(above[-_CAPTION_LINES:]):
        if len(text) > _CAPTION_LENGTH or "\n" in text or text.endswith(_SENTENCE_ENDS):
            break
        found.insert(0, text)
    return "\n".join(found)


def answered(read: Callable[..., Draft]) -> Callable[..., dict[str, Plain]]:
    """A reader as a task of the jail: a draft as plain values, or why the file may not be read."""

    @wraps(read)
    def task(payload: bytes, **arguments: Plain) -> dict[str, Plain]:
        try:
            return read(payload, **arguments).plain()
        except RefusedError as error:
            return refusal(error)

    return task


def answered_with_marks(read: Callable[..., tuple[Draft, Marks]]) -> Callable[..., dict[str, Plain]]:
    """The same for a reader that keeps bookmarks: they stand beside the text, which holds no trace of them."""

    @wraps(read)
    def task(payload: bytes, **arguments: Plain) -> dict[str, Plain]:
        try:
            draft, marks = read(payload, **arguments)
        except RefusedError as error:
            return refusal(error)
        return marks.plain(draft.plain())

    return task


def refusal(error: RefusedError) -> dict[str, Plain]:
    """Why a file may not be read, as plain values."""
    slots = {name: shown(value, 400) for name, value in error.slots}
    return {"refused": [error.code, error.where, shown(error.found), dict[str, Plain](slots)]}
