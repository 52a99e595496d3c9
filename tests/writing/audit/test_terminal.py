"""Findings at a terminal: place first, carets exactly under the figure, one line of coverage."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.writing.audit import terminal

if TYPE_CHECKING:
    from hengji.core.audit import Audit
    from hengji.rulebook.book import Book


def columns(text: str) -> int:
    """How wide a text prints: in GBK a Chinese letter has two bytes and two columns."""
    return len(text.replace("…", ".").encode("gbk"))


def under(line: str, carets: str) -> str:
    """What stands above the carets."""
    before, found, at = carets.count(" "), "", 0
    for letter in line:
        if before <= at < columns(carets):
            found += letter
        at += columns(letter)
    return found


def test_what_was_not_read_as_printed_is_a_line_with_its_place(quiet: Audit, book: Book) -> None:
    found = book.problem(problem("RD99", Place("报告.txt", "¶2"), "U+0000", count=1))
    (line,) = terminal.unread(replace(quiet, problems=(found,)), book)
    assert line.startswith("报告.txt:¶2  RD99  有 1 处不能照原样读出（U+0000）")


def test_a_finding_has_place_code_severity_title_message_source_hint_and_basis(audited: Audit, book: Book) -> None:
    found = list(terminal.findings(audited, book))
    assert len(found) == 4
    assert found[1].split("\n") == [
        "报送/青禾县水务局自评报告.docx:¶6[44:59]  AR01 错误  年末结转和结余勾稽不平",
        "  年初结转和结余 126.40 ＋ 本年收入 2318.75 － 本年支出 2301.90 应为 143.25 万元，报告写为 134.25 万元，相差 9.00 万元。",
        "  │ …万元，本年支出2301.90万元，年末结转和结余134.25万元。其中基本支出912.36万元…",
        "  │                             ^^^^^^^^^^^^^^^^^^^^^^^^",
        "  可能：差额是末位单位的 9 的倍数，常见于相邻两位数字写颠倒。本检查不能判断四个数中哪一个有误。",
        "  依据：部门决算报表 财决01表    说明：hengji explain AR01",
    ]


def test_what_was_not_said_makes_no_line(audited: Audit, book: Book) -> None:
    bare = replace(audited.findings[1], hints=(), cannot_know="", basis="")
    (found,) = terminal.findings(replace(audited, findings=(bare,)), book)
    assert found.split("\n")[4:] == ["  说明：hengji explain AR01"]
    limits = replace(bare, cannot_know="不能判断四个数中哪一个有误")
    (found,) = terminal.findings(replace(audited, findings=(limits,)), book)
    assert found.split("\n")[4] == "  注意：本检查不能判断四个数中哪一个有误。"


LONG = "全年" + "开展巡查检查" * 40


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("年末结转15.74万元", "15.74万元"),
        ("15.74万元", "15.74万元"),
        (f"{LONG}，年末结转15.74万元，{LONG}", "15.74万元"),
        (f"{LONG}，年末结转15.74万元", "15.74万元"),
        (f"年末结转15.74万元{LONG}", "15.74万元"),
        (f"上一行\n　　年末结转15.74万元\n{LONG}", "15.74万元"),
        ("完成率９６．２４％，较好", "９６．２４％"),
    ],
)
def test_the_carets_stand_exactly_under_the_span(text: str, span: str) -> None:
    start = text.index(span)
    line, carets = terminal.source(text, start, start + len(span))
    assert under(line, carets) == span
    assert columns(line) <= 82
    assert "\n" not in line


def test_a_span_that_runs_over_a_line_end_is_shown_on_one_line() -> None:
    line, carets = terminal.source("年末结转15.\n74万元。\n", 4, 12)
    assert (line, carets) == ("年末结转15. 74万元。", "        ^^^^^^^^^^")


def test_a_long_span_is_cut_and_says_so() -> None:
    line, carets = terminal.source(LONG, 0, len(LONG))
    assert line.endswith("…")
    assert columns(line) == columns(carets) + 1


def test_no_number_is_cut_into_two() -> None:
    text = "，".join(f"第{number}项支出123456.78万元" for number in range(100, 140))
    for start in range(200, 240):
        line, _ = terminal.source(text, start, start + 1)
        assert {found for found in re.findall(r"[0-9.]+", line) if len(found) != 3} == {"123456.78"}


def test_an_empty_or_wrong_span_shows_no_source() -> None:
    assert [terminal.source("甲乙", *span) for span in ((1, 1), (1, 9), (-1, 1))] == [(), (), ()]


def test_nothing_of_a_report_steers_the_terminal(audited: Audit, book: Book) -> None:
    evil = "\x1b[31m红\x1b]0;名\x07\u202e倒\r"
    changed = replace(
        audited,
        document=replace(audited.document, text=f"{evil}15.74万元{evil}", name=f"{evil}.docx"),
        findings=(replace(audited.findings[1], message=evil, title=evil, place=evil, basis=evil, hints=(evil,), start=14, end=18),),
    )
    shown = "\n".join([*terminal.findings(changed, book), terminal.coverage(changed, book)])
    assert [letter for letter in shown if not letter.isprintable() and letter not in "\n\u3000"] == []


def test_the_line_of_coverage_says_what_was_not_checked(audited: Audit, quiet: Audit, book: Book) -> None:
    assert terminal.coverage(audited, book) == (
        "报送/青禾县水务局自评报告.docx　数字 35 个：核对相符 18，可解释 1，涉及不符 9，未核对 7（20.0%）　错误 2，疑点 1，提示 1"
    )
    assert "核对相符 2，可解释 0，涉及不符 0，未核对 33（94.3%）" in terminal.coverage(quiet, book)


def test_a_report_without_figures_was_not_checked_at_all(quiet: Audit, book: Book) -> None:
    empty = replace(quiet, figures=(), standings=(), results=())
    assert "没有读到数字，什么也没有核对" in terminal.coverage(empty, book)
