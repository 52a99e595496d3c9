"""How far printed digits let a comparison miss."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.scoring.small import case

from hengji.auditing import identities
from hengji.scoring.desk import facts_of

if TYPE_CHECKING:
    from hengji.rulebook.book import Book


def verdict(code: str, facts: dict[str, str], book: Book) -> str:
    """The verdict of one identity over a few facts."""
    result, _ = identities.hold(book.identities[code], facts_of(case(book, facts), book), book)
    return result.verdict.value


@pytest.mark.parametrize(
    ("closing", "expected"),
    [
        ("15.47万元", "consistent"),
        ("154700元", "consistent"),
        ("15.47000万元", "consistent"),
        ("15.48万元", "explained"),
        ("15.49万元", "explained"),
        ("15.50万元", "impossible"),
        ("15.5万元", "impossible"),
        ("15.45万元", "explained"),
        ("15.44万元", "impossible"),
        ("15万元", "impossible"),
        ("0.001547亿元", "consistent"),
        ("0.0015亿元", "explained"),
    ],
)
def test_figures_in_one_unit_share_the_finest_printed_digit(closing: str, expected: str, book: Book) -> None:
    facts = {"年初结转和结余": "0万元", "本年收入合计": "2916.27万元", "本年支出合计": "2900.8万元", "年末结转和结余": closing}
    assert verdict("AR01", facts, book) == expected


def test_a_bare_0_does_not_let_a_wrong_figure_pass(book: Book) -> None:
    facts = {"年初结转和结余": "0万元", "本年收入合计": "2916.27万元", "本年支出合计": "2900.8万元", "年末结转和结余": "15.74万元"}
    assert verdict("AR01", facts, book) == "impossible"


def test_sums_in_whole_yuan_miss_by_half_a_yuan_a_figure(book: Book) -> None:
    facts = {"本年收入合计": "100元", "年初结转和结余": "10元", "收入总计": "110元"}
    assert verdict("AR02", facts, book) == "consistent"
    assert verdict("AR02", {**facts, "收入总计": "111元"}, book) == "explained"
    assert verdict("AR02", {**facts, "收入总计": "112元"}, book) == "impossible"


def test_0_1_and_0_2_make_0_3(book: Book) -> None:
    assert verdict("AR02", {"本年收入合计": "0.1元", "年初结转和结余": "0.2元", "收入总计": "0.3元"}, book) == "consistent"


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        ("96.24%", "consistent"),
        ("96.2%", "consistent"),
        ("96%", "consistent"),
        ("0.9624倍", "consistent"),
        ("96.25%", "impossible"),
        ("96.23%", "impossible"),
        ("96.3%", "impossible"),
        ("97%", "impossible"),
    ],
)
def test_a_stated_rate_is_compared_at_its_own_printed_digit(rate: str, expected: str, book: Book) -> None:
    facts = {"年度资金总额": "1794.03万元", "年度资金总额[全年预算]": "1864.04万元", "预算执行率": rate}
    assert verdict("PF51", facts, book) == expected


def test_a_rate_of_roughly_printed_amounts_is_explained_within_their_digits(book: Book) -> None:
    facts = {"年度资金总额": "18万元", "年度资金总额[全年预算]": "19万元", "预算执行率": "95%"}
    assert verdict("PF51", {**facts, "预算执行率": "94.74%"}, book) == "consistent"
    assert verdict("PF51", {**facts, "预算执行率": "97%"}, book) == "explained"
    assert verdict("PF51", {**facts, "预算执行率": "101%"}, book) == "impossible"


@pytest.mark.parametrize(("total", "expected"), [("35人", "impossible"), ("34人", "consistent"), ("33人", "impossible")])
def test_people_are_counted_and_never_rounded(total: str, expected: str, book: Book) -> None:
    assert verdict("AR50", {"行政在职人员数": "29人", "后勤服务在职人员数": "5人", "在职人员数": total}, book) == expected
