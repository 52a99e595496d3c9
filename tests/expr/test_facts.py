"""The facts of one department as the names of formulas."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from tests.expr.world import VOCABULARY

from hengji.core.context import Context
from hengji.core.fact import Fact, Provenance
from hengji.core.factset import FactSet
from hengji.core.place import Place
from hengji.core.quantity import Quantity
from hengji.core.trace import Used
from hengji.core.unknown import Unknown, Why
from hengji.expr import scalar
from hengji.expr.facts import Facts, decided
from hengji.expr.parse import parse
from hengji.expr.tree import Binary, Local, Ref, Truth

if TYPE_CHECKING:
    from hengji.core.fact import Stated

PARENTS = {"function": {"20132": "201", "201": "", "208": ""}}


def fact(name: str, stated: str | Stated, year: int = 2022) -> Fact:
    """A fact from a name of 衡式 and an amount of 万元, or a value as it is."""
    ref = parse(name, VOCABULARY)
    assert isinstance(ref, Ref)
    value = (
        Quantity(Decimal(stated), VOCABULARY.units["万元"], 2, stated)
        if isinstance(stated, str) and stated[0].isdigit()
        else stated
    )
    context = Context("中共湛江市委组织部", year, ref.stage, ref.members)
    return Fact(ref.concept, context, value, Provenance("sha", Place("自评报告.docx", "¶16"), str(stated), "docx", "read"))


FACTS = [
    fact("年初结转和结余", "0"),
    fact("本年收入合计", "2916.27"),
    fact("本年支出合计", "2900.80"),
    fact("本年支出合计", "2500.00", 2021),
    fact("本年支出合计[年初预算]", "2724.71"),
    fact("本年支出合计[功能分类:201]", "2700.80"),
    fact("本年支出合计[功能分类:20132]", "2600.00"),
    fact("本年支出合计[功能分类:208]", "200.00"),
    fact("本年支出合计[资金来源:一般公共, 功能分类:208]", "150.00"),
    fact("按时公开", stated=True),
    fact("且末县整改到位", "是，已整改"),
]
KNOWN = Facts(FactSet(FACTS), 2022, PARENTS)


def value(text: str) -> scalar.Value:
    return scalar.evaluate(parse(text, VOCABULARY), KNOWN)


def test_a_name_has_the_value_of_its_fact_in_base_units() -> None:
    assert value("年初结转和结余 ＋ 本年收入合计 － 本年支出合计 ＝ 15.47万元") is True
    assert value("本年支出合计[年初预算] ＝ 2724.71万元") is True
    assert value("本年支出合计[功能分类:20132] ＝ 2600万元") is True


def test_the_year_before_is_another_fact() -> None:
    assert value("上年(本年支出合计) ＝ 2500万元") is True
    assert value("上年(上年(本年支出合计))") == Unknown(Why.MISSING, ("上年（上年（本年支出合计））",))


def test_a_truth_value_is_a_value_and_words_are_not() -> None:
    assert value("按时公开") is True
    assert value("且末县整改到位") == Unknown(Why.MISSING, ("且末县整改到位",))


def test_what_is_not_stated_is_missing_by_its_name() -> None:
    assert value("“三公”经费[年初预算]") == Unknown(Why.MISSING, ("“三公”经费[年初预算]",))


def test_a_methods_own_name_is_no_fact() -> None:
    assert KNOWN.local(Local("评分")) == Unknown(Why.NOT_ENTERED, ("评分",))


def test_a_listed_member_is_not_counted_again_inside_the_one_above_it() -> None:
    assert value("合计(本年支出合计, 按功能分类) ＝ 本年支出合计") is True
    assert value("合计(本年支出合计[年初预算], 按功能分类)") == Unknown(Why.NOT_LISTED, ("本年支出合计（按功能分类）",))


def test_a_part_of_the_next_axis_is_not_counted_as_a_part_of_this_one() -> None:
    assert value("合计(本年支出合计, 按资金来源)") == Unknown(Why.NOT_LISTED, ("本年支出合计（按资金来源）",))


def test_the_words_carry_the_figures_as_they_were_printed() -> None:
    tree = parse("年初结转和结余 ＋ 本年收入合计 － 本年支出合计 × 分值 ÷ 5分 ＞ “三公”经费", VOCABULARY)
    expected = "年初结转和结余 0万元 ＋ 本年收入合计 2916.27万元 － 本年支出合计 2900.80万元 × 分值 ÷ 5分 ＞ “三公”经费 —"
    assert expected == KNOWN.words(tree)


def test_the_words_list_the_parts_of_a_sum() -> None:
    assert (
        KNOWN.words(parse("合计(本年支出合计, 按功能分类)", VOCABULARY))
        == "合计（本年支出合计，按功能分类） 2700.80万元 ＋ 200.00万元"
    )
    assert KNOWN.words(parse("合计(本年支出合计, 按资金来源)", VOCABULARY)) == "合计（本年支出合计，按资金来源） —"


def test_the_words_say_what_counts_as_nought() -> None:
    assert KNOWN.words(parse("缺省(结余分配, 0)", VOCABULARY)) == "结余分配 未列按 0 计"
    with_it = Facts(FactSet([fact("结余分配", "1.53")]), 2022, PARENTS)
    assert with_it.words(parse("缺省(结余分配, 0)", VOCABULARY)) == "结余分配 1.53万元"
    assert KNOWN.absent(Local("分值")) is None


def test_the_words_say_only_the_branch_that_counts() -> None:
    assert KNOWN.words(parse("如果(按时公开, 本年收入合计, 0)", VOCABULARY)) == "本年收入合计 2916.27万元"
    assert KNOWN.words(parse("如果(人员经费 ＞ 0, 1, 2)", VOCABULARY)) == "如果（人员经费 — ＞ 0，1，2）"


def test_truth_values_and_words_are_printed_too() -> None:
    assert KNOWN.words(parse("按时公开 且 且末县整改到位", VOCABULARY)) == "按时公开 是 且 且末县整改到位 是，已整改"
    assert Facts(FactSet([fact("按时公开", stated=False)]), 2022, {}).words(parse("按时公开", VOCABULARY)) == "按时公开 否"


def test_the_facts_used_are_named_once_in_reading_order() -> None:
    tree = parse(
        "（本年支出合计 － 缺省(结余分配, 0) － 人员经费） ÷ 本年支出合计 ＋ 合计(本年支出合计, 按功能分类) ÷ 1元", VOCABULARY
    )
    assert KNOWN.used(tree) == (
        Used("本年支出合计", FACTS[2]),
        Used("结余分配", None, assumed=True),
        Used("人员经费", None),
        Used("合计（本年支出合计，按功能分类）", FACTS[5]),
        Used("合计（本年支出合计，按功能分类）", FACTS[7]),
    )


def test_an_optional_term_that_is_listed_is_not_assumed() -> None:
    stated = fact("结余分配", "1.53")
    tree = parse("缺省(结余分配, 0)", VOCABULARY)
    assert Facts(FactSet([stated]), 2022, {}).used(tree) == (Used("结余分配", stated),)


@pytest.mark.parametrize(
    ("text", "expected"), [("本年收入合计 ＞ 本年支出合计", True), ("本年收入合计 ＜ 0", False), ("人员经费 ＞ 0", None)]
)
def test_a_condition_is_decided_where_its_figures_are_known(text: str, expected: bool | None) -> None:
    assert expected is decided(parse(text, VOCABULARY), KNOWN)


def test_a_figure_is_looked_up_once_for_each_place_in_a_formula() -> None:
    looked: list[object] = []

    class Counting(FactSet):
        __slots__ = ()

        def find(self, key: tuple[str, int, str, tuple[tuple[str, str], ...]]) -> Fact | None:
            looked.append(key)
            return super().find(key)

    facts = Facts(Counting(FACTS), 2022, PARENTS)
    ref = parse("本年支出合计", VOCABULARY)
    assert isinstance(scalar.evaluate(Binary("＋", ref, Binary("＋", ref, ref)), facts), tuple)
    assert len(looked) == 1
    assert scalar.evaluate(Truth(value=True), facts) is True
