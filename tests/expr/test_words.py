"""The formula as a reader sees it."""

from __future__ import annotations

import pytest
from tests.expr.world import VOCABULARY

from hengji.expr import words
from hengji.expr.parse import parse
from hengji.expr.tree import Binary, Local, Node, Number, OverAxis, Ref, Unary
from hengji.expr.words import Figures


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本年支出合计/(年初结转和结余+本年收入合计)", "本年支出合计 ÷ （年初结转和结余 ＋ 本年收入合计）"),
        ("“三公”经费[执行数]<=“三公”经费[年初预算数]", "“三公”经费 ≤ “三公”经费[年初预算]"),
        ("本年支出合计[资金来源:一般公共, 功能分类:20132, 年初预算]", "本年支出合计[年初预算，功能分类:20132，资金来源:一般公共]"),
        (
            "上年(本年支出合计[年初预算]) － 上年(上年(本年支出合计))",
            "上年（本年支出合计[年初预算]） － 上年（上年（本年支出合计））",
        ),
        ("合计(本年支出合计,按功能分类)", "合计（本年支出合计，按功能分类）"),
        ("上年(合计(本年支出合计,按功能分类))", "合计（上年（本年支出合计），按功能分类）"),
        ("合计(如果(满足,得分,0),逐要点)", "合计（如果（满足，得分，0），逐要点）"),
        ("加权平均(完成率、权重、逐目标)", "加权平均（完成率，权重，逐目标）"),
        ("分档(指标值-1)", "分档（指标值 － 1）"),
        ("1-(2-3)", "1 － （2 － 3）"),
        ("(1-2)-3", "1 － 2 － 3"),
        ("1-(2*3)", "1 － 2 × 3"),
        ("(1-2)*3", "（1 － 2） × 3"),
        ("8/(4/2)", "8 ÷ （4 ÷ 2）"),
        ("8/(4*2)", "8 ÷ （4 × 2）"),
        ("(8*4)/2", "8 × 4 ÷ 2"),
        ("-(1+2)", "－ （1 ＋ 2）"),
        ("-(1*2)", "－ （1 × 2）"),
        ("-1*2", "－ 1 × 2"),
        ("2--1", "2 － － 1"),
        ("--1", "－ － 1"),
        ("-最小(1,2)", "－ 最小（1，2）"),
        ("非(1<2)", "非（1 ＜ 2）"),
        ("非 1<2 且 真", "（非（1 ＜ 2）） 且 真"),
        ("非(真 且 假)", "非（真 且 假）"),
        ("非 非 否决情形", "非（非否决情形）"),
        ("非 真 或 假", "非真 或 假"),
        ("(真 或 假) 且 假", "（真 或 假） 且 假"),
        ("真 或 (假 且 假)", "真 或 假 且 假"),
        ("真 或 (假 或 真)", "真 或 （假 或 真）"),
        ("真 且 (假 且 真)", "真 且 （假 且 真）"),
        ("1+1<2*2 且 真", "1 ＋ 1 ＜ 2 × 2 且 真"),
        ("96.24 ％", "96.24%"),
        ("5  万元", "5万元"),
        ("如果(非 真,1,2)", "如果（非真，1，2）"),
    ],
)
def test_a_formula_is_written_in_one_way_and_reads_back(text: str, expected: str) -> None:
    tree = parse(text, VOCABULARY)
    assert expected == words.formula(tree)
    assert tree == parse(expected, VOCABULARY)


def test_a_comparison_inside_a_comparison_is_bracketed() -> None:
    inner = Binary("＜", Local("甲"), Local("乙"))
    assert words.formula(Binary("＝", inner, inner)) == "（甲 ＜ 乙） ＝ （甲 ＜ 乙）"
    assert words.formula(Unary("－", Unary("非", Local("甲")))) == "－ （非甲）"


def test_a_member_of_a_list_is_numbered() -> None:
    assert words.formula(Local("得分", 3)) == "得分3"


def test_the_figures_stand_where_the_names_stood() -> None:
    tree = parse("（本年收入合计 － 上年(本年支出合计)） ÷ 合计(本年支出合计, 按功能分类) × 分值 × 5% ＞ 0 且 真", VOCABULARY)

    def leaf(name: words.Leaf) -> str:
        return {Ref: "2916.27", Local: "5分", OverAxis: "2900.80", Number: "1%"}[type(name)]

    assert words.figures(tree, Figures(leaf)) == "（2916.27 － 2916.27） ÷ 2900.80 × 5分 × 1% ＞ 1% 且 真"


def test_the_figures_of_a_carry_over_read_as_the_report_says_it() -> None:
    tree = parse("年初结转和结余 ＋ 本年收入合计 － 本年支出合计", VOCABULARY)
    printed = {"年初结转和结余": "0.00", "本年收入合计": "2916.27", "本年支出合计": "2900.80"}
    assert words.figures(tree, Figures(lambda name: printed[words.name(name)])) == "0.00 ＋ 2916.27 － 2900.80"


def test_an_optional_term_is_said_with_its_figure_or_as_not_listed() -> None:
    tree = parse("缺省(结余分配, 0) × 2 － 缺省(使用非财政拨款结余, 0)", VOCABULARY)

    def absent(term: Node) -> str | None:
        return "未列，按 0 计" if isinstance(term, Ref) and term.label == "结余分配" else None

    assert words.figures(tree, Figures(words.name, absent)) == "未列，按 0 计 × 2 － 使用非财政拨款结余"
    assert words.formula(tree) == "缺省（结余分配，0） × 2 － 缺省（使用非财政拨款结余，0）"


@pytest.mark.parametrize(
    ("holds", "because", "expected"),
    [
        (None, True, "如果（指标值 ＞ 限度，分值 ＋ 1分，0） × 2"),
        (True, True, "（分值 ＋ 1分）〔因 指标值 ＞ 限度〕 × 2"),
        (False, True, "0〔因 指标值 ＞ 限度 不成立〕 × 2"),
        (True, False, "（分值 ＋ 1分） × 2"),
        (False, False, "0 × 2"),
    ],
)
def test_a_choice_that_is_settled_says_the_branch_that_counts(holds: bool | None, because: bool, expected: str) -> None:
    tree = parse("如果(指标值 ＞ 限度, 分值 ＋ 1分, 0) × 2", VOCABULARY)
    assert expected == words.figures(tree, Figures(words.name, decide=lambda _: holds, because=because))


def test_of_conditions_that_fail_one_after_the_other_only_the_last_is_said() -> None:
    tree = parse("如果(指标值 ＞ 100%, 5分, 如果(指标值 ＞ 90%, 4分, 如果(指标值 ＞ 80%, 3分, 0)))", VOCABULARY)
    assert words.figures(tree, Figures(words.name, decide=lambda _: False)) == "0〔因 指标值 ＞ 80% 不成立〕"
    other = parse("如果(指标值 ＞ 100%, 5分, 最大(4分, 分值))", VOCABULARY)
    assert words.figures(other, Figures(words.name, decide=lambda _: False)) == "最大（4分，分值）〔因 指标值 ＞ 100% 不成立〕"
    said = Figures(words.name, decide=lambda condition: "80%" in words.formula(condition))
    assert words.figures(tree, said) == "3分〔因 指标值 ＞ 80%〕"


def test_members_without_words_for_their_axes_are_shown_by_their_ids() -> None:
    assert words.name(Ref("c", "本年支出合计", "money", members=(("function", "201"),))) == "本年支出合计[function:201]"


PHRASES = {
    "clamp": "{value}（不低于 {low}，不高于{high}）", "if": "若{condition}，为{yes}；否则为{no}", "up": "{value}向上取整", "max": "（{parts}中较大的）", "between": "与",
}  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "holds", "expected"),
    [
        ("限定(本年支出合计 ÷ 本年收入合计, 0, 1) × 5", None, "（2916.27 ÷ 2916.27（不低于 0，不高于1）） × 5"),
        ("向上取整(本年支出合计 ÷ 1万元)", None, "（2916.27 ÷ 1万元）向上取整"),
        ("如果(本年支出合计 ＞ 0元, 最大(1, 2), 3)", True, "（1与2中较大的）〔因 2916.27 ＞ 0元〕"),
        ("如果(本年支出合计 ＞ 0元, 1, 2)", None, "若2916.27 ＞ 0元，为1；否则为2"),
    ],
)
def test_functions_are_phrases_where_phrases_are_given(formula: str, holds: bool | None, expected: str) -> None:
    tree = parse(formula, VOCABULARY)

    def leaf(name: words.Leaf) -> str:
        return name.written if isinstance(name, Number) else "2916.27"

    given = Figures(leaf, decide=lambda _: holds, phrase=lambda key, **parts: PHRASES[key].format(**parts))
    assert words.figures(tree, given) == expected
    assert "限定（" not in words.figures(tree, given)
    assert words.figures(tree, given._replace(phrase=None)) != expected
