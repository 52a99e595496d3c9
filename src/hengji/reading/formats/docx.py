"""Word files: paragraphs, tables, boxes, notes and margins in the order of reading. Runs in the jail only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.core.document import BOX, FOOTNOTE, HEADING, ITEM, MARGIN, PARAGRAPH
from hengji.reading.formats.parts import places
from hengji.reading.formats.parts.draft import Draft, Piece, answered, answered_with_marks
from hengji.reading.formats.parts.marks import Marks
from hengji.reading.formats.parts.package import Package, attribute, child, children, number, on, tag
from hengji.reading.formats.parts.runs import Runs, Seen, alternative
from hengji.reading.formats.parts.styles import Numbering, Styles, level_of
from hengji.reading.formats.parts.telling import CHANGES, COMMENTS, HIDDEN, tell_pictures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from hengji.reading.formats.parts.styles import Style

_MAIN = "word/document.xml"
_WRAPPERS = frozenset({"w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag", "mc:AlternateContent"})
_GONE = frozenset({"w:del", "w:moveFrom"})
_NOTES = {
    "w:footnoteReference": ("footnotes", "w:footnote", places.FOOTNOTE),
    "w:endnoteReference": ("endnotes", "w:endnote", places.ENDNOTE),
}
_MARGINS = (("header", places.HEADER), ("footer", places.FOOTER))
_MARKS = ("{*}bookmarkStart", "{*}bookmarkEnd")
_MOST_COLUMNS = 1_024


@answered
def read(payload: bytes) -> Draft:
    """The archive of a Word file as a draft."""
    return _Word(Package.of(payload)).draft()


@answered_with_marks
def read_marked(payload: bytes) -> tuple[Draft, Marks]:
    """The same with its bookmarks."""
    marks, package = Marks(), _Settled.of(payload)
    root = package.tree(package.main(_MAIN))
    told = root.iter("{*}docPr") if root is not None else ()
    marks.pictures = [(attribute(each, "name"), attribute(each, "title"), attribute(each, "descr")) for each in told]
    return _Word(package, marks).draft(), marks


class _Settled(Package):
    """Parts whose bookmarks all begin and end in paragraphs: an end between two belongs to the one before, a beginning to the one after."""

    def tree(self, part: str) -> _Element | None:
        root = super().tree(part)
        if root is not None:
            loose = [mark for mark in root.iter(*_MARKS) if not any(tag(above) == "w:p" for above in mark.iterancestors())]
            if loose:
                _settle(root, loose)
        return root


def _settle(root: _Element, loose: list[_Element]) -> None:
    """Puts marks from between paragraphs into them, in one walk."""
    waiting: list[_Element] = []
    last: _Element | None = None
    wanted = set(loose)
    for element in list(root.iter("{*}p", *_MARKS)):
        if tag(element) == "w:p":
            last = element
            for mark in reversed(waiting):
                element.insert(1 if len(element) and tag(element[0]) == "w:pPr" else 0, mark)
            waiting = []
        elif element in wanted and tag(element) == "w:bookmarkStart":
            waiting.append(element)
        elif element in wanted and last is not None:
            last.append(element)


class _Word:
    """One Word file; `¶` counts blocks outside of tables that print something."""

    def __init__(self, package: Package, marks: Marks | None = None) -> None:
        self._package = package
        self._main = package.main(_MAIN)
        self._relations = package.relations(self._main)
        self._styles = Styles.of(self._related("styles"))
        self._numbering = Numbering.of(self._related("numbering"))
        self._draft, self._seen = Draft(), Seen(marks=marks)
        self._runs = Runs(self._styles, self._seen)
        self._paragraphs = self._tables = 0
        self._carried = ""

    def draft(self) -> Draft:
        """Body, notes, margins, and what is to be told."""
        root = self._package.tree(self._main)
        self._body(child(root, "w:body"))
        self._write_notes()
        self._write_margins()
        self._tell()
        return self._draft

    def _related(self, kind: str) -> _Element | None:
        found = next((each for each in self._relations.values() if each.kind == kind), None)
        return self._package.tree(found.part) if found is not None else None

    # ---- paragraphs

    def _body(self, element: _Element | None, kind: str = "") -> None:
        for each in _blocks(element):
            if tag(each) == "w:p":
                self._paragraph(each, kind)
            elif tag(each) == "w:tbl":
                self._table(each)
        self._flush(kind)

    def _paragraph(self, element: _Element, kind: str) -> None:
        self._seen.place = places.paragraph(self._paragraphs + 1)
        text, style, numbered = self._read(element)
        if _joins_next(element):
            self._carried += text
            self._seen.changes.meet(self._seen.place)
            return
        text, self._carried = self._carried + text, ""
        level = level_of(child(element, "w:pPr")) or style.level
        level = level if level < 10 else 0  # noqa: PLR2004 - the tenth level is body text
        self._write(kind or (HEADING if level else ITEM if numbered else PARAGRAPH), text, level)
        self._boxes()

    def _flush(self, kind: str) -> None:
        """What a deleted mark at the very end left over."""
        text, self._carried = self._carried, ""
        self._write(kind or PARAGRAPH, text)

    def _write(self, kind: str, text: str, level: int = 0) -> None:
        if text.strip():
            self._paragraphs += 1
            self._draft.add_block(kind, text, places.paragraph(self._paragraphs), level)

    def _boxes(self) -> None:
        while self._seen.boxes:
            boxes, self._seen.boxes = self._seen.boxes, []
            for box in boxes:
                self._body(box, BOX)

    def _read(self, element: _Element) -> tuple[str, Style, bool]:
        """The text of a paragraph with its automatic number, its style, and whether it belongs to a list."""
        properties = child(element, "w:pPr")
        style = self._styles.of_paragraph(properties)
        label = self._label(properties, style)
        text = self._runs.text(element, hidden=style.hidden)
        return (label + text.lstrip() if label and text.strip() else text), style, label is not None

    def _label(self, properties: _Element | None, style: Style) -> str | None:
        own = child(properties, "w:numPr")
        listed = attribute(child(own, "w:numId"), "val", style.list)
        depth = number(attribute(child(own, "w:ilvl"), "val"))
        return self._numbering.next(listed, style.depth if depth is None else depth) if listed and listed != "0" else None

    # ---- tables

    def _table(self, element: _Element) -> None:
        self._tables += 1
        place = places.table(self._tables)
        pieces, nested = self._grid(element, place)
        self._draft.add_table(place, pieces)
        for each in nested:
            self._table(each)
        self._boxes()

    def _grid(self, element: _Element, place: str) -> tuple[list[Piece], list[_Element]]:
        """The cells of a table, and the tables inside of it."""
        open_cells: dict[int, list[int]] = {}
        cells: list[list[int]] = []
        texts: list[str] = []
        nested: list[_Element] = []
        for row, line in enumerate(self._rows(element)):
            for column, width, cell, follows in _cells(line):
                above = open_cells.get(column)
                if follows and above is not None and above[3] == width and above[0] + above[2] == row:
                    above[2] += 1
                    continue
                self._seen.place = places.cell(place, row, column)
                cells.append([row, column, 1, width])
                texts.append(self._cell(cell, nested))
                open_cells[column] = cells[-1]
        return [
            Piece(row, column, rows, width, text) for (row, column, rows, width), text in zip(cells, texts, strict=True)
        ], nested

    def _rows(self, element: _Element) -> Iterator[_Element]:
        """Rows that are printed; a row that a change took away is gone, one that is hidden is told."""
        for row in _within(element, "w:tr"):
            properties = child(row, "w:trPr")
            if child(properties, "w:del") is not None:
                self._seen.changes.meet(places.table(self._tables))
            elif on(child(properties, "w:hidden")):
                self._seen.hidden.meet(places.table(self._tables))
            else:
                yield row

    def _cell(self, element: _Element, nested: list[_Element]) -> str:
        lines: list[str] = []
        carried = ""
        for each in _blocks(element):
            if tag(each) == "w:tbl":
                nested.append(each)
            elif tag(each) == "w:p":
                text = carried + self._read(each)[0]
                carried = text if _joins_next(each) else ""
                lines += [text.strip()] if not carried and text.strip() else []
        return "\n".join([*lines, carried.strip()] if carried.strip() else lines)

    # ---- what stands beside the body

    def _write_notes(self) -> None:
        """Footnotes and endnotes in the order in which the text refers to them."""
        found = list(dict.fromkeys(self._seen.notes))
        for reference, (kind, name, word) in _NOTES.items():
            notes = {attribute(each, "id"): each for each in children(self._related(kind), name)}
            numbers = [identity for each, identity in found if each == reference and identity in notes]
            for count, identity in enumerate(numbers, 1):
                self._aside(notes[identity], FOOTNOTE, f"{word}{count}")

    def _aside(self, element: _Element, kind: str, place: str) -> None:
        """All paragraphs of a note or a margin as one block, those of its tables and boxes too."""
        runs, self._seen.place, self._seen.boxes = Runs(self._styles, self._seen), place, []
        lines = [runs.text(each, hidden=False).strip() for each in _paragraphs(element)]
        while self._seen.boxes:
            boxes, self._seen.boxes = self._seen.boxes, []
            lines += [runs.text(each, hidden=False).strip() for box in boxes for each in _paragraphs(box)]
        self._draft.add_block(kind, "\n".join(line for line in lines if line), place)

    def _write_margins(self) -> None:
        for kind, word in _MARGINS:
            parts = dict.fromkeys(each.part for each in self._relations.values() if each.kind == kind)
            count = 0
            for part in parts:
                before = len(self._draft.blocks)
                root = self._package.tree(part)
                if root is not None:
                    self._aside(root, MARGIN, f"{word}{count + 1}")
                count += len(self._draft.blocks) - before

    def _tell(self) -> None:
        seen, draft = self._seen, self._draft
        if seen.changes.count:
            draft.caution(CHANGES, seen.changes.place, seen.changes.count)
        if seen.hidden.count:
            draft.caution(HIDDEN, seen.hidden.place, seen.hidden.found)
        comments = {attribute(each, "id"): each for each in children(self._related("comments"), "w:comment")}
        if comments:
            first = comments.get(seen.comments.found, next(iter(comments.values())))
            lines = [Runs(self._styles, Seen()).text(each, hidden=False).strip() for each in _paragraphs(first)]
            draft.caution(COMMENTS, seen.comments.place, " ".join(lines), count=len(comments))
        tell_pictures(draft, seen.pictures.count, seen.pictures.place)


def _blocks(element: _Element | None) -> Iterator[_Element]:
    """Paragraphs and tables in order, out of whatever wraps them."""
    for each in element if element is not None else ():
        name = tag(each)
        if name in {"w:p", "w:tbl"}:
            yield each
        elif name == "mc:AlternateContent":
            yield from _blocks(alternative(each))
        elif name in _WRAPPERS:
            yield from _blocks(each)


def _within(element: _Element, name: str) -> Iterator[_Element]:
    """Rows of a table or cells of a row, out of whatever wraps them."""
    for each in element:
        found = tag(each)
        if found == name:
            yield each
        elif found in _WRAPPERS:
            yield from _within(each, name)


def _paragraphs(element: _Element) -> Iterator[_Element]:
    """Every paragraph in order, also in tables; not those of boxes, which a paragraph has set aside itself."""
    for each in element:
        name = tag(each)
        if name == "w:p":
            yield each
        elif name == "mc:AlternateContent":
            found = alternative(each)
            yield from _paragraphs(found) if found is not None else ()
        elif name and name not in _GONE:
            yield from _paragraphs(each)


def _joins_next(paragraph: _Element) -> bool:
    """Whether a change took away the end of the paragraph."""
    marks = child(paragraph, "w:pPr", "w:rPr")
    return any(child(marks, name) is not None for name in _GONE)


def _cells(row: _Element) -> Iterator[tuple[int, int, _Element, bool]]:
    """Column, width, the cell, and whether it goes on with the one above."""
    column = _skipped(row)
    for cell in _within(row, "w:tc"):
        properties = child(cell, "w:tcPr")
        if child(properties, "w:cellDel") is not None:
            continue
        width = min(max(number(attribute(child(properties, "w:gridSpan"), "val", "1")) or 1, 1), _MOST_COLUMNS)
        merged = child(properties, "w:vMerge")
        yield column, width, cell, merged is not None and attribute(merged, "val", "continue") == "continue"
        column = min(column + width, 16 * _MOST_COLUMNS)


def _skipped(row: _Element) -> int:
    before = number(attribute(child(row, "w:trPr", "w:gridBefore"), "val", "0")) or 0
    return min(max(before, 0), _MOST_COLUMNS)
