"""衡式, read: one tree for every spelling, or one code with one column."""

from __future__ import annotations

import pytest
from tests.expr.world import VOCABULARY, refused

from hengji.core.place import Place
from hengji.expr import words
from hengji.expr.names import Vocabulary
from hengji.expr.parse import parse, reserved, year_before
from hengji.expr.tree import Binary, ByBands, Call, Local, Node, Number, OverAxis, OverList, Ref, Truth, Unary

SPENDING = Ref("concept_0", "本年支出合计", "money", "outturn")
IN_METHODS = Vocabulary(VOCABULARY.names, VOCABULARY.stages, VOCABULARY.stage_labels, VOCABULARY.axes, VOCABULARY.units)


def read(text: str) -> Node:
    return parse(text, VOCABULARY)


def test_a_bare_name_is_the_first_of_its_stages() -> None:
    assert read("本年支出合计") == SPENDING
    assert read("本年支出合计[决算]") == SPENDING
    assert read("在职人员数") == Ref("concept_11", "在职人员数", "person")


def test_a_stage_and_members_are_said_beside_the_name() -> None:
    expected = Ref("concept_0", "本年支出合计", "money", "original", "年初预算", 0, (("function", "201"), ("fund", "一般公共")))
    assert read("本年支出合计[年初预算数, 功能分类:201, 资金来源：一般公共]") == expected
    assert read("本年支出合计 ［ 资金来源 : 一般公共 、功能分类:201，年初预算 ］") == expected


def test_the_words_for_the_axes_stay_in_the_order_of_the_members() -> None:
    tree = read("本年支出合计[资金来源:一般公共, 功能分类:201]")
    assert isinstance(tree, Ref)
    assert (tree.members, tree.axis_labels) == ((("function", "201"), ("fund", "一般公共")), ("功能分类", "资金来源"))


def test_the_year_before_reaches_every_figure_of_an_expression() -> None:
    assert read("上年(本年支出合计 ÷ 2)") == read("上年(本年支出合计) ÷ 2")
    assert read("上年(上年(本年支出合计))") == Ref("concept_0", "本年支出合计", "money", "outturn", years=-2)
    assert read("上年(合计(本年支出合计, 按功能分类))") == read("合计(上年(本年支出合计), 按功能分类)")
    assert read("上年(如果(真, 合计(本年支出合计, 逐要点), 分档(指标值)))") == read(
        "如果(真, 合计(上年(本年支出合计), 逐要点), 分档(指标值))"
    )
    assert year_before(Truth(value=True)) == Truth(value=True)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("本年支出合计+1元-2元−3元*4/5", "本年支出合计＋1元－2元－3元×4÷5"),
        ("1=2", "1＝2"),
        ("1==2", "1＝2"),
        ("1!=2", "1≠2"),
        ("1<=2", "1≤2"),
        ("1>=2", "1≥2"),
        ("1<2", "1＜2"),
        ("1>2", "1＞2"),
        ("(1)", "（1）"),
        ("最小(1,2、3)", "最小（1，2，3）"),
        ("96.24％", "96.24 %"),
        ("\t1\u3000＋\n1 ", "1＋1"),
        ("合计(本年支出合计, 按功能分类)", "合计（本年支出合计，按功能分类）"),
        ("最小" + " " * 40 + "(1,2)", "最小(1,2)"),
    ],
)
def test_ascii_and_full_width_read_alike(text: str, same: str) -> None:
    assert read(same) == read(text)


@pytest.mark.parametrize(
    ("text", "bracketed"),
    [
        ("1＋2×3", "1＋（2×3）"),
        ("1－2－3", "（1－2）－3"),
        ("8÷4÷2", "（8÷4）÷2"),
        ("－1＋2", "（－1）＋2"),
        ("－1×2", "（－1）×2"),
        ("2×－1", "2×（－1）"),
        ("－－1", "－（－1）"),
        ("1＋1＜2×2", "（1＋1）＜（2×2）"),
        ("非 1＜2 且 真", "（非 （1＜2）） 且 真"),
        ("非 非 真", "非 （非 真）"),
        ("真 或 假 且 假", "真 或 （假 且 假）"),
        ("真 且 假 且 假", "（真 且 假） 且 假"),
        ("真 或 假 或 假", "（真 或 假） 或 假"),
        ("1＜2且2＜3或3＜4", "（（1＜2）且（2＜3））或（3＜4）"),
    ],
)
def test_operators_bind_as_in_school(text: str, bracketed: str) -> None:
    assert read(bracketed) == read(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5", Number((5, 1), "5")),
        ("0.05", Number((5, 100), "0.05")),
        ("96.24%", Number((9624, 10000), "96.24%")),
        ("2916.27万元", Number((2916270000, 100), "2916.27万元", "money")),
        ("15.47 万", Number((15470000, 100), "15.47万", "money")),
        ("61人", Number((61, 1), "61人", "person")),
        ("750人次", Number((750, 1), "750人次", "visit")),
        ("0.13个百分点", Number((13, 10000), "0.13个百分点")),
        ("007", Number((7, 1), "007")),
        ("9" * 30, Number((10**30 - 1, 1), "9" * 30)),
    ],
)
def test_a_number_is_exact_and_carries_its_unit(text: str, expected: Number) -> None:
    assert expected == read(text)


def test_every_node_knows_its_column() -> None:
    tree = read(" 如果(非 真, －分值, 5分 ＋ 合计(得分, 逐要点))")
    assert isinstance(tree, Call)
    condition, minus, plus = tree.arguments
    assert isinstance(plus, Binary)
    assert (tree.at, condition.at, minus.at, plus.at, plus.left.at, plus.right.at) == (1, 4, 9, 17, 14, 26)


def test_lists_bands_and_axes_wait_to_be_unfolded() -> None:
    assert read("分档(指标值)") == ByBands(Local("指标值"))
    assert read("加权平均(完成率, 权重, 逐目标)") == OverList("加权平均", (Local("完成率"), Local("权重")), "目标")
    assert read("计数(非 满足, 逐要点)") == OverList("计数", (Unary("非", Local("满足")),), "要点")
    assert read("合计(本年支出合计, 按功能分类)") == OverAxis(SPENDING, "function", "功能分类")


def test_a_name_that_begins_with_the_word_for_an_axis_is_a_name() -> None:
    assert read("合计(按时公开率, 逐要点)") == OverList("合计", (read("按时公开率"),), "要点")
    assert read("加权平均(完成率, 按时公开率, 逐目标)") == OverList("加权平均", (Local("完成率"), read("按时公开率")), "目标")


def test_truth_units_and_names_may_stand_beside_a_keyword_without_a_space() -> None:
    assert read("真且假") == read("真 且 假")
    assert read("真或按时公开且假") == read("真 或 （按时公开 且 假）")
    assert read("本年支出合计＞5万元且编制数＞3人或假") == read("（本年支出合计 ＞ 5万元 且 编制数 ＞ 3人） 或 假")
    assert read("非真") == Unary("非", Truth(value=True))


def test_an_optional_term_is_read_where_the_world_allows_it() -> None:
    assert read("缺省(结余分配, 0)") == Call("缺省", (read("结余分配"), Number((0, 1), "0")))
    assert read("上年(缺省(结余分配, 0万元))") == read("缺省(上年(结余分配), 0万元)")


# ── refusals: (text, code, column, found) ──


@pytest.mark.parametrize(
    ("text", "column", "found", "name"),
    [
        ("本年支出合计＋@本年收入合计", 7, "@", "COMMERCIAL AT"),
        ('"本年支出合计"', 0, '"', "QUOTATION MARK"),
        ("本年支出合计.x", 6, ".", "FULL STOP"),
        ("5..5", 1, ".", "FULL STOP"),
        ("1＋．5", 2, "．", "FULLWIDTH FULL STOP"),
        ("1 \x00", 2, "\x00", "U+0000"),
        ("1\ud800", 1, "\ud800", "U+D800"),
        ("1＋\u202e2", 2, "\u202e", "RIGHT-TO-LEFT OVERRIDE"),
    ],
)
def test_fx01_a_letter_outside_the_language_is_named(text: str, column: int, found: str, name: str) -> None:
    error = refused(text)
    assert ("FX01", column, found, name) == (error.code, error.at, error.found, error.slots["unicode"])


@pytest.mark.parametrize(
    ("text", "column", "found", "near"),
    [
        ("1元＋本年支岀合计", 3, "本年支岀合计", "本年支出合计"),
        ("合计(得份, 逐要点)", 3, "得份", "得分"),
        ("每步扣份", 0, "每步扣份", "每步扣分"),
        ("开方（4）", 0, "开方", ""),
        ("最小", 0, "最小", ""),
        ("最小[1]", 0, "最小", ""),
        ("本年支出合计表", 0, "本年支出合计表", "本年支出合计"),
        ("真假", 0, "真假", ""),
        ("lambda", 0, "lambda", ""),
    ],
)
def test_fx02_an_unknown_name_comes_with_the_nearest_known_one(text: str, column: int, found: str, near: str) -> None:
    error = refused(text)
    assert ("FX02", column, found, near) == (error.code, error.at, error.found, error.slots["near"])


@pytest.mark.parametrize(
    ("text", "column", "found", "wanted"),
    [
        ("", 0, "", ""),
        ("　", 1, "", ""),
        ("1＋", 2, "", ""),
        ("（1＋2", 4, "", ")"),
        ("（1＋2]", 4, "]", ")"),
        ("1 2", 2, "2", ""),
        ("＋5", 0, "＋", ""),
        ("5万元整", 1, "万元整", ""),
        ("2**3", 2, "*", ""),
        ("合计(", 3, "", ""),
        ("最小（）", 3, "）", ""),
        ("最小（1，）", 5, "）", ""),
        ("合计（本年支出合计）", 9, "）", ","),
        ("上年（本年支出合计，1）", 9, "，", ")"),
        ("本年支出合计[]", 7, "]", ""),
        ("本年支出合计[决算，]", 10, "]", ""),
        ("本年支出合计[决算", 9, "", "]"),
        ("本年支出合计[决算 年初预算]", 10, "年初预算", "]"),
        ("本年支出合计[功能分类:]", 12, "]", ""),
        ("分值[决算]", 2, "[", ""),
        ("按时公开 且末县整改到位", 5, "且末县整改到位", ""),
        ("真 且", 3, "", ""),
        ("1 ＜", 3, "", ""),
        ("非", 1, "", ""),
    ],
)
def test_fx03_what_does_not_follow_the_grammar_is_shown_where_it_stands(text: str, column: int, found: str, wanted: str) -> None:
    error = refused(text)
    code = "FX01" if found == "." else "FX03"
    assert (code, column, found, "" if found == "." else wanted) == (
        error.code,
        error.at,
        error.found,
        error.slots.get("wanted", ""),
    )


@pytest.mark.parametrize(("text", "column"), [("1＋" + "9" * 31, 2), ("0." + "0" * 30, 0)])
def test_fx04_a_literal_has_at_most_thirty_digits(text: str, column: int) -> None:
    error = refused(text)
    assert ("FX04", column, text[column:]) == (error.code, error.at, error.found)


def test_fx05_a_formula_has_at_most_two_thousand_letters() -> None:
    assert read("1" + " " * 1999) == Number((1, 1), "1")
    error = refused("1" + " " * 2000)
    assert (error.code, error.at, error.found, error.slots["most"]) == ("FX05", 2000, "2001", "2000")


@pytest.mark.parametrize(
    ("just", "over", "column"),
    [
        ("（1）" + "＋1" * 99, "（（1））" + "＋1" * 99, 202),
        ("真" + "且真" * 99, "真" + "且真" * 100, 200),
        ("非真" + "或真" * 99, "非非真" + "或真" * 99, 200),
    ],
)
def test_fx06_a_formula_has_at_most_two_hundred_nodes(just: str, over: str, column: int) -> None:
    read(just)
    error = refused(over)
    assert ("FX06", column, "201") == (error.code, error.at, error.found)


@pytest.mark.parametrize(
    ("just", "over", "column"),
    [
        ("（" * 39 + "1" + "）" * 39, "（" * 40 + "1" + "）" * 40, 40),
        ("－" * 39 + "1", "－" * 40 + "1", 40),
        ("非" * 39 + "真", "非" * 40 + "真", 40),
        ("最大（" * 39 + "1" + "）" * 39, "最大（" * 40 + "1" + "）" * 40, 120),
        ("如果（真，－" * 19 + "1" + "，1）" * 19 + "＋－－（1）", "（非（" * 14 + "真", 40),
    ],
)
def test_fx07_a_formula_nests_at_most_forty_deep(just: str, over: str, column: int) -> None:
    read(just)
    error = refused(over)
    assert (("FX07", column, "41") if column != 40 or "－非" not in over else ("FX02", 2, "非")) == (
        error.code,
        error.at,
        error.found,
    )


@pytest.mark.parametrize(("text", "column", "found"), [("1＜2＜3", 3, "＜"), ("1 ＝ 2 ≥ 1", 6, "≥"), ("真 且 1<2!=3", 7, "!")])
def test_fx08_comparisons_do_not_chain(text: str, column: int, found: str) -> None:
    error = refused(text)
    assert ("FX08", column, found) == (error.code, error.at, error.found)


@pytest.mark.parametrize(
    ("text", "column", "found", "count", "wants"),
    [
        ("1＋如果（真，1）", 2, "如果", "2", "3"),
        ("限定（1，2，3，4）", 0, "限定", "4", "3"),
        ("四舍五入（1）", 0, "四舍五入", "1", "2"),
        ("绝对值（1，2）", 0, "绝对值", "2", "1"),
        ("向上取整（1，2）", 0, "向上取整", "2", "1"),
        ("向下取整（1，2）", 0, "向下取整", "2", "1"),
        ("缺省（结余分配）", 0, "缺省", "1", "2"),
        ("最大（" + "1，" * 40 + "1）", 0, "最大", "41", "1–40"),
        ("合计（得分，满足，逐要点）", 0, "合计", "3", "2"),
        ("计数（满足，满足，逐要点）", 0, "计数", "3", "2"),
        ("加权平均（完成率，逐目标）", 0, "加权平均", "2", "3"),
    ],
)
def test_fx09_a_function_takes_so_many_arguments(text: str, column: int, found: str, count: str, wants: str) -> None:
    error = refused(text)
    assert ("FX09", column, found, {"count": count, "wants": wants}) == (error.code, error.at, error.found, error.slots)


def test_a_function_takes_as_many_arguments_as_it_allows() -> None:
    assert isinstance(read("最大（" + "1，" * 39 + "1）"), Call)
    assert read("最小（1）") == Call("最小", (Number((1, 1), "1"),))


@pytest.mark.parametrize("decimals", ["－1", "11", "0.5", "1%", "2分", "分值", "编制数", "2.0", "（1＋1）"])
def test_fx11_the_decimals_of_rounding_are_a_small_whole_literal(decimals: str) -> None:
    error = refused(f"1＋四舍五入（指标值，{decimals}）")
    assert (error.code, error.at, error.found, error.slots["wanted"]) == ("FX11", 2, "四舍五入", "0–10")


@pytest.mark.parametrize("decimals", ["0", "10", "（2）"])
def test_rounding_takes_from_nought_to_ten_decimals(decimals: str) -> None:
    assert isinstance(read(f"四舍五入（指标值，{decimals}）"), Call)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("缺省（本年支出合计，0）", "本年支出合计"),
        ("缺省（结余分配，1）", "结余分配"),
        ("缺省（结余分配，编制数）", "结余分配"),
        ("缺省（分值，0）", "缺省"),
        ("缺省（结余分配 ＋ 结余分配，0）", "缺省"),
        ("缺省（5，0）", "缺省"),
    ],
)
def test_fx14_only_a_term_that_may_be_absent_has_a_default(text: str, found: str) -> None:
    error = refused(f"1 ＋ {text}")
    assert ("FX14", 4, found) == (error.code, error.at, error.found)


def test_fx14_a_default_is_refused_where_the_world_does_not_allow_it() -> None:
    error = refused("缺省(结余分配, 0)", IN_METHODS)
    assert (error.code, error.at, error.found) == ("FX14", 0, "结余分配")
    assert isinstance(parse("缺省(结余分配, 0)", IN_METHODS.allowing_optional_terms()), Call)


@pytest.mark.parametrize(
    ("text", "column", "found", "allowed"),
    [
        ("年初结转和结余[年初预算]", 8, "年初预算", "决算"),
        ("本年支出合计[预算]", 7, "预算", "决算、年初预算、全年预算"),
        ("编制数[决算]", 4, "决算", ""),
        ("本年支出合计[0]", 7, "0", "决算、年初预算、全年预算"),
        ("本年支出合计[经济分类:301]", 7, "经济分类:301", "功能分类、资金来源"),
        ("本年支出合计[功能分类:999]", 7, "功能分类:999", "功能分类、资金来源"),
        ("本年收入合计[功能分类:201]", 7, "功能分类:201", "资金来源"),
        ("合计(编制数, 按功能分类)", 8, "功能分类", "功能分类、资金来源"),
        ("合计(本年支出合计 ＋ 1元, 按功能分类)", 16, "功能分类", "功能分类、资金来源"),
        ("合计(分值, 按功能分类)", 7, "功能分类", "功能分类、资金来源"),
        ("合计(本年支出合计, 按经济分类)", 11, "经济分类", "功能分类、资金来源"),
        ("计数(按时公开, 按功能分类)", 9, "功能分类", "功能分类、资金来源"),
        ("加权平均(本年支出合计, 编制数, 按功能分类)", 18, "功能分类", "功能分类、资金来源"),
        ("合计(本年支出合计[资金来源:一般公共], 按功能分类)", 22, "功能分类", "功能分类、资金来源"),
        ("本年支出合计[决算, 年初预算]", 11, "年初预算", "决算"),
        ("本年支出合计[决算, 决算]", 11, "决算", "决算"),
        ("本年支出合计[功能分类:201, 功能分类:208]", 17, "功能分类", "功能分类"),
    ],
)
def test_fx15_a_basis_must_be_one_that_the_name_can_have(text: str, column: int, found: str, allowed: str) -> None:
    error = refused(text)
    assert ("FX15", column, found, allowed) == (error.code, error.at, error.found, error.slots["allowed"])


@pytest.mark.parametrize(("text", "column", "found"), [("合计(得分, 逐检查点)", 7, "检查点"), ("计数(真, 逐)", 6, "")])
def test_fx17_a_list_must_be_declared(text: str, column: int, found: str) -> None:
    error = refused(text)
    assert ("FX17", column, found) == (error.code, error.at, error.found)


@pytest.mark.parametrize(
    ("text", "column", "half"), [("１２.５", 0, "1"), ("5＋Ａ", 2, "A"), ("本年支出合计５", 6, "5"), ("5５", 1, "5")]
)
def test_fx18_full_width_letters_and_digits_come_with_the_half_width_one(text: str, column: int, half: str) -> None:
    error = refused(text)
    assert ("FX18", column, text[column], half) == (error.code, error.at, error.found, error.slots["half"])


def test_an_error_becomes_a_problem_with_its_column_counted_from_one() -> None:
    problem = refused("1＋\u202e2").problem(Place.line("methods.yaml", 12, 5))
    assert (problem.code, str(problem.place), problem.found) == ("FX01", "methods.yaml:12:5", "U+202E")
    assert dict(problem.slots)["column"] == "3"


def test_the_words_of_the_language_cannot_be_labels() -> None:
    assert [word for word in ("且", "真", "如果", "合计", "本年支出合计", "") if reserved(word)] == ["且", "真", "如果", "合计"]


def test_a_calendar_day_is_a_literal() -> None:
    assert parse("2023年10月31日", VOCABULARY) == Number((738824, 1), "2023年10月31日", "date")
    assert words.formula(parse("2024年2月29日 － 2024年2月28日", VOCABULARY)) == "2024年2月29日 － 2024年2月28日"


@pytest.mark.parametrize("text", ["2023年2月29日", "2023年13月1日", "0000年1月1日"])
def test_fx04_a_day_that_no_calendar_has_is_refused(text: str) -> None:
    error = refused(f"1 ＋ {text}")
    assert (error.code, error.at, error.found) == ("FX04", 4, text)
