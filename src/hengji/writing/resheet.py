"""Puts values back into named cells of a workbook of ours that a hand has edited, and nothing else. Runs in the jail."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

from lxml import etree

from hengji.writing.package import pack, parse, written

if TYPE_CHECKING:
    from lxml.etree import _Element

NUMBER, TEXT, CACHED, NAME_ALONE, OVER = "number", "text", "cached", "name", "over"
RELATIONS = "xl/_rels/workbook.xml.rels"
BOOK = "xl/workbook.xml"
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_NUMBER = re.compile(r"-?[0-9]{1,300}(\.[0-9]{1,300})?")
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, slots=True)
class CellEdit:
    """What a named cell is to hold, and its new name. `kind`: a number, a text, what a formula has come to (`cached`: it stays), `name`
    alone, or a number `over` a formula that a hand typed into the place of one.
    """

    name: str
    sheet: str
    place: str
    kind: str
    value: str
    renamed: str

    @property
    def plain(self) -> list[str]:
        """For the way into the jail."""
        return [self.name, self.sheet, self.place, self.kind, self.value, self.renamed]


def rewrite(payload: bytes, edits: list[list[str]]) -> bytes:
    """The archive with the cells changed; in front of it, one byte each, whether it could be done (`1`, `0`), then a line end.

    Programs are told to compute every formula anew when they open it.
    """
    with ZipFile(BytesIO(payload)) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    book = parse(parts[BOOK])
    space = etree.QName(book).namespace or ""
    sheets = _sheets(book, parts, space)
    trees: dict[str, _Element] = {}
    done = []
    for name, sheet, place, kind, value, renamed in edits:
        part = sheets.get(sheet, "")
        if part and part not in trees and part in parts:
            trees[part] = parse(parts[part])
        ok = kind == NAME_ALONE or (part in trees and _set(trees[part], space, CellEdit(name, sheet, place, kind, value, renamed)))
        done.append(ok)
        if ok:
            _rename(book, space, name, renamed)
    _compute_anew(book, space)
    parts |= {part: written(root) for part, root in trees.items()} | {BOOK: written(book)}
    return "".join("1" if ok else "0" for ok in done).encode() + b"\n" + pack(parts)


def _sheets(book: _Element, parts: dict[str, bytes], space: str) -> dict[str, str]:
    """The part of each sheet."""
    targets = {
        each.get("Id"): posixpath.normpath(posixpath.join("xl", target)) if not (target := each.get("Target") or "").startswith("/") else target[1:]
        for each in parse(parts[RELATIONS])
    }  # fmt: skip
    found = {}
    for sheet in book.iter(f"{{{space}}}sheet"):
        own = next((str(value) for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")
        found[sheet.get("name") or ""] = targets.get(own, "")
    return found


def _rename(book: _Element, space: str, old: str, new: str) -> None:
    for each in book.iter(f"{{{space}}}definedName"):
        if each.get("name") == old:
            each.set("name", new)


def _compute_anew(book: _Element, space: str) -> None:
    settings = book.find(f"{{{space}}}calcPr")
    if settings is not None:
        settings.set("fullCalcOnLoad", "1")


def _set(root: _Element, space: str, edit: CellEdit) -> bool:
    cell = _cell(root, space, edit.place)
    if cell is None or (edit.kind in (NUMBER, OVER) and not _NUMBER.fullmatch(edit.value)):
        return False
    formula = cell.find(f"{{{space}}}f")
    if edit.kind == OVER and formula is not None and not formula.get("t") and not formula.get("ref"):
        cell.remove(formula)  # what others share stays
        formula = None
    if (formula is not None) != (edit.kind == CACHED):
        return False  # a formula of ours is never written over, and none is ever written
    for each in list(cell):
        if each is not formula:
            cell.remove(each)
    if edit.kind == TEXT:
        cell.set("t", "inlineStr")
        letters = etree.SubElement(etree.SubElement(cell, f"{{{space}}}is"), f"{{{space}}}t")
        letters.set(SPACE, "preserve")
        letters.text = edit.value
        return True
    if edit.kind == CACHED and not _NUMBER.fullmatch(edit.value):
        cell.set("t", "str")
    else:
        cell.attrib.pop("t", "")
    etree.SubElement(cell, f"{{{space}}}v").text = edit.value
    return True


def _cell(root: _Element, space: str, place: str) -> _Element | None:
    """The cell; made where its row still stands."""
    found = _PLACE.fullmatch(place)
    row = next((each for each in root.iter(f"{{{space}}}row") if found and each.get("r") == found[2]), None)
    if row is None or found is None:
        return None
    for each in row:
        if each.get("r") == place:
            return each
    made = row.makeelement(f"{{{space}}}c", {"r": place})
    after = [each for each in row if _column(each.get("r") or "") < _column(place)]
    row.insert(len(after), made)
    return made


def _column(place: str) -> tuple[int, str]:
    letters = place.rstrip("0123456789")
    return len(letters), letters
