"""A correct document made with python-docx by hand, and what may be done to it; nothing of our own writers is used."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

if TYPE_CHECKING:
    from collections.abc import Callable

FANG, HEI, KAI, TITLE, SONG, LATIN = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体", "宋体", "Times New Roman"
TEXT = (
    ("title", "明川县示范局2024年度部门整体支出绩效自评报告"),
    ("flush", "明川县财政局："),
    ("body", "根据《关于开展绩效自评的通知》（明财绩〔2025〕5号）要求，我局于2025年1月5日组织自评，现报告如下。"),
    ("one", "一、基本情况"),
    ("two", "（一）职能"),
    ("body", "我局负责全县示范工作，2024年末编制20人，在职18人。"),
    ("two", "（二）收支"),
    ("body", "1.收入合计100.00万元。"),
    ("body", "2.支出合计90.00万元，其中：（略）"),
    ("body", "（1）基本支出60.00万元。"),
    ("body", "（2）项目支出30.00万元。"),
    ("one", "二、自评结论"),
    ("body", "自评得分95分。"),
    ("caption", "收支情况表"),
    ("table", ""),
    ("body", "附件：1.自评表"),
    ("more", "2.基础数据表"),
    ("right", "明川县示范局"),
    ("right", "2025年3月6日"),
    ("mark", "附件1"),
    ("title", "自评表"),
)
LOOKS: dict[str, tuple[str, float]] = {
    "title": (TITLE, 22),
    "one": (HEI, 16),
    "two": (KAI, 16),
    "mark": (HEI, 16),
    "caption": (HEI, 14),
}


def faces(run: Any, face: str, latin: str = LATIN) -> None:
    """All four faces of a run."""
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    for kind, name in (("ascii", latin), ("hAnsi", latin), ("eastAsia", face), ("cs", face)):
        fonts.set(qn(f"w:{kind}"), name)


def add(document: Any, kind: str, text: str) -> Any:
    """A paragraph as the standard asks."""
    paragraph = document.add_paragraph()
    face, points = LOOKS.get(kind, (FANG, 16))
    if kind == "mark":
        paragraph.add_run().add_break(WD_BREAK.PAGE)
    run = paragraph.add_run(text)
    run.font.size = Pt(points)
    faces(run, face)
    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing = Pt(28.95) if kind != "title" else Pt(36)
    if kind in {"body", "one", "two"}:
        form.first_line_indent = Pt(32)
    if kind == "more":
        form.first_line_indent, form.left_indent = Pt(80), Pt(0)
    if kind in {"title", "caption"}:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if kind == "right":
        paragraph.alignment, form.right_indent = WD_ALIGN_PARAGRAPH.RIGHT, Pt(64)
    return paragraph


def foot(part: Any, side: str, *, number: str = "— {} —", face: str = SONG, points: float = 14, inset: bool = True) -> None:
    """The number of a page at the foot."""
    part.is_linked_to_previous = False
    paragraph = part.paragraphs[0]
    for run in list(paragraph.runs):
        run._r.getparent().remove(run._r)
    paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, side)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = None
    if inset and side != "CENTER":
        setattr(paragraph.paragraph_format, f"{side.lower()}_indent", Pt(14))
    before, after = number.split("{}")
    for words, kind in ((before, ""), ("", "begin"), (" PAGE ", "text"), ("", "end"), (after, "")):
        run = paragraph.add_run("" if kind == "text" else words)
        run.font.size = Pt(points)
        faces(run, face, face)
        if kind == "text":
            instruction = OxmlElement("w:instrText")
            instruction.text = words
            run._r.append(instruction)
        elif kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def page(section: Any, *, wide: bool = False) -> None:
    """A4 with the edges and the grid of the standard."""
    short, long = Mm(210), Mm(297)
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if wide else (short, long)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    for key, value in (("type", "linesAndChars"), ("linePitch", "579"), ("charSpace", str(64687 - 11 * 4096))):
        grid.set(qn(f"w:{key}"), value)  # the ordinary style of python-docx has 11 points: 11 + 4.99 … is 15.79


def correct() -> Any:
    """The whole document."""
    document = Document()
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    page(section)
    foot(section.footer, "RIGHT")
    foot(section.even_page_footer, "LEFT")
    for kind, text in TEXT:
        if kind == "table":
            table = document.add_table(2, 2)
            table.cell(0, 0).text, table.cell(1, 1).text = "项目", "12.00"
        else:
            add(document, kind, text)
    return document


def saved(document: Any) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def changed(change: Callable[[Any], object]) -> bytes:
    """The document with one thing done to it."""
    document = correct()
    change(document)
    return saved(document)


def find(document: Any, text: str) -> Any:
    """The paragraph that holds a text."""
    return next(each for each in document.paragraphs if text in each.text)


def new_section(document: Any) -> Any:
    """A section behind the others."""
    return document.add_section(WD_SECTION.NEW_PAGE)
