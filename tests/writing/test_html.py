"""自查意见.html: one file that needs nothing beside it; findings first, then scores, every check, and what was not checked."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from hengji import pipeline
from hengji.core.finding import Finding, Severity, Verdict
from hengji.core.sheet import Status
from hengji.core.unknown import Unknown
from hengji.writing import html, page

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.core.evaluation import Evaluation
    from hengji.rulebook.book import Book

VOID = {"meta", "link", "br", "col", "hr", "img", "input"}
NAMES = ["000-zhanjiang-2022", "001-conghua-2022", "002-yiyang-2020", "003-potou-2024", "004-bianban-2023"]


def evaluated(name: str, book: Book, examples: Path) -> Evaluation:
    case, problems = pipeline.read_case(examples / name, book)
    assert problems == ()
    assert case is not None
    found, _ = pipeline.assess(case, book)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def yiyang(book: Book, examples: Path) -> Evaluation:
    return evaluated("002-yiyang-2020", book, examples)


class Reader(HTMLParser):
    """The tags of a page, whether each is closed, and the text as a person reads it."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_whole_and_the_same_on_a_second_run(name: str, book: Book, examples: Path) -> None:
    evaluation = evaluated(name, book, examples)
    page = html.self_check(evaluation, book)
    assert read(page).tags.count("h1") == 1
    assert page == html.self_check(evaluation, book)
    assert not re.search(r"\{\{\w+\}\}|<!--/?block", page)


def test_a_page_needs_nothing_beside_it_and_runs_nothing(yiyang: Evaluation, book: Book) -> None:
    reader = read(html.self_check(yiyang, book))
    assert not {"script", "link", "img", "iframe", "object"} & set(reader.tags)
    assert not [
        name
        for name, value in reader.attributes
        if name.startswith("on") or (name != "xmlns" and value.strip().startswith(("http", "javascript")))
    ]


@pytest.mark.parametrize("name", NAMES)
def test_findings_come_first_then_scores_then_checks_then_what_was_not_checked(name: str, book: Book, examples: Path) -> None:
    page = html.self_check(evaluated(name, book, examples), book)
    places = [page.index(f'<section id="{part}">') for part in ("findings", "scores", "checks", "unchecked")]
    assert places == sorted(places)


@pytest.mark.parametrize("name", NAMES)
def test_every_line_and_every_check_stands_there(name: str, book: Book, examples: Path) -> None:
    evaluation = evaluated(name, book, examples)
    page = html.self_check(evaluation, book)
    scores, checks = page[page.index('id="scores"') : page.index('id="checks"')], page[page.index('id="checks"') :]
    for line in evaluation.sheet.lines:
        assert f">{line.id}</td>" in scores
    assert checks.count('<td data-name="算式和数">') == len(evaluation.results)
    for verdict in Verdict:
        count = sum(result.verdict is verdict for result in evaluation.results)
        assert f"{book.caption(f'verdict.{verdict.value}')} {count} 项" in page


@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_check_names_what_is_missing(name: str, book: Book, examples: Path) -> None:
    evaluation = evaluated(name, book, examples)
    text = "".join(read(html.self_check(evaluation, book)).texts)
    for result in evaluation.results:
        if result.verdict is Verdict.UNKNOWN:
            assert result.missing
            assert f"缺少：{'、'.join(result.missing)}" in text


@pytest.mark.parametrize("name", NAMES)
def test_points_that_are_not_known_are_a_dash_and_are_listed_as_not_checked(name: str, book: Book, examples: Path) -> None:
    evaluation = evaluated(name, book, examples)
    page = html.self_check(evaluation, book)
    left_out = page[page.index('id="unchecked"') :]
    for line in evaluation.sheet.lines:
        row = page[page.index(f'class="id">{line.id}</td>') :].partition("</tr>")[0]
        points = re.search(r'data-name="得分" class="n">([^<]*)<', row)
        assert points is not None
        if isinstance(line.points, Unknown):
            assert points[1] in {"—", "不适用"}
        if line.status is Status.UNKNOWN:
            assert f"{line.id} " in left_out


def test_a_finding_has_the_eight_fields_that_a_reviewer_expects(yiyang: Evaluation, book: Book) -> None:
    page = html.self_check(yiyang, book)
    heads = re.findall(r'<th scope="col">([^<]+)</th>', page[page.index('id="findings"') : page.index('id="scores"')])
    assert heads == ["等级", "对象", "位置", "发现", "事实及判定", "处理建议", "依据"]
    finding = yiyang.findings[0]
    assert finding.title in page
    assert finding.advice in page


def test_places_are_said_as_the_clerk_knows_them(yiyang: Evaluation, book: Book) -> None:
    """The field by its label and the line of the file; a line and column of YAML alone tell a clerk nothing."""
    told = html.self_check(yiyang, book)
    found = told[told.index('<section id="findings">') : told.index('<section id="scores">')]
    assert "年度资金总额［决算］：case.yaml 第" in found
    assert not re.search(r"case\.yaml:\d+:\d+", told)


def test_no_amount_is_broken_between_its_digits(yiyang: Evaluation, book: Book) -> None:
    scores = html.self_check(yiyang, book)
    assert '<span class="u">1863.11万元</span>' in scores
    assert ".u { white-space: nowrap; }" in scores
    escaped = page.whole("A&B 'x' 1,794.03万元 &#x27; 96.24%")
    assert escaped.html == ('A&amp;B &#x27;x&#x27; <span class="u">1,794.03万元</span> &amp;#x27; <span class="u">96.24%</span>')


def test_hints_and_what_a_check_cannot_know_stand_beside_the_message(yiyang: Evaluation, book: Book) -> None:
    found = Finding(
        "AR01", Severity.ERROR, "年末结转和结余勾稽不平", "应为 15.47", hints=("写颠倒",), cannot_know="不能判断哪一个有误"
    )
    page = html.self_check(replace(yiyang, findings=(found,)), book)
    assert "可能：写颠倒" in page
    assert "本检查不能判断哪一个有误。" in page


def test_no_finding_does_not_say_that_all_is_well(yiyang: Evaluation, book: Book) -> None:
    assert "只说明已经核对的部分没有矛盾" in html.self_check(replace(yiyang, findings=()), book)


def test_whatever_a_clerk_wrote_is_text(yiyang: Evaluation, book: Book) -> None:
    evil = "<script>alert(1)</script>&\"'{{7*7}}{{unit}}{% x %}]]>\u202e\x00"
    case = replace(yiyang.case, unit=evil, narrative={"duties": (evil,)})
    lines = tuple(
        line._replace(path=(evil, evil, evil), statement=evil, reason=evil, reason_given=evil, target=evil)
        for line in yiyang.sheet.lines
    )
    findings = tuple(replace(finding, message=evil, subject=evil, advice=evil) for finding in yiyang.findings)
    evaluation = replace(yiyang, case=case, findings=findings, sheet=replace(yiyang.sheet, lines=lines, notes=(evil,)))
    page = html.self_check(evaluation, book)
    assert "<script>" not in page
    assert "\u202e" not in page
    assert "\x00" not in page
    reader = read(page)
    assert "script" not in reader.tags
    assert "{{7*7}}{{unit}}{% x %}]]>U+202EU+0000" in "".join(reader.texts)


def test_the_facts_that_nothing_used_are_listed(yiyang: Evaluation, book: Book) -> None:
    page = html.self_check(yiyang, book)
    left_out = page[page.index('id="unchecked"') :]
    assert "退休人员数（2020）12人" in left_out
    assert "由部门评价组" not in left_out
    assert "CZ-3 集中填列个人事项报告人数" in left_out


def test_it_is_made_for_narrow_screens_and_for_paper(yiyang: Evaluation, book: Book) -> None:
    page = html.self_check(yiyang, book)
    assert "@media screen and (max-width" in page
    assert "@media print" in page
    assert "table-header-group" in page
    assert 'name="viewport"' in page
    cells = re.findall(r"<td(?! data-name)[^>]*>", page)
    assert cells == []
