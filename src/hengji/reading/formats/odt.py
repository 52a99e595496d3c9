"""Texts of LibreOffice (.odt): paragraphs, tables, boxes, notes and margins with their bookmarks. Runs in the jail only."""

from __future__ import annotations

import re
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

from hengji.core.document import BOX, FOOTNOTE, HEADING, MARGIN, PARAGRAPH
from hengji.reading.formats.parts import places
from hengji.reading.formats.parts.draft import Draft, Piece, answered_with_marks
from hengji.reading.formats.parts.marks import Marks
from hengji.reading.formats.parts.package import attribute, number
from hengji.reading.formats.parts.runs import Mark
from hengji.reading.formats.parts.telling import HIDDEN
from hengji.reading.gate import codes
from hengji.reading.gate.codes import refuse
from hengji.reading.gate.xml import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

CONTENT, STYLES = "content.xml", "styles.xml"
_SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
_PARAGRAPHS = frozenset({"text:p", "text:h"})
_LISTED = "text:list text:list-item text:list-header text:section text:index-body text:table-of-content text:numbered-paragraph"
_WRAPPERS = frozenset(_LISTED.split())
_NOT_PRINTED = (
    "text:tracked-changes office:annotation text:note-citation text:ruby-text office:forms svg-compatible:title svg-compatible:desc"
)
_SILENT = frozenset(_NOT_PRINTED.split())
_ROWS = frozenset({"table:table-header-rows", "table:table-rows", "table:table-row-group"})
_MARGINS = {"style:header": places.HEADER, "style:footer": places.FOOTER}
_WHITE = re.compile("[ \t\r\n]+")
_MOST = 1_024
_STYLED = {"text:span": "text", "text:a": "text", "text:p": "paragraph", "text:h": "paragraph"}
_HIDING = frozenset({"text:hidden-text"})


class _Hiding:
    """Which styles hide what is set in them: by themselves, or as the style does that they follow."""

    def __init__(self, trees: dict[str, _Element]) -> None:
        self._own: dict[tuple[str, str], tuple[bool | None, str]] = {}
        self._usual: dict[str, bool] = {}
        for tree in trees.values():
            for each in tree.iter():
                if _name(each) in {"style:style", "style:default-style"}:
                    self._learn(each)

    def _learn(self, style: _Element) -> None:
        said = [attribute(each, "display") for each in style if _name(each) == "style:text-properties"]
        hidden = next((word != "true" for word in said if word), None)
        family = attribute(style, "family")
        if _name(style) == "style:default-style":
            self._usual[family] = bool(hidden)
        else:
            self._own.setdefault((family, attribute(style, "name")), (hidden, attribute(style, "parent-style-name")))

    def hides(self, family: str, name: str, above: bool) -> bool:
        """Whether a style hides; `above` where it says nothing."""
        seen: set[str] = set()
        while name and name not in seen:
            seen.add(name)
            hidden, parent = self._own.get((family, name), (None, ""))
            if hidden is not None:
                return hidden
            name = parent
        return self._usual.get(family, False) if family == "paragraph" else above


@answered_with_marks
def read_marked(payload: bytes) -> tuple[Draft, Marks]:
    """The text of the archive that the gate packed, with its bookmarks."""
    with ZipFile(BytesIO(payload)) as archive:
        trees = {name: parse(archive.read(name)) for name in (CONTENT, STYLES) if name in archive.namelist()}
    if CONTENT not in trees:
        raise refuse(codes.DAMAGED, CONTENT, 0)
    marks = Marks()
    frames = (each for each in trees[CONTENT].iter() if _name(each) == "drawing:frame")
    marks.pictures = [(attribute(each, "name"), _told(each, "title"), _told(each, "desc")) for each in frames]
    return _Text(trees, marks).draft(), marks


@lru_cache(maxsize=4_096)
def _short(name: str) -> str:
    uri, _, local = name.removeprefix("{").rpartition("}")
    return f"{uri.removeprefix(_SPACE).partition(':')[0]}:{local}" if uri.startswith(_SPACE) else f":{local}"


def _name(element: _Element) -> str:
    name: object = element.tag
    return _short(name) if isinstance(name, str) else ""


class _Text:
    """One text document; `¶` counts blocks outside of tables that print something, as in Word files."""

    def __init__(self, trees: dict[str, _Element], marks: Marks) -> None:
        self._trees, self._marks = trees, marks
        self._draft = Draft()
        self._out: list[str] = []
        self._boxes: list[_Element] = []
        self._notes: list[_Element] = []
        self._paragraphs = self._tables = 0
        self._hiding, self._hidden, self._found, self._place = _Hiding(trees), False, Mark(), ""
        self._buried, self._in_buried = frozenset(_buried(trees)), False

    def draft(self) -> Draft:
        """Body, notes, margins."""
        body = next((each for each in self._trees[CONTENT].iter() if _name(each) == "office:text"), None)
        if body is None:
            raise refuse(codes.OTHER, CONTENT, "office:text", name="odt")
        self._body(body)
        for count, note in enumerate(self._notes, 1):
            self._aside(note, FOOTNOTE, f"{places.FOOTNOTE}{count}")
        self._write_margins()
        if self._found.count:
            self._draft.caution(HIDDEN, self._found.place, self._found.found)
        return self._draft

    # ---- paragraphs

    def _body(self, element: _Element, kind: str = "") -> None:
        for each in _blocks(element):
            if _name(each) == "table:table":
                self._table(each)
            else:
                self._paragraph(each, kind)

    def _paragraph(self, element: _Element, kind: str) -> None:
        self._place = places.paragraph(self._paragraphs + 1)
        text = self._read(element)
        level = (number(attribute(element, "outline-level", "1")) or 1) if _name(element) == "text:h" else 0
        if text.strip():
            self._paragraphs += 1
            self._draft.add_block(
                kind or (HEADING if level else PARAGRAPH), text, places.paragraph(self._paragraphs), min(level, 9)
            )
        self._write_boxes()

    def _write_boxes(self) -> None:
        while self._boxes:
            boxes, self._boxes = self._boxes, []
            for box in boxes:
                self._body(box, BOX)

    def _read(self, element: _Element) -> str:
        self._out, self._hidden, self._in_buried = [], False, element in self._buried
        self._styled(element)
        return "".join(self._out)

    def _styled(self, element: _Element) -> None:
        """What stands in an element of a style of its own, which may hide it; below it other styles may show it again."""
        above = self._hidden
        hides = self._hiding.hides(_STYLED.get(_name(element), ""), attribute(element, "style-name"), above)
        self._hidden = hides or self._in_buried
        self._inside(element)
        self._hidden = above

    def _inside(self, element: _Element) -> None:
        self._say(element.text)
        for each in element:
            self._one(each)
            self._say(each.tail)

    def _one(self, element: _Element) -> None:
        match _name(element):
            case "text:s":
                self._say(" " * min(number(attribute(element, "c", "1")) or 1, _MOST), as_it_is=True)
            case "text:tab":
                self._say("\t", as_it_is=True)
            case "text:line-break":
                self._say("\n", as_it_is=True)
            case "text:bookmark-start":
                self._out.append(self._marks.begin(attribute(element, "name"), attribute(element, "name")))
            case "text:bookmark-end":
                self._out.append(self._marks.finish(attribute(element, "name")))
            case "text:bookmark":
                name = attribute(element, "name")
                self._out.append(self._marks.begin(name, name) + self._marks.finish(name))
            case "text:note":
                self._notes += [each for each in element if _name(each) == "text:note-body"]
            case "drawing:text-box":
                self._boxes.append(element)
            case name if name in _SILENT or not name:
                return
            case name if name in _STYLED:
                self._styled(element)
            case name if name in _HIDING and attribute(element, "is-hidden") == "true":
                self._found.meet(self._place, attribute(element, "string-value"))
            case _:
                self._inside(element)

    def _say(self, text: str | None, *, as_it_is: bool = False) -> None:
        if not text:
            return
        if self._hidden:
            if text.strip():
                self._found.meet(self._place, text)
            return
        self._out.append(text if as_it_is else self._marks.put_out(_WHITE.sub(" ", text)))

    # ---- tables

    def _table(self, element: _Element) -> None:
        self._tables += 1
        place = places.table(self._tables)
        pieces: list[Piece] = []
        nested: list[_Element] = []
        row = 0
        for line in _rows(element):
            column = 0
            for cell in line:
                name = _name(cell)
                times = _count(cell, "number-columns-repeated")
                if name == "table:table-cell":
                    self._place = places.cell(place, row, column)
                    text = self._cell(cell, nested)
                    height, width = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
                    pieces += [Piece(row, column + at, height, width, text if not at else "") for at in range(times)]
                column += times if name in {"table:table-cell", "table:covered-table-cell"} else 0
            row += _count(line, "number-rows-repeated")
        self._draft.add_table(place, pieces)
        for each in nested:
            self._table(each)
        self._write_boxes()

    def _cell(self, element: _Element, nested: list[_Element]) -> str:
        lines: list[str] = []
        for each in _blocks(element):
            if _name(each) == "table:table":
                nested.append(each)
            else:
                lines.append(self._read(each).strip())
        return "\n".join(line for line in lines if line)

    # ---- what stands beside the body

    def _aside(self, element: _Element, kind: str, place: str) -> None:
        lines = [self._read(each).strip() for each in element.iter() if _name(each) in _PARAGRAPHS]
        self._draft.add_block(kind, "\n".join(line for line in lines if line), place)

    def _write_margins(self) -> None:
        counts = dict.fromkeys(_MARGINS.values(), 0)
        styles = self._trees.get(STYLES)
        for each in styles.iter() if styles is not None else ():
            word = _MARGINS.get(_name(each).removesuffix("-left").removesuffix("-first"))
            if word:
                counts[word] += 1
                self._aside(each, MARGIN, f"{word}{counts[word]}")


def _told(frame: _Element, name: str) -> str:
    """What a frame says of itself."""
    return next(("".join(str(text) for text in each.itertext()) for each in frame if _name(each) == f"svg-compatible:{name}"), "")


def _buried(trees: dict[str, _Element]) -> Iterator[_Element]:
    """The paragraphs that are hidden with all that stands in them: in a hidden section, or by a field of their own."""
    for tree in trees.values():
        for each in tree.iter():
            name = _name(each)
            if name == "text:section" and _is_hidden(each):
                yield from (inner for inner in each.iter() if _name(inner) in _PARAGRAPHS)
            elif name == "text:hidden-paragraph" and attribute(each, "is-hidden") == "true":
                yield from (above for above in each.iterancestors() if _name(above) in _PARAGRAPHS)


def _is_hidden(section: _Element) -> bool:
    """Whether a section is hidden, outright or because its condition holds."""
    display = attribute(section, "display")
    return display == "none" or (display == "condition" and attribute(section, "is-hidden") == "true")


def _blocks(element: _Element) -> Iterator[_Element]:
    """Paragraphs and tables in order, out of whatever wraps them."""
    for each in element:
        name = _name(each)
        if name in _PARAGRAPHS or name == "table:table":
            yield each
        elif name in _WRAPPERS:
            yield from _blocks(each)


def _rows(element: _Element) -> Iterator[_Element]:
    for each in element:
        if _name(each) == "table:table-row":
            yield each
        elif _name(each) in _ROWS:
            yield from _rows(each)


def _count(element: _Element, name: str) -> int:
    return min(max(number(attribute(element, name, "1")) or 1, 1), _MOST)
