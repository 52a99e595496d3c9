"""A workbook on the way out: looks by name, text that stays text, the same bytes for the same cells."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.worksheet import CellBlankTuple, CellNumberTuple, CellStringTuple, Worksheet

from hengji.core import exact
from hengji.rulebook.machine import letters
from hengji.writing.figures import Placed

if TYPE_CHECKING:
    from hengji.core.exact import Exact
    from hengji.rulebook.book import Book

CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  # a file's own date would make every run's bytes differ
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
A4 = 9
MOST_LETTERS = 32_000
LINE_HEIGHT, TALLEST = 13.5, 400.0
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_BORDER = {"border": 1, "border_color": "#808080"}
_TEXT = {"text_wrap": True, "valign": "vcenter"}
LOOKS: dict[str, dict[str, object]] = {
    "title": {"font": "title", "font_size": 16, "align": "center", "valign": "vcenter"},
    "line": {**_TEXT, "font_size": 10},
    "strong": {**_TEXT, "font_size": 10, "bold": True},
    "head": {**_TEXT, **_BORDER, "bold": True, "align": "center", "bg_color": "#D9E2EC"},
    "band": {"font": "title", "font_size": 11, "valign": "vcenter", "bg_color": "#EDF1F5", **_BORDER},
    "text": {**_TEXT, **_BORDER},
    "middle": {**_TEXT, **_BORDER, "align": "center"},
    "points": {**_BORDER, "valign": "vcenter", "align": "right", "num_format": "0.00"},
    "sum_text": {**_TEXT, **_BORDER, "bold": True, "bg_color": "#F3F3F3"},
    "sum": {**_BORDER, "valign": "vcenter", "align": "right", "num_format": "0.00", "bold": True, "bg_color": "#F3F3F3"},
    "grey": {**_TEXT, **_BORDER, "bg_color": "#E7E6E6", "font_color": "#404040"},
    "fill": {**_TEXT, **_BORDER, "bg_color": "#FFFFCC", "num_format": "@", "locked": False},
    "needed": {**_TEXT, **_BORDER, "bg_color": "#FFE07A", "num_format": "@", "locked": False},
    "fill_number": {**_BORDER, "valign": "vcenter", "align": "right", "bg_color": "#FFFFCC", "num_format": "@", "locked": False},
    "needed_number": {**_BORDER, "valign": "vcenter", "align": "right", "bg_color": "#FFE07A", "num_format": "@", "locked": False},
    "warn": {"valign": "vcenter", "font_size": 9, "font_color": "#C00000", "bg_color": "#FFFFFF"},
    "figure": {**_BORDER, "valign": "vcenter", "align": "right", "num_format": "General", "bg_color": "#E7E6E6"},
    "hidden": {"num_format": "@"},
}
FORMULA_LIKE = frozenset("=+-@\t＝＋－＠")
_PLAIN = frozenset({CellStringTuple, CellNumberTuple, CellBlankTuple})


def edge(value: Exact) -> float:
    """The number that a spreadsheet cell holds: the only place where a figure becomes a binary float, because the file format knows no
    other number. Division of two whole numbers gives the float nearest to the exact value, which prints as the exact value does.
    """
    return value[0] / value[1]


def cell_text(value: float | str | bool) -> str:
    """The value of a cell as one text: a number by its first twelve digits, which every office program keeps.

    >>> cell_text(15.47), cell_text(1320.0), cell_text(0.96243830518658), cell_text("—")
    ('15.47', '1320', '0.962438305187', '—')
    """
    if isinstance(value, str | bool):
        return str(value)
    return f"{Decimal(f'{value:.12g}').normalize():f}" if value else "0"


def visible(text: str) -> str:
    r"""A text with control and direction characters by their numbers, cut to what a cell holds.

    >>> visible("a\u202eb"), visible("=1+1")
    ('aU+202Eb', '=1+1')
    """
    if text.isprintable():
        return text[:MOST_LETTERS]
    return _HIDDEN.sub(lambda found: f"U+{ord(found[0]):04X}", text.replace("\r\n", "\n"))[:MOST_LETTERS]


def width(text: str) -> int:
    """How many letters wide a text prints: a Chinese character counts two, as its GBK bytes do."""
    return len(text.encode("gbk", "replace"))


def lines(text: str, columns: float) -> int:
    """How many lines a text takes in a cell so many letters wide."""
    room = max(2, int(columns) - 1)
    if "\n" not in text:
        return -(-width(text) // room) or 1
    return sum(max(1, -(-width(piece) // room)) for piece in text.split("\n"))


def height(cells: list[tuple[str, float]]) -> float:
    """A row high enough for its texts, each with the width of its cell."""
    return min(TALLEST, LINE_HEIGHT * max((lines(text, columns) for text, columns in cells), default=1) + 4.5)


@lru_cache(maxsize=8_192)
def _formula(text: str) -> str:
    """A formula as it stands in the file: xlsxwriter looks through it for each function of later programs, one after another."""
    return str(Worksheet()._prepare_formula(text))  # noqa: SLF001 - asked for once of each formula, which the units of a scheme share


class _Sheet(Worksheet):  # type: ignore[misc]
    """A sheet whose formulas are looked through once for all workbooks, and whose texts and numbers with a look are written without a detour:
    the library puts together, escapes and searches each attribute of each cell, of which none here needs it. The bytes are the library's own.
    """

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        kind, look = type(cell), cell.format
        if not look or kind not in _PLAIN or self.constant_memory:
            super()._write_cell(row, col, cell)
            return
        head = f'<c r="{letters(col)}{row + 1}" s="{look._get_xf_index()}"'  # noqa: SLF001 - as the library itself asks
        if kind is CellStringTuple:
            self.fh.write(f'{head} t="s"><v>{cell.string}</v></c>')
        elif kind is CellNumberTuple:
            self.fh.write(f"{head}><v>{cell.number:.16G}</v></c>")
        else:
            self.fh.write(f"{head}/>")

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return str(super()._prepare_formula(formula, expand_future_functions)) if expand_future_functions else _formula(formula)


class Paper:
    """A workbook with its looks; fonts by name, from the law book."""

    def __init__(self, book: Book, title: str) -> None:
        self._bytes = BytesIO()
        self.file = xlsxwriter.Workbook(self._bytes, OPTIONS)
        self.file.set_properties({"title": visible(title), "created": CREATED})
        self.file.set_calc_mode("auto")
        self._fonts = {"body": book.caption("xlsx.font_body"), "title": book.caption("xlsx.font_title")}
        self._looks: dict[str, Any] = {}
        self.placed: list[Placed] = []

    def bind(self, page: Any, at: tuple[int, int], figure: str, value: float | str, called: str, *, computed: bool = False) -> None:
        """Names a cell by the figure that it holds, so that a change by hand shows; `computed` says that a formula comes to it."""
        kind = "formula" if computed else "text" if isinstance(value, str) else "number"
        placed = Placed(len(self.placed) + 1, figure, cell_text(value), called, kind=kind)
        self.placed.append(placed)
        sheet = page.get_name().replace("'", "''")
        self.file.define_name(placed.bookmark, f"='{sheet}'!${letters(at[1])}${at[0] + 1}")

    def look(self, name: str, **changes: object) -> Any:
        """A format by its name; `text1` is `text` with an indent of 1."""
        key = f"{name}{sorted(changes.items())}" if changes else name
        made = self._looks.get(key)
        if made is None:
            made = self._looks[key] = self.file.add_format(self._properties(name, changes))
        return made

    def _properties(self, name: str, changes: dict[str, object]) -> dict[str, object]:
        depth = int(name[-1]) if name[-1].isdigit() else 0
        properties = {"font_size": 10, **LOOKS[name[:-1] if name[-1].isdigit() else name], **changes}
        properties["font_name"] = self._fonts[str(properties.pop("font", "body"))]
        return {**properties, "indent": depth} if depth else properties

    def sheet(self, title: str, *, landscape: bool = True) -> Any:
        """A sheet set up for A4 paper, as wide as one page."""
        sheet = self.file.add_worksheet(title, _Sheet)
        if landscape:
            sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&P / &N")
        return sheet

    def text(self, page: Any, at: tuple[int, int], text: str, look: str, **changes: object) -> None:
        """A text that stays text: one that begins like a formula keeps its quote, so that editing the cell makes no formula of it."""
        shown = text if text.isprintable() and len(text) < MOST_LETTERS else visible(text)
        if shown[:1] in FORMULA_LIKE:
            changes = {**changes, "quote_prefix": True}
        page._write_string(*at, shown, self.look(look, **changes) if changes else self._looks.get(look) or self.look(look))  # noqa: SLF001 - `write_string` looks first whether the place is a name like A1

    def across(self, page: Any, at: tuple[int, int, int], text: str, look: str) -> None:
        """A text over several columns of one row."""
        row, first, last = at
        if first == last:
            self.text(page, (row, first), text, look)
        else:
            page.merge_range(row, first, row, last, "", self.look(look))
            self.text(page, (row, first), text, look)

    def bytes(self) -> bytes:
        """The finished file."""
        self.file.close()
        return self._bytes.getvalue()


def total(values: list[Exact]) -> Exact:
    """The sum of exact numbers."""
    found = exact.ZERO
    for value in values:
        found = exact.add(found, value)
    return found
