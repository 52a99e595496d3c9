"""The tolerance of the architecture's page, case by case: three verdicts, why a miss is none, and the words of a statement."""

from __future__ import annotations

import pytest
from tests.auditing.figures import one, several

from hengji.auditing.relation import (
    APPROXIMATE,
    AT_LEAST,
    AT_MOST,
    CUT_OFF,
    RATE_ROUNDING,
    ROUNDING,
    ZERO_BASE,
    Relation,
    judge,
    statement,
)
from hengji.core.finding import Verdict

YES, WHY, NO, NONE = Verdict.CONSISTENT, Verdict.EXPLAINED, Verdict.IMPOSSIBLE, Verdict.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("parts", "total", "verdict", "why"),
    [
        # to the digit
        ("600.00万元 300.00万元", "900.00万元", YES, ""),
        ("600.00万元 300.00万元", "9000000元", YES, ""),
        ("0万元 15.47万元", "15.47万元", YES, ""),
        ("30人 15人", "45人", YES, ""),
        ("13.5分 24分", "37.5分", YES, ""),
        # n figures miss by half a digit each: 4 × 0.005 = 0.02
        ("33.33万元 33.33万元 33.33万元", "100.00万元", WHY, ROUNDING),
        ("33.33万元 33.33万元 33.32万元", "100.00万元", WHY, ROUNDING),
        ("33.33万元 33.33万元 33.31万元", "100.00万元", NO, ""),
        # those of one unit share the finest digit: 3 × 0.005, and not 0.5 for the bare ones
        ("50万元 49.99万元", "100万元", WHY, ROUNDING),
        ("50万元 49.98万元", "100万元", NO, ""),
        ("0万元 10.00万元", "10.01万元", WHY, ROUNDING),
        ("0万元 10.00万元", "10.02万元", NO, ""),
        # another unit keeps its own digit: 10 000 元 are 1 万元
        ("60万元 400000元", "100万元", YES, ""),
        ("60万元 404000元", "100万元", WHY, ROUNDING),
        # a total in a larger unit holds at its own digit: 0.249 亿元
        ("12500000元 12400000元", "0.25亿元", YES, ""),
        ("12500000元 11400000元", "0.25亿元", NO, ""),
        # what is counted and what is scored is exact
        ("30人 14人", "45人", NO, ""),
        ("13.5分 23.9分", "37.5分", NO, ""),
        # 约: one step of the last digit that is not 0
        ("约12万元 5.00万元", "17.60万元", WHY, APPROXIMATE),
        ("约12万元 5.00万元", "18.60万元", NO, ""),
        ("约1200万元 300.00万元", "1580.00万元", WHY, APPROXIMATE),
        ("约1200万元 300.00万元", "1601.00万元", NO, ""),
        ("约30人 14人", "45人", WHY, APPROXIMATE),
    ],
)
def test_a_sum_holds_is_explained_or_fails(parts: str, total: str, verdict: Verdict, why: str) -> None:
    figures = several(*parts.split(), total)
    outcome = judge(Relation("x", tuple(range(len(figures) - 1)), target=len(figures) - 1), figures)
    assert (outcome.verdict, outcome.why) == (verdict, why)


@pytest.mark.parametrize(
    ("top", "bottom", "rate", "verdict", "why"),
    [
        ("950.00万元", "1000.00万元", "95.00%", YES, ""),
        ("950.00万元", "1000.00万元", "95%", YES, ""),
        ("200.00万元", "300.00万元", "66.7%", YES, ""),
        ("200.00万元", "300.00万元", "66.67%", YES, ""),
        ("200.00万元", "300.00万元", "66.6%", WHY, CUT_OFF),
        ("200.00万元", "300.00万元", "66%", WHY, CUT_OFF),
        ("200.00万元", "300.00万元", "66.5%", NO, ""),
        ("200.00万元", "300.00万元", "67.6%", NO, ""),
        ("9995元", "10000元", "100.0%", YES, ""),
        ("0.05万元", "0.14万元", "36.5%", WHY, RATE_ROUNDING),
        ("0.05万元", "0.14万元", "31%", WHY, RATE_ROUNDING),
        ("0.05万元", "0.14万元", "30%", NO, ""),
        ("约20万元", "300.00万元", "7%", YES, ""),
        ("394人", "396人", "99.49%", YES, ""),
        ("394人", "396人", "99.48%", NO, ""),
        ("2.00万元", "0万元", "38%", NONE, ZERO_BASE),
        ("0万元", "0.00万元", "0%", NONE, ZERO_BASE),
    ],
)
def test_a_rate_is_compared_at_its_own_digit(top: str, bottom: str, rate: str, verdict: Verdict, why: str) -> None:
    outcome = judge(Relation("x", (0,), over=(1,), target=2), several(top, bottom, rate))
    assert (outcome.verdict, outcome.why) == (verdict, why)


def test_an_increase_greater_than_the_value_leaves_a_base_below_zero_and_is_no_zero_base() -> None:
    outcome = judge(Relation("x", (1,), over=(0,), over_minus=(1,), target=2), several("5.00万元", "6.00万元", "20%"))
    assert (outcome.verdict, outcome.why) == (NO, "")


@pytest.mark.parametrize(
    ("number", "price", "amount", "verdict"),
    [
        ("279人", "3100元", "864900元", YES),
        ("279人", "3100元", "86.49万元", YES),
        ("279人", "3100元", "86.5万元", YES),
        ("279人", "3100元", "86.4万元", WHY),
        ("279人", "3100元", "84.69万元", NO),
    ],
)
def test_a_product_holds_at_the_digit_of_its_result(number: str, price: str, amount: str, verdict: Verdict) -> None:
    assert verdict == judge(Relation("x", (0,), times=(1,), target=2), several(price, number, amount)).verdict


@pytest.mark.parametrize(
    ("left", "compare", "right", "verdict"),
    [
        ("900.00万元", AT_MOST, "900.00万元", YES),
        ("900.01万元", AT_MOST, "900.00万元", NO),
        ("9000001元", AT_MOST, "900万元", NO),
        ("97%", AT_LEAST, "95%", YES),
        ("93%", AT_LEAST, "95%", NO),
        ("15.47万元", "＝", "15.48万元", NO),
    ],
)
def test_one_figure_against_another_has_no_rounding_on_the_way(left: str, compare: str, right: str, verdict: Verdict) -> None:
    assert verdict == judge(Relation("x", (0,), target=1, compare=compare), several(left, right)).verdict


@pytest.mark.parametrize(
    ("shares", "verdict"),
    [
        ("66.67% 33.33%", YES),
        ("66.67% 33.34%", WHY),
        ("66.67% 33.35%", NO),
        ("33.3% 33.3% 33.3%", WHY),
        ("60% 30%", NO),
        ("60%", NO),
    ],
)
def test_shares_that_make_a_whole_may_miss_by_half_a_digit_each(shares: str, verdict: Verdict) -> None:
    figures = several(*shares.split())
    assert verdict == judge(Relation("x", tuple(range(len(figures))), constant=(1, 1)), figures).verdict


def test_the_gap_is_in_base_units_and_has_no_sign() -> None:
    relation = Relation("x", (0, 1), (2,), target=3)
    outcome = judge(relation, several("0万元", "2916.27万元", "2900.80万元", "15.74万元"))
    top, bottom = outcome.gap
    assert top * 1 == 2700 * bottom
    assert outcome.computed[0] == 154_700 * outcome.computed[1]


@pytest.mark.parametrize(
    ("relation", "texts", "words"),
    [
        (Relation("x", (0, 1), (2,), target=3), "0.00万元 2916.27万元 2900.8万元 15.47万元", "0.00 ＋ 2916.27 － 2900.80 ＝ 15.47"),
        (Relation("x", (0,), over=(1,), target=2), "950万元 1000万元 95%", "950万元 ÷ 1000万元 ＝ 95%"),
        (Relation("x", (0,), (1,), over=(1,), target=2), "6万元 5万元 20%", "（6万元 － 5万元） ÷ 5万元 ＝ 20%"),
        (Relation("x", (0,), over=(1,), over_minus=(0,), target=2), "1万元 6万元 20%", "1万元 ÷ （6万元 － 1万元） ＝ 20%"),
        (Relation("x", (0,), times=(1,), target=2), "3100元 279人 864900元", "3100元 × 279人 ＝ 864900元"),
        (Relation("x", (0,), target=1, compare=AT_MOST), "910万元 900.0万元", "910.0 ≤ 900.0"),
        (Relation("x", (0, 1), constant=(1, 1)), "60% 30%", "60% ＋ 30% ＝ 100%"),
        (Relation("x", (0, 1), target=2), "60万元 400000元 100万元", "60万元 ＋ 400000元 ＝ 100万元"),
    ],
)
def test_a_statement_reads_as_a_clerk_would_reckon_it(relation: Relation, texts: str, words: str) -> None:
    assert words == statement(relation, several(*texts.split()))


def test_two_relations_of_the_same_figures_in_another_order_are_one() -> None:
    assert Relation("x", (0, 1), target=2).shape == Relation("y", (1, 0), target=2, certain=False).shape
    assert Relation("x", (0, 1), target=2).shape != Relation("x", (0,), (1,), target=2).shape


def test_a_figure_that_stands_twice_is_named_once() -> None:
    assert Relation("x", (0,), (1,), over=(1,), target=2).figures == (0, 1, 2)
    assert one(0, "60%").dimension == "ratio"
