"""The tree of a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.expr.world import VOCABULARY

from hengji.expr.parse import parse, year_before
from hengji.expr.tree import Binary, Local, Number, Ref, Truth, children, rebuild, refs, same, size, walk

if TYPE_CHECKING:
    from hengji.expr.tree import Node

EVERY_NODE = "如果(非 真, － 分档(指标值), 合计(本年支出合计, 按功能分类) ＋ 加权平均(完成率, 权重, 逐目标) × 5)"


def test_every_node_is_walked_once_a_parent_before_its_operands() -> None:
    names = [type(node).__name__ for node in walk(parse(EVERY_NODE, VOCABULARY))]
    expected = "Call Unary Truth Unary ByBands Local Binary OverAxis Ref Binary OverList Local Local Number"
    assert expected == " ".join(names)
    assert size(parse(EVERY_NODE, VOCABULARY)) == 14


def test_a_leaf_has_no_operands() -> None:
    assert [children(leaf) for leaf in (Number((1, 1), "1"), Truth(value=True), Local("分值"))] == [(), (), ()]


def test_rebuilt_without_change_a_tree_is_the_same() -> None:
    def again(node: Node) -> Node:
        return rebuild(node, again)

    tree = parse(EVERY_NODE, VOCABULARY)
    assert again(tree) == tree
    assert [node.at for node in walk(again(tree))] == [node.at for node in walk(tree)]


def test_the_figure_that_is_broken_down_is_rebuilt_too_if_it_stays_a_figure() -> None:
    tree = parse("合计(本年支出合计, 按功能分类)", VOCABULARY)
    assert rebuild(tree, year_before) == parse("合计(上年(本年支出合计), 按功能分类)", VOCABULARY)
    assert rebuild(tree, lambda _: Truth(value=True)) == tree


def test_the_facts_that_a_formula_names_come_once_and_in_reading_order() -> None:
    tree = parse("本年支出合计 ÷ 本年收入合计 ＋ 合计(本年支出合计, 按功能分类) ÷ 上年(本年支出合计)", VOCABULARY)
    assert [(ref.label, ref.years) for ref in refs(tree)] == [("本年支出合计", 0), ("本年收入合计", 0), ("本年支出合计", -1)]


def test_where_it_stood_makes_no_difference() -> None:
    assert parse("1＋2", VOCABULARY) == parse("  1 ＋  2", VOCABULARY)
    assert same(parse("1＋2", VOCABULARY), parse("  1 ＋  2", VOCABULARY))
    assert hash(Local("分值", at=3)) == hash(Local("分值", at=9))


@pytest.mark.parametrize("other", ["1 ＋ 3", "1 － 2", "2 ＋ 2", "1", "－1"])
def test_what_it_says_makes_a_difference(other: str) -> None:
    assert not same(parse("1 ＋ 2", VOCABULARY), parse(other, VOCABULARY))
    assert parse("1 ＋ 2", VOCABULARY) != parse(other, VOCABULARY)


def test_the_words_for_axes_make_no_difference() -> None:
    one = Ref("c", "本年支出合计", "money", members=(("function", "201"),), axis_labels=("功能分类",))
    assert one == Ref("c", "本年支出合计", "money", members=(("function", "201"),))


def test_how_a_number_was_written_makes_a_difference() -> None:
    assert Binary("＋", Number((1, 1), "1"), Number((1, 1), "100%")) != Binary("＋", Number((1, 1), "1"), Number((1, 1), "1"))
