"""Worksheets by their coordinates only: the grid, the area they span, merged ranges, and how often a text is used."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from hengji.reading.gate import codes
from hengji.reading.gate.codes import refuse
from hengji.reading.gate.fields import dde_formula
from hengji.reading.gate.limits import COLUMNS, LIMITS, ROWS
from hengji.reading.gate.xml import local

if TYPE_CHECKING:
    from collections.abc import Callable

    from hengji.reading.gate.limits import Limits

_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_LOOSE = re.compile(r"\$?([A-Z]{0,9})\$?([0-9]{0,9})")
_FEW_DIGITS = 9
_SHARED = "s"


@lru_cache(maxsize=2**15)
def column(letters: str) -> int:
    """The number of a column.

    >>> column("A"), column("XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def cell(ref: str) -> tuple[int, int] | None:
    """Row and column of a cell of the grid; None for anything else.

    >>> cell("C17"), cell("XFE1"), cell("AAAAAAA1")
    ((17, 3), None, None)
    """
    match = _CELL.fullmatch(ref)
    if match is None:
        return None
    place = int(match[2]), column(match[1])
    return place if place[0] <= ROWS and place[1] <= COLUMNS else None


def box(ref: str) -> tuple[int, int, int, int] | None:
    """The corners of a range inside the grid; whole rows and columns count as such; None for anything else.

    >>> box("A1:B2"), box("C:C"), box("A1:XFE16777217")
    ((1, 1, 2, 2), (1, 3, 1048576, 3), None)
    """
    matches = [_LOOSE.fullmatch(side) for side in ref.split(":")]
    if not 1 <= len(matches) <= 2 or None in matches:  # noqa: PLR2004 - a range has two corners
        return None
    sides = [(match[1], match[2]) for match in matches if match]
    first = int(sides[0][1] or 1), column(sides[0][0] or "A")
    last = int(sides[-1][1] or ROWS), column(sides[-1][0] or "XFD")
    inside = 1 <= first[0] <= last[0] <= ROWS and 1 <= first[1] <= last[1] <= COLUMNS and sides[0] != ("", "")
    return (*first, *last) if inside else None


@dataclass
class Book:
    """The names of the sheets while the workbook part is read, by the id of their relationship."""

    limits: Limits = LIMITS
    names: dict[str, str] = field(default_factory=dict)
    sheets: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Keeps the name of a sheet."""
        if local(name) == "sheet":
            self.sheets += 1
            ids = (value for key, value in attributes.items() if " " in key and local(key) == "id")
            self.names[next(ids, "")] = attributes.get("name", "")
            if self.sheets > self.limits.sheets:
                raise refuse(codes.TABLE, "xl/workbook.xml", self.sheets, limit=self.limits.sheets)

    def text(self, text: str) -> None:
        """Names of cells are not looked at."""

    def end(self, name: str) -> None:
        """Nothing to close."""


@dataclass
class Strings:
    """Shared strings while they are read: how long the longest is, and each one's length."""

    part: str
    limits: Limits = LIMITS
    lengths: list[int] = field(default_factory=list)

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        """A string begins."""
        if local(name) == "si":
            self.lengths.append(0)

    def text(self, text: str) -> None:
        """Counts; a text that no cell may hold is refused."""
        if self.lengths:
            self.lengths[-1] += len(text)
            if self.lengths[-1] > self.limits.text:
                raise refuse(codes.TABLE, f"{self.part}!si[{len(self.lengths)}]", self.lengths[-1], limit=self.limits.text)

    def end(self, name: str) -> None:
        """Nothing to close."""


@dataclass
class Uses:
    """How much text comes out if each cell gets its shared string: a short file may ask for gigabytes."""

    lengths: list[int]
    limits: Limits = LIMITS
    total: int = 0

    def add(self, where: str, index: str) -> None:
        """A cell that uses a shared string."""
        known = index.isascii() and index.isdigit() and len(index) <= _FEW_DIGITS
        self.total += self.lengths[int(index)] if known and int(index) < len(self.lengths) else 0
        if self.total > self.limits.shared_text:
            raise refuse(codes.TABLE, where, self.total, limit=self.limits.shared_text)


class Sheet:
    """A worksheet while it is read; four integers for a range, no cell is kept."""

    def __init__(self, name: str, limits: Limits, uses: Uses) -> None:
        self._name, self._limits, self._uses = name, limits, uses
        self._row = self._column = self._bottom = self._right = self._cells = self._merged = 0
        self._top, self._left = ROWS, COLUMNS
        self._ref, self._type, self._inside = "", "", ""
        self._text: list[str] = []
        self._length = 0
        self._on: dict[str, Callable[[dict[str, str]], None]] = {
            "c": self._cell,
            "row": self._next_row,
            "dimension": self._dimension,
            "mergeCell": self._merge,
            "f": self._formula,
            "v": self._value,
            "t": self._inline,
        }
        self._known: dict[str, Callable[[dict[str, str]], None] | None] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Looks at what has coordinates."""
        try:
            meaning = self._known[name]
        except KeyError:
            meaning = self._known[name] = self._on.get(local(name))
        if meaning is not None:
            meaning(attributes)

    def text(self, text: str) -> None:
        """Formulas and numbers of shared strings are kept until their element ends; other text is counted only."""
        if self._inside:
            self._length += len(text)
            self._check_length()
            if self._inside != "t":
                self._text.append(text)

    def end(self, name: str) -> None:
        """A formula or a value is complete."""
        if self._inside and name.endswith(self._inside) and local(name) == self._inside:
            inside, self._inside = self._inside, ""
            if inside == "f" and dde_formula("".join(self._text)):
                raise refuse(codes.DDE, self._where(self._ref), "".join(self._text))
            if inside == "v" and self._type == _SHARED:
                self._uses.add(self._where(self._ref), "".join(self._text).strip())

    def _where(self, ref: str) -> str:
        return f"{self._name}!{ref}"

    def _check_length(self) -> None:
        if self._length > self._limits.text:
            raise refuse(codes.TABLE, self._where(self._ref), self._length, limit=self._limits.text)

    def _begin(self, inside: str) -> None:
        self._length = self._length if inside == "t" else 0  # pieces of one inline text are counted together
        self._inside, self._text = inside, []

    def _next_row(self, attributes: dict[str, str]) -> None:
        given = attributes.get("r")
        self._row, self._column = (self._row + 1 if given is None else _row_number(given)), 0
        if not 1 <= self._row <= ROWS:
            raise refuse(codes.RANGE, self._where(given or str(self._row)), given or self._row)

    def _cell(self, attributes: dict[str, str]) -> None:
        self._ref = attributes.get("r", "")
        place = cell(self._ref) if self._ref else (self._row, self._column + 1)
        if place is None or place[1] > COLUMNS:
            raise refuse(codes.RANGE, self._where(self._ref), self._ref)
        self._type, self._length = attributes.get("t", ""), 0
        self._span(*place)

    def _span(self, row: int, at: int) -> None:
        self._column = at
        self._cells += 1
        if self._cells > self._limits.cells:
            raise refuse(codes.TABLE, self._where(self._ref), self._cells, limit=self._limits.cells)
        if self._top <= row <= self._bottom and self._left <= at <= self._right:
            return
        self._top, self._bottom = min(self._top, row), max(self._bottom, row)
        self._left, self._right = min(self._left, at), max(self._right, at)
        area = (self._bottom - self._top + 1) * (self._right - self._left + 1)
        if area > self._limits.rectangle:
            raise refuse(codes.TABLE, self._where(self._ref), area, limit=self._limits.rectangle)

    def _dimension(self, attributes: dict[str, str]) -> None:
        ref = attributes.get("ref", "")
        if ref and box(ref) is None:
            raise refuse(codes.RANGE, self._where(ref), ref)

    def _merge(self, attributes: dict[str, str]) -> None:
        ref = attributes.get("ref", "")
        self._merged += 1
        if (found := box(ref)) is None:
            raise refuse(codes.RANGE, self._where(ref), ref)
        area = (found[2] - found[0] + 1) * (found[3] - found[1] + 1)
        if area > self._limits.merged_area:
            raise refuse(codes.MERGED, self._where(ref), area, limit=self._limits.merged_area)
        if self._merged > self._limits.merged:
            raise refuse(codes.MERGED, self._where(ref), self._merged, limit=self._limits.merged)

    def _formula(self, attributes: dict[str, str]) -> None:
        self._dimension(attributes)
        self._begin("f")

    def _value(self, _attributes: dict[str, str]) -> None:
        self._begin("v")

    def _inline(self, _attributes: dict[str, str]) -> None:
        self._begin("t")


def _row_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _FEW_DIGITS else 0
