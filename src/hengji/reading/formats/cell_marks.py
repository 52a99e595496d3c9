"""The named cells of a workbook: what each holds now, and whether a formula stands there. Runs in the jail only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengji.reading.formats.parts.draft import refusal
from hengji.reading.formats.parts.package import Package, attribute, child, children, tag
from hengji.reading.gate.codes import RefusedError

if TYPE_CHECKING:
    from lxml.etree import _Element

    from hengji.reading.jail.frames import Plain

_MAIN = "xl/workbook.xml"
_REFERENCE = re.compile(r"\$?(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d{1,7})")
MOST, LONGEST = 20_000, 400
_WRITTEN = re.compile(
    r"\s*[-+－＋]?[0-9０-９]{1,15}(?:[,，][0-9０-９]{3})*(?:[.．][0-9０-９]+)?\s*(?:[十百千万亿]*元|[万亿]|[%％])?\s*"
)
"""A text that is a number, with a unit of money or a per cent sign."""


def read(payload: bytes) -> dict[str, Plain]:
    """`cells`: name, sheet, cell, value as text, whether it is a number, its formula, whether the name counts for one sheet only.

    `loose`: sheet, cell and text of every number without a name that no formula computes, and whether it is stored as one.
    """
    try:
        book = _Named(Package.of(payload))
        cells = book.cells()
        return {"cells": cells, "loose": book.loose({(str(each[1]), str(each[2])) for each in cells if isinstance(each, list)})}
    except RefusedError as error:
        return refusal(error)


class _Named:
    """One workbook."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._main = package.main(_MAIN)
        self._root = package.tree(self._main)
        self._relations = package.relations(self._main)
        self._strings = self._shared()
        self._sheets: dict[str, dict[str, _Element]] = {}
        listed = children(child(self._root, "s:sheets"), "s:sheet")
        self._parts = {attribute(each, "name"): self._relation(each) for each in listed}

    def _relation(self, sheet: _Element) -> str:
        own = next((str(value) for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")
        found = self._relations.get(own)
        return found.part if found is not None else ""

    def cells(self) -> list[Plain]:
        """Every name that leads to one cell; an empty sheet where it leads nowhere."""
        found: list[Plain] = []
        for each in list(children(child(self._root, "s:definedNames"), "s:definedName"))[:MOST]:
            own = attribute(each, "localSheetId", "")
            name, place = attribute(each, "name"), _REFERENCE.fullmatch((each.text or "").strip())
            if place is None:
                found.append([name, "", "", "", False, "", bool(own)])
                continue
            sheet, cell = (place[1] or place[2]).replace("''", "'"), f"{place[3]}{place[4]}"
            found.append([name, sheet, cell, *self._value(sheet, cell), bool(own)])
        return found

    def loose(self, named: set[tuple[str, str]]) -> list[Plain]:
        """Numbers in cells that have no name."""
        found: list[Plain] = []
        for sheet in self._parts:
            for cell in self._cells_of(sheet):
                if (sheet, cell) in named:
                    continue
                text, number, formula = self._value(sheet, cell)
                if not formula and (number or _WRITTEN.fullmatch(text)):
                    found.append([sheet, cell, text, number])
        return found[:MOST]

    def _value(self, sheet: str, cell: str) -> tuple[str, bool, str]:
        found = self._cells_of(sheet).get(cell)
        if found is None:
            return "", False, ""
        formula, kind = child(found, "s:f"), attribute(found, "t", "n")
        computed = "" if formula is None else f"={formula.text or ''}"[:LONGEST]
        value = child(found, "s:v")
        text = (value.text or "") if value is not None else ""
        if kind == "s":
            text = self._strings[int(text)] if text.isascii() and text.isdigit() and int(text) < len(self._strings) else ""
        elif kind == "inlineStr":
            text = _letters(child(found, "s:is"))
        elif kind == "b":
            text = "True" if text == "1" else "False"
        return text, kind == "n" and bool(text), computed

    def _cells_of(self, sheet: str) -> dict[str, _Element]:
        if sheet not in self._sheets:
            root = self._package.tree(self._parts.get(sheet, ""))
            rows = children(child(root, "s:sheetData"), "s:row")
            self._sheets[sheet] = {attribute(cell, "r"): cell for row in rows for cell in children(row, "s:c")}
        return self._sheets[sheet]

    def _shared(self) -> list[str]:
        part = next((each.part for each in self._relations.values() if each.kind == "sharedStrings"), "")
        return [_letters(each) for each in children(self._package.tree(part), "s:si")]


def _letters(element: _Element | None) -> str:
    """The text of a string, without its pronunciation."""
    if element is None:
        return ""
    spoken = {id(each) for guide in element if tag(guide) == "s:rPh" for each in guide.iter()}
    return "".join(each.text or "" for each in element.iter() if tag(each) == "s:t" and id(each) not in spoken)
