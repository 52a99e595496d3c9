"""Files made by hand or by other libraries, and how a test looks at what was read of them."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from reportlab.lib import colors, pdfencrypt
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle
from tests.hostile.documents import DECLARED, OFFICE, W, docx_parts, relations, types, zipped

from hengji.core.document import Document
from hengji.reading.documents import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hengji.core.document import Table as ReadTable
    from hengji.core.problem import Problem
    from hengji.reading.jail import Jail

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
STYLE = ParagraphStyle("body", fontName="STSong-Light", fontSize=12, leading=20, wordWrap="CJK")
KINDS = {
    "styles": OFFICE + "wordprocessingml.styles+xml",
    "numbering": OFFICE + "wordprocessingml.numbering+xml",
    "footnotes": OFFICE + "wordprocessingml.footnotes+xml",
    "endnotes": OFFICE + "wordprocessingml.endnotes+xml",
    "comments": OFFICE + "wordprocessingml.comments+xml",
    "header1": OFFICE + "wordprocessingml.header+xml",
    "footer1": OFFICE + "wordprocessingml.footer+xml",
}
NAMESPACES = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads bytes as a file of a name."""

    jail: Jail
    folder: Path

    def outcome(self, name: str, content: bytes) -> tuple[Document | None, tuple[Problem, ...]]:
        path = self.folder / name
        path.write_bytes(content)
        return read(path, name, self.jail)

    def document(self, name: str, content: bytes) -> Document:
        document, problems = self.outcome(name, content)
        assert isinstance(document, Document), problems
        assert problems == ()
        return document

    def refused(self, name: str, content: bytes) -> list[tuple[str, str, str]]:
        document, problems = self.outcome(name, content)
        assert document is None
        return [(each.code, each.place.where, each.found) for each in problems]


def blocks(document: Document) -> list[tuple[str, str, str]]:
    """Kind, place and text of each block."""
    return [(each.kind, each.place, document.text[each.start : each.end]) for each in document.blocks]


def texts(document: Document) -> list[str]:
    return [document.text[each.start : each.end] for each in document.blocks]


def cells(document: Document, table: int = 0) -> dict[str, str]:
    """The texts of a table by the last part of their places."""
    found: ReadTable = document.tables[table]
    return {each.place.rpartition("!")[2]: document.text[each.start : each.end] for each in found.cells}


def spans(document: Document, table: int = 0) -> dict[str, tuple[int, int]]:
    """Rows and columns that cells cover, where they cover more than one."""
    return {
        each.place.rpartition("!")[2]: (each.rows, each.columns)
        for each in document.tables[table].cells
        if each.rows * each.columns > 1
    }


def cautions(document: Document) -> list[tuple[str, str, str]]:
    return [(each.code, each.place.where, each.found) for each in document.problems]


# ---- Word


def part(name: str, inside: str) -> bytes:
    return f"{DECLARED}<w:{name} {W} {NAMESPACES}>{inside}</w:{name}>".encode()


def word_file(body: str, **others: str) -> bytes:
    """A Word file with this body and these parts, each by what stands inside its outermost element."""
    roots = {"header1": "hdr", "footer1": "ftr"}
    named = {f"word__{name}_dot_xml": KINDS[name] for name in others}
    links = [(f"rId{count}", name.rstrip("1"), f"{name}.xml") for count, name in enumerate(others, 1)]
    parts = docx_parts() | {
        "[Content_Types].xml": types(word__document_dot_xml=OFFICE + "wordprocessingml.document.main+xml", **named),
        "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
        "word/_rels/document.xml.rels": relations(*links),
    }
    return zipped(parts | {f"word/{name}.xml": part(roots.get(name, name), inside) for name, inside in others.items()})


def p(text: str = "", properties: str = "", after: str = "") -> str:
    """A paragraph of one run."""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r>{after}</w:p>'


def tc(inside: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside if inside.startswith('<') else p(inside)}</w:tc>"


def tbl(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


# ---- PDF


def pdf_file(*story: Any, head: str = "", encrypt: str = "", size: tuple[float, float] = (595, 842)) -> bytes:
    """A PDF file of paragraphs (texts) and tables (lists of rows), with a running head and page numbers where one is given."""

    def margins(canvas: Canvas, document: Any) -> None:
        if head:
            canvas.setFont("STSong-Light", 9)
            canvas.drawString(60, size[1] - 30, head)
            canvas.drawCentredString(size[0] / 2, 30, f"- {document.page} -")

    out = BytesIO()
    locked = pdfencrypt.StandardEncryption(encrypt, strength=128) if encrypt else None
    document = SimpleDocTemplate(out, pagesize=size, encrypt=locked, invariant=True)
    flow = [Paragraph(each, STYLE) if isinstance(each, str) else each for each in story]
    document.build(flow, onFirstPage=margins, onLaterPages=margins)
    return out.getvalue()


def ruled(rows: list[list[str]], widths: list[int], repeat: int = 0, *more: tuple[Any, ...]) -> Table:
    """A table with all its lines; `more` are further commands, such as SPAN."""
    lines = [("FONT", (0, 0), (-1, -1), "STSong-Light", 10), ("GRID", (0, 0), (-1, -1), 0.5, colors.black), *more]
    return Table(rows, colWidths=widths, repeatRows=repeat, style=TableStyle(lines))


def drawn(draw: Callable[[Canvas], None], pages: int = 1) -> bytes:
    """A PDF file drawn by hand."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=True)
    for _ in range(pages):
        canvas.setFont("STSong-Light", 12)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
