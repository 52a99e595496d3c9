"""The least and the most that a formula can give."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.expr.world import VOCABULARY

from hengji.core import exact
from hengji.expr import intervals
from hengji.expr.functions import COMPARISONS
from hengji.expr.intervals import ALL, EITHER, NO, YES, hull
from hengji.expr.parse import parse
from hengji.expr.tree import ByBands, Local, OverAxis, Ref

if TYPE_CHECKING:
    from hengji.expr.intervals import End, Interval


def span(text: str) -> Interval:
    """`0..5`, `0..` and `..5` as intervals."""
    low, _, high = text.partition("..")
    return (exact.of(low) if low else None), (exact.of(high) if high else None)


def found(text: str, **names: str) -> Interval:
    """The interval of a formula in which 指标值, 限度 and 步长 are called x, y and z."""
    known = dict(zip(("指标值", "限度", "步长"), (span(names.get(name, "..")) for name in "xyz"), strict=True))

    def leaf(node: Ref | Local | OverAxis) -> Interval:
        return known[node.name] if isinstance(node, Local) else EITHER

    for short, name in zip("xyz", known, strict=True):
        text = text.replace(short, name)
    return lowest(intervals.of(parse(text, VOCABULARY), leaf))


def lowest(interval: Interval) -> Interval:
    def end(value: End) -> End:
        return None if value is None else exact.reduce(value)

    return end(interval[0]), end(interval[1])


def test_a_literal_is_a_point() -> None:
    assert found("15.47") == ((1547, 100), (1547, 100))
    assert (found("真"), found("假")) == (YES, NO)


def test_a_name_is_what_the_leaf_says() -> None:
    assert found("x", x="1..2") == span("1..2")
    assert found("按时公开") == EITHER
    assert found("合计(本年支出合计, 按功能分类)") == EITHER


@pytest.mark.parametrize(
    ("text", "x", "y", "expected"),
    [
        ("－x", "1..2", "", "-2..-1"),
        ("－x", "1..", "", "..-1"),
        ("－x", "..2", "", "-2.."),
        ("x ＋ y", "1..2", "10..20", "11..22"),
        ("x ＋ y", "1..", "10..20", "11.."),
        ("x ＋ y", "..2", "10..20", "..22"),
        ("x ＋ y", "1..2", "..", ".."),
        ("x － y", "1..2", "10..20", "-19..-8"),
        ("x － y", "1..2", "..20", "-19.."),
        ("x － y", "1..2", "10..", "..-8"),
        ("x × y", "2..3", "5..7", "10..21"),
        ("x × y", "-2..3", "5..7", "-14..21"),
        ("x × y", "-2..3", "-5..7", "-15..21"),
        ("x × y", "-3..-2", "-7..-5", "10..21"),
        ("x × y", "0..0", "-5..7", "0..0"),
        ("x × y", "2..", "5..7", "10.."),
        ("x × y", "0..3", "2..", "0.."),
        ("x × y", "0..0", "2..", "0..0"),
        ("x × y", "2..", "0..0", "0..0"),
        ("x × y", "..3", "1..2", ".."),
        ("x × y", "1..2", "..3", ".."),
        ("x × y", "-1..", "1..2", ".."),
        ("x × y", "1..", "-1..2", ".."),
        ("x ÷ y", "4..6", "1..2", "2..6"),
        ("x ÷ y", "-4..6", "1..2", "-4..6"),
        ("x ÷ y", "4..6", "2..", "0..3"),
        ("x ÷ y", "4..", "2..4", "1.."),
        ("x ÷ y", "-4..6", "2..", "-2..3"),
        ("x ÷ y", "4..6", "-2..-1", "-6..-2"),
        ("x ÷ y", "4..6", "..-2", "-3..0"),
        ("x ÷ y", "4..6", "0..2", "0.."),
        ("x ÷ y", "-4..6", "0..2", ".."),
        ("x ÷ y", "4..6", "-1..2", ".."),
        ("x ÷ y", "..6", "1..2", ".."),
        ("x ÷ y", "1..2", "..", ".."),
        ("最小(x, y)", "1..9", "2..3", "1..3"),
        ("最小(x, y)", "1..", "2..3", "1..3"),
        ("最小(x, y)", "1..9", "2..", "1..9"),
        ("最小(x, y)", "1..", "2..", "1.."),
        ("最小(x, y)", "..9", "2..3", "..3"),
        ("最大(x, y)", "1..9", "2..3", "2..9"),
        ("最大(x, y)", "..9", "2..3", "2..9"),
        ("最大(x, y)", "1..9", "..3", "1..9"),
        ("最大(x, y)", "..9", "..3", "..9"),
        ("最大(x, y)", "1..", "2..3", "2.."),
        ("最大(x)", "1..2", "", "1..2"),
        ("最小(x, y, 0)", "1..2", "3..4", "0..0"),
        ("限定(x, 0, 5)", "..", "", "0..5"),
        ("限定(x, 0, 5)", "-1..3", "", "0..3"),
        ("限定(x, 0, 5)", "2..9", "", "2..5"),
        ("限定(x, 0, y)", "2..9", "1..3", "1..3"),
        ("四舍五入(x, 1)", "0.04..0.05", "", "0..0.1"),
        ("四舍五入(x, 0)", "-0.5..2.5", "", "-1..3"),
        ("四舍五入(x, 1)", "0.06..", "", "0.1.."),
        ("向上取整(x)", "0.1..1.1", "", "1..2"),
        ("向上取整(x)", "..1.1", "", "..2"),
        ("向下取整(x)", "0.9..1.9", "", "0..1"),
        ("绝对值(x)", "1..2", "", "1..2"),
        ("绝对值(x)", "-2..-1", "", "1..2"),
        ("绝对值(x)", "-2..1", "", "0..2"),
        ("绝对值(x)", "-1..2", "", "0..2"),
        ("绝对值(x)", "..1", "", "0.."),
        ("绝对值(x)", "-1..", "", "0.."),
        ("绝对值(x)", "..-1", "", "1.."),
        ("绝对值(x)", "..", "", "0.."),
        ("如果(x ＞ 0, 5, 1)", "..", "", "1..5"),
        ("如果(x ＞ 0, 5, 1)", "1..2", "", "5..5"),
        ("如果(x ＞ 0, 5, 1)", "-2..0", "", "1..1"),
        ("如果(x ＞ 0, y, 1)", "..", "2..", "1.."),
    ],
)
def test_each_operation_gives_the_tightest_interval_of_its_operands(text: str, x: str, y: str, expected: str) -> None:
    assert span(expected) == found(text, x=x, y=y)


CASES = {
    "below": ("1..2", "3..4", "≠≤＜"),
    "touching from below": ("1..3", "3..4", "≤"),
    "above": ("3..4", "1..2", "≠≥＞"),
    "touching from above": ("3..4", "1..3", "≥"),
    "one point": ("3..3", "3..3", "＝≤≥"),
    "overlapping": ("1..3", "2..4", ""),
    "open": ("1..", "2..", ""),
    "open below": ("..3", "..3", ""),
    "open, but apart": ("5..", "..4", "≠≥＞"),
}
OPPOSITE = dict(zip("＝≠≤＞≥＜", "≠＝＞≤＜≥", strict=True))
EITHER_WAY = {
    "touching from below": "＝≠＜≥",
    "touching from above": "＝≠＞≤",
    "overlapping": COMPARISONS,
    "open": COMPARISONS,
    "open below": COMPARISONS,
}


@pytest.mark.parametrize("case", list(CASES))
@pytest.mark.parametrize("sign", sorted(COMPARISONS))
def test_a_comparison_is_sure_only_where_the_intervals_leave_no_choice(case: str, sign: str) -> None:
    x, y, surely = CASES[case]
    expected = YES if sign in surely else NO if OPPOSITE[sign] in surely else EITHER
    assert expected == found(f"x {sign} y", x=x, y=y)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("真 且 真", YES),
        ("真 且 按时公开", EITHER),
        ("按时公开 且 假", NO),
        ("假 或 假", NO),
        ("按时公开 或 真", YES),
        ("假 或 按时公开", EITHER),
        ("非 真", NO),
        ("非 假", YES),
        ("非 按时公开", EITHER),
        ("如果(按时公开, 真, 假)", EITHER),
        ("如果(真, 假, 按时公开)", NO),
        ("如果(假, 假, 按时公开)", EITHER),
    ],
)
def test_truth_values_are_nought_and_one(text: str, expected: Interval) -> None:
    assert expected == found(text)


def test_the_hull_holds_both() -> None:
    assert hull(span("1..2"), span("5..6")) == span("1..6")
    assert hull(span("1.."), span("0..6")) == span("0..")
    assert hull(span("..2"), span("5..6")) == span("..6")


def test_an_optional_term_is_as_wide_as_its_name() -> None:
    assert found("缺省(结余分配, 0)") == EITHER


def test_bands_that_are_not_unfolded_may_give_anything() -> None:
    assert intervals.of(ByBands(Local("指标值")), lambda _: NO) == ALL


def test_a_method_that_clamps_cannot_score_above_the_weight() -> None:
    assert found("限定(5 － 向下取整(最大(y － x, 0) ÷ z) × 2, 0, 5)", y="1..1", z="0.05..0.05") == span("0..5")


def test_a_method_that_does_not_clamp_is_seen_to_score_above_the_weight() -> None:
    assert found("x × 5", x="0..") == span("0..")
    assert found("最大(5 － 最大(y － x, 0) ÷ z × 2, 0)", x="0..", y="1..1", z="0.05..0.05") == span("0..5")
