"""The lines above a table: whose it is, of which year, in which unit, under which code."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.rulebook.labels import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hengji.core.place import Place
    from hengji.core.quantity import Unit
    from hengji.reading.tables.grid import Grid

_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})\s*年(?!\s*[0-9]{1,2}\s*月)")
_VALUE_ENDS = re.compile(r"\s{2,}|[\n\t]")
_UNNAMED = re.compile(r"[\W_]*")
_WIDE = {"(": "[(（]", ")": "[)）]"}
_BLANKS = " \u3000\u00a0"
MOST_LETTERS = 200


@dataclass(frozen=True, slots=True)
class Line:
    """What a line says behind its label, and where."""

    text: str
    place: Place


def values(grid: Grid, rows: range, columns: range, labels: Iterable[str]) -> Iterator[Line]:
    """What stands behind any of the labels: in the same cell after the colon, or in the next filled cell of the row."""
    pattern = _pattern(labels)
    for row in rows:
        cells = list(grid.filled(row, columns))
        for at, (column, cell) in enumerate(cells):
            for label in pattern.finditer(cell.text[:MOST_LETTERS]):
                text = _VALUE_ENDS.split(cell.text[label.end() :].lstrip(_BLANKS), maxsplit=1)[0].strip()
                if text:
                    yield Line(text, grid.place(row, column))
                elif at + 1 < len(cells):
                    beside, other = cells[at + 1]
                    yield Line(other.text.strip(), grid.place(row, beside))


def subjects(grid: Grid, rows: range, columns: range, labels: Iterable[str], others: Iterable[str]) -> Iterator[Line]:
    """The names of budget units; what follows another label in the same cell is no part of a name."""
    ends = _pattern(others)
    for line in values(grid, rows, columns, labels):
        name = ends.split(line.text, maxsplit=1)[0].strip()
        if not _UNNAMED.fullmatch(name):
            yield Line(name, line.place)


def unit(text: str, units: Mapping[str, Unit]) -> Unit | None:
    """The unit that a unit line begins with, the longest word first.

    >>> unit("公里", {}) is None
    True
    """
    words = plain(text)
    found = [word for word in units if words.startswith(word) and not words[len(word) : len(word) + 1].isalnum()]
    return units[max(found, key=len)] if found else None


def years(text: str) -> tuple[int, ...]:
    """The years that a line names, but not those of full dates.

    >>> years("某局2023年度收入决算表"), years("编制日期：2024年8月5日")
    ((2023,), ())
    """
    folded = unicodedata.normalize("NFKC", text[:MOST_LETTERS])
    return tuple(dict.fromkeys(int(found[1]) for found in _YEAR.finditer(folded)))


def has_code(text: str, codes: Iterable[str]) -> bool:
    """Whether a line holds one of the codes."""
    words = plain(text)
    return any(plain(code) in words for code in codes)


def says_label(text: str, labels: Iterable[str]) -> bool:
    """Whether one of the labels stands in a line with a colon behind it."""
    return _pattern(labels).search(text[:MOST_LETTERS]) is not None


def _pattern(labels: Iterable[str]) -> re.Pattern[str]:
    """Any of the labels, with blanks between its letters, a colon behind it and no word before it."""
    words = sorted({unicodedata.normalize("NFKC", label) for label in labels}, key=len, reverse=True)
    spaced = [r"\s*".join(_WIDE.get(letter, re.escape(letter)) for letter in word) for word in words]
    return re.compile(rf"(?<!\w)(?:{'|'.join(spaced) or '(?!)'})\s*[:：]")
