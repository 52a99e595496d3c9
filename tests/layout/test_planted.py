"""Every defect that the linter knows, planted in a correct document: it is named, in its place, and nothing else is."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from tests.layout.documents import FANG, HEI, SONG, add, changed, correct, faces, find, foot, new_section, page, saved

if TYPE_CHECKING:
    from collections.abc import Callable

    from hengji.layouts import Checked

    Check = Callable[[bytes], Checked]
    Change = Callable[[Any], object]


def found(checked: Checked) -> list[tuple[str, str]]:
    return [(breach.problem.code, breach.problem.place.where) for breach in checked.breaches]


def section(document: Any) -> Any:
    return document.sections[0]


def words(text: str, new: str) -> Change:
    """The text of a paragraph, set as before."""

    def change(document: Any) -> None:
        find(document, text).runs[-1].text = new

    return change


def part(text: str, old: str, new: str) -> Change:
    """A piece of a paragraph's text."""

    def change(document: Any) -> None:
        run = find(document, text).runs[-1]
        assert old in run.text
        run.text = run.text.replace(old, new)

    return change


def face(text: str, name: str) -> Change:
    return lambda document: faces(find(document, text).runs[-1], name)


def latin(text: str, name: str) -> Change:
    def change(document: Any) -> None:
        find(document, text).runs[-1]._r.rPr.rFonts.set(qn("w:ascii"), name)

    return change


def size(text: str, points: float) -> Change:
    return lambda document: setattr(find(document, text).runs[-1].font, "size", Pt(points))


def form(text: str, **values: object) -> Change:
    def change(document: Any) -> None:
        for key, value in values.items():
            setattr(find(document, text).paragraph_format, key, value)

    return change


def colour(text: str) -> Change:
    return lambda document: setattr(find(document, text).runs[-1].font.color, "rgb", RGBColor(0x1F, 0x3F, 0x7F))


def edges(**values: object) -> Change:
    def change(document: Any) -> None:
        for key, value in values.items():
            setattr(section(document), key, value)

    return change


def grid(key: str, value: str) -> Change:
    return lambda document: section(document)._sectPr.find(qn("w:docGrid")).set(qn(f"w:{key}"), value)


def feet(odd: dict[str, Any], even: dict[str, Any]) -> Change:
    def change(document: Any) -> None:
        foot(section(document).footer, **{"side": "RIGHT", **odd})
        foot(section(document).even_page_footer, **{"side": "LEFT", **even})

    return change


def no_number(document: Any) -> None:
    paragraph = section(document).footer.paragraphs[0]._p
    for run in list(paragraph.r_lst):
        paragraph.remove(run)


def one_side(document: Any) -> None:
    document.settings.odd_and_even_pages_header_footer = False


def no_new_page(document: Any) -> None:
    mark = find(document, "附件1")
    mark._p.remove(mark.runs[0]._r)


def deep(document: Any) -> None:
    paragraph = add(document, "body", "①工资。")
    find(document, "（1）基本支出")._p.addnext(paragraph._p)


def circled(document: Any) -> None:
    """A circled number right below （一）."""
    paragraph = add(document, "body", "①负责全县示范工作。")
    find(document, "我局负责")._p.addprevious(paragraph._p)
    find(document, "我局负责")._p.getparent().remove(find(document, "我局负责")._p)


def second_attachment(document: Any) -> None:
    """附件2 with its title, which the list does not have."""
    find(document, "2.基础数据表").runs[-1].text = ""
    add(document, "mark", "附件2")
    add(document, "title", "基础数据表")


def inverted(document: Any) -> None:
    """1. under 一、, and （一） below it."""
    find(document, "（一）职能")._p.getparent().remove(find(document, "（一）职能")._p)
    find(document, "我局负责").runs[-1].text = "1.我局负责全县示范工作。"
    find(document, "（二）收支").runs[-1].text = "（一）收支"


def fifth_style(document: Any) -> None:
    paragraph = add(document, "body", "更深的一层")
    level = paragraph._p.get_or_add_pPr().makeelement(qn("w:outlineLvl"), {qn("w:val"): "4"})
    paragraph._p.pPr.append(level)
    find(document, "自评得分")._p.addnext(paragraph._p)


def wide_letter_paper(document: Any) -> None:
    """A second section on its side, on American paper, with its numbers."""
    other = new_section(document)
    page(other, wide=True)
    other.page_width = Mm(279)
    add(document, "body", "横排说明。")


def annexed(document: Any) -> Any:
    """The title below 附件1."""
    return document.paragraphs[-1]


PLANTED: dict[str, tuple[Change, list[tuple[str, str]]]] = {
    "letter paper": (
        edges(page_width=Mm(215.9), page_height=Mm(279.4), right_margin=Mm(31.9)),
        [("DC40", "第1节"), ("DC42", "第1节")],
    ),
    "wide letter paper": (wide_letter_paper, [("DC40", "第2节")]),
    "top edge": (edges(top_margin=Mm(33), bottom_margin=Mm(39)), [("DC41", "第1节")]),
    "left edge": (edges(left_margin=Mm(25), right_margin=Mm(29)), [("DC41", "第1节")]),
    "no grid": (grid("type", "default"), [("DC42", "第1节")]),
    "lines only": (grid("type", "lines"), [("DC42", "第1节")]),
    "twenty lines": (grid("linePitch", "637"), [("DC42", "第1节")]),
    "thirty letters": (grid("charSpace", str(round(442.2 / 30 * 4096) - 11 * 4096)), [("DC42", "第1节")]),
    "face of the text": (face("我局负责", SONG), [("DC43", "¶6")]),
    "face of the title": (face("整体支出", HEI), [("DC43", "¶1")]),
    "face of a first heading": (face("一、基本情况", FANG), [("DC43", "¶4")]),
    "face of a second heading": (face("（一）职能", HEI), [("DC43", "¶5")]),
    "face of an attachment's mark": (face("附件1", FANG), [("DC43", "¶19")]),
    "size of the text": (size("自评得分", 15), [("DC44", "¶13")]),
    "size of the title": (size("整体支出", 18), [("DC44", "¶1")]),
    "size of a heading": (size("二、自评结论", 18), [("DC44", "¶12")]),
    "face of figures": (latin("自评得分", "Calibri"), [("DC45", "¶13")]),
    "colour": (colour("一、基本情况"), [("DC46", "¶4")]),
    "one and a half lines": (form("我局负责", line_spacing=1.5), [("DC47", "¶6")]),
    "thirty points": (form("我局负责", line_spacing=Pt(30)), [("DC47", "¶6")]),
    "space behind": (form("我局负责", space_after=Pt(8)), [("DC48", "¶6")]),
    "space before a heading": (form("二、自评结论", space_before=Pt(12)), [("DC48", "¶12")]),
    "no indent": (form("我局负责", first_line_indent=Pt(0)), [("DC49", "¶6")]),
    "hanging": (form("我局负责", left_indent=Pt(32), first_line_indent=Pt(-32)), [("DC49", "¶6")]),
    "title on the left": (
        lambda document: setattr(find(document, "整体支出"), "alignment", WD_ALIGN_PARAGRAPH.LEFT),
        [("DC50", "¶1")],
    ),
    "title not in the middle": (form("整体支出", first_line_indent=Pt(32)), [("DC50", "¶1")]),
    "heading with a point": (words("一、基本情况", "一.基本情况"), [("DC51", "¶4")]),
    "heading with a point and a blank": (words("二、自评结论", "二. 自评结论"), [("DC51", "¶12")]),
    "heading with a blank": (words("二、自评结论", "二　自评结论"), [("DC51", "¶12")]),
    "figure of full width": (part("1.收入", "1.", "１．"), [("DC51", "¶8")]),
    "half brackets": (words("（一）职能", "(一)职能"), [("DC51", "¶5")]),
    "stop behind brackets": (words("（一）职能", "（一）、职能"), [("DC51", "¶5")]),
    "figure with a comma": (part("1.收入", "1.", "1、"), [("DC51", "¶8")]),
    "a number left out": (words("（二）收支", "（三）收支"), [("DC52", "¶7")]),
    "a number twice": (words("二、自评结论", "一、自评结论"), [("DC52", "¶12")]),
    "order of levels": (inverted, [("DC53", "¶6")]),
    "a fifth level": (deep, [("DC54", "¶11")]),
    "a fifth level right below a second": (circled, [("DC54", "¶6")]),
    "a fifth heading": (fifth_style, [("DC54", "¶14")]),
    "padded date": (part("根据", "2025年1月5日", "2025年01月05日"), [("DC55", "¶3")]),
    "padded date at the end": (words("2025年3月6日", "2025年3月06日"), [("DC55", "¶18")]),
    "padded date in a table": (
        lambda document: setattr(document.tables[0].cell(0, 1), "text", "2025年03月"),
        [("DC55", "表1!B1")],
    ),
    "date in numerals": (words("2025年3月6日", "二〇二五年三月六日"), [("DC56", "¶18")]),
    "square brackets": (part("根据", "〔2025〕", "[2025]"), [("DC57", "¶3")]),
    "round brackets": (part("根据", "〔2025〕", "（2025）"), [("DC57", "¶3")]),
    "heavy brackets": (part("根据", "〔2025〕", "【2025】"), [("DC57", "¶3")]),
    "a number with 第": (part("根据", "5号", "第5号"), [("DC58", "¶3")]),
    "a padded number": (part("根据", "5号", "05号"), [("DC58", "¶3")]),
    "half colon": (words("附件：1.", "附件:1.自评表"), [("DC59", "¶15")]),
    "stop behind an attachment": (words("附件：1.", "附件：1.自评表。"), [("DC59", "¶15")]),
    "comma in a list of attachments": (words("2.基础数据表", "2、基础数据表"), [("DC59", "¶16")]),
    "a list that leaves out an attachment": (second_attachment, [("DC59", "¶15")]),
    "a list with a number left out": (words("2.基础数据表", "3.基础数据表"), [("DC59", "¶15")]),
    "a mark in words": (words("附件1", "附件一"), [("DC60", "¶19")]),
    "attachment on the same page": (no_new_page, [("DC60", "¶19")]),
    "colon behind a mark": (words("附件1", "附件1："), [("DC60", "¶19")]),
    "title of an attachment on the left": (
        lambda document: setattr(annexed(document), "alignment", WD_ALIGN_PARAGRAPH.LEFT),
        [("DC50", "¶20")],
    ),
    "face of an attachment's title": (lambda document: faces(annexed(document).runs[-1], HEI), [("DC43", "¶20")]),
    "size of an attachment's title": (lambda document: setattr(annexed(document).runs[-1].font, "size", Pt(16)), [("DC44", "¶20")]),
    "no number": (no_number, [("DC61", "第1节")]),
    "another number": (feet({"number": "第{}页"}, {"number": "第{}页"}), [("DC62", "第1节")]),
    "face of the number": (feet({"face": "Calibri"}, {"face": "Calibri"}), [("DC62", "第1节")]),
    "size of the number": (feet({"points": 9}, {"points": 9}), [("DC62", "第1节")]),
    "hyphens beside the number": (feet({"number": "- {} -"}, {"number": "- {} -"}), [("DC62", "第1节")]),
    "number in the middle": (feet({"side": "CENTER"}, {"side": "CENTER"}), [("DC63", "第1节")]),
    "even number on the right": (feet({}, {"side": "RIGHT"}), [("DC63", "第1节")]),
    "one side for all": (one_side, [("DC63", "第1节")]),
    "number at the edge": (feet({"inset": False}, {"inset": False}), [("DC63", "第1节")]),
}


@cache
def planted(name: str) -> bytes:
    """The document with a defect."""
    return changed(PLANTED[name][0])


def test_a_correct_document_has_no_finding(check: Check) -> None:
    checked = check(saved(correct()))
    assert [(breach.problem.place.where, breach.problem.message) for breach in checked.breaches] == []
    assert checked.cautions == ()


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_defect_is_named_in_its_place_and_nothing_else_is(name: str, check: Check) -> None:
    assert found(check(planted(name))) == PLANTED[name][1]


@pytest.mark.parametrize("verb", ["按照", "根据", "我局收到", "现依据"])
@pytest.mark.parametrize("number", ["明财〔2023〕08号", "明财〔2023〕第8号", "明财[2023]8号"])
def test_a_document_number_is_quoted_without_the_verb_before_it(verb: str, number: str, check: Check) -> None:
    checked = check(changed(words("自评得分", f"{verb}{number}，自评得分95分。")))
    assert [breach.problem.found for breach in checked.breaches] == [number]
    wanted = checked.breaches[0].problem.expected
    assert verb not in wanted


@pytest.mark.parametrize("second", ["二. 存在问题", "二．存在问题", "二　存在问题", "二；存在问题", "二、存在问题"])
def test_a_heading_with_a_wrong_mark_counts_so_that_the_next_one_follows_it(second: str, check: Check) -> None:
    def change(document: Any) -> None:
        words("二、自评结论", second)(document)
        find(document, "自评得分")._p.addnext(add(document, "one", "三、改进措施")._p)

    told = [(code, place) for code, place in found(check(changed(change))) if code in {"DC51", "DC52"}]
    assert told == ([] if second.startswith("二、") else [("DC51", "¶12")])


def test_what_stands_below_the_mark_of_an_attachment_is_its_title_centred_or_not(check: Check) -> None:
    def change(document: Any) -> None:
        add(document, "mark", "附件2")
        paragraph = add(document, "body", "2024年度绩效目标申报情况")
        paragraph.paragraph_format.first_line_indent = Pt(0)
        add(document, "body", "本附件按原批复填列。")
        add(document, "mark", "附件3")
        add(document, "body", "按上级要求另行报送，此处从略。")

    assert found(check(changed(change))) == [
        ("DC43", "¶22"),
        ("DC44", "¶22"),
        ("DC50", "¶22"),
        ("DC59", "¶15"),  # the list does not have 附件3
    ]


def test_every_code_of_the_standard_is_planted_at_least_once(check: Check) -> None:
    """And a finding has words: what was found, what ought to be, what to do, and the clause."""
    codes = {code for _, expected in PLANTED.values() for code, _ in expected}
    assert codes | {"DC77", "DC78"} == {*(f"DC{number}" for number in range(40, 64)), "DC77", "DC78"}, "the last two in test_paper"
    for name in PLANTED:
        for breach in check(planted(name)).breaches:
            told = breach.problem
            assert told.message, told.code
            assert told.expected, told.code
            assert told.fix, told.code
            assert "{" not in told.message + told.expected + told.fix
            assert breach.clause or told.code == "DC45"
