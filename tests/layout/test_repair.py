"""The mended file: clean of all that a program can mend, the same words but for the repairs that were named, everything else kept."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree
from tests.layout.documents import add, changed, correct, find, saved
from tests.layout.test_planted import PLANTED, planted

from hengji.rulebook.layout import PERSON

if TYPE_CHECKING:
    from collections.abc import Callable

    from hengji.layouts import Checked, Mended
    from hengji.rulebook.book import Book

    Check = Callable[[bytes], Checked]
    Mend = Callable[[bytes], Mended]

TEXTUAL = {
    "half brackets": ("(一)职能", "（一）职能"),
    "padded date": ("2025年01月05日", "2025年1月5日"),
    "padded date at the end": ("2025年3月06日", "2025年3月6日"),
    "padded date in a table": ("2025年03月", "2025年3月"),
    "date in numerals": ("二〇二五年三月六日", "2025年3月6日"),
    "square brackets": ("[2025]", "〔2025〕"),
    "round brackets": ("（2025）", "〔2025〕"),
    "heavy brackets": ("【2025】", "〔2025〕"),
}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fea735810d0000000049454e44ae426082"
)


def parts(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def text(content: bytes) -> str:
    """All letters of the body, by lxml alone."""
    root = etree.fromstring(parts(content)["word/document.xml"])
    paragraphs = ("".join(each.text or "" for each in paragraph.iter(f"{W}t")) for paragraph in root.iter(f"{W}p"))
    return "\n".join(paragraphs)


@pytest.mark.parametrize("name", PLANTED)
def test_the_mended_file_is_clean_of_what_a_program_can_mend(name: str, check: Check, mend: Mend, book: Book) -> None:
    content = planted(name)
    before = check(content)
    mended = mend(content)
    left = [breach.problem.code for breach in check(mended.content).breaches]
    assert left == [breach.problem.code for breach in before.breaches if not breach.edits]
    requirements = book.standards["gb-t-9704-2012"].requirements
    assert all(requirements[code].repair == PERSON for code in left)
    docx.Document(BytesIO(mended.content))


@pytest.mark.parametrize("name", PLANTED)
def test_the_words_are_the_same_but_for_the_repair_that_was_named(name: str, mend: Mend) -> None:
    content = planted(name)
    old, new = TEXTUAL.get(name, ("", ""))
    before = text(content)
    assert not old or before.count(old) == 1
    assert text(mend(content).content) == (before.replace(old, new) if old else before)


@pytest.mark.parametrize("name", PLANTED)
def test_mending_twice_changes_nothing_more(name: str, mend: Mend) -> None:
    once = mend(planted(name)).content
    assert mend(once).content == once


def test_a_clean_file_keeps_every_part(mend: Mend) -> None:
    content = saved(correct())
    assert parts(mend(content).content) == parts(content)


def test_a_date_over_several_runs_loses_its_zeros_only(mend: Mend) -> None:
    document = correct()
    paragraph = add(document, "right", "20")
    for piece in ("24年", "0", "1月0", "5日"):
        paragraph.add_run(piece)
    before = text(saved(document))
    assert text(mend(saved(document)).content) == before.replace("2024年01月05日", "2024年1月5日")


def bookmark(paragraph: Any, number: int, name: str) -> None:
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    paragraph._p.insert(1, start)
    paragraph._p.append(end)


def rich(document: Any) -> None:
    """Bookmark, table, picture, comment-like extras and a head that all must stay."""
    bookmark(find(document, "自评得分"), 7, "hj_score_1a2b")
    paragraph = document.add_paragraph()
    paragraph.add_run().add_picture(BytesIO(PIXEL), width=Mm(20))
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.sections[0].top_margin = Mm(20)
    find(document, "我局负责").runs[-1].font.size = None


def test_bookmarks_tables_pictures_and_heads_are_kept(check: Check, mend: Mend) -> None:
    content = changed(rich)
    mended = mend(content).content
    before, after = parts(content), parts(mended)
    assert [name for name in before if name not in after] == []
    assert [name for name in before if name.startswith("word/media/") and before[name] != after[name]] == []
    trees = [etree.fromstring(each["word/document.xml"]) for each in (before, after)]
    for name in ("bookmarkStart", "bookmarkEnd", "tbl", "tc", "drawing", "p", "r"):
        assert len(list(trees[0].iter(f"{W}{name}"))) == len(list(trees[1].iter(f"{W}{name}"))), name
    marks = [[mark.get(f"{W}name") for mark in tree.iter(f"{W}bookmarkStart")] for tree in trees]
    assert marks[0] == marks[1] == ["hj_score_1a2b"]
    assert before["word/header1.xml"] == after["word/header1.xml"] if "word/header1.xml" in before else True
    assert [breach.problem.code for breach in check(mended).breaches] == []


def test_the_properties_stand_in_the_order_that_the_format_lays_down(mend: Mend) -> None:
    """Word refuses a file whose properties are out of order; python-docx's own lists are the measure."""
    plain = docx.Document()
    plain.add_heading("某局2024年度自评报告", 0)
    plain.add_heading("一、基本情况", 1)
    plain.add_paragraph("第一项2024年支出1.00万元。", style="List Number")
    plain.add_paragraph("我局于2024年01月05日开展自评。")
    root = etree.fromstring(parts(mend(saved(plain)).content)["word/document.xml"])
    order = {
        "rPr": "rFonts b color spacing kern sz szCs",
        "pPr": "pStyle numPr snapToGrid spacing ind jc rPr",
        "sectPr": "footerReference pgSz pgMar cols docGrid",
    }
    for tag, names in order.items():
        known = names.split()
        for element in root.iter(f"{W}{tag}"):
            found = [known.index(name) for child in element if (name := etree.QName(child).localname) in known]
            assert found == sorted(found), tag


def test_a_foot_with_words_of_its_own_is_left_to_a_person(check: Check, mend: Mend) -> None:
    def words(document: Any) -> None:
        document.sections[0].footer.paragraphs[0].runs[0].text = "机密文件 第"

    content = changed(words)
    codes = [(breach.problem.code, bool(breach.edits)) for breach in check(content).breaches]
    assert codes == [("DC62", False)]
    assert "机密文件" in "".join(
        part.decode() for name, part in parts(mend(content).content).items() if name.startswith("word/footer")
    )


def test_heads_for_all_pages_stay_on_even_pages_when_feet_become_two(mend: Mend) -> None:
    plain = docx.Document()
    plain.add_paragraph("我局开展自评。")
    plain.sections[0].header.paragraphs[0].text = "内部资料"
    mended = docx.Document(BytesIO(mend(saved(plain)).content))
    assert mended.sections[0].even_page_header.paragraphs[0].text == "内部资料"
    assert mended.sections[0].footer.paragraphs[0].alignment != mended.sections[0].even_page_footer.paragraphs[0].alignment
