"""A paper with a letterhead, a number, an addressee, attachments, a signature and a date, typed with plain python-docx: each in its place, and each out of it."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

if TYPE_CHECKING:
    from collections.abc import Callable

    from hengji.layouts import Checked, Mended

    Check = Callable[[bytes], Checked]
    Mend = Callable[[bytes], Mended]

FANG, HEI, KAI, TITLE, LATIN = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体", "Times New Roman"
LONG = "附件：1.2024年度部门整体支出绩效自评数据表及各项专项资金使用情况明细表和说明材料"
# what it is, its text, face, points, first line and left in letters of sixteen points, alignment, right in letters
PAPER: tuple[tuple[str, str, str, float, float, float, str, float], ...] = (
    ("letterhead", "示范县教育局文件", TITLE, 36, 0, 0, "CENTER", 0),
    ("number", "示教发〔2025〕12号", FANG, 16, 0, 0, "CENTER", 0),
    ("title", "示范县教育局关于2024年度部门整体支出", TITLE, 22, 0, 0, "CENTER", 0),
    ("title2", "绩效自评情况的报告", TITLE, 22, 0, 0, "CENTER", 0),
    ("addressee", "县财政局：", FANG, 16, 0, 0, "LEFT", 0),
    ("body", "现将2024年度绩效自评情况报告如下，数据截至2024年12月31日，系统为3.2.1版，IP为10.2024.3.5，网址为/a/2024/03/05/b。", FANG, 16, 2, 0, "LEFT", 0),
    ("one", "一、基本情况", HEI, 16, 2, 0, "LEFT", 0),
    ("amount", "1.5 万元用于设备更新，合同编号2024-03-05，办法按2024.3.5版执行。", FANG, 16, 2, 0, "LEFT", 0),
    ("clause", "2.1条规定的三公经费从严控制，见GB/T 1.1标准。", FANG, 16, 2, 0, "LEFT", 0),
    ("count", "3.5公里", FANG, 16, 2, 0, "LEFT", 0),
    ("long", LONG, FANG, 16, -4, 6, "LEFT", 0),
    ("more", "2.评分表", FANG, 16, 5, 0, "LEFT", 0),
    ("signer", "示范县教育局", FANG, 16, 0, 0, "RIGHT", 4),
    ("date", "2025年3月5日", FANG, 16, 0, 0, "RIGHT", 4),
)  # fmt: skip


def paper() -> Any:
    """The paper as the standard asks, on A4 with its edges and grid."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    for key, value in (("type", "linesAndChars"), ("linePitch", "579"), ("charSpace", str(64687 - 11 * 4096))):
        grid.set(qn(f"w:{key}"), value)
    for _, text, face, points, first, left, align, right in PAPER:
        paragraph = document.add_paragraph()
        run = paragraph.add_run(text)
        run.font.size = Pt(points)
        fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
        for kind, name in (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", face), ("cs", face)):
            fonts.set(qn(f"w:{kind}"), name)
        form = paragraph.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing = Pt(28.95) if points < 22 else Pt(40)
        form.first_line_indent, form.left_indent, form.right_indent = Pt(first * 16), Pt(left * 16), Pt(right * 16)
        paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, align)
    document.paragraphs[0].runs[0].font.color.rgb = RGBColor(0xFF, 0, 0)
    return document


def of(document: Any, what: str) -> Any:
    """A paragraph of the paper by what it is."""
    return document.paragraphs[next(at for at, each in enumerate(PAPER) if each[0] == what)]


def saved(document: Any) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def found(checked: Checked) -> list[tuple[str, str]]:
    """Codes and places, but for the number of the page, which this paper has none of."""
    told = [(each.problem.code, each.problem.place.where) for each in checked.breaches]
    return [each for each in told if each[0] != "DC61"]


def place(what: str) -> str:
    return f"¶{next(at for at, each in enumerate(PAPER, 1) if each[0] == what)}"


def indent(what: str, **values: float) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        for name, letters in values.items():
            setattr(of(document, what).paragraph_format, name, Pt(letters * 16))

    return change


def align(what: str, how: str, **values: float) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        of(document, what).alignment = getattr(WD_ALIGN_PARAGRAPH, how)
        indent(what, **values)(document)

    return change


def write(what: str, text: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        of(document, what).runs[0].text = text

    return change


def swap(what: str, old: str, new: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        run = of(document, what).runs[0]
        run.text = run.text.replace(old, new)

    return change


def both(*changes: Callable[[Any], None]) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        for each in changes:
            each(document)

    return change


PLANTED: dict[str, tuple[Callable[[Any], None], list[tuple[str, str]]]] = {
    "letterhead on the left": (align("letterhead", "LEFT"), [("DC50", place("letterhead"))]),
    "number of the paper indented": (align("number", "LEFT", first_line_indent=2), [("DC50", place("number"))]),
    "title behind the letterhead on the left": (align("title", "LEFT"), [("DC50", place("title"))]),
    "second line of the title on the left": (align("title2", "LEFT"), [("DC50", place("title2"))]),
    "addressee indented": (indent("addressee", first_line_indent=2), [("DC49", place("addressee"))]),
    "list of attachments at the edge": (indent("long", first_line_indent=-6), [("DC49", place("long"))]),
    "its lines at the edge": (indent("long", first_line_indent=2, left_indent=0), [("DC49", place("long"))]),
    "its lines too far in": (indent("long", first_line_indent=-7, left_indent=9), [("DC49", place("long"))]),
    "second attachment at the edge": (indent("more", first_line_indent=0), [("DC49", place("more"))]),
    "second attachment as body": (indent("more", first_line_indent=2), [("DC49", place("more"))]),
    "date at the edge": (align("date", "LEFT", right_indent=0), [("DC78", place("date"))]),
    "date at the right edge": (indent("date", right_indent=0), [("DC78", place("date"))]),
    "date in the middle": (align("date", "CENTER", right_indent=0), [("DC78", place("date"))]),
    "signature at the edge": (align("signer", "LEFT", right_indent=0), [("DC78", place("signer"))]),
    "signature as body": (align("signer", "LEFT", right_indent=0, first_line_indent=2), [("DC78", place("signer"))]),
    "date with dashes": (swap("body", "2024年12月31日", "2024-12-31"), [("DC77", place("body"))]),
    "date with strokes": (swap("body", "2024年12月31日", "2024/2/01"), [("DC77", place("body"))]),
    "date with points": (swap("body", "2024年12月31日", "2024.3.5"), [("DC77", place("body"))]),
    "decimal heading": (write("count", "1.1 其他"), [("DC51", place("count"))]),
    "decimal heading without a blank": (write("count", "1.2人员情况"), [("DC51", place("count"))]),
    "three decimal levels": (write("count", "1.1.1 机构"), [("DC51", place("count"))]),
    "decimal sentences one after the other": (
        both(write("clause", "2.1机构编制没有变化。"), write("count", "2.2人员增加3人。")),
        [("DC51", place("clause")), ("DC51", place("count"))],
    ),
}
RIGHT: dict[str, Callable[[Any], None]] = {
    "number of a paper that goes up, one letter in": align("number", "LEFT", first_line_indent=1),
    "date without a seal": indent("date", right_indent=2),
    "long name without a seal": both(
        write("signer", "示范县教育和体育事业发展局"), indent("signer", right_indent=2), indent("date", right_indent=7)
    ),
    "long name over the middle of a sealed date": both(
        write("signer", "示范县教育和体育局办公室"), indent("signer", right_indent=1.5)
    ),
    "date set with blanks": both(align("date", "LEFT", right_indent=0), write("date", "\u3000" * 18 + "2025年3月5日")),
    "holiday": write("clause", "10.1 黄金周期间接待游客3.2万人次。"),
    "file and phone": write("clause", "见附录report-2024-03-05.pdf和2024-03-05.pdf，电话2024-03-05-12，档案号2024/03/05。"),
    "month and day that there are not": write("clause", "检验批次2024-13-05和2024.3.45。"),
    "amounts": write("count", "1.25亿元"),
    "people": write("count", "1.2人"),
}


def planted(change: Callable[[Any], None]) -> bytes:
    document = paper()
    change(document)
    return saved(document)


def test_a_paper_in_order_has_no_finding(check: Check) -> None:
    checked = check(saved(paper()))
    assert [(each.problem.place.where, each.problem.message) for each in checked.breaches if each.problem.code != "DC61"] == []
    assert checked.cautions == ()


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_in_another_way_is_not_told(name: str, check: Check) -> None:
    assert found(check(planted(RIGHT[name]))) == []


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_defect_of_a_paper_is_named_in_its_place_and_nothing_else_is(name: str, check: Check) -> None:
    checked = check(planted(PLANTED[name][0]))
    assert found(checked) == PLANTED[name][1]
    for breach in checked.breaches:
        assert breach.clause
        assert "{" not in breach.problem.message + breach.problem.expected


def test_each_defect_of_place_is_mended_to_where_the_paper_had_it(mend: Mend) -> None:
    """Measured in the file by python-docx."""
    for name, (change, expected) in PLANTED.items():
        if expected[0][0] not in {"DC49", "DC78"}:
            continue
        mended = mend(planted(change))
        assert [each for each in found(mended.after) if each[0] != "DC51"] == [], name
        at = int(expected[0][1].removeprefix("¶")) - 1
        made = docx.Document(BytesIO(mended.content)).paragraphs[at].paragraph_format
        _, _, _, _, first, left, side, right = PAPER[at]
        lengths = ((made.first_line_indent, first), (made.left_indent, left), (made.right_indent, right))
        for got, letters in lengths:
            assert abs((got.pt if got is not None else 0) - letters * 16) <= 16, (name, got, letters)
        assert side != "RIGHT" or made.alignment == WD_ALIGN_PARAGRAPH.RIGHT, name


def test_dates_are_mended_to_years_months_and_days(mend: Mend) -> None:
    for name in ("date with dashes", "date with strokes", "date with points"):
        text = docx.Document(BytesIO(mend(planted(PLANTED[name][0])).content)).paragraphs[5].text
        assert re.search(r"截至2024年(12月31|2月1|3月5)日，系统为3\.2\.1版，IP为10\.2024\.3\.5", text), text
