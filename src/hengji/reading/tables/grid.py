"""A published workbook as grids of printed cells: what is shown, where cells are merged, and nothing that is hidden."""

from __future__ import annotations

import hashlib
import re
import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from openpyxl import load_workbook

from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.reading.formats import container, spreadsheet
from hengji.reading.formats.container import BrokenArchiveError
from hengji.reading.tables import printed
from hengji.rulebook.machine import place as named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl.worksheet.worksheet import Worksheet

    from hengji.reading.formats.container import Parts
    from hengji.reading.formats.spreadsheet import Page, Spot
    from hengji.rulebook.book import Book

NOT_XLSX, PASSWORD, DAMAGED, TOO_LARGE, HIDDEN, DIFFER, ACTIVE = "RD20", "RD41", "RD42", "RD24", "RD36", "RD53", "RD58"
ENDING, BROKEN, VISIBLE = ".xlsx", "broken", "visible"
MOST_MERGED = 200_000
_MERGED = re.compile(
    rb"<(?:[A-Za-z0-9]+:)?mergeCell\b[^>]*?\bref\s*=\s*[\"']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})[\"']"
)
_CODES = {"damaged": DAMAGED, "twice": DAMAGED, "overlap": DAMAGED}
_DECLARED = tuple(word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_FAULTS = (
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    SyntaxError,
    BadZipFile,
    EOFError,
    RuntimeError,
)
"""What openpyxl is known to raise over a file that keeps the rules of ZIP and XML but not its own."""


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` is what a reader sees; `number` where the program held a number; `finer`, `odd`: see printed.Printed."""

    text: str
    number: bool = False
    finer: str = ""
    odd: str = ""


EMPTY = Cell("")


@dataclass(frozen=True, slots=True)
class Grid:
    """A visible sheet. Rows and columns count from 0; `covered` leads from a cell under a merged range to the range's first cell."""

    file: str
    source: str
    name: str
    cells: dict[Spot, Cell]
    covered: dict[Spot, Spot]
    homes: frozenset[Spot]
    unsaved: frozenset[Spot]
    rows: int
    columns: int

    def cell(self, row: int, column: int) -> Cell:
        """The cell itself; empty where a merged range covers it."""
        return self.cells.get((row, column), EMPTY)

    def home(self, row: int, column: int) -> Spot:
        """The first cell of the merged range that a cell lies in, or the cell itself."""
        return self.covered.get((row, column), (row, column))

    def spread(self, row: int, column: int) -> str:
        """The text that a reader sees at a cell, also under a merged range."""
        return self.cell(*self.home(row, column)).text

    def merged(self, row: int, column: int) -> bool:
        """Whether a cell is part of a merged range."""
        return (row, column) in self.covered or (row, column) in self.homes

    def place(self, row: int, column: int) -> Place:
        """The cell as a person looks it up."""
        return Place.cell(self.file, self.name, named(row, column))

    def filled(self, row: int, columns: range) -> Iterator[tuple[int, Cell]]:
        """The cells of a row that hold something."""
        for column in columns:
            cell = self.cells.get((row, column))
            if cell is not None and cell.text:
                yield column, cell


def read(content: bytes, file: str, book: Book) -> tuple[tuple[Grid, ...], tuple[Problem, ...]]:
    """The visible sheets of a file, or what keeps it from being read; hidden content is reported and left out."""
    refused = _refused(content, file, book)
    if refused is not None:
        return (), (refused,)
    try:
        parts = container.unpack(content)
        if parts.active:
            return (), (problem(ACTIVE, Place(file), parts.active),)
        _bounded(parts)
        pages, sheets = _opened(content, parts)
    except BrokenArchiveError as error:
        why = book.caption(f"workbook.broken_{error.reason}")
        return (), (problem(_CODES.get(error.reason, TOO_LARGE), Place(file), error.found, why=why),)
    source, problems = hashlib.sha256(content).hexdigest(), [found for page in pages for found in _looked_at(page, file)]
    shown = [page for page in pages if page.state == VISIBLE and page.title in sheets]
    return tuple(_grid(page, sheets[page.title], file, source) for page in shown), tuple(problems)


def _refused(content: bytes, file: str, book: Book) -> Problem | None:
    """What a file really is, where it is no workbook or is not called one."""
    kind, ending = container.kind(content), PurePath(file).suffix
    code = {container.ENCRYPTED: PASSWORD, BROKEN: DAMAGED}.get(kind, NOT_XLSX)
    if kind == container.XLSX:
        kind = "" if ending.lower() == ENDING else kind
    if not kind:
        return None
    word = book.caption(f"import.kind_{kind}") if kind == container.XLSX else book.caption(f"workbook.kind_{kind}")
    way = book.caption("import.way_rename" if kind == container.XLSX else "import.way_save_as")
    return problem(code, Place(file), file, kind=word, way=way, ending=ending)


def _bounded(parts: Parts) -> None:
    """Merged ranges are laid out cell by cell; together they may not cover more than a printed table ever does. No part declares a type."""
    area = 0
    for name, content in parts.parts.items():
        if any(word in content for word in _DECLARED):
            raise BrokenArchiveError("damaged", name)
        if name.startswith("xl/worksheets/"):
            area += sum(_area(*found) for found in _MERGED.findall(content))
    if area > MOST_MERGED:
        raise BrokenArchiveError("cells", str(area))


def _area(left: bytes, top: bytes, right: bytes, bottom: bytes) -> int:
    return (abs(_column(right) - _column(left)) + 1) * (abs(int(bottom) - int(top)) + 1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _opened(content: bytes, parts: Parts) -> tuple[list[Page], dict[str, Worksheet]]:
    """The sheets as two readers agree on them, and with their merged ranges and number formats."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pages = spreadsheet.read(content, parts)
            return pages, {
                each.title: each for each in load_workbook(BytesIO(content), data_only=True, keep_links=False).worksheets
            }
    except BrokenArchiveError:
        raise
    except _FAULTS as error:
        raise BrokenArchiveError("damaged", type(error).__name__) from error


def _looked_at(page: Page, file: str) -> Iterator[Problem]:
    """Hidden sheets, rows and columns with content; cells that two readers see differently."""
    if page.state != VISIBLE:
        if page.cells:
            yield problem(HIDDEN, Place(file, page.title), page.title, first=_first(page, sorted(page.cells)))
        return
    for row, lines in ((True, page.hidden_rows), (False, page.hidden_columns)):
        inside = sorted(spot for spot in page.cells if spot[0 if row else 1] in lines)
        if inside:
            names = dict.fromkeys(named(*spot).lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") if row else _letters(spot) for spot in inside)
            yield problem(HIDDEN, Place.cell(file, page.title, named(*inside[0])), "、".join(names), first=_first(page, inside))
    for spot, (other, seen) in sorted(page.disagreements.items()):
        yield problem(DIFFER, Place.cell(file, page.title, named(*spot)), seen, other=other)


def _letters(spot: Spot) -> str:
    return named(*spot).rstrip("0123456789")


def _first(page: Page, spots: list[Spot]) -> str:
    return page.cells[spots[0]].text


def _grid(page: Page, sheet: Worksheet, file: str, source: str) -> Grid:
    hidden = {spot for spot in page.cells if spot[0] in page.hidden_rows or spot[1] in page.hidden_columns}
    cells = {spot: _cell(page, spot, sheet) for spot in page.cells if spot not in hidden}
    cells.update({spot: Cell(text) for spot, text in page.errors.items()})
    covered = {}
    for merged in sheet.merged_cells.ranges:
        home = (merged.min_row - 1, merged.min_col - 1)
        covered.update({(row - 1, column - 1): home for row, column in merged.cells if (row - 1, column - 1) != home})
    kept = {spot: cell for spot, cell in cells.items() if spot not in covered}
    visible = frozenset(spot for spot in page.unsaved if spot[0] not in page.hidden_rows and spot[1] not in page.hidden_columns)
    rows, columns = (max((spot[at] for spot in (*kept, *visible)), default=-1) + 1 for at in (0, 1))
    return Grid(file, source, page.title, kept, covered, frozenset(covered.values()), visible, rows, columns)


def _cell(page: Page, spot: Spot, sheet: Worksheet) -> Cell:
    seen = page.cells[spot]
    held = sheet.cell(spot[0] + 1, spot[1] + 1)
    value = getattr(held, "value", None)
    if not seen.number or isinstance(value, bool) or not isinstance(value, (int, float)):
        return Cell(seen.text, seen.number)
    found = printed.shown(value, held.number_format or "")
    return Cell(found.text, number=True, finer=found.finer, odd=found.odd)
