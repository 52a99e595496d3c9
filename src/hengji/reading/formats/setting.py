"""Word files as they are set: sections, paragraphs, runs and tables with every property as it prints. Runs in the jail only."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from hengji.core.layout import DEFAULT, LEFT, NEW_PAGE, PAGE_MARK, Cell, Foot, Layout, Paragraph, Row, Run, Section, Table
from hengji.core.problem import shown
from hengji.reading.formats.parts import places
from hengji.reading.formats.parts.faces import Letters, Looks, Theme
from hengji.reading.formats.parts.package import Package, attribute, child, children, number, on, tag
from hengji.reading.formats.parts.runs import alternative
from hengji.reading.formats.parts.styles import Numbering, Styles
from hengji.reading.gate.codes import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

    from hengji.reading.jail.frames import Plain

_MAIN = "word/document.xml"
_WRAPPERS = frozenset({"w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", "w:smartTag"})
_INLINE = _WRAPPERS | {"w:hyperlink", "w:fldSimple", "w:bdo", "w:dir"}
_GONE = frozenset({"w:del", "w:moveFrom"})
_SIGNS = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}
_PAGE, _EMU = "PAGE", 635
_A4 = (11_906, 16_838)
_US_MARGINS = {"top": 1_440, "right": 1_800, "bottom": 1_440, "left": 1_800}
_DEEPEST = 8


def read(payload: bytes) -> dict[str, Plain]:
    """The layout of the archive of a Word file as plain values, or why it may not be read."""
    try:
        plain: dict[str, Plain] = asdict(_File(Package.of(payload)).layout())
    except RefusedError as error:
        return {"refused": [error.code, error.where, shown(error.found)]}
    return plain


class _File:
    """One Word file; `¶` counts paragraphs outside of tables that print something, as the reader of texts does."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._main = package.main(_MAIN)
        self._relations = package.relations(self._main)
        settings = self._related("settings")
        language = attribute(child(settings, "w:themeFontLang"), "eastAsia", "zh-CN")
        self._odd_and_even = on(child(settings, "w:evenAndOddHeaders"))
        self._looks = Looks.of(self._related("styles"), self._related("numbering"), Theme.of(self._related("theme"), language))
        self._names = Styles.of(self._related("styles"))
        self._numbering = Numbering.of(self._related("numbering"))
        self._numbers: dict[_Element, int] = {}
        self._section = self._paragraphs = self._tables = self._boxes = 0
        self._sections: list[Section] = []

    def layout(self) -> Layout:
        """The whole file."""
        root = self._package.tree(self._main)
        self._count(root)
        body = child(root, "w:body")
        blocks = tuple(self._blocks(body, 0))
        last = child(body, "w:sectPr")
        self._end_section(last)
        return Layout(blocks, tuple(self._sections), self._odd_and_even, self._looks.base_size, self._boxes, self._title())

    def _title(self) -> str:
        for each in self._package.relations("").values():
            if each.kind == "core-properties":
                root = self._package.tree(each.part)
                found = next((one for one in (root if root is not None else ()) if str(one.tag).endswith("}title")), None)
                return (found.text or "") if found is not None else ""
        return ""

    def _related(self, kind: str) -> _Element | None:
        found = next((each for each in self._relations.values() if each.kind == kind), None)
        return self._package.tree(found.part) if found is not None else None

    def _count(self, root: _Element | None) -> None:
        every = (each for each in (root.iter() if root is not None else ()) if tag(each) == "w:p")
        self._numbers = {each: number for number, each in enumerate(every)}

    # ---- sections

    def _end_section(self, properties: _Element | None) -> None:
        size, edges, grid = (child(properties, name) for name in ("w:pgSz", "w:pgMar", "w:docGrid"))
        before = self._sections[-1].feet if self._sections else ()
        found = {foot.kind: foot for foot in (*before, *self._feet(properties))}
        lengths = {name: number(attribute(edges, name)) for name in ("top", "right", "bottom", "left", "gutter")}
        kind = attribute(grid, "type")
        self._sections.append(
            Section(
                number=self._section,
                width=number(attribute(size, "w")) or _A4[0],
                height=number(attribute(size, "h")) or _A4[1],
                top=abs(_known(lengths["top"], _US_MARGINS["top"])),
                right=_known(lengths["right"], _US_MARGINS["right"]),
                bottom=abs(_known(lengths["bottom"], _US_MARGINS["bottom"])),
                left=_known(lengths["left"], _US_MARGINS["left"]),
                gutter=lengths["gutter"] or 0,
                grid="" if kind == "default" else kind,
                line_pitch=number(attribute(grid, "linePitch")) or 0,
                char_space=number(attribute(grid, "charSpace")) or 0,
                title_page=on(child(properties, "w:titlePg")),
                start=number(attribute(child(properties, "w:pgNumType"), "start", "0")) or 0,
                feet=tuple(found.values()),
            )
        )
        self._section += 1

    def _feet(self, properties: _Element | None) -> Iterator[Foot]:
        for each in children(properties, "w:footerReference"):
            relation = self._relations.get(attribute(each, "id"))
            root = self._package.tree(relation.part) if relation is not None else None
            if relation is not None and root is not None:
                kept, self._numbers = self._numbers, {}
                self._count(root)
                lines = tuple(self._paragraph(one, places.FOOTER) for one in _every_paragraph(root))
                self._numbers = kept
                yield Foot(attribute(each, "type", DEFAULT), relation.part, lines)

    # ---- blocks

    def _blocks(self, element: _Element | None, depth: int) -> Iterator[Paragraph | Table]:
        for each in element if element is not None else ():
            name = tag(each)
            if name == "w:p":
                yield self._counted(each) if not depth else self._paragraph(each, "", in_table=True)
                ends = child(each, "w:pPr", "w:sectPr")
                if ends is not None:
                    self._end_section(ends)
            elif name == "w:tbl" and depth < _DEEPEST:
                yield self._table(each, depth)
            elif name == "mc:AlternateContent":
                yield from self._blocks(alternative(each), depth)
            elif name in _WRAPPERS:
                yield from self._blocks(each, depth)

    def _counted(self, element: _Element) -> Paragraph:
        found = self._paragraph(element, places.paragraph(self._paragraphs + 1))
        self._paragraphs += bool(found.printed.strip())
        boxes = [each for each in element.iter() if tag(each) == "w:txbxContent" and not _fallback(each)]
        self._boxes += len(boxes)
        self._paragraphs += sum(1 for box in boxes for each in _every_paragraph(box) if _letters(each).strip())
        return found

    def _table(self, element: _Element, depth: int) -> Table:
        self._tables += 1
        place = places.table(self._tables)
        rows = tuple(self._row(each, place, at, depth) for at, each in enumerate(_within(element, "w:tr")))
        columns = tuple(number(attribute(each, "w")) or 0 for each in children(child(element, "w:tblGrid"), "w:gridCol"))
        return Table(place, self._section, columns, rows)

    def _row(self, element: _Element, table: str, at: int, depth: int) -> Row:
        properties = child(element, "w:trPr")
        skipped = number(attribute(child(properties, "w:gridBefore"), "val", "0")) or 0
        column, cells = skipped, []
        for each in _within(element, "w:tc"):
            own = child(each, "w:tcPr")
            span = min(max(number(attribute(child(own, "w:gridSpan"), "val", "1")) or 1, 1), 1_024)
            merged = child(own, "w:vMerge")
            place = places.cell(table, at, column)
            blocks = tuple(self._placed(each, depth + 1, place))
            goes_on = merged is not None and attribute(merged, "val", "continue") == "continue"
            fill = attribute(child(own, "w:shd"), "fill")
            cells.append(Cell(span, goes_on, number(attribute(child(own, "w:tcW"), "w")) or 0, blocks, fill))
            column += span
        return Row(tuple(cells), on(child(properties, "w:tblHeader")), skipped)

    def _placed(self, cell: _Element, depth: int, place: str) -> Iterator[Paragraph | Table]:
        for each in cell:
            name = tag(each)
            if name == "w:p":
                yield self._paragraph(each, place, in_table=True)
            elif name == "w:tbl" and depth < _DEEPEST:
                yield self._table(each, depth)
            elif name in _WRAPPERS:
                yield from self._placed(each, depth, place)

    # ---- paragraphs

    def _paragraph(self, element: _Element, place: str, *, in_table: bool = False) -> Paragraph:
        properties = child(element, "w:pPr")
        setting, letters = self._looks.of_paragraph(properties)
        named = self._names.of_paragraph(properties)
        first, first_letters = setting.first
        return Paragraph(
            number=self._numbers.get(element, 0),
            place=place,
            section=self._section,
            runs=tuple(_Runs(self, element, letters).found()),
            style=self._looks.name(properties),
            label=self._label(properties, named.list, named.depth),
            outline=setting.outline or named.level,
            align=setting.align or LEFT,
            line=number(setting.spacing.get("line", "240")) or 240,
            rule=setting.spacing.get("lineRule", "auto"),
            before=setting.gap("before"),
            after=setting.gap("after"),
            left=setting.indents.get("left", 0),
            right=setting.indents.get("right", 0),
            first=first,
            left_letters=setting.indents.get("leftChars", 0),
            right_letters=setting.indents.get("rightChars", 0),
            first_letters=first_letters,
            new_page=setting.new_page,
            keeps_next=setting.keeps_next,
            on_grid=setting.on_grid,
            outside=setting.outside,
            in_table=in_table,
        )

    def _label(self, properties: _Element | None, listed: str, depth: int) -> str:
        own = child(properties, "w:numPr")
        identity = attribute(child(own, "w:numId"), "val", listed)
        level = number(attribute(child(own, "w:ilvl"), "val"))
        found = self._numbering.next(identity, depth if level is None else level) if identity and identity != "0" else None
        return (found or "").strip()

    def drawn(self, run: _Element) -> tuple[str, int, str]:
        """The picture of a run: its part, its width, and what is said in its place."""
        blip = next((each for each in run.iter() if str(each.tag).endswith("}blip")), None)
        extent = next((each for each in run.iter() if str(each.tag).endswith("}extent")), None)
        said = next((attribute(each, "descr") for each in run.iter() if str(each.tag).endswith("}docPr")), "")
        relation = self._relations.get(attribute(blip, "embed"))
        return (relation.part if relation is not None else ""), (number(attribute(extent, "cx")) or 0) // _EMU, said

    def look(self, run: _Element, letters: Letters) -> tuple[Letters, str]:
        """What a run is set by, and the name of its style."""
        return self._looks.of_run(child(run, "w:rPr"), letters)


class _Runs:
    """The runs of one paragraph that print something; a field prints its result, the number of a page a mark."""

    def __init__(self, file: _File, paragraph: _Element, letters: Letters) -> None:
        self._file, self._paragraph, self._letters = file, paragraph, letters
        every = (each for each in paragraph.iter() if tag(each) == "w:r")
        self._numbers = {each: number for number, each in enumerate(every)}
        self._fields: list[list[str]] = []

    def found(self) -> Iterator[Run]:
        """In order."""
        yield from self._inside(self._paragraph)

    def _inside(self, element: _Element) -> Iterator[Run]:
        for each in element:
            name = tag(each)
            if name == "w:r":
                yield from self._run(each)
            elif name == "w:fldSimple" and _is_page(attribute(each, "instr")):
                first = next((one for one in each.iter() if tag(one) == "w:r"), None)
                if first is not None:
                    yield self._made(first, PAGE_MARK)
            elif name == "mc:AlternateContent":
                found = alternative(each)
                yield from self._inside(found) if found is not None else ()
            elif name in _INLINE and name not in _GONE:
                yield from self._inside(each)

    def _run(self, run: _Element) -> Iterator[Run]:
        text = ""
        for each in run:
            name = tag(each)
            if name == "w:fldChar":
                text += self._mark(attribute(each, "fldCharType"))
            elif name == "w:instrText" and self._fields:
                self._fields[-1][0] += each.text or ""
            elif name == "w:t" and self._prints():
                text += each.text or ""
            elif name in _SIGNS and self._prints():
                text += NEW_PAGE if attribute(each, "type") == "page" else _SIGNS[name]
        picture, width, said = self._file.drawn(run) if _draws(run) else ("", 0, "")
        if (text or picture) and not on(child(run, "w:rPr", "w:vanish")):
            yield self._made(run, text, picture, width, said)

    def _mark(self, kind: str) -> str:
        """A field begins, its result begins, or it ends; the number of a page is one mark whatever stands in its result."""
        if kind == "begin":
            self._fields.append(["", "instruction"])
        elif kind == "separate" and self._fields:
            self._fields[-1][1] = "page" if _is_page(self._fields[-1][0]) else "result"
            return PAGE_MARK if self._fields[-1][1] == "page" else ""
        elif kind == "end" and self._fields:
            instruction, state = self._fields.pop()
            return PAGE_MARK if state == "instruction" and _is_page(instruction) else ""
        return ""

    def _prints(self) -> bool:
        return all(state == "result" for _, state in self._fields)

    def _made(self, run: _Element, text: str, picture: str = "", width: int = 0, said: str = "") -> Run:
        look, style = self._file.look(run, self._letters)
        return Run(
            number=self._numbers[run],
            text=text,
            ascii=look.faces.get("ascii", ""),
            high_ansi=look.faces.get("hAnsi", ""),
            east_asian=look.faces.get("eastAsia", ""),
            complex=look.faces.get("cs", ""),
            size=look.size,
            bold=look.bold,
            italic=look.italic,
            colour=look.colour,
            raised=look.raised,
            style=style,
            ground=look.ground,
            picture=picture,
            width=width,
            said=said,
        )


def _known(found: int | None, missing: int) -> int:
    return missing if found is None else found


def _is_page(instruction: str) -> bool:
    return instruction.split()[:1] == [_PAGE]


def _draws(run: _Element) -> bool:
    return any(tag(each) in {"w:drawing", "w:pict", "mc:AlternateContent"} for each in run)


def _fallback(element: _Element) -> bool:
    return any(tag(each) == "mc:Fallback" for each in element.iterancestors())


def _every_paragraph(root: _Element) -> Iterator[_Element]:
    return (each for each in root.iter() if tag(each) == "w:p" and not _fallback(each))


def _letters(paragraph: _Element) -> str:
    return "".join(each.text or "" for each in paragraph.iter() if tag(each) == "w:t")


def _within(element: _Element, name: str) -> Iterator[_Element]:
    for each in element:
        if tag(each) == name:
            yield each
        elif tag(each) in _WRAPPERS:
            yield from _within(each, name)
