"""FAULTS, part E: what the formula language must withstand."""

from __future__ import annotations

import pytest
from tests.expr.world import LOCAL_DIMENSIONS, VOCABULARY, refused, value

from hengji.core.unknown import Unknown, Why
from hengji.expr import dimensions, words
from hengji.expr.errors import FormulaError
from hengji.expr.parse import parse


@pytest.mark.parametrize(
    ("text", "code", "column", "said"),
    [
        ("a.__class__", "FX02", 0, "a"),
        ("本年支出合计.__class__", "FX01", 6, "FULL STOP"),
        ("本年支出合计.__ｃlass__", "FX01", 6, "FULL STOP"),
        ("__ｃlass__", "FX01", 0, "LOW LINE"),
        ("ｃlass", "FX18", 0, "c"),
        ('__import__("os")', "FX01", 0, "LOW LINE"),
        ('"os"', "FX01", 0, "QUOTATION MARK"),
        ("'os'", "FX01", 0, "APOSTROPHE"),
        ("`os`", "FX01", 0, "GRAVE ACCENT"),
        ("lambda: 1", "FX02", 0, "lambda"),
        ("本年支出合计[0]", "FX15", 7, "0"),
        ("分值[0]", "FX03", 2, "["),
        ("[1][0]", "FX03", 0, "["),
        ("{分值}", "FX01", 0, "LEFT CURLY BRACKET"),
        ("分值; 分值", "FX01", 2, "SEMICOLON"),
        ("分值 = 分值 := 1", "FX03", 8, ":"),
        ("“{0.__class__}”.format(分值)", "FX02", 0, "“"),
        ("eval(1)", "FX02", 0, "eval"),
        ("分值\\", "FX01", 2, "REVERSE SOLIDUS"),
        ("分值 @ 分值", "FX01", 3, "COMMERCIAL AT"),
    ],
)
def test_fault_e1_nothing_of_a_host_language_can_be_said(text: str, code: str, column: int, said: str) -> None:
    error = refused(text)
    shown = {error.found, error.slots.get("unicode", ""), error.slots.get("half", "")}
    assert (code, column) == (error.code, error.at)
    assert said in shown


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("9**9**9", "FX03", 2),
        ("9^9", "FX01", 1),
        ("1E+9999999", "FX03", 1),
        ("1e400", "FX03", 1),
        ("9" * 31, "FX04", 0),
        ("1 ＋ 0." + "0" * 1_900 + "1", "FX04", 4),
        ("inf", "FX02", 0),
        ("nan", "FX02", 0),
        ("1_000", "FX01", 1),
        ("0x10", "FX03", 1),
        ("1,000", "FX03", 1),
        ("٣", "FX01", 0),
    ],
)
def test_fault_e2_a_number_is_short_and_plain(text: str, code: str, column: int) -> None:
    error = refused(text)
    assert (code, column) == (error.code, error.at)


def test_fault_e2_a_huge_product_is_out_of_range_and_small_in_memory() -> None:
    assert value("×".join(["9999999999"] * 99)) == Unknown(Why.OUT_OF_RANGE)
    assert value("如果(9999999999 × 9999999999 × 9999999999 × 9999999999 ＞ 1, 真, 假)") is True
    smallest = "0." + "0" * 28 + "1"
    assert value("×".join([smallest] * 60)) == (1, 10 ** (29 * 60))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("（" * 5_000 + "1" + "）" * 5_000, "FX05"),
        ("（" * 900 + "1" + "）" * 900, "FX07"),
        ("1" + "＋1" * 5_000, "FX05"),
        ("1" + "＋1" * 900, "FX06"),
        ("－" * 1_900 + "1", "FX07"),
        ("非" * 1_900 + "真", "FX07"),
        ("最小（" * 600, "FX07"),
        ("上年（" * 600, "FX07"),
        ("真" + "且真" * 900, "FX06"),
        ("如果（真，1，" * 250, "FX07"),
        ("（" * 2_000, "FX07"),
        ("）" * 2_000, "FX03"),
        ("本年支出合计[" + "功能分类:201," * 200, "FX15"),
        ("A" * 2_000, "FX02"),
        (" " * 2_000, "FX03"),
    ],
)
def test_fault_e3_length_nodes_and_depth_are_bounded(text: str, code: str) -> None:
    error = refused(text)
    assert code == error.code
    assert 0 <= error.at <= len(text)


def test_fault_e3_the_deepest_condition_is_checked_and_computed() -> None:
    tree = parse("如果（真，1，" * 38 + "1" + "）" * 38, VOCABULARY)
    assert dimensions.check(tree, {}) == dimensions.PURE
    assert value(words.formula(tree)) == (1, 1)


def test_fault_e4_a_division_by_zero_is_seen_when_loading_or_is_unknown() -> None:
    with pytest.raises(FormulaError) as caught:
        dimensions.check(parse("本年支出合计 ÷ 0", VOCABULARY), {})
    assert (caught.value.code, caught.value.at) == ("FX12", 7)
    assert value("本年支出合计 ÷ 编制数", {"本年支出合计": "29008000", "编制数": "0"}) == Unknown(Why.ZERO_DIVISOR)


def test_fault_e4_a_missing_value_is_unknown_and_named() -> None:
    assert value("年初结转和结余 ＋ 15.47万元") == Unknown(Why.MISSING, ("年初结转和结余",))


def test_fault_e4_comparisons_do_not_chain() -> None:
    error = refused("1<2<3")
    assert (error.code, error.at) == ("FX08", 3)


@pytest.mark.parametrize(
    ("text", "column"), [("按时公开 ＋ 1", 0), ("真 ＋ 5", 0), ("5 且 真", 0), ("非 5", 2), ("如果(5, 1, 2)", 3)]
)
def test_fault_e4_truth_and_number_do_not_mix(text: str, column: int) -> None:
    with pytest.raises(FormulaError) as caught:
        dimensions.check(parse(text, VOCABULARY), LOCAL_DIMENSIONS)
    assert (caught.value.code, caught.value.at) == ("FX11", column)


def test_fault_e4_a_branch_of_another_kind_is_refused_though_it_is_never_taken() -> None:
    with pytest.raises(FormulaError) as caught:
        dimensions.check(parse("如果(真, 5分, 如果(真, 5分, 5万元))", VOCABULARY), LOCAL_DIMENSIONS)
    assert (caught.value.code, caught.value.at) == ("FX10", 10)


@pytest.mark.parametrize(
    ("text", "column", "near"),
    [("如果(真, 得份, 0)", 6, "得分"), ("本年支岀合计 ＞ 0", 0, "本年支出合计"), ("1人 ＋ 編制数", 5, "编制数")],
)
def test_fault_e4_a_look_alike_is_refused_and_the_real_name_suggested(text: str, column: int, near: str) -> None:
    error = refused(text)
    assert ("FX02", column, near) == (error.code, error.at, error.slots["near"])


def test_fault_e4_each_mistake_has_its_own_code() -> None:
    codes = [refused(text).code for text in ("1<2<3", "得份", "１", "1,2", "最小(1", "如果(1)", "编制数[决算]", "缺省(编制数, 0)")]
    assert codes == ["FX08", "FX02", "FX18", "FX03", "FX03", "FX09", "FX15", "FX14"]


def test_fault_e6_a_half_is_rounded_away_from_zero_and_nothing_earlier() -> None:
    assert value("四舍五入(1 ÷ 3 × 3 ÷ 2, 0)") == (1, 1)
    assert value("四舍五入(－0.125, 2)") == (-13, 100)
    assert value("0.1 ＋ 0.2 ＝ 0.3") is True
    assert value("90% － 0.0000000001% ≥ 90%") is False
