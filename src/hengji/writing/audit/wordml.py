"""A Word file written from scratch: named styles, paragraphs, tables and sections; the same words always give the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from hengji.writing.package import BODY, TYPES, pack

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
EMU = 360
"""A hundredth of a millimetre in the unit of drawings."""
QUOTES = {'"': "&quot;"}
LATIN = "Times New Roman"
LONG, SHORT = 16838, 11906
"""A4 in twentieths of a point."""
TOP, LEFT, BOTTOM, RIGHT, FOOTER = 2098, 1588, 1985, 1474, 1474
"""天头 37 mm, 订口 28 mm, foot 35 mm, right 26 mm; the page number stands 7 mm below the text."""
WIDE = (1418, 1134, 1134, 1134, 737)
"""The margins of a page on its side: top, left, bottom, right, footer."""
PITCH, TABLE_PITCH = 579, 300
INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
KEEP = "<w:keepNext/><w:keepLines/>"
CREATED = "2000-01-01T00:00:00Z"
STYLES = (  # identifier, name, face, half points, line, further properties of its paragraphs
    ("Normal", "Normal", "body", 32, PITCH, f'{INDENT}<w:jc w:val="both"/>'),
    ("Title", "Title", "title", 44, 720, '<w:jc w:val="center"/>'),
    ("Heading1", "heading 1", "head", 32, PITCH, f'{INDENT}<w:outlineLvl w:val="0"/>'),
    ("Heading2", "heading 2", "kai", 32, PITCH, f'{INDENT}<w:outlineLvl w:val="1"/>'),
    ("Subtitle", "Subtitle", "kai", 28, 460, '<w:jc w:val="center"/>'),
    ("Note", "Note", "body", 32, PITCH, f'{INDENT}<w:jc w:val="both"/>'),
    ("Caption", "caption", "head", 28, 520, '<w:jc w:val="center"/>'),
    ("TableText", "Table Text", "table", 21, TABLE_PITCH, '<w:jc w:val="left"/>'),
    ("TableCentre", "Table Centre", "table", 21, TABLE_PITCH, '<w:jc w:val="center"/>'),
    ("TableHead", "Table Head", "head", 21, TABLE_PITCH, '<w:jc w:val="center"/>'),
)
GRID = '<w:docGrid w:type="linesAndChars" w:linePitch="579" w:charSpace="-849"/>'
"""22 lines of 28 letters; the styles leave it alone and keep to it by themselves."""
OFF_GRID = '<w:snapToGrid w:val="0"/>'
BODY_SIZE, FOOTER_SIZE = 32, 28
CONDENSED = '<w:spacing w:val="-5"/>'
OWN = frozenset({"Note", "TableText", "TableCentre", "TableHead"})
KEPT = frozenset({"Title", "Heading1", "Heading2", "Caption"})
BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="404040"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its lines, the style of them, the colour behind it, and how many columns it spans."""

    lines: Sequence[str]
    style: str = "TableText"
    fill: str = ""
    span: int = 1


def paragraph(text: str, style: str = "Normal", properties: str = "") -> str:
    """A paragraph; the hint keeps quotes in the Chinese face."""
    run = f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{run}</w:p>'


def table(widths: Sequence[int], head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """A table with a head that every page repeats; widths in twentieths of a point."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    top = _row(widths, [Cell((text,), "TableHead", "EDF1F5") for text in head], "<w:tblHeader/>")
    body = "".join(_row(widths, row) for row in rows)
    looks = (
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:top w:w="50" w:type="dxa"/><w:left w:w="80" w:type="dxa"/><w:bottom w:w="50" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar>'
    )
    return f"<w:tbl><w:tblPr>{looks}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{top}{body}</w:tbl>"


def _row(widths: Sequence[int], cells: Sequence[Cell], properties: str = "") -> str:
    starts = [sum(cell.span for cell in cells[:at]) for at in range(len(cells))]
    if sum(cell.span for cell in cells) != len(widths):
        raise ValueError("a row is as wide as its table")
    made = "".join(_cell(sum(widths[at : at + cell.span]), cell) for at, cell in zip(starts, cells, strict=True))
    return f"<w:tr><w:trPr><w:cantSplit/>{properties}</w:trPr>{made}</w:tr>"


def _cell(width: int, cell: Cell) -> str:
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{cell.fill}"/>' if cell.fill else ""
    text = "".join(paragraph(line, cell.style) for line in cell.lines) or paragraph("", cell.style)
    over = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{over}{fill}<w:vAlign w:val="center"/></w:tcPr>{text}</w:tc>'


def section(*, landscape: bool = False) -> str:
    """The properties of a section of A4 pages."""
    width, height, turned = (LONG, SHORT, ' w:orient="landscape"') if landscape else (SHORT, LONG, "")
    top, left, bottom, right, footer = WIDE if landscape else (TOP, LEFT, BOTTOM, RIGHT, FOOTER)
    return (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:footerReference w:type="even" r:id="rId3"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"{turned}/>'
        f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" w:header="737" w:footer="{footer}" w:gutter="0"/>'
        f"{'' if landscape else GRID}</w:sectPr>"
    )


def section_end(*, landscape: bool = False) -> str:
    """Ends a section after what stands before it; the line that carries the end is as low as a line can be."""
    low = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/>'
    return f'<w:p><w:pPr><w:pStyle w:val="TableText"/>{low}{section(landscape=landscape)}</w:pPr></w:p>'


def picture(number: int, width: int, height: int, said: str) -> str:
    """A paragraph with the picture of that number, its size in hundredths of a millimetre; `said` is read aloud in its place."""
    name, across, down = f"picture{number}", width * EMU, height * EMU
    shape = (
        f'<a:graphic xmlns:a="{DRAWING}/main"><a:graphicData uri="{DRAWING}/picture"><pic:pic xmlns:pic="{DRAWING}/picture">'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="rIdPicture{number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{across}" cy="{down}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
    )
    inline = (
        f'<wp:inline xmlns:wp="{DRAWING}/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{across}" cy="{down}"/>'
        f'<wp:docPr id="{number}" name="{name}" descr="{escape(said, QUOTES)}"/>{shape}</wp:inline>'
    )
    tall = '<w:keepNext/><w:spacing w:before="120" w:after="120" w:line="240" w:lineRule="auto"/>'
    return f'<w:p><w:pPr><w:pStyle w:val="TableCentre"/>{tall}</w:pPr><w:r><w:drawing>{inline}</w:drawing></w:r></w:p>'


def file(body: Sequence[str], title: str, fonts: Mapping[str, str], pictures: Sequence[bytes] = ()) -> bytes:
    """The Word file; the last of its sections is upright. `fonts` names the faces of body, title, head, kai and table.

    `pictures` are PNG, numbered from 1 as `picture` names them.
    """
    drawn = {f"media/picture{number}.png": content for number, content in enumerate(pictures, 1)}
    parts = {
        TYPES: _types(),
        "_rels/.rels": _relations(
            (f"{RELATIONS}/officeDocument", BODY), (f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml")
        ),
        "word/_rels/document.xml.rels": _relations(
            (f"{RELATIONS}/styles", "styles.xml"),
            (f"{RELATIONS}/footer", "footer1.xml"),
            (f"{RELATIONS}/footer", "footer2.xml"),
            (f"{RELATIONS}/settings", "settings.xml"),
            pictures=tuple(drawn),
        ),
        "docProps/core.xml": _properties(title),
        "word/styles.xml": _styles(fonts),
        "word/footer1.xml": _footer(fonts["table"], odd=True),
        "word/footer2.xml": _footer(fonts["table"], odd=False),
        "word/settings.xml": f'<w:settings xmlns:w="{MAIN}"><w:evenAndOddHeaders/></w:settings>',
        BODY: f'<w:document xmlns:w="{MAIN}" xmlns:r="{RELATIONS}"><w:body>{"".join(body)}{section()}</w:body></w:document>',
    }
    written = {name: (HEAD + part).encode("utf-8") for name, part in parts.items()}
    return pack({**written, **{f"word/{name}": content for name, content in drawn.items()}})


def _types() -> str:
    kinds = (
        (BODY, f"{KIND}.document.main+xml"),
        ("word/styles.xml", f"{KIND}.styles+xml"),
        ("word/footer1.xml", f"{KIND}.footer+xml"),
        ("word/footer2.xml", f"{KIND}.footer+xml"),
        ("word/settings.xml", f"{KIND}.settings+xml"),
        ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
    )
    own = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in kinds)
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>{own}</Types>'
    )


def _relations(*targets: tuple[str, str], pictures: Sequence[str] = ()) -> str:
    drawn = "".join(
        f'<Relationship Id="rIdPicture{number}" Type="{RELATIONS}/image" Target="{target}"/>'
        for number, target in enumerate(pictures, 1)
    )
    made = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>' for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{made}{drawn}</Relationships>'


def _properties(title: str) -> str:
    return (
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{CREATED}</dcterms:created></cp:coreProperties>'
    )


def _styles(fonts: Mapping[str, str]) -> str:
    made = "".join(_style(fonts, *style) for style in STYLES)
    defaults = f'<w:rPr>{_face(fonts["body"])}<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'
    return f'<w:styles xmlns:w="{MAIN}"><w:docDefaults><w:rPrDefault>{defaults}</w:rPrDefault></w:docDefaults>{made}</w:styles>'


def _style(fonts: Mapping[str, str], identifier: str, name: str, face: str, size: int, line: int, further: str) -> str:
    base = "" if identifier == "Normal" else '<w:basedOn w:val="Normal"/>'
    default = ' w:default="1"' if identifier == "Normal" else ' w:customStyle="1"' if identifier in OWN else ""
    spacing = f'<w:spacing w:before="0" w:after="0" w:line="{line}" w:lineRule="exact"/>'
    indent = "" if "<w:ind " in further else '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{identifier}"><w:name w:val="{name}"/>{base}<w:qFormat/>'
        f"<w:pPr>{KEEP if identifier in KEPT else ''}{OFF_GRID}{spacing}{indent}{further}</w:pPr>"
        f'<w:rPr>{_face(fonts[face])}{OFF_GRID}{CONDENSED if size == BODY_SIZE else ""}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


def _face(face: str) -> str:
    """Latin letters and digits in Times New Roman, everything else in the Chinese face."""
    return f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{escape(face)}" w:cs="{LATIN}"/>'


def _footer(face: str, *, odd: bool) -> str:
    """The page number between dashes, outside and one letter in from the edge."""
    side = "right" if odd else "left"
    look = (
        f'<w:rPr><w:rFonts w:ascii="{escape(face)}" w:hAnsi="{escape(face)}" w:eastAsia="{escape(face)}" w:cs="{escape(face)}"/>'
        f'<w:sz w:val="{FOOTER_SIZE}"/><w:szCs w:val="{FOOTER_SIZE}"/></w:rPr>'
    )
    place = f'<w:ind w:{side}Chars="100" w:{side}="280"/><w:jc w:val="{side}"/>'
    dash = f'<w:r>{look}<w:t xml:space="preserve">{{}}</w:t></w:r>'
    number = f'<w:fldSimple w:instr=" PAGE "><w:r>{look}<w:t>1</w:t></w:r></w:fldSimple>'
    line = f'<w:p><w:pPr><w:pStyle w:val="TableCentre"/>{place}</w:pPr>{dash.format("— ")}{number}{dash.format(" —")}</w:p>'
    return f'<w:ftr xmlns:w="{MAIN}">{line}</w:ftr>'
