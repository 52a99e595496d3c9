"""Bookmarks while a document is read: signs in the text that every reader carries along, taken out of the finished draft again."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import cast

from hengji.reading.jail.frames import Plain

_BEGIN, _END, _CLOSE = "\ufdd0", "\ufdd1", "\ufdd2"
"""Code points that Unicode keeps for a program's own use; in the text of a stranger they are put out."""
_SIGN = re.compile(f"([{_BEGIN}{_CLOSE}])(\\d{{1,9}}){_END}")
_FOREIGN = {ord(letter): "\ufffd" for letter in (_BEGIN, _END, _CLOSE)}
MOST = 20_000


@dataclass
class Marks:
    """The bookmarks of a document in the order of their beginnings."""

    names: list[str] = field(default_factory=list)
    pictures: list[tuple[str, str, str]] = field(default_factory=list)
    """The name of each drawing, its title, and what is read aloud in its place."""
    _open: dict[str, int] = field(default_factory=dict)

    def begin(self, key: str, name: str) -> str:
        """The sign for the beginning of a bookmark; `key` is what its end will say."""
        if len(self.names) >= MOST:
            return ""
        self.names.append(name)
        self._open[key] = len(self.names) - 1
        return f"{_BEGIN}{len(self.names) - 1}{_END}"

    def finish(self, key: str) -> str:
        """The sign for its end; nothing for an end without a beginning."""
        number = self._open.pop(key, None)
        return "" if number is None else f"{_CLOSE}{number}{_END}"

    @staticmethod
    def put_out(text: str) -> str:
        """A text of the file without letters that look like our signs."""
        return text.translate(_FOREIGN)

    def plain(self, draft: dict[str, Plain]) -> dict[str, Plain]:
        """The draft without the signs, and `marks`: name, beginning, end (−1 without one) and place of each bookmark."""
        text = cast("str", draft["text"])
        cuts, found = _Cuts(), [[-1, -1] for _ in self.names]
        for sign in _SIGN.finditer(text):
            if int(sign[2]) < len(found):
                found[int(sign[2])][sign[1] == _CLOSE] = sign.start()
            cuts.add(sign.start(), len(sign[0]))
        blocks = [
            [kind, cuts.moved(a), cuts.moved(b), place, level]
            for kind, a, b, place, level in cast("list[list[Plain]]", draft["blocks"])
        ]
        tables = [_moved(cast("dict[str, Plain]", table), cuts) for table in cast("list[Plain]", draft["tables"])]
        places = _Places(blocks, tables)
        marks: list[Plain] = []
        for name, (begin, end) in zip(self.names, found, strict=True):
            if begin >= 0:
                at = cuts.moved(begin)
                marks.append([name, at, cuts.moved(end) if end >= 0 else -1, places.of(at)])
        kept = [block for block in blocks if block[1] != block[2]]
        return {
            **draft,
            "text": _SIGN.sub("", text),
            "blocks": cast("Plain", kept),
            "tables": cast("Plain", tables),
            "marks": marks,
            "pictures": [list[Plain](each) for each in self.pictures[:MOST]],
        }


@dataclass
class _Cuts:
    """What is taken out of a text."""

    at: list[int] = field(default_factory=list)
    total: list[int] = field(default_factory=lambda: [0])

    def add(self, position: int, length: int) -> None:
        self.at.append(position)
        self.total.append(self.total[-1] + length)

    def moved(self, position: Plain) -> int:
        """Where a position stands afterwards."""
        return cast("int", position) - self.total[bisect_right(self.at, cast("int", position) - 1)]


def _moved(table: dict[str, Plain], cuts: _Cuts) -> dict[str, Plain]:
    cells = [[*cell[:4], cuts.moved(cell[4]), cuts.moved(cell[5]), cell[6]] for cell in cast("list[list[Plain]]", table["cells"])]
    caption = table["caption"]
    return {**table, "cells": cast("Plain", cells), "caption": _SIGN.sub("", caption) if isinstance(caption, str) else caption}


class _Places:
    """The place of a position: of the block or the cell that holds it."""

    def __init__(self, blocks: list[list[Plain]], tables: list[dict[str, Plain]]) -> None:
        spans = [(cast("int", block[1]), cast("int", block[2]), cast("str", block[3])) for block in blocks]
        for table in tables:
            spans += [
                (cell[4], cell[5], cell[6]) for cell in cast("list[tuple[int, int, int, int, int, int, str]]", table["cells"])
            ]
        self._spans = sorted(spans)
        self._begins = [span[0] for span in self._spans]

    def of(self, position: int) -> str:
        found = bisect_right(self._begins, position) - 1
        while found >= 0 and self._spans[found][1] < position:
            found -= 1
        return self._spans[found][2] if found >= 0 else ""
