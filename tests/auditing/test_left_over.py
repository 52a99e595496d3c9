"""What is left, the rate of it, halves that are all there is, months, and which amount a rate is of: told where wrong, passed over where right or open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.reports import report

from hengji.auditing import gather

if TYPE_CHECKING:
    from hengji.rulebook.book import Book


def codes(book: Book, text: str) -> set[str]:
    """The codes of the findings in the arithmetic of a text."""
    _, found, _ = gather.check(report(book, text), book)
    return {each.code for each in found if each.code[:2] in ("AR", "CN") and each.severity.value != "notice"}


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ("培训费预算6.40万元，支出5.00万元，节约1.40万元，节约率21.9%。", "培训费预算6.40万元，支出5.00万元，节约1.40万元，节约率457.1%。", "AR92"),
        ("培训费预算6.40万元，实支5.00万元，节余1.40万元，节余率21.9%。", "培训费预算6.40万元，实支5.80万元，节余1.40万元，节余率21.9%。", "CN17"),
        ("全年总收入2718.36万元。\n全年开支2645.12万元，收支相抵结余73.24万元。", "全年总收入2718.36万元。\n全年开支2645.12万元，收支相抵结余37.24万元。", "CN17"),
        ("可用财力3410.55万元。一年花去3277.10万元，还剩133.45万元。", "可用财力3410.55万元。一年花去3277.10万元，还剩3277.10万元。", "CN17"),
        ("护林员312人，男208人，女104人。", "护林员312人，男208人，女208人。", "AR93"),
        ("参保对象中，男5216人（58.0%），女3777人（42.0%）。", "参保对象中，男5216人（58.0%），女3777人（48.0%）。", "CN02"),
        ("十月受理4.20万件，九月受理3.75万件，环比增长12.0%。", "十月受理4.20万件，九月受理3.75万件，环比增长11.0%。", "AR92"),
        ("许可事项1840项，可网办1702项，网办率92.50%。", "许可事项1840项，可网办1702项，网办率108.11%。", "CN02"),
        ("全年预算数2871.30万元，全年执行数2716.25万元，预算执行率94.60%。", "全年预算数2871.30万元，全年执行数2716.25万元，预算执行率105.71%。", "CN02"),
        ("年初盘子3102.47万元，实付2986.90万元，付了96.27%。", "年初盘子3102.47万元，实付2986.90万元，付了69.27%。", "CN02"),
        ("电费38.20万元，比上年44.90万元省6.70万元，省了14.9%。", "电费38.20万元，比上年44.90万元省6.70万元，省了17.5%。", "AR92"),
        ("示范田亩产612公斤，对照田亩产560公斤，亩均增产52公斤，增产幅度9.29%。", "示范田亩产612公斤，对照田亩产560公斤，亩均增产52公斤，增产幅度8.50%。", "AR92"),
        ("受理一般程序以上案件318起，比上年的340起少22起，下降6.47%。", "受理一般程序以上案件318起，比上年的340起少22起，下降6.92%。", "AR92"),
        ("接待读者52.41万人次，2022年为43.87万人次，同比增长19.47%，增量8.54万人次。", "接待读者52.41万人次，2022年为43.87万人次，同比下降19.47%，增量8.54万人次。", "AR92"),
        ("在岗职工520人，其中专业技术人员442人，行政后勤78人，专业技术人员占在岗职工的85.0%。", "在岗职工520人，其中专业技术人员442人，行政后勤78人，专业技术人员占在岗职工的87.0%。", "CN03"),
    ],
)  # fmt: skip
def test_one_wrong_figure_is_told_and_the_right_one_is_not(book: Book, right: str, wrong: str, code: str) -> None:
    assert codes(book, right) == set()
    assert code in codes(book, wrong)


@pytest.mark.parametrize(
    "text",
    [
        # what was used was left from the year before
        "财政拨款收入900.00万元。项目支出120.00万元，使用上年结转120.00万元。",
        # some of it went elsewhere
        "本年收入880.00万元。本年支出810.55万元，提取专用基金20.00万元，年末结余49.45万元。",
        # a rate of another year's amount
        "培训费预算6.40万元，支出5.00万元，节约1.40万元。培训费占公用经费的8.3%。",
        # some of them are neither counted here
        "参会代表312人，其中党员180人，男120人，女80人。",
        # a month that is not the one before
        "十月受理4.20万件，八月受理3.00万件，环比增长12.0%。",
        # a province
        "下达资金160.00万元，中央110.00万元省50.00万元，比上年增长12.5%。",
    ],
)
def test_what_only_looks_alike_is_passed_over(book: Book, text: str) -> None:
    assert codes(book, text) == set()
