"""What is filled in beside judgements is held to what the scheme asks for: one coded problem at its place, and nothing made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hengji import pipeline
from hengji.reading.formats import case as case_file
from hengji.scoring.score import score

if TYPE_CHECKING:
    from hengji.core.evaluation import Evaluation
    from hengji.rulebook.book import Book

CASES = Path(__file__).parent / "teaching"


def changed(name: str, old: str, new: str) -> str:
    """A teaching case with one thing changed."""
    text = (CASES / f"{name}.yaml").read_text("utf-8")
    assert text.count(old) == 1, f"{text.count(old)} × {old}"
    return text.replace(old, new)


def told(text: str, book: Book) -> list[tuple[str, str]]:
    """Codes and places of everything wrong with a case, read and scored."""
    case, problems = case_file.parse(text.encode(), "case.yaml", book)
    assert case is not None
    _, entered = score(case, book.schemes[case.scheme], book)
    return [(found.code, str(found.place)) for found in (*problems, *entered)]


def at(text: str, mark: str) -> str:
    """Where something stands in a text."""
    before = text[: text.index(mark)].split("\n")
    return f"case.yaml:{len(before)}:{len(before[-1]) + 1}"


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "mark"),
    [
        ("members", "外来得分: 93分", "外来分数: 93分", "IN50", "93分"),
        ("members", "外来得分: 93分", "外来得分: 93件", "IN08", "93件"),
        ("members", "培训人次实际值: 135人次", "培训人次实际值: 135人", "IN08", "135人,"),
        ("members", "培训人次实际值: 135人次", "培训人次实际值: 2023-10-31", "IN08", "2023-10-31"),
        ("members", "  M-07: {外来得分", "  M-77: {外来得分", "IN10", "{外来得分"),
        ("members", "M-02: [采购执行率]", "M-02: [采购率]", "IN54", "[采购率]"),
        ("members", "M-02: [采购执行率]", "M-02: [采购执行率, 合同签订及时率]", "IN55", "[采购执行率"),
        ("members", "M-03: [工作完成率, 质量达标率]", "M-03: [工作完成率]", "IN55", "[工作完成率]"),
        ("members", "M-02: [采购执行率]", "M-01: [结转结余率]", "IN54", "[结转结余率]"),
        (
            "peers",
            "P-04: {source: 市统计局调查, 同类名次: 3个",
            "P-04: {source: 市统计局调查, 同类平均: 3个",
            "IN57",
            "{source: 市统计局调查",
        ),
        ("peers", "甲局: 60项", "甲局: 60人", "IN08", "{source: 市政府督查室通报"),
        ("peers", "  P-06: {source", "  P-07: {source", "IN57", "{source: 市财政局通报, values: {甲局: 100%"),
        ("limits", "reason: 年初指标值明显偏低, ", "", "IN51", "{points: 1.5"),
        ("limits", "points: 1.5", "points: -1.5", "IN52", "{points: -1.5"),
        ("limits", "V-2: 否", "V-1: 否", "IN56", "否\n  V-3"),
        ("limits", "level: 省级", "level: 县级", "IN53", ""),
        ("limits", "date: 2023-12-01, level: 市级", "date: 2023-12-01, level: 市级, points: 2", "IN53", ""),
        ("targets", "target: ＜3次, actual: 2次", 'target: ""', "IN58", "- {id: Z-4"),
    ],
)
def test_what_the_scheme_does_not_ask_for_is_told_at_its_place(
    name: str, old: str, new: str, code: str, mark: str, book: Book
) -> None:
    text = changed(name, old, new)
    found = told(text, book)
    assert [each for each, _ in found] == [code]
    if mark.startswith("- {id"):
        assert found[0][1].split(":")[1] == at(text, mark).split(":")[1]
    elif mark:
        assert found[0][1] == at(text, mark)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("V-2: 否", "V-2: 不知道", "IN16"),
        ("V-3: {holds: 否", "V-3: {held: 否", "RB04"),
        ("{points: 1.5", "{points: 一分半", "RB07"),
        ("department: {total: 93}", "province: {total: 93}", "RB09"),
        ("department: {total: 93}", "department: {sum: 93}", "RB05"),
    ],
)
def test_what_cannot_be_read_is_told(old: str, new: str, code: str, book: Book) -> None:
    _, problems = case_file.parse(changed("limits", old, new).encode(), "case.yaml", book)
    assert code in [found.code for found in problems]


def test_a_name_that_is_not_asked_for_lists_those_that_are(book: Book) -> None:
    case, _ = case_file.parse(changed("members", "外来得分: 93分", "外来分数: 93分").encode(), "case.yaml", book)
    assert case is not None
    _, (found,) = score(case, book.schemes[case.scheme], book)
    assert (found.found, found.expected) == ("外来分数", "要填的项：外来得分")


def assessed(text: str, book: Book) -> Evaluation:
    case, _ = case_file.parse(text.encode(), "case.yaml", book)
    assert case is not None
    evaluation, problems = pipeline.assess(case, book)
    assert problems == ()
    assert evaluation is not None
    return evaluation


def demands(text: str, book: Book) -> list[tuple[str, str]]:
    """What the scheme demands and the sheet lacks, with its subject."""
    return [(each.code, each.subject) for each in assessed(text, book).findings if each.code in ("SC80", "SC81", "SC82", "SC83")]


def test_a_deduction_wants_a_reason_that_says_something(book: Book) -> None:
    line = "L-01 预算执行率"
    assert ("SC81", line) in demands((CASES / "limits.yaml").read_text("utf-8"), book)
    assert ("SC81", line) in demands(changed("limits", "L-01: 酌情\n", "L-01: 酌情扣分。\n"), book)
    assert ("SC80", line) in demands(changed("limits", "  L-01: 酌情\n", "  L-04: 酌情\n"), book)
    assert [
        each for each in demands(changed("limits", "L-01: 酌情\n", "L-01: 设备采购流标一次，跨年支付\n"), book) if each[1] == line
    ] == []


def test_a_second_score_far_from_the_units_own_wants_an_explanation(book: Book) -> None:
    far = [
        message.message for message in assessed((CASES / "limits.yaml").read_text("utf-8"), book).findings if message.code == "SC82"
    ]
    assert far == [
        "主管部门评价 93 分，与自评相差 7.00%（（自评－复核）÷自评），超过 5%，没有说明",
        "财政部门核查 67 分，与自评相差 33.00%（（自评－复核）÷自评），超过 5%，没有说明",
    ]
    near = changed("limits", "department: {total: 93}", "department: {total: 95}")
    explained = near.replace("finance_check: {", "finance_check: {reason: 逐项说明见附件, ")
    assert [code for code, _ in demands(explained, book) if code == "SC82"] == []


def test_a_core_indicator_without_points_is_told(book: Book) -> None:
    found = demands(changed("limits", "  - {name: 重点工作交办数, value: 10项}\n", ""), book)
    assert ("SC83", "L-04 重点工作完成率") in found
