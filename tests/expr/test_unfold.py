"""Lists and bands written out: the tree has a known size before anything is checked."""

from __future__ import annotations

import pytest
from tests.expr.world import LOCAL_DIMENSIONS, VOCABULARY, Known, lowest

from hengji.core.unknown import Unknown, Why
from hengji.expr import dimensions, intervals, scalar, words
from hengji.expr.errors import FormulaError
from hengji.expr.parse import parse
from hengji.expr.tree import Local, Node, Number, Truth, size
from hengji.expr.unfold import MOST_MEMBERS, MOST_UNFOLDED, Band, Lists, substitute, unfold


def number(text: str) -> Node:
    return parse(text, VOCABULARY)


CLOSED = Lists([Band(number("0%"), closed=True, points=number("5分")), Band(number("10%"), closed=True, points=number("4分")), Band(None, closed=True, points=number("0分"))])  # fmt: skip
OPEN = Lists([Band(number("60%"), closed=False, points=number("0分")), Band(number("80%"), closed=False, points=number("5分")), Band(None, closed=True, points=number("8分"))])  # fmt: skip
POINTS = Lists(
    members={"要点": [{"得分": number("2分"), "满足": Local("满足", 1)}, {"得分": number("3分"), "满足": Local("满足", 2)}]}
)
GOALS = Lists(
    members={"目标": [{"完成率": Local("完成率", 1), "权重": number("60%")}, {"完成率": Local("完成率", 2), "权重": number("40%")}]}
)


def said(text: str, lists: Lists) -> str:
    return words.formula(unfold(number(text), lists))


def given(text: str, lists: Lists, figures: dict[str, str | bool | Unknown]) -> scalar.Value:
    return lowest(scalar.evaluate(unfold(number(text), lists), Known(figures)))


def refusal(text: str, lists: Lists) -> tuple[str, int, str]:
    with pytest.raises(FormulaError) as caught:
        unfold(number(text), lists)
    return caught.value.code, caught.value.at, caught.value.found


def test_bands_become_one_condition_in_the_other() -> None:
    assert said("分档(指标值)", CLOSED) == "如果（指标值 ≤ 0%，5分，如果（指标值 ≤ 10%，4分，0分））"
    assert said("分档(指标值)", OPEN) == "如果（指标值 ＜ 60%，0分，如果（指标值 ＜ 80%，5分，8分））"


@pytest.mark.parametrize(("measured", "points"), [("-0.01", 5), ("0", 5), ("0.0001", 4), ("0.1", 4), ("0.1001", 0)])
def test_a_closed_band_holds_its_upper_bound(measured: str, points: int) -> None:
    assert given("分档(指标值)", CLOSED, {"指标值": measured}) == (points, 1)


@pytest.mark.parametrize(("measured", "points"), [("0.5999", 0), ("0.6", 5), ("0.7999", 5), ("0.8", 8), ("1", 8)])
def test_an_open_band_ends_just_below_its_upper_bound(measured: str, points: int) -> None:
    assert given("分档(指标值)", OPEN, {"指标值": measured}) == (points, 1)


def test_an_unknown_measure_falls_into_no_band() -> None:
    assert given("分档(指标值)", CLOSED, {}) == Unknown(Why.MISSING, ("指标值",))


@pytest.mark.parametrize(
    "bands",
    [
        (),
        (Band(None, closed=True, points=Number((5, 1), "5分", "points")),),
        (Band(Number((1, 1), "1"), closed=True, points=Number((5, 1), "5分", "points")),),
        CLOSED.bands[:2],
        (CLOSED.bands[0], CLOSED.bands[2], CLOSED.bands[2]),
    ],
)
def test_fx17_bands_are_at_least_two_and_only_the_last_is_the_rest(bands: tuple[Band, ...]) -> None:
    assert refusal("1分 ＋ 分档(指标值)", Lists(bands)) == ("FX17", 5, "分档")


def test_a_sum_over_a_list_is_written_out() -> None:
    assert said("合计(如果(满足, 得分, 0), 逐要点)", POINTS) == "如果（满足1，2分，0） ＋ 如果（满足2，3分，0）"
    assert given("合计(如果(满足, 得分, 0), 逐要点)", POINTS, {"满足1": False, "满足2": True}) == (3, 1)


def test_one_unknown_answer_leaves_the_sum_unknown() -> None:
    assert given("合计(如果(满足, 得分, 0), 逐要点)", POINTS, {"满足1": True}) == Unknown(Why.MISSING, ("满足2",))


def test_a_weighted_mean_is_a_sum_of_products_over_the_sum_of_weights() -> None:
    assert said("加权平均(完成率, 权重, 逐目标)", GOALS) == "（完成率1 × 60% ＋ 完成率2 × 40%） ÷ （60% ＋ 40%）"
    assert given("加权平均(完成率, 权重, 逐目标)", GOALS, {"完成率1": "1", "完成率2": "0.5"}) == (4, 5)


def test_a_count_is_a_sum_of_ones() -> None:
    assert said("计数(非 满足, 逐要点)", POINTS) == "如果（非满足1，1，0） ＋ 如果（非满足2，1，0）"
    assert given("计数(非 满足, 逐要点)", POINTS, {"满足1": False, "满足2": True}) == (1, 1)
    assert given("计数(真, 逐要点)", POINTS, {}) == (2, 1)


def test_a_list_inside_a_list_sees_both_members() -> None:
    both = Lists(members={**(POINTS.members or {}), **(GOALS.members or {})})
    assert said("合计(合计(得分, 逐要点) × 权重, 逐目标)", both) == "（2分 ＋ 3分） × 60% ＋ （2分 ＋ 3分） × 40%"
    assert said("合计(合计(得分 × 权重, 逐要点), 逐目标)", both) == "2分 × 60% ＋ 3分 × 60% ＋ （2分 × 40% ＋ 3分 × 40%）"


def test_lists_and_bands_are_found_wherever_they_stand() -> None:
    lists = Lists(CLOSED.bands, POINTS.members)
    text = "如果(非 否决情形, － 分档(分档(指标值) ÷ 1分), 最大(1分, 合计(得分, 逐要点)))"
    said_ = said(text, lists)
    assert said_.count("如果") == 1 + 2 * 3
    assert said_.endswith("最大（1分，2分 ＋ 3分））")


def test_a_formula_without_lists_stays_as_it_is() -> None:
    for text in ("真", "本年支出合计", "合计(本年支出合计, 按功能分类)", "－（1 ＋ 绝对值(－2)）"):
        assert number(text) == unfold(number(text), Lists())


@pytest.mark.parametrize("lists", [Lists(), Lists(members={}), Lists(members={"要点": []}), GOALS])
def test_fx17_a_list_that_the_indicator_does_not_carry_is_refused(lists: Lists) -> None:
    assert refusal("1分 ＋ 合计(得分, 逐要点)", lists) == ("FX17", 12, "要点")


def test_names_are_replaced_by_what_stands_for_them() -> None:
    tree = substitute(number("限定(分值 － 步长, 0, 分值)"), {"分值": Number((5, 1), "分值", "points"), "步长": Local("步长", 3)})
    assert words.formula(tree) == "限定（分值 － 步长3，0，分值）"


def test_a_member_of_a_list_is_not_replaced_again() -> None:
    assert substitute(Local("满足", 2), {"满足": Truth(value=True)}) == Local("满足", 2)
    assert substitute(Local("满足"), {"满足": Local("满足", 2)}) == Local("满足", 2)


def test_fx06_a_list_has_at_most_a_hundred_members() -> None:
    lists = {n: Lists(members={"要点": [{"得分": number("1分")}] * n}) for n in (MOST_MEMBERS, MOST_MEMBERS + 1)}
    assert size(unfold(number("合计(得分, 逐要点)"), lists[MOST_MEMBERS])) == 2 * MOST_MEMBERS - 1
    assert refusal("合计(得分, 逐要点)", lists[MOST_MEMBERS + 1]) == ("FX06", 7, "101")


def test_fx06_lists_inside_lists_are_refused_before_they_are_built() -> None:
    lists = Lists(CLOSED.bands, {"要点": [{"得分": number("1分")}] * 60})
    forty = Lists(members={"要点": [{"得分": number("1分")}] * 40})
    assert size(unfold(number("合计(合计(得分, 逐要点), 逐要点)"), forty)) == 79 * 40 + 39
    assert refusal("合计(合计(得分, 逐要点), 逐要点)", lists) == ("FX06", 16, str(119 * 60))
    assert refusal("分档(" * 20 + "指标值" + ")" * 20, lists)[0] == "FX06"
    assert MOST_UNFOLDED == 4_000


def test_the_deepest_tree_that_is_let_through_can_be_read_in_every_way() -> None:
    """A sum of a hundred members at the bottom of a long sum at the bottom of nested functions; no reading may run out of stack."""
    lists = Lists(members={"要点": [{"得分": Local("得分", n)} for n in range(1, MOST_MEMBERS + 1)]})
    node = unfold(number("绝对值（" * 37 + "合计(得分, 逐要点)" + "＋1分" * 80 + "）" * 37), lists)
    assert dimensions.check(node, LOCAL_DIMENSIONS) == dimensions.of("points")
    assert intervals.of(node, lambda _: ((0, 1), (1, 1))) == ((80, 1), (180, 1))
    assert scalar.evaluate(node, Known({f"得分{n}": "1" for n in range(1, MOST_MEMBERS + 1)})) == (180, 1)
    assert words.formula(node).count("＋") == 99 + 80


def test_the_greatest_and_the_least_of_a_list_are_written_out() -> None:
    assert said("最大(完成率, 逐目标)", GOALS) == "最大（完成率1，完成率2）"
    assert said("最小(完成率 × 权重， 逐目标)", GOALS) == "最小（完成率1 × 60%，完成率2 × 40%）"
    assert given("最大(完成率, 逐目标)", GOALS, {"完成率1": "0.5", "完成率2": "0.75"}) == (3, 4)
    assert given("最大(完成率, 逐目标)", GOALS, {"完成率1": "0.5"}) == Unknown(Why.MISSING, ("完成率2",))
    assert said("最大(最小(1, 2), 最大(完成率, 逐目标))", GOALS) == "最大（最小（1，2），最大（完成率1，完成率2））"
