"""A formula computed: exact, and unknown where a part is unknown."""

from __future__ import annotations

import pytest
from tests.expr.world import VOCABULARY, Known, value

from hengji.core.unknown import Unknown, Why
from hengji.expr import scalar
from hengji.expr.parse import parse
from hengji.expr.tree import ByBands, Local, Number, Truth, Unary

SEED_002: dict[str, str | bool | Unknown] = {
    "年初结转和结余": "0",
    "本年收入合计": "29162700",
    "本年支出合计": "29008000",
    "上年（本年支出合计）": "25000000",
    "在职人员数": "61",
    "编制数": "0",
    "“三公”经费": "18200",
    "“三公”经费[年初预算]": "69000",
}
MISSING = Unknown(Why.MISSING, ("人员经费",))
TRUE, FALSE, NOT_KNOWN = "真", "假", "人员经费 ＞ 0"
THREE = (TRUE, FALSE, NOT_KNOWN)


def table(pattern: str) -> list[list[scalar.Value]]:
    """What an operator gives for 真, 假 and 未知 at its left (down) and its right (across)."""
    return [[value(pattern.format(left, right), SEED_002) for right in THREE] for left in THREE]


def test_false_and_anything_is_false() -> None:
    assert table("（{}） 且 （{}）") == [
        [True, False, MISSING],
        [False, False, False],
        [MISSING, False, MISSING],
    ]


def test_true_or_anything_is_true() -> None:
    assert table("（{}） 或 （{}）") == [
        [True, True, True],
        [True, False, MISSING],
        [True, MISSING, MISSING],
    ]


def test_the_opposite_of_unknown_is_unknown() -> None:
    assert [value(f"非 （{each}）", SEED_002) for each in THREE] == [False, True, MISSING]


def test_a_condition_looks_at_the_chosen_branch_only() -> None:
    assert value("如果(真, 1元, 人员经费)") == (1, 1)
    assert value("如果(假, 人员经费, 1元)") == (1, 1)
    assert value("如果(真, 人员经费, 1元)") == MISSING
    assert value("如果(人员经费 ＞ 0, 1, 1)") == MISSING
    assert value("如果(1 ＜ 2, 假, 真)") is False


@pytest.mark.parametrize("sign", "＋－×÷＝≠≤≥＜＞")
def test_an_operation_with_an_unknown_operand_is_unknown(sign: str) -> None:
    both = Unknown(Why.MISSING, ("人员经费", "非税收入"))
    assert [value(f"人员经费 {sign} 1元"), value(f"1元 {sign} 人员经费"), value(f"人员经费 {sign} 非税收入")] == [
        MISSING,
        MISSING,
        both,
    ]


@pytest.mark.parametrize(
    "text",
    ["－人员经费", "最小(人员经费, 0)", "最大(0, 人员经费)", "限定(0, 人员经费, 0)", "四舍五入(人员经费, 2)", "向上取整(人员经费)", "向下取整(人员经费)", "绝对值(人员经费)"],
)  # fmt: skip
def test_a_function_of_an_unknown_is_unknown(text: str) -> None:
    assert value(text) == MISSING


def test_the_first_reason_and_everything_missing_are_kept() -> None:
    assert value("1元 ÷ 0人 ＋ 人员经费") == Unknown(Why.ZERO_DIVISOR, ("人员经费",))
    assert value("最大(人员经费, 1元 ÷ 0人, 非税收入, 人员经费)") == Unknown(Why.MISSING, ("人员经费", "非税收入"))


def test_the_carry_over_of_the_seed_comes_out_to_the_cent() -> None:
    assert value("年初结转和结余 ＋ 本年收入合计 － 本年支出合计", SEED_002) == (154_700, 1)
    assert value("年初结转和结余 ＋ 本年收入合计 － 本年支出合计 ＝ 15.47万元", SEED_002) is True
    assert value("年初结转和结余 ＋ 本年收入合计 － 本年支出合计 ＝ 15.74万元", SEED_002) is False


def test_a_stage_and_an_earlier_year_have_their_own_figures() -> None:
    assert value("“三公”经费[决算] ≤ “三公”经费[年初预算]", SEED_002) is True
    assert value("（本年支出合计 － 上年(本年支出合计)） ÷ 上年(本年支出合计)", SEED_002) == (501, 3125)
    assert value("上年(“三公”经费)", SEED_002) == Unknown(Why.MISSING, ("上年（“三公”经费）",))


def test_a_division_by_zero_is_unknown_and_never_zero() -> None:
    zero_divisor = Unknown(Why.ZERO_DIVISOR)
    assert value("本年支出合计 ÷ 编制数", SEED_002) == zero_divisor
    assert value("0 ÷ 编制数", SEED_002) == zero_divisor
    assert value("如果(编制数 ＝ 0, 0, 在职人员数 ÷ 编制数)", SEED_002) == (0, 1)


def test_beyond_ten_to_the_fortieth_a_result_is_unknown() -> None:
    ten_to_20 = "1" + "0" * 20
    assert value(f"{ten_to_20} × {ten_to_20}") == (10**40, 1)
    assert value(f"－{ten_to_20} × {ten_to_20}") == (-(10**40), 1)
    assert value(f"{ten_to_20} × {ten_to_20} ＋ 0.01") == Unknown(Why.OUT_OF_RANGE)
    assert value(f"－{ten_to_20} × {ten_to_20} － 0.01") == Unknown(Why.OUT_OF_RANGE)
    assert value(f"{ten_to_20} ÷ （1 ÷ {ten_to_20} ÷ 2）") == Unknown(Why.OUT_OF_RANGE)


@pytest.mark.parametrize(
    ("sign", "expected"),
    [
        ("＝", [False, True, False]),
        ("≠", [True, False, True]),
        ("≤", [True, True, False]),
        ("≥", [False, True, True]),
        ("＜", [True, False, False]),
        ("＞", [False, False, True]),
    ],
)
def test_comparisons_are_exact(sign: str, expected: list[bool]) -> None:
    assert expected == [
        value(f"{left} {sign} 1 ÷ 3") for left in ("0.33333333333333333333333333333", "2 ÷ 6", "0.33333333333333333333333333334")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 ＋ 3 × 4 － 6 ÷ 3", (12, 1)),
        ("－2 － －3", (1, 1)),
        ("1 ÷ －4", (-1, 4)),
        ("最小(3, 1, 2)", (1, 1)),
        ("最大(1 ÷ 3, 33%, 0.3)", (1, 3)),
        ("最大(2)", (2, 1)),
        ("限定(7, 0, 5)", (5, 1)),
        ("限定(－1, 0, 5)", (0, 1)),
        ("限定(3, 0, 5)", (3, 1)),
        ("限定(3, 5, 4)", (4, 1)),
        ("四舍五入(2.345, 2)", (47, 20)),
        ("四舍五入(－2.345, 2)", (-47, 20)),
        ("四舍五入(2.5, 0)", (3, 1)),
        ("四舍五入(－0.5, 0)", (-1, 1)),
        ("四舍五入(2.4449, 2)", (61, 25)),
        ("向上取整(2.1)", (3, 1)),
        ("向上取整(－2.1)", (-2, 1)),
        ("向上取整(2)", (2, 1)),
        ("向下取整(2.9)", (2, 1)),
        ("向下取整(－2.1)", (-3, 1)),
        ("绝对值(－15.47)", (1547, 100)),
        ("绝对值(15.47)", (1547, 100)),
        ("5万元 ÷ 1万元", (5, 1)),
        ("1亿元 ＝ 10000万元", True),
    ],
)
def test_each_function_gives_what_it_says(text: str, expected: scalar.Value) -> None:
    assert expected == value(text)


@pytest.mark.parametrize(
    ("rate", "points"), [("100%", 5), ("95.01%", 5), ("95%", 3), ("92.8%", 3), ("90%", 1), ("86%", 1), ("85%", 0), ("0", 0)]
)
def test_whole_steps_lose_points_exactly_at_their_boundary(rate: str, points: int) -> None:
    assert value(f"限定(5分 － 向下取整(最大(100% － {rate}, 0) ÷ 5%) × 2分, 0, 5分)") == (points, 1)


def test_only_what_is_missing_counts_as_zero_by_default() -> None:
    assert value("缺省(结余分配, 0)", {"结余分配": "15.47"}) == (1547, 100)
    assert value("缺省(结余分配, 0)") == (0, 1)
    assert value("缺省(结余分配, 0)", {"结余分配": Unknown(Why.CONFLICT, ("结余分配",))}) == Unknown(Why.CONFLICT, ("结余分配",))


def test_the_listed_members_of_an_axis_are_added() -> None:
    tree = parse("合计(本年支出合计[年初预算], 按功能分类)", VOCABULARY)
    name = "合计（本年支出合计[年初预算]，按功能分类）"
    assert scalar.evaluate(tree, Known({}, {name: ["979.26", "121.3"]})) == (1100560, 1000)
    assert scalar.evaluate(tree, Known({})) == Unknown(Why.NOT_LISTED, ("本年支出合计（按功能分类）",))


def test_a_methods_own_name_has_the_value_that_the_method_is_given() -> None:
    assert value("分值 × 2", {"分值": "5"}) == (10, 1)
    assert value("非 否决情形", {"否决情形": True}) is False


def test_what_was_not_unfolded_is_a_bug() -> None:
    with pytest.raises(TypeError, match="ByBands"):
        scalar.evaluate(ByBands(Local("指标值")), Known({}))


def test_a_truth_value_where_a_number_must_stand_is_a_bug() -> None:
    with pytest.raises(TypeError, match="dimension"):
        scalar.evaluate(Unary("－", Truth(value=True)), Known({}))
    with pytest.raises(TypeError, match="dimension"):
        scalar.evaluate(parse("最小(1, 真)", VOCABULARY), Known({}))


def test_an_unknown_is_neither_true_nor_false() -> None:
    with pytest.raises(TypeError):
        bool(value("人员经费"))


def test_a_literal_keeps_its_pair() -> None:
    assert scalar.evaluate(Number((9624, 10_000), "96.24%"), Known({})) == (9624, 10_000)
