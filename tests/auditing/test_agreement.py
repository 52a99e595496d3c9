"""The same fact in two places: equal statements confirm each other, different ones are told only where both surely speak of one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.figures import one
from tests.auditing.reports import report

from hengji.auditing import agreement, gather
from hengji.core.audit import Status
from hengji.core.finding import Verdict

if TYPE_CHECKING:
    from hengji.core.audit import Remark
    from hengji.rulebook.book import Book


def verdicts(book: Book, text: str) -> list[str]:
    """What the comparison of statements came to."""
    results, _, _ = gather.check(report(book, text), book)
    return [each.verdict.value for each in results if each.rule == "CN01"]


def findings(book: Book, text: str) -> list[Remark]:
    """What is told of statements that differ."""
    return [each for each in gather.check(report(book, text), book)[1] if each.code == "CN01"]


@pytest.mark.parametrize(
    "text",
    [
        "年末结转和结余15.47万元。\n年末结转和结余15.47万元。",
        "年末结转和结余15.47万元。\n年末结转和结余154,700元。",
        "本年支出合计2,900.80万元。\n本年支出合计2,901万元。",
        "本年支出合计2,900.80万元。\n本年支出合计0.29亿元。",
        "本年支出合计2,900.80万元。\n本年支出总计2,900.80万元，其中本年支出合计2,900.80万元。",
        "“三公”经费支出决算为6.90万元。\n三公经费支出6.9万元。",
    ],
)
def test_equal_statements_confirm_each_other_at_the_coarser_digit(book: Book, text: str) -> None:
    assert set(verdicts(book, text)) == {Verdict.CONSISTENT.value}
    made = report(book, text)
    standings = gather.check(made, book)[2]
    stated = [standing.status for figure, standing in zip(made.figures, standings, strict=True) if figure.concept]
    assert set(stated) == {Status.CONFIRMED}


def test_a_slip_of_one_digit_is_told_with_both_places(book: Book) -> None:
    [finding] = findings(book, "年末结转和结余15.47万元。\n年末结转和结余15.74万元。")
    assert finding.severity.value == "error"
    assert "第1段 写为 15.47万元" in finding.message
    assert "第2段 写为 15.74万元" in finding.message
    assert finding.quote == "15.74万元"


@pytest.mark.parametrize(
    "text",
    [
        "基本支出年初预算500.12万元。\n基本支出决算500.13万元。",
        "2022年基本支出500.12万元。\n2023年基本支出500.13万元。",
        "基本支出500.12万元。\n项目支出500.13万元。",
        "某某服务中心基本支出500.12万元。\n基本支出500.13万元。",
        "水费1.25万元。\n水费1.26万元。",
        "印刷费约12.34万元。\n印刷费12.35万元。",
    ],
)
def test_another_stage_year_name_or_office_is_another_fact(book: Book, text: str) -> None:
    assert findings(book, text) == []


def test_different_statements_of_one_chapter_are_told_without_a_slip(book: Book) -> None:
    text = "# 一、部门概况\n项目支出300.00万元。\n项目支出451.20万元。"
    assert verdicts(book, text) == ["impossible"]
    assert [each.quote for each in findings(book, text)] == ["451.20万元"]


def test_different_statements_of_two_chapters_may_have_another_basis(book: Book) -> None:
    text = "# 一、部门概况\n项目支出300.00万元。\n# 二、自评情况\n项目支出451.20万元。"
    assert verdicts(book, text) == ["unknown"]
    assert findings(book, text) == []


def test_without_headings_nothing_says_that_two_statements_mean_one_thing(book: Book) -> None:
    assert verdicts(book, "项目支出300.00万元。\n项目支出451.20万元。") == ["unknown"]


def test_a_statement_that_its_parts_prove_speaks_against_one_in_another_chapter(book: Book) -> None:
    text = (
        "# 一、部门概况\n本年支出合计900.00万元，其中：基本支出600.00万元，项目支出300.00万元。\n"
        "# 二、自评情况\n本年支出合计955.20万元。"
    )
    assert [each.quote for each in findings(book, text)] == ["955.20万元"]


def test_posts_that_differ_by_an_office_that_is_named_beside_them_are_explained(book: Book) -> None:
    text = "行政编制64名，其中驻局监察组4名。\n行政编制68名。"
    assert "explained" in verdicts(book, text)
    assert findings(book, text) == []


def test_a_name_with_very_many_values_is_no_single_fact(book: Book) -> None:
    text = "\n".join(f"项目支出{300 + at}.25万元。" for at in range(40))
    assert findings(book, text) == []


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("15.47万元", "15.74万元", True),
        ("15.47万元", "15.48万元", True),
        ("115.47万元", "151.47万元", True),
        ("154.7万元", "145.7万元", True),
        ("19.47万元", "91.47万元", True),
        ("12.34万元", "12.43万元", True),
        ("12.34万元", "13.24万元", True),
        ("15.47万元", "51.74万元", False),
        ("15.47万元", "115.47万元", False),
        ("15.47万元", "14.45万元", False),
        ("15.47万元", "15.48元", False),
        ("1.5万元", "1.6万元", False),
        ("64人", "68人", False),
    ],
)
def test_a_slip_is_one_digit_or_two_neighbours_of_a_long_number(a: str, b: str, expected: bool) -> None:
    assert expected == agreement.slip(one(0, a), one(1, b))


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("2901万元", "2900.80万元", True),
        ("2900万元", "2900.80万元", False),
        ("0.29亿元", "2900.80万元", True),
        ("96%", "96.24%", True),
        ("97%", "96.24%", False),
        ("45人", "45人", True),
        ("45人", "46人", False),
        ("约3000万元", "2900.80万元", True),
    ],
)
def test_equal_is_meant_at_the_coarser_printed_digit(a: str, b: str, expected: bool) -> None:
    assert expected == agreement.equal(one(0, a), one(1, b))
    assert expected == agreement.equal(one(0, b), one(1, a))
