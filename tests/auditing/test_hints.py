"""What a contradiction may come from: one constructed case for each mechanism, and silence where none fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.scoring.small import case

from hengji.auditing import hints, identities
from hengji.rulebook.identity import HINTS

if TYPE_CHECKING:
    from hengji.rulebook.book import Book

SUM = {"年初结转和结余": "0万元", "本年收入合计": "2916.27万元", "本年支出合计": "2900.80万元"}
GROWTH = {"基本支出": "1101.73万元", "上年(基本支出)": "854.80万元"}
SWAPPED, LOST, FACTOR, UNIT = (
    "差额是末位单位的 9 的倍数，常见于相邻两位数字写颠倒。",
    "一个数改动一位数字后即相平，常见于漏写或多写一位。",
    "一个数放大或缩小 10 倍、100 倍后即相平，常见于小数点错位。",
    "一个数按 1,000 倍或 10,000 倍折算后即相平，常见于元、万元混用。",
)
BASE, LAST, COPIED, SIGN, OUTSIDE = (
    "该比率与除以本年数的结果一致，常见于基数用错。",
    "该数与上年总额一致，常见于把上年总额写成增加额。",
    "该数与“项目支出”完全相同，常见于把别项的数抄在此处。",
    "两边绝对值相等、符号相反，常见于增减方向写反。",
    "把其中一项放在合计之外即相平。",
)


def told(code: str, facts: dict[str, str], book: Book) -> tuple[str, ...]:
    """The hints of the one finding of a rule."""
    _, findings = identities.check(case(book, facts), book)
    (found,) = [finding for finding in findings if finding.code == code]
    return found.hints


@pytest.mark.parametrize(
    ("code", "facts", "expected"),
    [
        ("AR01", {**SUM, "年末结转和结余": "15.74万元"}, (SWAPPED,)),
        ("AR01", {**SUM, "年末结转和结余": "51.47万元"}, (SWAPPED,)),
        ("AR01", {**SUM, "本年收入合计": "2961.27万元", "年末结转和结余": "15.47万元"}, (SWAPPED,)),
        ("AR01", {**SUM, "年末结转和结余": "15.4万元"}, ()),  # 15.47, or an income of 2916.2
        ("AR01", {**SUM, "年末结转和结余": "155.47万元"}, (LOST,)),
        ("AR01", {**SUM, "年末结转和结余": "15.47元"}, (UNIT,)),
        ("AR01", {**SUM, "本年收入合计": "2916.27元", "年末结转和结余": "15.47万元"}, (UNIT,)),
        ("AR01", {**SUM, "年末结转和结余": "38.50万元", "项目支出": "38.50万元"}, (COPIED,)),
        ("AR37", {**GROWTH, "基本支出增长率": "22.41%"}, (BASE,)),
        ("AR37", {**GROWTH, "基本支出增长率": "288.9%"}, (LOST, FACTOR)),
        ("AR37", {**GROWTH, "基本支出增长率": "-28.89%"}, (SIGN,)),
        ("AR41", {**GROWTH, "基本支出增减额": "854.80万元"}, (LAST,)),
        ("AR41", {**GROWTH, "基本支出增减额": "-246.93万元"}, (SIGN,)),
        ("AR43", {"基本支出": "1101.73万元", "基本支出增减额": "854.80万元", "基本支出增长率": "28.89%"}, (LAST,)),
        (
            "AR32",
            {"公用经费": "105.96万元", "基本支出": "1101.73万元", "公用经费占基本支出比重": "0.0962%"},
            (),
        ),  # any of the three
        ("AR02", {"本年收入合计": "175.36万元", "年初结转和结余": "28.91万元", "收入总计": "175.36万元"}, (OUTSIDE,)),
        ("AR01", {**SUM, "年末结转和结余": "23.91万元"}, ()),
    ],
)
def test_each_mechanism_is_named_where_it_fits(code: str, facts: dict[str, str], expected: tuple[str, ...], book: Book) -> None:
    found = told(code, facts, book)
    listed = {hint: book.caption(f"hint.{hint}", label="项目支出") for hint in book.identities[code].hints}
    assert found == tuple(words for words in listed.values() if words in expected)


def test_a_figure_that_another_identity_bears_out_is_not_said_to_be_copied(book: Book) -> None:
    """年末 38.50 is printed as 项目支出 is; where 支出总计 is 2939.30 with it, it is not the one that is wrong."""
    wrong = {**SUM, "年末结转和结余": "38.50万元", "项目支出": "38.50万元"}
    assert told("AR01", wrong, book) == (COPIED,)
    assert told("AR01", {**wrong, "支出总计": "2939.30万元"}, book) == ()


def test_two_figures_that_may_each_be_copied_are_not_told(book: Book) -> None:
    """年末 as 项目支出, or 本年收入 as 支出总计: each mended alone makes the figures fit."""
    wrong = {**SUM, "年末结转和结余": "38.50万元", "项目支出": "38.50万元", "支出总计": "2916.27万元"}
    assert told("AR01", wrong, book) == ()


def test_only_what_the_rule_lists_is_looked_for(book: Book) -> None:
    assert "factor" not in book.identities["AR01"].hints
    assert told("AR01", {**SUM, "年末结转和结余": "1.547万元"}, book) == ()


def test_where_one_side_need_only_be_less_a_smaller_figure_explains_nothing(book: Book) -> None:
    assert book.identities["AR48"].hints == ("digits_swapped", "unit_slip", "copied")
    assert told("AR48", {"年度资金总额": "910万元", "年度资金总额[全年预算]": "190万元"}, book) == ()
    same = {"年度资金总额": "910万元", "年度资金总额[全年预算]": "190万元", "项目支出": "910万元"}
    assert told("AR48", same, book) == (COPIED,)


def test_every_mechanism_that_a_rule_may_list_has_its_words_and_is_used(book: Book) -> None:
    used = {hint for identity in book.identities.values() for hint in identity.hints}
    assert used == set(HINTS) == set(hints._MECHANISMS)
    assert all(book.caption(f"hint.{hint}", label="甲") for hint in HINTS)
