"""Letters on a page and the lines that they make, in the order of reading."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_SAME_LINE, _SAME_PLACE, _BLANK, _COLUMN = 0.4, 0.15, 0.3, 2.0
_WRAPPED, _NARROW = 2.2, 0.13
_RADICALS = ((0x2E80, 0x2FDF), (0xF900, 0xFAFF))


class Letter(NamedTuple):
    """A letter and its box in points from the upper left corner of the page, as it is read."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """Of its box, which is about that of its font."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Line:
    """Letters side by side, with blanks where the page leaves some and a tab where it leaves much."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def plain(letter: str) -> str:
    r"""The usual letter for one that only looks like it: some programs print radicals for characters.

    >>> plain("\u2f00") == "\u4e00"
    True
    """
    code = ord(letter)
    return unicodedata.normalize("NFKC", letter) if any(first <= code <= last for first, last in _RADICALS) else letter


def lines(letters: Iterable[Letter]) -> list[Line]:
    """The lines of letters from the top down."""
    groups: list[list[Letter]] = []
    middle = height = 0.0
    for each in sorted(letters, key=lambda letter: letter.middle):
        if groups and each.middle - middle <= _SAME_LINE * max(height, each.height):
            groups[-1].append(each)
            height = max(height, each.height)
            middle += (each.middle - middle) / len(groups[-1])
        else:
            groups.append([each])
            middle, height = each.middle, each.height
    found = (_line(group) for group in groups)
    return [line for line in found if line.text]


def _line(letters: list[Letter]) -> Line:
    letters.sort(key=lambda letter: letter.left)
    out: list[str] = []
    before: Letter | None = None
    for each in letters:
        if before is not None:
            if each.text == before.text and each.left - before.left < _SAME_PLACE * each.height:
                continue  # printed twice to look bold
            gap = (each.left - before.right) / max(each.height, before.height, 1.0)
            if gap > _COLUMN:
                out.append("\t")
            elif gap > _least(before.text, each.text) and before.text != " " and each.text != " ":
                out.append(" ")
        out.append(each.text)
        before = each
    seen = [letter for letter in letters if letter.text.strip()] or letters
    text = "".join(out).strip()
    return Line(
        text, seen[0].left, min(each.top for each in seen), max(each.right for each in seen), max(each.bottom for each in seen)
    )


def in_cell(found: list[Line], width: float) -> str:
    """The text of a cell: a line that fills the cell goes on in the next, one that does not ends there."""
    text = ""
    for at, line in enumerate(found):
        text += line.text
        if at + 1 < len(found):
            full = width - (line.right - line.left) < _WRAPPED * (line.bottom - line.top)
            between = " " if _latin(line.text[-1]) and _latin(found[at + 1].text[0]) else ""
            text += between if full else "\n"
    return text


def _least(before: str, after: str) -> float:
    """The gap that is a blank; between Latin letters it is narrow."""
    return _NARROW if _latin(before) and _latin(after) else _BLANK


def _latin(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()
