"""A workbook as cells with their texts: read by two readers that must agree, with what is hidden and what the sheets say beside values."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as Xml
from openpyxl import load_workbook
from python_calamine import CalamineError, CalamineWorkbook

from hengji.reading.formats.container import WORKBOOK_PART, BrokenArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from xml.etree.ElementTree import Element

    from hengji.reading.formats.container import Parts

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 5_000, 200, 300_000
LIMITS = (65_536, 1_048_576)
SIGNIFICANT = 12
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DECIMALS = re.compile(r"0\.(0+)")

Spot = tuple[int, int]
Value = str | float | bool | date | None


@dataclass(frozen=True, slots=True)
class Seen:
    """A cell: its text as a person reads it, whether it was a number for the program, whether a formula made it."""

    text: str
    number: bool = False
    formula: bool = False


@dataclass(slots=True)
class Page:
    """A sheet: cells by row and column from 0, and what else was found on it."""

    title: str
    state: str = "visible"
    cells: dict[Spot, Seen] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    formulas: set[Spot] = field(default_factory=set)
    unsaved: set[Spot] = field(default_factory=set)
    errors: dict[Spot, str] = field(default_factory=dict)
    disagreements: dict[Spot, tuple[str, str]] = field(default_factory=dict)
    comments: dict[Spot, str] = field(default_factory=dict)
    rows: int = 0
    columns: int = 0


def read(content: bytes, parts: Parts) -> list[Page]:
    """The sheets of a workbook. Raises BrokenArchiveError where it is damaged or too large to open."""
    try:
        pages = [_scan(title, state, part, parts) for title, state, part in _sheets(parts)]
    except (DefusedXmlException, Xml.ParseError, KeyError, ValueError) as error:
        if isinstance(error, BrokenArchiveError):
            raise
        raise BrokenArchiveError("damaged", type(error).__name__) from error
    try:
        _values(content, pages)
    except (CalamineError, OSError, KeyError, ValueError, TypeError, IndexError) as error:
        raise BrokenArchiveError("damaged", type(error).__name__) from error
    return pages


# ---- structure


def _tree(parts: Parts, name: str) -> Element:
    return Xml.fromstring(parts.parts[name], forbid_dtd=True)


def _sheets(parts: Parts) -> Iterator[tuple[str, str, str]]:
    """Title, state and part of each sheet."""
    targets = _relations(parts, WORKBOOK_PART)
    for sheet in _tree(parts, WORKBOOK_PART).iter(f"{MAIN}sheet"):
        yield sheet.get("name", ""), sheet.get("state", "visible"), targets[sheet.get(RELATION, "")][1]


def _relations(parts: Parts, name: str) -> dict[str, tuple[str, str]]:
    """The relations of a part: kind and target by id."""
    folder, _, file = name.rpartition("/")
    relations = f"{folder}/_rels/{file}.rels"
    if relations not in parts.parts:
        return {}
    return {
        each.get("Id", ""): (each.get("Type", "").rpartition("/")[2], _resolved(folder, each.get("Target", "")))
        for each in _tree(parts, relations)
    }


def _resolved(folder: str, target: str) -> str:
    path = target.lstrip("/").split("/") if target.startswith("/") else [*folder.split("/"), *target.split("/")]
    found: list[str] = []
    for step in path:
        if step == ".." and found:
            found.pop()
        elif step not in {"", "."}:
            found.append(step)
    return "/".join(found)


def _scan(title: str, state: str, part: str, parts: Parts) -> Page:
    """A sheet's rows, hidden columns, formulas and comments, without its values."""
    page = Page(title, state)
    count = 0
    for _, element in Xml.iterparse(BytesIO(parts.parts[part]), forbid_dtd=True):
        if element.tag == f"{MAIN}col" and element.get("hidden") in {"1", "true"}:
            low, high = int(element.get("min", "1")), int(element.get("max", "1"))
            page.hidden_columns.update(range(low - 1, min(high, MOST_COLUMNS)))
        elif element.tag == f"{MAIN}row":
            count += len(element)
            _row(element, page)
            element.clear()
            if count > MOST_CELLS:
                raise BrokenArchiveError("cells", title)
    for kind, target in _relations(parts, part).values():
        if kind in {"comments", "threadedComment"} and target in parts.parts:
            _comments(_tree(parts, target), page)
    return page


def _row(row: Element, page: Page) -> None:
    number = int(row.get("r", page.rows + 1))
    hidden = row.get("hidden") in {"1", "true"}
    if hidden:
        page.hidden_rows.add(number - 1)
    for at, cell in enumerate(row):
        where = _spot(cell.get("r", ""), (number - 1, at))
        formula, value = cell.find(f"{MAIN}f"), cell.find(f"{MAIN}v")
        if len(cell):
            _bounded(page, number, where[1])
        if formula is not None:
            page.formulas.add(where)
            if (value is None or not value.text) and cell.get("t") != "str":
                page.unsaved.add(where)


def _bounded(page: Page, row: int, column: int) -> None:
    """Content where no sheet of ours reaches is refused before a reader lays out the whole rectangle; so is a sheet full to the last row."""
    if row in LIMITS:
        raise BrokenArchiveError("rows", f"{page.title} {row}")
    if row > MOST_ROWS or column >= MOST_COLUMNS:
        raise BrokenArchiveError("cells", f"{page.title} {row}:{column + 1}")
    page.rows, page.columns = max(page.rows, row), max(page.columns, column + 1)


def _spot(reference: str, otherwise: Spot) -> Spot:
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        if reference:
            raise BrokenArchiveError("cells", reference[:20])
        return otherwise
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1


def _comments(tree: Element, page: Page) -> None:
    for comment in tree.iter():
        if comment.get("ref") and comment.tag.rpartition("}")[2] in {"comment", "threadedComment"}:
            text = "".join(comment.itertext()).strip()
            page.comments.setdefault(_spot(comment.get("ref", ""), (0, 0)), text)


# ---- values


def _values(content: bytes, pages: list[Page]) -> None:
    """The texts of the cells from both readers; where they differ, both are kept."""
    fast = CalamineWorkbook.from_filelike(BytesIO(content))
    slow = load_workbook(BytesIO(content), read_only=True, data_only=True)
    for page in pages:
        first = fast.get_sheet_by_name(page.title).to_python(skip_empty_area=False)
        if not page.rows:
            continue
        sheet = slow[page.title]
        sheet.reset_dimensions()
        for row, cells in enumerate(sheet.iter_rows(max_row=page.rows, max_col=page.columns)):
            line = first[row] if row < len(first) else []
            for column, cell in enumerate(cells):
                _cell(page, (row, column), line[column] if column < len(line) else None, cell)
    slow.close()


def _cell(page: Page, where: Spot, fast: object, cell: object) -> None:
    value = getattr(cell, "value", None)
    if value is None and fast in {None, ""}:
        return
    style = getattr(cell, "number_format", None) or "General"
    if getattr(cell, "data_type", "") == "e":
        page.errors[where] = str(value)
        return
    formula = where in page.formulas
    seen, other = _seen(value, style, formula=formula), _seen(fast, style, formula=formula)
    if seen.text != other.text:
        page.disagreements[where] = (other.text, seen.text)
    if seen.text:
        page.cells[where] = seen


def _seen(value: object, style: str, *, formula: bool) -> Seen:
    if value is None or value == "":
        return Seen("", formula=formula)
    if isinstance(value, bool):
        return Seen(str(value), number=True, formula=formula)
    if isinstance(value, (int, float)):
        return Seen(number_text(float(value), style, formula=formula), number=True, formula=formula)
    if isinstance(value, (datetime, date, time)):
        return Seen(_day(value), formula=formula)
    return Seen(_plain(str(value)), formula=formula)


def _day(value: datetime | date | time) -> str:
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat()


def _plain(text: str) -> str:
    """A text with the escapes of the file format undone and line ends of one kind, without blanks at its ends."""
    unescaped = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return unescaped.replace("\r\n", "\n").replace("\r", "\n").strip()


def number_text(value: float, style: str, *, formula: bool) -> str:
    """A number as the cell shows it: a typed number keeps every digit, a format with fixed decimals adds its zeros, and the binary noise
    of a formula beyond the twelfth digit is not taken for digits that someone meant.

    >>> number_text(2900.8, "General", formula=False), number_text(14.0, "0.00", formula=False)
    ('2900.8', '14.00')
    >>> number_text(2916.27 - 2900.8, "General", formula=True), number_text(0.9853, "0.00%", formula=False)
    ('15.47', '98.53%')
    """
    number = Decimal(repr(value))
    if formula:
        number = Decimal(f"{value:.{SIGNIFICANT}g}")
    percent = "%" if "%" in style else ""
    if percent:
        number *= 100
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    fixed = _DECIMALS.search(style)
    if fixed:
        whole, _, decimals = text.partition(".")
        text = f"{whole}.{decimals.ljust(len(fixed[1]), '0')}"
    return ("0" if text in {"", "-0"} else text) + percent


def texts(page: Page, rows: Iterable[int], columns: int) -> Iterator[tuple[str, ...]]:
    """The texts of whole rows."""
    for row in rows:
        yield tuple(page.cells.get((row, column), Seen("")).text for column in range(columns))
