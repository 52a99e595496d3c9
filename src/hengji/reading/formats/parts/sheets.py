"""A workbook's own XML: what each cell holds and how it is shown; the reader beside calamine, which shares no code with it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, TypeAlias

from hengji.reading.formats.parts.number_format import BUILT_IN, GENERAL
from hengji.reading.formats.parts.package import attribute, child, children, number, tag
from hengji.reading.gate.sheets import box, cell

if TYPE_CHECKING:
    from lxml.etree import _Element

    from hengji.reading.formats.parts.package import Package, Relation

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NUMBER = re.compile(r"[+-]?[0-9]{1,400}+(?:\.[0-9]{0,400}+)?(?:[eE][+-]?[0-9]{1,4})?")
_MAIN, _SHEET = "xl/workbook.xml", "worksheet"
_TRUE = frozenset({"1", "true", "on"})
_SMALLEST, _LARGEST = -400, 400
Value: TypeAlias = "Decimal | str | bool | None"


@dataclass(frozen=True, slots=True)
class Held:
    """What a cell holds: a number, a text, a truth value or nothing; its format; whether a formula says it, and whether that was saved."""

    value: Value
    style: str
    formula: bool = False
    error: bool = False
    saved: bool = True


@dataclass
class Sheet:
    """A sheet by its cells; rows and columns count from 1."""

    name: str
    hidden: bool = False
    cells: dict[tuple[int, int], Held] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    comments: list[tuple[str, str]] = field(default_factory=list)
    pictures: int = 0


@dataclass
class Workbook:
    """The sheets in their order, and whether days count from 1904."""

    sheets: list[Sheet] = field(default_factory=list)
    since_1904: bool = False


def read(package: Package) -> Workbook:
    """Every worksheet of a workbook. Raises RefusedError for what is no XML."""
    main = package.main(_MAIN)
    relations = package.relations(main)
    root = package.tree(main)
    book = Workbook(since_1904=attribute(child(root, "s:workbookPr"), "date1904").lower() in _TRUE)
    strings, styles = _strings(_related(package, relations, "sharedStrings")), _styles(_related(package, relations, "styles"))
    for each in children(child(root, "s:sheets"), "s:sheet"):
        relation = relations.get(attribute(each, "id"))
        if relation is not None and relation.kind == _SHEET:
            sheet = Sheet(attribute(each, "name"), attribute(each, "state", "visible") != "visible")
            _fill(sheet, package, relation.part, strings, styles)
            book.sheets.append(sheet)
    return book


def _related(package: Package, relations: dict[str, Relation], kind: str) -> _Element | None:
    found = next((each for each in relations.values() if each.kind == kind), None)
    return package.tree(found.part) if found is not None else None


def unescaped(text: str) -> str:
    r"""A text with the escapes of the file format undone and line ends of one kind.

    >>> unescaped("甲_x000D_乙")
    '甲\n乙'
    """
    found = _ESCAPED.sub(lambda match: _letter(int(match[1], 16)), text) if "_x" in text else text
    return found.replace("\r\n", "\n").replace("\r", "\n")


def _letter(code: int) -> str:
    return chr(code) if not 0xD800 <= code <= 0xDFFF else "\ufffd"  # noqa: PLR2004 - half a letter


def _strings(root: _Element | None) -> list[str]:
    return [_rich(each) for each in children(root, "s:si")]


def _rich(element: _Element | None) -> str:
    """The text of a string with several looks, without how it is pronounced."""
    if element is None:
        return ""
    out = []
    for each in element:
        if tag(each) == "s:t":
            out.append(each.text or "")
        elif tag(each) == "s:r":
            out += [inner.text or "" for inner in children(each, "s:t")]
    return unescaped("".join(out))


def _styles(root: _Element | None) -> list[str]:
    """The format of each style of a cell, by its number."""
    own = {
        attribute(each, "numFmtId"): attribute(each, "formatCode", GENERAL)
        for each in children(child(root, "s:numFmts"), "s:numFmt")
    }
    found = []
    for each in children(child(root, "s:cellXfs"), "s:xf"):
        identity = attribute(each, "numFmtId", "0")
        found.append(own.get(identity) or BUILT_IN.get(number(identity) or 0, GENERAL))
    return found


def _fill(sheet: Sheet, package: Package, part: str, strings: list[str], styles: list[str]) -> None:
    root = package.tree(part)
    row = 0
    for line in children(child(root, "s:sheetData"), "s:row"):
        row = number(line.get("r", "")) or row + 1
        if line.get("hidden", "") in _TRUE or line.get("ht", "") == "0":
            sheet.hidden_rows.add(row)
        column = 0
        for each in children(line, "s:c"):
            column = (cell(each.get("r", "")) or (row, column + 1))[1]
            sheet.cells[row, column] = _held(each, strings, styles)
    _shape(sheet, root)
    _beside(sheet, package, part)


def _held(element: _Element, strings: list[str], styles: list[str]) -> Held:
    kind, raw, formula, inline, saved = element.get("t", "n"), None, False, "", False
    for each in element:
        name = tag(each)
        if name == "s:v":
            raw, saved = each.text, bool(each.text) or kind == "str"
        elif name == "s:f":
            formula = True
        elif name == "s:is":
            inline = _rich(each)
    index = number(element.get("s", "0")) or 0
    style = styles[index] if 0 <= index < len(styles) else GENERAL
    return Held(_value(kind, raw, inline, strings), style, formula, kind == "e" and raw is not None, saved or not formula)


def _value(kind: str, raw: str | None, inline: str, strings: list[str]) -> Value:
    if kind == "inlineStr":
        return inline or None
    if raw is None or raw == "":
        return None
    if kind == "s":
        index = number(raw.strip())
        return strings[index] if index is not None and 0 <= index < len(strings) else None
    if kind == "b":
        return raw.strip().lower() in _TRUE
    return _number(raw) if kind == "n" else unescaped(raw)


def _number(raw: str) -> Decimal | str:
    """An exact number, or the text as it stands where it is none."""
    text = raw.strip()
    if not _NUMBER.fullmatch(text):
        return raw
    try:
        value = Decimal(text)
    except InvalidOperation:
        return raw
    return value if _SMALLEST <= value.adjusted() <= _LARGEST else raw


def _shape(sheet: Sheet, root: _Element | None) -> None:
    for each in children(child(root, "s:cols"), "s:col"):
        if attribute(each, "hidden") in _TRUE or attribute(each, "width") == "0":
            sheet.hidden_columns.append((number(attribute(each, "min")) or 0, number(attribute(each, "max")) or 0))
    for each in children(child(root, "s:mergeCells"), "s:mergeCell"):
        found = box(attribute(each, "ref"))
        if found is not None:
            sheet.merged.append(found)


def _beside(sheet: Sheet, package: Package, part: str) -> None:
    """Comments and pictures, which hang on a sheet by relationships."""
    for relation in package.relations(part).values():
        if relation.kind == "comments":
            listed = child(package.tree(relation.part), "s:commentList")
            sheet.comments += [(attribute(each, "ref"), _rich(child(each, "s:text"))) for each in children(listed, "s:comment")]
        elif relation.kind == "drawing":
            sheet.pictures += sum(each.kind == "image" for each in package.relations(relation.part).values())
