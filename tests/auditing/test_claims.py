"""A report that says it kept within its budget: the figures prove it, contradict it, or decide nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.reports import report

from hengji.auditing import claims
from hengji.auditing.index import Index

if TYPE_CHECKING:
    from hengji.core.audit import Checked, Remark
    from hengji.rulebook.book import Book


def checked(book: Book, text: str) -> tuple[list[Checked], list[Remark]]:
    """What the claims of a text came to."""
    made = report(book, text)
    return claims.check(made, Index(made), book)


@pytest.mark.parametrize(
    "text",
    [
        "“三公”经费预算10.00万元，决算6.90万元，未超预算。",
        "公务接待费年初预算2.00万元，支出决算2.00万元，控制在预算范围内。",
        "会议费年初预算5.00万元。会议费支出决算4.00万元，低于年初预算。",
        "本年支出合计年初预算950.00万元，支出决算900.00万元。\n各项支出在预算范围内得到控制。",
    ],
)
def test_a_claim_that_the_figures_bear_out_is_confirmed(book: Book, text: str) -> None:
    results, findings = checked(book, text)
    assert [each.verdict.value for each in results] == ["consistent"]
    assert findings == []


@pytest.mark.parametrize(
    ("text", "claim", "rate"),
    [
        ("“三公”经费预算6.00万元，决算6.90万元，未超预算。", "未超预算", "115.00%"),
        ("公务接待费年初预算2.00万元，支出决算2.50万元，控制在预算范围内。", "控制在预算范围内", "125.00%"),
        ("会议费年初预算5.00万元。会议费支出决算6.00万元，低于年初预算。", "低于年初预算", "120.00%"),
        ("本年支出合计年初预算800.00万元，支出决算900.00万元。\n各项支出在预算范围内得到控制。", "在预算范围内", "112.50%"),
    ],
)
def test_a_claim_that_the_figures_contradict_is_told_with_the_rate(book: Book, text: str, claim: str, rate: str) -> None:
    results, [finding] = checked(book, text)
    assert [each.verdict.value for each in results] == ["impossible"]
    assert (finding.code, finding.severity.value, finding.quote) == ("CL20", "error", claim)
    assert rate in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "各项支出控制在预算范围内。",
        "“三公”经费决算6.90万元，未超预算。",
        "第一批资金6.00万元，第二批资金6.90万元，未超预算。",
        "培训120人次，发放资料300份，未超预算。",
        "“三公”经费预算控制在6.00万元，决算6.90万元，未超预算。",
        "“三公”经费预算6.00万元，决算6.90万元，超出预算。",
        "“三公”经费预算6.00万元，决算6.90万元。" + "其他工作情况良好。" * 12 + "未超预算。",
    ],
)
def test_a_claim_without_two_figures_that_it_compares_decides_nothing(book: Book, text: str) -> None:
    assert checked(book, text) == ([], [])


@pytest.mark.parametrize(
    "words",
    [
        "“三公”经费实际支出没有超过预算安排。",
        "会议费没有超过预算。",
        "计分办法：实际支出不超过预算的得满分。",
    ],
)
def test_a_claim_of_one_expense_or_a_rule_is_not_held_against_the_whole_department(book: Book, words: str) -> None:
    """The department spent more than its first budget; that is not what these words speak of."""
    whole = "本年支出合计年初预算900.00万元，支出决算950.00万元。\n"
    assert checked(book, whole + words) == ([], [])
    assert [each.code for each in checked(book, f"{whole}本年支出没有超过预算。")[1]] == ["CL20"]


def test_the_numbers_of_a_rule_of_scoring_are_no_figures_of_the_department(book: Book) -> None:
    said = report(book, "政府采购执行率\n计分办法：政府采购执行率100%得满分，每低于5个百分点扣2分。\n政府采购执行率96%。")
    assert [(each.text, each.concept != "") for each in said.figures if each.text.endswith("%")] == [("100%", False), ("96%", True)]
