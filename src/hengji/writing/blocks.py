"""A picture as a template's value: the drawing, its title under it, and the table of its figures, put in place of one paragraph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from hengji.writing.markup import RPR, SPACE, TBL, TC, TR, P, R, T, W
from hengji.writing.package import TYPES, parse, written
from hengji.writing.sheets.paper import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml.etree import _Element

    from hengji.writing.charts.bars import Drawing

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
RELS = "word/_rels/document.xml.rels"
EMU = 360
"""A hundredth of a millimetre in the unit of drawings."""
ACROSS, TALLEST, ROOM = 10_400, 10_000, 8_840
"""The width and the greatest height of a picture in hundredths of a millimetre; the width of a table in twentieths of a point."""
FIRST = 900
"""Drawings of ours are numbered from here, far from a template's own."""
PICTURE, TITLE, UNIT, HEAD, TEXT, FIGURE, END, NOTE = (
    "TableCentre", "TableTitle", "TableUnit", "TableHead", "TableText", "TableFigure", "Hairline", "TableNote",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, and the id of the figure that it prints (empty: a name)."""

    text: str
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """`picture` is a PNG with its size in points, empty where it could not be drawn; then `instead` says so. `said` is read aloud in its place."""

    picture: bytes
    width: int
    height: int
    title: str
    said: str
    instead: str
    unit: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    drawing: Drawing | None = None

    @property
    def size(self) -> tuple[int, int]:
        """How wide and how high the picture stands, in hundredths of a millimetre."""
        return drawn_size(self.width, self.height)


def drawn_size(width: int, height: int) -> tuple[int, int]:
    """The size of a picture of so many points: as wide as a page has room, not higher than half of it."""
    across = min(ACROSS, TALLEST * width // height)
    return across, across * height // width


@dataclass(frozen=True, slots=True)
class Made:
    """The elements in their order, and the runs that print figures, with their ids."""

    elements: tuple[_Element, ...]
    figures: tuple[tuple[_Element, str], ...]


def made(block: Block, number: int) -> Made:
    """A block as elements; `number` counts the pictures of the document from 1. Picture, title and the head of the table stay together."""
    figures: list[tuple[_Element, str]] = []
    shown = _picture(block, number) if block.picture else _paragraph(block.instead, NOTE)
    elements = [
        shown,
        _paragraph(block.title, TITLE, _element("keepNext")),
        _paragraph(block.unit, UNIT, _element("keepNext")),
        _table(block, figures),
    ]
    elements += [_paragraph(block.note, NOTE)] if block.note else []
    return Made((*elements, _paragraph("", END)), tuple(figures))


def with_pictures(parts: Mapping[str, bytes], pictures: Sequence[bytes]) -> dict[str, bytes]:
    """The package with its pictures, their relations and their kind."""
    found = dict(parts)
    relations = parse(found[RELS])
    for number, content in enumerate(pictures, 1):
        found[f"word/media/{_file(number)}"] = content
        relation = {"Id": _relation(number), "Type": f"{RELATIONS}/image", "Target": f"media/{_file(number)}"}
        relations.append(relations.makeelement(f"{{{PACKAGE}/relationships}}Relationship", relation))
    types = parse(found[TYPES])
    known = {each.get("Extension", "").lower() for each in types}
    if "png" not in known:
        types.insert(0, types.makeelement(f"{{{PACKAGE}/content-types}}Default", {"Extension": "png", "ContentType": "image/png"}))
    return {**found, RELS: written(relations), TYPES: written(types)}


def _file(number: int) -> str:
    return f"hengji{number}.png"


def _relation(number: int) -> str:
    return f"rIdHengji{number}"


def _element(tag: str, *children: _Element, **attributes: str) -> _Element:
    made_ = etree.Element(tag if tag.startswith("{") else f"{W}{tag}", {f"{W}{name}": value for name, value in attributes.items()})
    made_.extend(children)
    return made_


def _paragraph(text: str, style: str, *properties: _Element) -> _Element:
    paragraph = _element(P, _element("pPr", _element("pStyle", val=style), *properties))
    if text:
        paragraph.append(_run(text))
    return paragraph


def _run(text: str) -> _Element:
    letters = etree.Element(T, {SPACE: "preserve"})
    letters.text = visible(text)
    return _element(R, _element(RPR, _element("rFonts", hint="eastAsia")), letters)


def _picture(block: Block, number: int) -> _Element:
    """The drawing in a paragraph as high as it; the title follows on the same page."""
    across, high = block.size
    size = {"cx": str(across * EMU), "cy": str(high * EMU)}
    at, name = str(FIRST + number), f"hengji{number}"
    a, pic, wp = (f"{{{DRAWING}/{part}}}" for part in ("main", "picture", "wordprocessingDrawing"))
    named = {"a": f"{DRAWING}/main", "pic": f"{DRAWING}/picture", "wp": f"{DRAWING}/wordprocessingDrawing", "r": RELATIONS}
    inline = etree.Element(f"{wp}inline", {f"dist{side}": "0" for side in "TBLR"}, nsmap=named)
    etree.SubElement(inline, f"{wp}extent", size)
    etree.SubElement(inline, f"{wp}docPr", {"id": at, "name": name, "descr": visible(block.said), "title": visible(block.title)})
    held = etree.SubElement(etree.SubElement(inline, f"{a}graphic"), f"{a}graphicData", {"uri": f"{DRAWING}/picture"})
    shape = etree.SubElement(held, f"{pic}pic")
    told = etree.SubElement(shape, f"{pic}nvPicPr")
    etree.SubElement(told, f"{pic}cNvPr", {"id": at, "name": name})
    etree.SubElement(told, f"{pic}cNvPicPr")
    fill = etree.SubElement(shape, f"{pic}blipFill")
    etree.SubElement(fill, f"{a}blip", {f"{{{RELATIONS}}}embed": _relation(number)})
    etree.SubElement(etree.SubElement(fill, f"{a}stretch"), f"{a}fillRect")
    drawn = etree.SubElement(shape, f"{pic}spPr")
    frame = etree.SubElement(drawn, f"{a}xfrm")
    etree.SubElement(frame, f"{a}off", {"x": "0", "y": "0"})
    etree.SubElement(frame, f"{a}ext", size)
    etree.SubElement(etree.SubElement(drawn, f"{a}prstGeom", {"prst": "rect"}), f"{a}avLst")
    tall = _element("spacing", before="120", after="60", line="240", lineRule="auto")
    properties = _element("pPr", _element("pStyle", val=PICTURE), _element("keepNext"), tall)
    return _element(P, properties, _element(R, _element("drawing", inline)))


def _table(block: Block, figures: list[tuple[_Element, str]]) -> _Element:
    columns = len(block.head) - 1
    first = ROOM * 2 // (columns + 2)
    widths = [first, *[(ROOM - first) // columns] * columns]
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    edges = [_element(side, val="single", sz="4", space="0", color="000000") for side in sides]
    margins = [_element(side, w="57", type="dxa") for side in ("left", "right")]
    properties = _element(
        "tblPr",
        _element("tblW", w=str(sum(widths)), type="dxa"),
        _element("jc", val="center"),
        _element("tblBorders", *edges),
        _element("tblLayout", type="fixed"),
        _element("tblCellMar", *margins),
    )
    table = _element(TBL, properties, _element("tblGrid", *(_element("gridCol", w=str(width)) for width in widths)))
    table.append(_row(widths, [Cell(name) for name in block.head], HEAD, figures))
    for row in block.rows:
        table.append(_row(widths, row, "", figures))
    return table


def _row(widths: Sequence[int], cells: Sequence[Cell], style: str, figures: list[tuple[_Element, str]]) -> _Element:
    properties = _element("trPr", _element("cantSplit"), *([_element("tblHeader")] if style else []))
    row = _element(TR, properties)
    for at, (width, cell) in enumerate(zip(widths, cells, strict=True)):
        kept = [_element("keepNext")] if style else []
        paragraph = _paragraph(cell.text, style or (FIGURE if at else TEXT), *kept)
        if cell.figure:
            figures.append((paragraph[-1], cell.figure))
        row.append(
            _element(TC, _element("tcPr", _element("tcW", w=str(width), type="dxa"), _element("vAlign", val="center")), paragraph)
        )
    return row
