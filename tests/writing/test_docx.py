"""The report in Word: what it says, how it looks, and that it never says more than is known."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

import docx as python_docx
import pytest
from lxml import etree

from hengji.core import exact
from hengji.core.case import Case
from hengji.core.context import Context
from hengji.core.evaluation import Evaluation
from hengji.core.fact import Fact, Provenance
from hengji.core.factset import FactSet
from hengji.core.place import Place
from hengji.core.quantity import Quantity
from hengji.core.sheet import Line, ScoreSheet, Status
from hengji.core.unknown import Unknown, Why
from hengji.writing import docx, figures
from hengji.writing.package import unpack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.exact import Exact
    from hengji.rulebook.book import Book

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OUTLINES = ("guangzhou-2022", "hunan", "national", "zhanjiang-2022", "zhanjiang-2023")
YEAR = 2022
GAP = "【待说明："


def money(book: Book, text: str) -> Quantity:
    """An amount in 万元 as it was printed."""
    number = exact.decimal(exact.of(text), len(text.partition(".")[2]))
    return Quantity(number, book.shown["money"], len(text.partition(".")[2]), f"{text}万元")


def fact(
    book: Book, label: str, text: str, *, stage: str = "", year: int = YEAR, members: tuple[tuple[str, str], ...] = ()
) -> Fact:
    """A fact by its label, at the first of its stages."""
    concept = book.by_label[label]
    context = Context("某局", year, stage or (concept.stages[0] if concept.stages else ""), members)
    return Fact(concept.id, context, money(book, text), Provenance("", Place("case.yaml"), text, "case", "typed"))


def line(
    name: str = "预算完成率", *, points: Exact | Unknown = (10, 1), weight: Exact | None = (10, 1), confidence: str = "V"
) -> Line:
    """A line of the sheet."""
    known = isinstance(points, tuple)
    lost = exact.subtract(weight, points) if weight and isinstance(points, tuple) else None
    return Line(
        id="X-1",
        path=("过程", "预算执行", name),
        weight=weight,
        status=Status.SCORED if known else Status.UNKNOWN,
        points=points,
        measure=None,
        measure_text="96.24%",
        formula="得分 ＝ 指标值 × 分值",
        statement="测算值：1794.03万元 ÷ 1864.04万元 ＝ 96.24%",
        confidence=confidence,
        reference="某办法",
        deduction=lost,
        reason="" if known else "缺少：本年支出合计",
    )


def evaluation(
    book: Book, *facts: Fact, lines: tuple[Line, ...] = (line(),), total: Exact | Unknown = (10, 1), **case: object
) -> Evaluation:
    """An evaluation made by hand, under a scheme that the book does not have."""
    sheet = ScoreSheet(
        "no-such-scheme",
        "某评分表",
        lines,
        (10, 1),
        total,
        None,
        why_no_total="" if isinstance(total, tuple) else "不出总分：1 行得分未定",
    )
    made = Case("某局", YEAR, "no-such-scheme", FactSet(facts), "", template="national")
    return Evaluation(replace(made, **case), sheet, (), (), book.digest, "0")  # type: ignore[arg-type]


def body(made: bytes) -> etree._Element:
    """The document's tree."""
    return etree.fromstring(unpack(made)["word/document.xml"])


def said(element: etree._Element) -> str:
    """The text of an element."""
    return "".join(t.text or "" for t in element.iter(f"{W}t"))


def texts(made: bytes) -> list[str]:
    """The text of each paragraph, also in tables."""
    return [said(each) for each in body(made).iter(f"{W}p")]


def written(evaluated: Evaluation, book: Book) -> str:
    """The report's text; it has no problems."""
    made, problems = docx.report(evaluated, book)
    assert problems == ()
    return "\n".join(texts(made))


# ---- what it says


def test_why_there_is_no_total_is_printed_with_names_alone_and_not_by_taking_ids_out_of_a_text(book: Book) -> None:
    """Ids `1` and `12` are in the sentence as counts too."""
    rows = tuple(line(points=Unknown(Why.NOT_ENTERED))._replace(id=each) for each in ("1", "12"))
    made = evaluation(book, lines=rows, total=Unknown(Why.NOT_ENTERED))
    sheet = replace(
        made.sheet,
        why_no_total="不出总分：12 行得分未定（1 公务员考录人数）",
        why_no_total_named="不出总分：12 行得分未定（公务员考录人数）",
    )
    text = written(replace(made, sheet=sheet), book)
    assert "不出总分：12 行得分未定（公务员考录人数）" in text


def test_it_prints_the_facts_in_the_shown_unit_with_two_decimals(book: Book) -> None:
    text = written(
        evaluation(
            book, fact(book, "年末结转和结余", "15.47"), fact(book, "年初结转和结余", "0"), fact(book, "本年支出合计", "2900.8")
        ),
        book,
    )
    assert "年末结转和结余15.47万元。" in text
    assert "年初结转和结余0.00万元。" in text
    assert "本年支出合计2900.80万元。" in text


def test_what_nobody_gave_is_said_to_be_missing_and_is_never_zero(book: Book) -> None:
    text = written(evaluation(book), book)
    assert "（未提供：年末结转和结余。）" in text
    assert "0.00万元" not in text


@pytest.mark.parametrize(("given", "told"), [("88.60", True), ("88.61", False), ("", False)])
def test_a_share_that_the_department_prints_otherwise_is_told_beside_the_computed_one(book: Book, given: str, told: bool) -> None:
    facts = [fact(book, "基本支出", "1101.73"), fact(book, "人员经费", "976.20"), fact(book, "公用经费", "125.53")]
    if given:
        share = book.by_label["人员经费占基本支出比重"]
        printed = Quantity(exact.decimal(exact.of(given), 2), book.units["percent"].unit, 2, f"{given}%")
        context = Context("某局", YEAR, share.stages[0] if share.stages else "", ())
        facts.append(Fact(share.id, context, printed, Provenance("", Place("case.yaml"), given, "case", "typed")))
    text = written(evaluation(book, *facts, template="hunan"), book)
    assert "88.61%" in text
    assert ("88.61%（填报88.60%）" in text) is told
    assert ("（填报8" in text) is told


def test_a_change_is_told_with_its_amount_its_rate_and_the_clerks_reason(book: Book) -> None:
    both = (fact(book, "“三公”经费", "34.86"), fact(book, "“三公”经费", "16.07", year=YEAR - 1))
    text = written(evaluation(book, *both, reasons={"“三公”经费": "更换公务用车一辆。"}), book)
    assert "“三公”经费决算数34.86万元，较上年增加18.79万元，增长116.93%，主要原因：更换公务用车一辆。" in text
    assert GAP not in text


def test_a_change_without_a_reason_leaves_a_visible_gap_and_no_invented_reason(book: Book) -> None:
    both = (fact(book, "“三公”经费", "1.82"), fact(book, "“三公”经费", "6.9", stage="original"))
    made, _ = docx.report(evaluation(book, *both), book)
    gaps = [run for run in body(made).iter(f"{W}r") if GAP in said(run)]
    assert [said(run) for run in gaps] == ["【待说明：“三公”经费较年初预算增减的原因】"]
    assert gaps[0].find(f"{W}rPr/{W}highlight") is not None


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        ("5", "5", "，与上年持平"),
        ("3", "5", "，较上年减少2.00万元，下降40.00%"),
        ("5", "0", "，较上年增加5.00万元（上年为0，不计算增长率）"),
    ],
)
def test_the_verb_follows_the_sign(book: Book, now: str, before: str, said: str) -> None:
    text = written(evaluation(book, fact(book, "本年支出合计", now), fact(book, "本年支出合计", before, year=YEAR - 1)), book)
    assert f"本年支出合计{now}.00万元{said}" in text


def test_a_rate_to_base_zero_is_not_applicable_in_a_table(book: Book) -> None:
    parts = [fact(book, "公务接待费", "0", stage=stage) for stage in ("outturn", "original")]
    made, _ = docx.report(
        evaluation(
            book, *parts, fact(book, "“三公”经费", "0"), fact(book, "基本支出", "3"), fact(book, "基本支出", "0", stage="original")
        ),
        book,
    )
    assert "不适用" in texts(made)


def test_a_breakdown_lists_the_parts_that_the_facts_name(book: Book) -> None:
    parts = [fact(book, "本年支出合计", number, members=(("function", code),)) for code, number in (("201", "7"), ("213", "2.4"))]
    budget = fact(book, "本年支出合计", "6", stage="original", members=(("function", "201"),))
    reasons = {"本年支出合计[功能分类:201]": "按政策调整。"}
    cells = texts(
        docx.report(
            evaluation(
                book,
                *parts,
                budget,
                fact(book, "本年支出合计", "9.4"),
                fact(book, "本年支出合计", "8", stage="original"),
                reasons=reasons,
            ),
            book,
        )[0]
    )
    at = cells.index("一般公共服务支出")
    assert cells[at : at + 5] == ["一般公共服务支出", "6.00", "7.00", "1.00", "按政策调整"]
    assert cells[at + 5 : at + 10] == ["农林水支出", "—", "2.40", "—", ""]


def test_a_total_that_cannot_be_told_says_why_and_gives_no_grade(book: Book) -> None:
    unscored = line(points=Unknown(Why.MISSING, ("本年支出合计",)))
    text = written(evaluation(book, lines=(unscored,), total=Unknown(Why.NOT_ENTERED)), book)
    assert "不出总分：1 行得分未定，相应不评等级。" in text
    assert "未计分。" in text


def test_points_lost_without_a_reason_are_marked_and_with_one_are_told(book: Book) -> None:
    lost = line(points=(965, 100))
    assert "扣0.35分的原因：【待说明：扣分原因】。" in written(evaluation(book, lines=(lost,)), book)
    told = lost._replace(reason_given="部分项目跨年实施。", full_marks_if="支出再增加70.01万元")
    text = written(evaluation(book, lines=(told,)), book)
    assert "扣0.35分的原因：部分项目跨年实施。" in text
    assert "取得满分的条件：支出再增加70.01万元。" in text


def test_weak_rows_are_named_under_the_total_and_each_row_has_its_word(book: Book) -> None:
    text = written(evaluation(book, lines=(line("甲"), line("乙", confidence="K+")._replace(id="X-2"))), book)
    assert f"可信度为“{book.confidence('K+')}”的有1项（乙）" in text
    assert book.confidence("V") in text.split("\n")


def test_the_clerks_words_stay_the_clerks_words(book: Book) -> None:
    narrative = {"duties": ("{{7*7}}{% raw %} <w:p/> =1+1",), "problems": ("甲", "乙"), "measures": ("1. 自带序号", "2. 自带序号")}
    text = written(evaluation(book, narrative=narrative), book)
    assert "\n{{7*7}}{% raw %} <w:p/> =1+1\n" in text
    assert "\n1. 甲\n2. 乙\n" in text
    assert "\n1. 自带序号\n2. 自带序号\n" in text


def test_an_outline_that_the_book_does_not_have_is_a_problem_that_names_those_it_has(book: Book) -> None:
    made, problems = docx.report(evaluation(book, template="湖南"), book)
    assert made == b""
    assert [(found.code, dict(found.slots)["known"]) for found in problems] == [("DC06", "、".join(OUTLINES))]


# ---- every outline, with nothing and with a little


@pytest.mark.parametrize("outline", OUTLINES)
def test_no_heading_is_empty_and_no_mark_is_left_even_if_nothing_is_given(book: Book, outline: str) -> None:
    made, problems = docx.report(evaluation(book, template=outline), book)
    assert problems == ()
    assert not any("{{" in text or "}}" in text for text in texts(made))
    assert list(empty_headings(body(made))) == []


def empty_headings(root: etree._Element) -> Iterator[str]:
    """Headings that another heading of the same or a higher level follows at once."""
    level, title = 0, ""
    for element in next(root.iter(f"{W}body")):
        style = element.find(f"{W}pPr/{W}pStyle")
        name = (style.get(f"{W}val") or "") if style is not None else ""
        if name.startswith("Heading"):
            if level and int(name[-1]) <= level:
                yield title
            level, title = int(name[-1]), said(element)
        elif said(element).strip():
            level = 0


@pytest.mark.parametrize("outline", OUTLINES)
def test_titles_of_tables_come_and_go_with_their_tables(book: Book, outline: str) -> None:
    for facts in (
        (),
        (fact(book, "“三公”经费", "1"), fact(book, "公务接待费", "1"), fact(book, "基本支出", "1"), fact(book, "其他收入", "1")),
    ):
        elements = list(next(body(docx.report(evaluation(book, *facts, template=outline), book)[0]).iter(f"{W}body")))
        for element, following in pairwise(elements):
            style = element.find(f"{W}pPr/{W}pStyle")
            if style is not None and style.get(f"{W}val") in {"TableTitle", "TableUnit"}:
                other = following.find(f"{W}pPr/{W}pStyle")
                assert following.tag == f"{W}tbl" or (other is not None and other.get(f"{W}val") == "TableUnit")


@pytest.mark.parametrize("outline", OUTLINES)
def test_the_same_evaluation_gives_the_same_bytes(book: Book, outline: str) -> None:
    one = evaluation(book, fact(book, "本年支出合计", "1"), template=outline)
    assert docx.report(one, book) == docx.report(one, book)


# ---- how it looks


@pytest.mark.parametrize("outline", OUTLINES)
def test_the_page_is_that_of_gb_t_9704(book: Book, outline: str) -> None:
    root = body(docx.report(evaluation(book, template=outline), book)[0])
    page = next(section for section in root.iter(f"{W}sectPr") if length(section, "pgSz", "h") > length(section, "pgSz", "w"))
    assert [length(page, "pgSz", "w"), length(page, "pgSz", "h")] == [210, 297]
    assert [length(page, "pgMar", "top"), length(page, "pgMar", "left")] == [37, 28]
    assert 210 - length(page, "pgMar", "left") - length(page, "pgMar", "right") == 156
    assert 297 - length(page, "pgMar", "top") - length(page, "pgMar", "bottom") == 225
    grid = next(page.iter(f"{W}docGrid"))
    assert (grid.get(f"{W}type"), grid.get(f"{W}linePitch"), grid.get(f"{W}charSpace")) == ("linesAndChars", "579", "-849")


def length(section: etree._Element, tag: str, side: str) -> int:
    """A length of a section in whole millimetres."""
    return round(int(next(section.iter(f"{W}{tag}")).get(f"{W}{side}") or "0") * 25.4 / 1440)


def test_every_style_names_all_four_faces(book: Book) -> None:
    styles = etree.fromstring(unpack(docx.report(evaluation(book), book)[0])["word/styles.xml"])
    wanted = {
        "Title": ("方正小标宋简体", "44"),
        "Heading1": ("黑体", "32"),
        "Heading2": ("楷体_GB2312", "32"),
        "Heading3": ("仿宋_GB2312", "32"),
        "Normal": ("仿宋_GB2312", "32"),
        "Footer": ("宋体", "28"),
    }
    for style in styles.iter(f"{W}style"):
        fonts, size = style.find(f"{W}rPr/{W}rFonts"), style.find(f"{W}rPr/{W}sz")
        assert fonts is not None
        assert size is not None
        faces = [fonts.get(f"{W}{script}") for script in ("ascii", "hAnsi", "eastAsia", "cs")]
        numbers = "宋体" if style.get(f"{W}styleId") == "Footer" else "Times New Roman"  # the number of a page is in 宋体
        assert faces[:2] == [numbers] * 2
        assert faces[2] == faces[3]
        identifier = style.get(f"{W}styleId") or ""
        assert wanted.get(identifier, (faces[2], size.get(f"{W}val"))) == (faces[2], size.get(f"{W}val"))


@pytest.mark.parametrize("outline", OUTLINES)
def test_headings_are_words_own_and_at_most_three_deep(book: Book, outline: str) -> None:
    document = python_docx.Document(BytesIO(docx.report(evaluation(book, template=outline), book)[0]))
    names = {paragraph.style.name for paragraph in document.paragraphs if paragraph.style is not None}
    assert {name for name in names if name and name.startswith("Heading")} <= {"Heading 1", "Heading 2", "Heading 3"}
    assert {"Heading 1", "Heading 2", "Title", "Normal"} <= names


def test_tables_have_repeating_heads_whole_rows_fixed_widths_and_no_tables_within(book: Book) -> None:
    root = body(docx.report(evaluation(book, fact(book, "“三公”经费", "1"), fact(book, "公务接待费", "1")), book)[0])
    for table in root.iter(f"{W}tbl"):
        assert next(table.iterchildren(f"{W}tblGrid")) is not None
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in table.iter(f"{W}tr"))
        assert next(table.iterancestors(f"{W}tbl"), None) is None
        assert all(cell.find(f"{W}p") is not None for cell in table.iter(f"{W}tc"))
    assert any(row.find(f"{W}trPr/{W}tblHeader") is not None for row in root.iter(f"{W}tr"))
    assert next(root.iter("{*}txbxContent"), None) is None


def test_the_page_number_stands_outside_odd_right_and_even_left(book: Book) -> None:
    parts = unpack(docx.report(evaluation(book), book)[0])
    odd, even = (parts[f"word/footer{number}.xml"].decode() for number in (1, 2))
    assert 'w:jc w:val="right"' in odd
    assert 'w:jc w:val="left"' in even
    assert all("— " in footer and " PAGE " in footer for footer in (odd, even))
    assert b"evenAndOddHeaders" in parts["word/settings.xml"]


def test_a_date_has_no_idle_zeros(book: Book) -> None:
    assert "2023年4月5日" in written(evaluation(book, head={"prepared": "2023年04月05日"}), book).split("\n")


def test_no_font_is_embedded_and_nothing_points_outside(book: Book) -> None:
    parts = unpack(docx.report(evaluation(book), book)[0])
    assert not any("font" in name.lower() and not name.endswith(".xml") for name in parts)
    assert not any(b"External" in part for part in parts.values())


# ---- figures can be found again


def test_each_figure_carries_its_fact_and_its_printed_form(book: Book) -> None:
    stated = fact(book, "年末结转和结余", "15.47")
    root = body(docx.report(evaluation(book, stated), book)[0])
    found = [mark.get(f"{W}name") or "" for mark in root.iter(f"{W}bookmarkStart")]
    assert len(found) == len(set(found))
    assert all(re.fullmatch(r"[A-Za-z]\w{0,39}", name, re.ASCII) for name in found)
    wanted = (figures.short(figures.fact_id(stated)), figures.form("15.47万元"))
    assert wanted in [(name.short, name.printed) for name in map(figures.read_name, found) if name]


def test_a_bookmarks_digest_is_that_of_the_text_that_it_encloses(book: Book) -> None:
    root = body(docx.report(evaluation(book, fact(book, "年末结转和结余", "15.47"), fact(book, "本年支出合计", "2900.8")), book)[0])
    for mark in root.iter(f"{W}bookmarkStart"):
        run = mark.getnext()
        assert run is not None
        name = figures.read_name(mark.get(f"{W}name") or "")
        if name is None:
            assert figures.read_whole(mark.get(f"{W}name") or "") is not None
            continue
        assert name.printed == figures.form(run.findtext(f"{W}t") or "", words=name.words)
