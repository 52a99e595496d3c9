"""评分标准 in words: what is recognised, and sentences that look like it and say something more or something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hengji.core import exact
from hengji.reading.score_tables.measure import of_method
from hengji.reading.score_tables.standard import Said, Understood, understand

if TYPE_CHECKING:
    from hengji.rulebook.book import Book

OVER = "deduct_per_full_step_over"


def heard(book: Book, standard: str, weight: str = "5", name: str = "完成率", notes: tuple[str, ...] = ()) -> Understood:
    """A standard under a law book."""
    assert book.score_tables is not None
    return understand(Said(standard, "", (name,), notes), exact.of(weight), book.score_tables)


@pytest.mark.parametrize(
    ("standard", "method", "parameters"),
    [
        ("不超过100%得5分，每超过1%扣0.5分，不足1%的不扣，扣完为止。", OVER, {"限度": "100%", "步长": "1%", "每步扣分": "0.5分"}),
        ("≤100%计5分；每超出２个百分点扣１分，不足2个百分点按2个百分点计算", "deduct_per_started_step_over", {"限度": "100%", "步长": "2%", "每步扣分": "1分"}),
        ("达到95%得满分，每低一个百分点扣0.5分，不足部分按比例扣减", "deduct_linear_under", {"限度": "95%", "步长": "1%", "每步扣分": "0.5分"}),
        ("100%得满分，每高于或低于5%扣2分，不足5%的不扣分", "deduct_per_full_step_both_sides", {"基准": "100%", "步长": "5%", "每步扣分": "2分"}),
        ("得分＝完成率×5分，最高得5分", "ratio_capped", {}),
        ("完成率乘以分值", "ratio_capped", {}),
        ("≥95%得5分，否则不得分", "direct_at_least", {"目标值": "95%"}),
        ("不超过100%得5分，超过100%不得分", "direct_at_most", {"目标值": "100%"}),
        ("完成率达到90%得满分，未达到的按比例计分", "proportional", {"目标值": "90%"}),
        ("优的得5分，良的得4分，中的得3分，差的不得分", "tier_share", {}),
        ("完整得5分，较完整得3分，一般的得1分，不完整不得分", "tier_share", {}),
        ("根据部门自评材料评定，合理确定分值。", "entered_points", {}),
        ("是得满分，否则不得分", "yes_no", {}),
        ("视完成情况酌情打分", "entered_points", {}),
        ("①有制度，2分；②制度得到执行，3分。", "checklist", {}),
        ("①有制度；②制度得到执行。全部满足得满分，缺一不得分", "checklist_all", {}),
        ("90%（含）以上得5分，80%（含）至90%得3分，低于80%不得分", "bands", {}),
        ("100%得5分，95%（含）-100%得4分，95%以下0分，超过100%按100%计算", "bands", {}),
        ("[90%,100%)得3分，≥100%得5分，<90%不得分", "bands", {}),
        ("达到100%得5分；95%≤完成率＜100%得4分；90%≤完成率＜95%得3分；低于90%不得分", "bands", {}),
        ("完成率≦100%，得5分；每超过1%扣0.5分，不足1%的不扣", OVER, {"限度": "100%", "步长": "1%", "每步扣分": "0.5分"}),
        ("完成率≧95%得5分，否则不得分", "direct_at_least", {"目标值": "95%"}),
        ("完成率≥0的得5分，完成率＜0的不得分", "direct_at_least", {"目标值": "0%"}),
        ("95%＞比率≥80%得3分；≥95%得5分；＜80%不得分", "bands", {}),
        ("大于等于95%得5分；小于95%且大于等于80%的得60%权重分；小于80%不得分", "bands", {}),
        ("①有制度（1/2权重分）；②能执行（1/2权重分）", "checklist", {}),
        ("①有制度；②能执行。以上二项全部符合的得满分，有一项不符合扣2.5分，扣完为止", "checklist", {}),
        ("完成率达到100%得5分，未达到的按照实际进度量化计算得分", "proportional", {"目标值": "100%"}),
    ],
)  # fmt: skip
def test_these_words_say_one_method(standard: str, method: str, parameters: dict[str, str], book: Book) -> None:
    found = heard(book, standard)
    assert (found.method, found.parameters, found.why) == (method, parameters, "")


@pytest.mark.parametrize("end", ["否则不得分", "其他情况不得分", "有一项不符合的，不得分"])
def test_two_limits_at_once_are_two_conditions_where_the_rest_gets_nothing(end: str, book: Book) -> None:
    found = heard(book, f"执行率≥95%且结转率不超过10%的得满分，{end}")
    assert (found.method, found.why) == ("both_conditions", "")
    assert found.parameters == {"条件一": "«执行率» ≥ 95%", "条件二": "«结转率» ≤ 10%"}  # each still wants its own formula


def test_three_limits_and_one_of_two_have_their_own_methods(book: Book) -> None:
    three = heard(book, "执行率、结转率、公开率均不低于95%的得5分，否则不得分")
    assert three.parameters == {"条件一": "«执行率» ≥ 95%", "条件二": "«结转率» ≥ 95%", "条件三": "«公开率» ≥ 95%"}
    mixed = heard(book, "执行率≥95%且结转率不超过10%且公开率达到90%的得满分，否则不得分")
    assert mixed.parameters == {"条件一": "«执行率» ≥ 95%", "条件二": "«结转率» ≤ 10%", "条件三": "«公开率» ≥ 90%"}
    one = heard(book, "执行率≥95%或结转率不超过10%的得满分，两项均不符合的不得分")
    assert (one.method, one.parameters) == ("either_condition", {"条件一": "«执行率» ≥ 95%", "条件二": "«结转率» ≤ 10%"})
    assert (three.method, mixed.method) == ("all_three_conditions", "all_three_conditions")


@pytest.mark.parametrize(
    ("standard", "why"),
    [
        ("不超过100%得5分，每超过1%扣0.5分，扣完为止", "part_of_step"),
        ("不超过100%得5分，每超过1%扣0.5分，不足1%不扣；超过120%不得分", "left_over"),
        ("不超过100%得5分，每超过1%扣0.5分，不足1%不扣，最多扣3分", "left_over"),
        ("除国家政策影响外，不超过100%得5分，每超过1%扣0.5分，不足1%不扣", "left_over"),
        ("100%得5分，每低5%扣2分，不足1%不扣", "other_part"),
        ("不超过100%得5分，每超过1%扣0.5分，每超过1%扣1分，不足1%不扣", "twice"),
        ("每超过1%扣0.5分", "no_rule"),
        ("0计5分；0-10%（含），计4分；10-20%（含），计3分；大于20%不得分", "open_end"),  # and below nought?
        ("①完成率100%，得5分；②完成率每降低1%扣0.5分；③完成率低于60%不得分", "part_of_step"),
        ("得分=完成率×分值，完成率低于60%不得分", "left_over"),
        ("得分=完成率×分值×0.8", "left_over"),
        ("得分=完成率×分值，最高得4分", "other_full"),
        ("低于60%不得分，60%（含）以上按完成率乘以分值计分", "left_over"),
        ("支出进度率≥90%得5分，<90%不得分", "other_subject"),
        ("90%以上得5分，80%-90%得3分，80%以下不得分", "limit_unsaid"),
        ("90%（含）以上得5分，80%（含）-90%（含）得3分，80%以下不得分", "overlap"),
        ("90%（含）以上得5分，80%（含）-85%得3分，80%以下不得分", "gap"),
        ("100%得5分，95%（含）-100%得4分，95%以下0分", "open_end"),
        ("90%（含）以上得6分，90%以下不得分", "outside"),
        ("90%（含）以上得5分；90%以下不得分；弄虚作假的不得分", "left_over"),
        ("①有制度（2分）；②能执行（2分）", "sum_of_items"),
        ("①有制度（2分），没有的扣3分；②能执行（3分）", "left_over"),
        ("①有制度；②能执行", "item_points"),
        ("①有制度；②能执行。以上两项全部符合的得满分，有一项不符合扣1分", "sum_of_items"),
        ("①有制度；②能执行。以上三项全部符合的得满分，有一项不符合扣2.5分", "other_count"),
        ("①有制度（1/3权重分）；②能执行（2/3权重分）", "item_points"),  # a third of 5 points is no short decimal
        ("≥95%得满分；80%≤完成率＜95%得满分的60%以上；＜80%不得分", "left_over"),
        ("≥95%得满分；80%≤完成率＜95%得120%权重分；＜80%不得分", "outside"),
        ("完成率≥90%或及时率≥95%得满分，有一项不符合的不得分", "other_subject"),
        ("完成率≥90%且及时率≥95%或公开率≥95%得满分，否则不得分", "which_kind"),
        ("100%得5分，否则不得分", "at_least_or_equal"),
        ("符合规定得满分，否则酌情扣分", "left_over"),
        ("资产管理制度健全、开展资产盘点的得满分，否则不得分", "left_over"),
        ("每发现一例采购违规问题扣1分", "no_rule"),
        ("按有关规定执行", "no_rule"),
        ("", "no_words"),
    ],
)
def test_these_words_are_left_to_a_person(standard: str, why: str, book: Book) -> None:
    assert heard(book, standard).why == why


@pytest.mark.parametrize(
    ("note", "why"),
    [
        ("注：不足一个百分点的不扣分。", ""),
        ("注：不足5%的部分不扣分。", "part_of_step"),  # speaks of steps of 5 %
        ("注：不足一步的不扣分。", ""),
        ("注：得分保留两位小数。", "part_of_step"),
    ],
)
def test_a_note_speaks_for_rows_of_its_own_step(note: str, why: str, book: Book) -> None:
    found = heard(book, "不超过100%得5分，每超过一个百分点扣0.5分，扣完为止", notes=(note,))
    assert found.why == why


def test_notes_that_contradict_each_other_decide_nothing(book: Book) -> None:
    notes = ("不足1%的不扣分", "不足1%的按1%计算")
    assert heard(book, "不超过100%得5分，每超过1%扣0.5分", notes=notes).why == "part_of_step"


def test_no_object_is_not_the_same_as_no_fault(book: Book) -> None:
    assert heard(book, "不超过100%得5分，每超过5%扣2分，不足5%不扣；没有楼堂馆所项目的得满分").then == "full"
    assert heard(book, "没有违规问题得满分，每发现一例扣1分").then == ""


@pytest.mark.parametrize(
    ("standard", "first"),
    [
        ("按名次得分，第一名得满分，最后一名不得分", "rank_bands"),
        ("低于或等于全省平均水平得满分，每高于1个百分点扣0.5分，扣完为止", "not_above_mean"),
        ("按财政部门绩效评价得分折算", "imported_score"),
        ("各目标完成率按权重加权平均乘以分值", "weighted_goals"),
        ("6月底支付进度达到45%得2分，9月底达到75%得2分，12月底达到95%得1分", "checkpoints"),
        ("以上指标任选一项计分", "best_of"),
        ("执行率≥95%且结转率≤10%得满分", "both_conditions"),
        ("执行率≥95%且结转率≤10%得满分，结转率超过10%不得分", "both_conditions"),
        ("存在截留、挤占、挪用资金情况的，本项不得分", "direct_at_most"),
    ],
)
def test_words_that_name_a_kind_give_its_methods_to_choose_from_and_decide_nothing(standard: str, first: str, book: Book) -> None:
    found = heard(book, standard)
    assert (found.method, found.candidates[0], found.why) == ("", first, "which_kind")
    assert set(found.candidates) <= set(book.methods)


def test_bands_around_a_name_have_their_own_limits(book: Book) -> None:
    found = heard(book, "达到100%得5分；95%≤完成率＜100%得4分；90%＜完成率≤95%得3分；不超过90%不得分")
    assert found.why == "overlap"  # 95 % twice
    found = heard(book, "达到100%得5分；95%≤完成率＜100%得4分；90%≤完成率＜95%得3分；低于90%不得分")
    steps = [
        (None if step.to is None else exact.plain(step.to), step.closed, exact.plain(step.points or exact.ZERO))
        for step in found.steps
    ]
    assert steps == [("0.9", False, "0"), ("0.95", False, "3"), ("1", False, "4"), (None, False, "5")]


def test_numbered_steps_are_no_points_to_check(book: Book) -> None:
    found = heard(book, "①完成率100%，得5分；②完成率每降低1%扣0.5分；③完成率低于60%不得分")
    assert found.items == ()
    assert found.candidates == ("deduct_per_full_step_under", "deduct_per_started_step_under", "deduct_linear_under")


@pytest.mark.parametrize("end", ["", "×100%", "*100%", "×100%，年末结转和结余以决算为准"])
@pytest.mark.parametrize("role", ["formula", "explanation"])
def test_a_formula_behind_a_name_is_a_rate_and_no_statement(role: str, end: str, book: Book) -> None:
    assert book.score_tables is not None
    words = f"结转结余率=年末结转和结余/（年初结转和结余+本年收入合计）{end}"
    found = of_method("deduct_linear_over", "结转结余率", {role: words}, book, book.score_tables)
    assert (found.formula, found.why) == ("年末结转和结余 ÷ （年初结转和结余 ＋ 本年收入合计）", "")


def test_what_a_place_means_by_the_supplement_is_left_to_a_person(book: Book) -> None:
    """本年追加预算 is a figure of its own; Hunan reckons it from others. Both readings are offered whole."""
    assert book.score_tables is not None
    texts = {"formula": "预算控制率=（本年追加预算/年初预算）×100%"}
    found = of_method("bands", "预算控制率", texts, book, book.score_tables)
    assert (found.formula, found.why) == ("", "several_terms")
    assert found.candidates == (
        "本年追加预算 ÷ 年度资金总额[年初预算]",
        "（年度资金总额[全年预算] － 年初结转和结余 － 年度资金总额[年初预算]） ÷ 年度资金总额[年初预算]",
    )
