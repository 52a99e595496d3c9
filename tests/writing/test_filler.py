"""The three rules of a Word template, and what they refuse."""

from __future__ import annotations

import re
import unicodedata
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from hengji.writing import figures
from hengji.writing.filler import Filled, fill
from hengji.writing.markup import Words
from hengji.writing.package import pack, unpack

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml.etree import _Element

    from hengji.core.problem import Problem
    from hengji.rulebook.book import Book

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
Records = list[dict[str, Filled]]
WORDS = Words("每个", "若有", "若无", "或", "说明", ("编号", "名称"))


def template(*body: str, **parts: bytes) -> bytes:
    """A Word file with this body."""
    document = f'<w:document xmlns:w="{SPACE}"><w:body>{"".join(body)}</w:body></w:document>'
    named = {name.replace("__", "/"): part for name, part in parts.items()}
    return pack({"[Content_Types].xml": b"<Types/>", "word/document.xml": document.encode(), **named})


def p(*runs: str) -> str:
    """A paragraph; each text is a run of its own."""
    made = ['<w:r><w:t xml:space="preserve">' + text + "</w:t></w:r>" for text in runs]
    return "<w:p>" + "".join(made) + "</w:p>"


def row(*cells: str, merged: tuple[int, ...] = ()) -> str:
    """A table row; the cells of `merged` merge with equal ones below."""
    mark = '<w:vMerge w:val="restart"/>'
    made = [
        "<w:tc><w:tcPr>" + (mark if number in merged else "") + "</w:tcPr>" + p(text) + "</w:tc>"
        for number, text in enumerate(cells)
    ]
    return "<w:tr>" + "".join(made) + "</w:tr>"


def filled(
    body: str, values: Mapping[str, Filled] | None = None, lists: Mapping[str, Sequence[Mapping[str, Filled]]] | None = None
) -> tuple[_Element, tuple[Problem, ...]]:
    """The document's tree and the problems."""
    made, problems = fill(template(body), "报告.docx", values or {}, lists or {}, WORDS)
    return etree.fromstring(unpack(made)["word/document.xml"]), problems


def lines(root: _Element) -> list[str]:
    """The text of each paragraph."""
    return ["".join(t.text or "" for t in each.iter(f"{W}t")) for each in root.iter(f"{W}p")]


def codes(problems: tuple[Problem, ...]) -> list[str]:
    """The codes of problems."""
    return [found.code for found in problems]


NAMES: Records = [
    {"名称": Filled("甲"), "组": Filled("一")},
    {"名称": Filled("乙"), "组": Filled("一")},
    {"名称": Filled("丙"), "组": Filled("二")},
]


def test_it_replaces_a_name_by_its_value() -> None:
    root, problems = filled(p("年末结转和结余{{年末结转和结余}}。"), {"年末结转和结余": Filled("15.47万元", "closing")})
    assert lines(root) == ["年末结转和结余15.47万元。"]
    assert problems == ()


def test_it_finds_a_name_that_word_has_split_over_runs_and_keeps_the_first_runs_font() -> None:
    bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>共{</w:t></w:r><w:r><w:t>{“三公”</w:t></w:r><w:r><w:t>经费[年初</w:t></w:r><w:r><w:t>预算]}}元</w:t></w:r>"
    root, problems = filled(f"<w:p>{bold}</w:p>", {"“三公”经费[年初预算]": Filled("6.90")})
    assert lines(root) == ["共6.90元"]
    run = next(run for run in root.iter(f"{W}r") if run.findtext(f"{W}t") == "6.90")
    assert run.find(f"{W}rPr/{W}b") is not None
    assert problems == ()


def test_it_splits_a_run_that_holds_text_breaks_and_two_names() -> None:
    run = "<w:r><w:t>{{甲}}和</w:t><w:br/><w:t>{{ 乙 }}。</w:t></w:r>"
    root, _ = filled(f"<w:p>{run}</w:p>", {"甲": Filled("一"), "乙": Filled("二")})
    assert lines(root) == ["一和二。"]
    assert [each.tag.removeprefix(W) for each in root.iter() if each.tag in {f"{W}t", f"{W}br"}] == ["t", "t", "br", "t", "t"]


def test_an_unknown_value_is_a_dash_and_its_reason_stands_where_the_template_asks() -> None:
    unknown = {"满意度": Filled("", reason="未提供：满意度")}
    root, problems = filled(p("{{满意度}}（{{满意度.说明}}）"), unknown)
    assert lines(root) == ["—（未提供：满意度）"]
    assert list(root.iter(f"{W}bookmarkStart")) == []
    assert problems == ()


def test_an_unknown_name_is_a_problem_with_its_place_and_stays_visible() -> None:
    root, problems = filled(p("一") + p("{{年未结转和结余}}"), {"年末结转和结余": Filled("15.47万元")})
    assert lines(root) == ["一", "{{年未结转和结余}}"]
    assert [(found.code, str(found.place), dict(found.slots)["near"]) for found in problems] == [
        ("DC01", "报告.docx:¶2", "年末结转和结余")
    ]


def test_what_a_name_is_near_to_is_told_only_where_there_is_one(book: Book) -> None:
    near, far = (book.problem(filled(p("{{年未结转和结余}}"), {name: Filled("1万元")})[1][0]) for name in ("年末结转和结余", "x"))
    assert near.fix == "改成已有的名字；最接近的是“年末结转和结余”"
    assert far.fix == "改成已有的名字"


def test_an_unknown_name_is_found_although_its_paragraph_will_not_appear() -> None:
    assert codes(filled(p("{{若有 甲}}{{没有}}"), {"甲": Filled("")})[1]) == ["DC01"]


@pytest.mark.parametrize("text", ["{{年度", "年度}}", "{{{年度}}", "{{年{度}}"])
def test_an_unclosed_brace_is_a_problem(text: str) -> None:
    _, problems = filled(p(text), {"年度": Filled("2022")})
    assert set(codes(problems)) <= {"DC02", "DC03"}
    assert problems


@pytest.mark.parametrize(
    "text",
    [
        "{% for x in range(10**9) %}",
        "{# 注 #}",
        "{{7*7}}",
        "{{7 - 7}}",
        "{{a.b()}}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ '甲'|center(10) }}",
        "{{ lipsum }}",
        "{{甲 if 乙 else 丙}}",
        "{{}}",
        "{{每个}}",
    ],
)
def test_anything_that_looks_like_a_program_is_a_problem_and_nothing_runs(text: str) -> None:
    root, problems = filled(p(text), {"年度": Filled("2022")})
    assert codes(problems)[0] in {"DC01", "DC03"}
    assert re.sub(r"\s", "", lines(root)[0]) == re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    "text", ["{{7*7}}", "{{年度}}", "{% raw %}", "=1+1", "＝SUM(A1)", "<w:p/>&amp;]]>", "@甲", "-5", "{{每个 指标}}"]
)
def test_what_is_filled_in_is_never_template_and_never_markup(text: str) -> None:
    root, problems = filled(p("{{内容}}"), {"内容": Filled(text), "年度": Filled("2022")})
    assert lines(root) == [text]
    assert problems == ()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("甲\x00乙", "甲U+0000乙"),
        ("甲\x1b[2J", "甲U+001B[2J"),
        ("a\u202eb", "aU+202Eb"),
        ("甲\ud800", "甲U+D800"),
        ("a\u200bb", "aU+200Bb"),
        ("\ufffe", "U+FFFE"),
    ],
)
def test_a_letter_that_xml_or_a_reader_cannot_bear_is_shown_by_its_number(text: str, shown: str) -> None:
    root, problems = filled(p("{{内容}}"), {"内容": Filled(text)})
    assert lines(root) == [shown]
    assert codes(problems) == ["DC05"]


def test_line_ends_and_tabs_of_a_value_become_breaks() -> None:
    root, problems = filled(p("{{内容}}"), {"内容": Filled("甲\r\n乙\t丙")})
    assert [each.tag.removeprefix(W) for each in root.find(f".//{W}r")] == ["t", "br", "t", "tab", "t"]  # type: ignore[union-attr]
    assert problems == ()


def test_a_row_repeats_for_each_member_of_a_list() -> None:
    table = f"<w:tbl>{row('名称', '年度')}{row('{{每个 指标}}{{名称}}', '{{年度}}')}</w:tbl>"
    root, problems = filled(table, {"年度": Filled("2022")}, {"指标": NAMES})
    assert lines(root) == ["名称", "年度", "甲", "2022", "乙", "2022", "丙", "2022"]
    assert problems == ()


def test_paragraphs_with_one_list_that_stand_together_repeat_together() -> None:
    body = p("{{每个 指标}}{{名称}}：") + p("{{每个 指标}}属于{{组}}。") + p("完")
    root, _ = filled(body, {}, {"指标": NAMES[:2]})
    assert lines(root) == ["甲：", "属于一。", "乙：", "属于一。", "完"]


def test_a_repeated_paragraph_may_be_left_out_for_some_members() -> None:
    members = [{"名称": Filled("甲"), "扣分": Filled("")}, {"名称": Filled("乙"), "扣分": Filled("1")}]
    root, problems = filled(p("{{每个 指标}}{{名称}}") + p("{{每个 指标}}{{若有 扣分}}扣{{扣分}}分"), {}, {"指标": members})
    assert lines(root) == ["甲", "乙", "扣1分"]
    assert problems == ()


def test_an_empty_list_leaves_nothing_and_an_unknown_list_is_a_problem() -> None:
    assert lines(filled(p("{{每个 指标}}{{名称}}"), {}, {"指标": []})[0]) == []
    assert codes(filled(p("{{每个 指示}}文"), {}, {"指标": []})[1]) == ["DC01"]


def test_cells_that_the_template_marks_merge_where_repeated_rows_say_the_same() -> None:
    table = f"<w:tbl>{row('{{每个 指标}}{{组}}', '{{名称}}', merged=(0,))}</w:tbl>"
    root, _ = filled(table, {}, {"指标": NAMES})
    marks = [cell.find(f"{W}tcPr/{W}vMerge") for cell in root.iter(f"{W}tc")]
    assert [mark.get(f"{W}val") for mark in marks if mark is not None] == ["restart", None, "restart"]
    assert lines(root) == ["一", "甲", "", "乙", "二", "丙"]


@pytest.mark.parametrize(("value", "shown"), [("15.47", ["有15.47"]), ("", ["无：未提供"])])
def test_a_paragraph_appears_only_if_its_name_has_a_value_or_has_none(value: str, shown: list[str]) -> None:
    body = p("{{若有 甲}}有{{甲}}") + p("{{若无 甲}}无：{{甲.说明}}")
    assert lines(filled(body, {"甲": Filled(value, reason="未提供")})[0]) == shown


def test_a_condition_may_name_alternatives_and_lists_and_several_must_all_hold() -> None:
    values = {"甲": Filled(""), "乙": Filled("1")}
    body = p("{{若有 甲 或 乙}}一") + p("{{若有 甲}}{{若有 乙}}二") + p("{{若无 指标}}三") + p("{{若无 甲 或 乙}}四")
    assert lines(filled(body, values, {"指标": []})[0]) == ["一", "三"]


def test_a_condition_in_a_tables_first_cell_governs_the_table_and_elsewhere_the_row() -> None:
    whole = f"<w:tbl>{row('{{若有 甲}}表头')}{row('行')}</w:tbl>"
    part = f"<w:tbl>{row('表头')}{row('{{若有 甲}}行')}</w:tbl>"
    assert lines(filled(whole + part, {"甲": Filled("")})[0]) == ["表头"]
    assert lines(filled(whole + part, {"甲": Filled("1")})[0]) == ["表头", "行", "表头", "行"]


def test_a_table_without_rows_is_taken_out() -> None:
    root, _ = filled(f"<w:tbl>{row('{{每个 指标}}{{名称}}')}</w:tbl>{p('完')}", {}, {"指标": []})
    assert root.find(f".//{W}tbl") is None


def test_each_figure_is_wrapped_in_a_bookmark_that_names_fact_and_printed_form() -> None:
    root, _ = filled(p("{{甲}}、{{甲}}、{{乙}}"), {"甲": Filled("15.47万元", "closing/2022"), "乙": Filled("文字")})
    names = [mark.get(f"{W}name") or "" for mark in root.iter(f"{W}bookmarkStart")]
    assert names[1:] == [figures.name("closing/2022", "15.47万元", 1), figures.name("closing/2022", "15.47万元", 2)]
    told = figures.read_whole(names[0])
    assert told is not None
    assert told[1] == 2, "the document's own mark counts them"
    assert all(re.fullmatch(r"[A-Za-z]\w{0,39}", name, re.ASCII) for name in names)
    assert figures.read_name(names[1]) == figures.Name(figures.short("closing/2022"), figures.form("15.47万元"), 1)


def test_bookmarks_of_the_template_stay_once_and_numbers_do_not_clash() -> None:
    run = "<w:r><w:t>{{每个 指标}}{{名称}}</w:t></w:r>"
    body = '<w:p><w:bookmarkStart w:id="7" w:name="own"/>' + run + '<w:bookmarkEnd w:id="7"/></w:p>'
    root, _ = filled(body, {}, {"指标": [{"名称": Filled("甲", "a")}, {"名称": Filled("乙", "b")}]})
    marks = list(root.iter(f"{W}bookmarkStart"))
    assert sorted(int(mark.get(f"{W}id") or "") for mark in marks) == [7, 8, 9, 10], (
        "the template's own, two figures, the document's"
    )
    assert [mark.get(f"{W}name") for mark in marks].count("own") == 1


def test_headers_footers_and_properties_are_filled_too() -> None:
    core = b'<c:coreProperties xmlns:c="c" xmlns:dc="d"><dc:title>{{\xe5\xb9\xb4\xe5\xba\xa6}}</dc:title></c:coreProperties>'
    footer = f'<w:ftr xmlns:w="{SPACE}">{p("{{年度}}")}{p("{{不认识}}")}</w:ftr>'.encode()
    made, problems = fill(template(p("文"), word__footer1_xml=footer), "报告.docx", {"年度": Filled("2022")}, {}, WORDS)
    assert made
    assert problems == ()
    parts = {"[Content_Types].xml": b"<Types/>", "docProps/core.xml": core, "word/footer1.xml": footer}
    made, problems = fill(
        pack({**parts, "word/document.xml": unpack(template(p("文")))["word/document.xml"]}),
        "报告.docx",
        {"年度": Filled("2022")},
        {},
        WORDS,
    )
    shown = unpack(made)
    assert b"2022" in shown["docProps/core.xml"]
    assert b"2022" in shown["word/footer1.xml"]
    assert [str(found.place) for found in problems] == ["报告.docx/word/footer1.xml:¶2"]


def test_the_same_values_give_the_same_bytes_with_fixed_dates_and_the_content_types_first() -> None:
    body = template(p("{{甲}}"), zzz=b"1", aaa=b"2")
    first, second = (fill(body, "报告.docx", {"甲": Filled("1", "f")}, {}, WORDS)[0] for _ in range(2))
    assert first == second
    with ZipFile(BytesIO(first)) as archive:
        assert archive.namelist() == ["[Content_Types].xml", "aaa", "word/document.xml", "zzz"]
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"PK\x03\x04",
        pack({"[Content_Types].xml": b"<Types/>"}),
        pack({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document>"}),
        pack(
            {
                "[Content_Types].xml": b"",
                "word/document.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
            }
        ),
        pack(
            {
                "[Content_Types].xml": b"",
                "word/document.xml": b"<a/>",
                "word/_rels/settings.xml.rels": b'<R><r Type="x/attachedTemplate" Target="http://x/a.dotm" TargetMode="External"/></R>',
            }
        ),
        pack({"[Content_Types].xml": b"", "word/document.xml": b"<a/>", "word/vbaProject.bin": b""}),
        pack({"[Content_Types].xml": b"", "word/document.xml": b" " * (33 * 2**20)}),
        pack({str(number): b"" for number in range(600)}),
    ],
    ids=["empty", "cut", "no body", "broken", "entity", "remote", "macro", "bomb", "many"],
)
def test_a_file_that_is_no_safe_template_is_refused_with_a_problem(file: bytes) -> None:
    made, problems = fill(file, "报告.docx", {}, {}, WORDS)
    assert (made, codes(problems)) == (b"", ["DC04"])


def seen(text: str) -> str:
    """A text as its letters must stand in the document: breaks apart, control and direction letters by their numbers."""
    letters = text.replace("\r\n", "\n").replace("\n", "").replace("\t", "")
    hidden = [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFFFE, 0xFFFF]
    return "".join(
        f"U+{ord(one):04X}" if unicodedata.category(one) in {"Cc", "Cs"} or ord(one) in hidden else one for one in letters
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=4))
def test_whatever_is_filled_in_can_be_read_back_as_it_is_shown(texts: list[str]) -> None:
    members = [{"内容": Filled(text, "f")} for text in texts]
    root, _ = filled(p("{{每个 段}}始{{内容}}终"), {}, {"段": members})
    assert lines(root) == [f"始{seen(text)}终" for text in texts]
