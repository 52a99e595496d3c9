"""Figures that the words at both ends join: each sentence right, where all is silent, and with one digit wrong, where a finding of weight touches it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hengji.core.audit import Status
from hengji.core.finding import Severity
from hengji.pipeline import Auditor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hengji.core.audit import Audit
    from hengji.rulebook.book import Book

HEAD = "某县林业局2023年度部门整体支出绩效自评报告\n\n"

SENTENCES = {
    "two_counts_then_their_rate": ("抽查苗木1,250株，成活1,187株，成活率{}。", "94.96%", "94.69%"),
    "sent_and_returned": ("发放问卷400份，收回有效问卷386份，回收率{}。", "96.50%", "69.50%"),
    "words_leave_no_choice": ("合同金额250万元，截至年末支付175万元，支付率{}。", "70%", "72%"),
    "rate_before_its_counts": ("案件结案率目标值100%，实际完成{}（应结64件，实结61件），扣1分。", "95.31%", "93.51%"),
    "spent_in_the_sentence_before": ("部门预算收入总计3260.40万元。\n部门预算支出3106.18万元，预算执行率为{}。", "95.27%", "92.57%"),
    "all_there_was_to_spend": ("本年实际支出1880.20万元，实际收入1872.00万元，上年结转资金30.50万元，整体支出完成率为{}。", "98.83%", "98.38%"),
    "the_only_budget": ("公务接待费支出预算8万元，支出决算5.40万元，完成调整后预算的{}。", "67.5%", "75.6%"),
    "share_of_a_total_elsewhere": ("全年预算2300.00万元，实际支出2250.00万元。\n基本支出1512.90万元，占总支出的{}。", "67.24%", "62.74%"),
    "share_without_its_whole": ("“三公”经费支出决算为12.56万元。\n公务接待费支出决算为4.18万元，占{}。", "33.28%", "32.38%"),
    "shares_in_order": ("全年支出2000.00万元，其中人员支出1200.00万元、公用支出200.00万元、项目支出600.00万元，占比分别为{}、10.00%、30.00%。", "60.00%", "66.00%"),
    "in_less_out": ("政府性基金收入4200万元，支出4137.6万元，年末结转{}。", "62.4万元", "64.2万元"),
    "in_less_out_of_the_year": ("全年基金总收入18.46亿元，总支出17.52亿元，当年结余{}。", "0.94亿元", "0.49亿元"),
    "assets_less_debts": ("资产总额5218.44万元，其中流动资产1203.16万元、固定资产4015.28万元。负债总额412.30万元，净资产{}。", "4806.14万元", "4860.14万元"),
    "by_the_head": ("资助学生1,360人次，发放资助金217.6万元，人均{}。", "1,600元", "1,060元"),
    "beyond_a_plan": ("新增造林面积2,340亩，超过计划2,300亩{}。", "40亩", "45亩"),
    "below_a_budget": ("会议费支出4.2万元，低于预算6万元{}。", "1.8万元", "1.6万元"),
    "rate_before_its_change": ("差旅费支出7.2万元，同比下降{}，较上年减少0.8万元。", "10%", "15%"),
    "a_sentence_between": ("年末结转和结余71.25万元。结转事项主要是设备采购。与上年相比，减少23.75万元，减少{}。", "25%", "33.3%"),
    "changes_of_all_parts": (
        "“三公”经费支出21.40万元，比上年减少12.56万元，其中：公务用车运行维护费14.10万元，比上年减少11.05万元；公务接待费7.30万元，比上年减少{}。",
        "1.51万元", "5.11万元",
    ),
    "full_marks_times_a_rate": ("预算执行率97.34%，该项满分20分，得分为20×97.34%＝{}。", "19.47分", "19.74分"),
    "weights_make_a_hundred": ("绩效得分94.2分，其中：预算执行9.2分（分值{}），产出48分（分值50分），效益28分（分值30分），满意度9分（分值10分）。", "10分", "9分"),
    "vehicles_to_the_last": ("单位共有公务用车9辆，其中：轿车{}、越野车4辆、载客汽车2辆。", "3辆", "5辆"),
    "the_rest_closes_a_list": ("下属单位{}，其中行政单位0个，参公事业单位1个，其他事业单位3个。", "4个", "6个"),
    "grade_and_score": ("经自评，部门整体支出绩效得分93.20分，其中投入13.20分、过程30分、产出50分，评价等级为“{}”。", "优", "良"),
    "those_who_are_there": ("党建中心编制12名，实有在职{}。", "9人", "19人"),
    "scores_after_their_full_marks": ("投入（10分）得9.2分，过程（20分）得18.4分，产出（40分）得38分，效果（30分）得{}，总分94.6分。", "29分", "28分"),
    "parts_of_a_score": ("自评综合得分94.6分，分项为：投入9.2分；过程18.4分；产出{}；效果29分。", "38分", "36分"),
    "so_much_for_each": ("补助标准为每亩150元，全年补助2,460亩，兑付资金{}。", "36.90万元", "36.09万元"),
    "unit_price": ("采购电脑24台，单价4,800元，共计{}。", "11.52万元", "11.25万元"),
    "nothing_the_year_before": ("会议费12.30万元，上年没有发生{}", "。", "，增长45.2%。"),
    "subtotal_in_a_list": (
        "“三公”经费实际支出33.35万元，比年初预算37.00万元少支3.65万元。其中，因公出国（境）费2.02万元；公务用车购置费13.14万元、公务用车运行维护费14.76万元，两者合计{}；公务接待费3.43万元。",
        "27.90万元", "29.70万元",
    ),
    "two_years_and_their_change": ("关于培训费的增减变化：2023年13.56万元，2022年18.23万元，两年相比减支{}，下降25.62%。", "4.67万元", "4.76万元"),
    "what_changed_stands_behind": ("会议费较2022年多支{}，增幅为10.0%，由468.9万元变为515.6万元。", "46.7万元", "47.6万元"),
    "points_and_their_rates_behind": ("网办率提升{}，由78.2%达到81%。", "2.8个百分点", "3.8个百分点"),
    "points_over_a_bracket": ("抽检合格率为82.6%，较上年（76.3%）提高{}。", "6.3个百分点", "5.3个百分点"),
    "of_what_was_fixed": ("年初财政核定6041.63万元，年度实际执行5781.87万元，为核定数的{}。", "95.70%", "95.07%"),
    "the_whole_behind_its_shares": ("从构成看，基本支出476.87万元，占比为56.04%；项目支出374.09万元，占比为{}。以上合计850.96万元。", "43.96%", "49.36%"),
    "items_below": (
        ("2023年度财政拨款支出决算1,506.40万元。其中：\n1.社会保障和就业支出（类）。年初预算260万元，支出决算258.40万元。\n"
        "2.卫生健康支出（类）。年初预算90万元，支出决算{}。\n3.农林水支出（类）。年初预算1,100万元，支出决算1,155.30万元。"),
        "92.70万元", "97.20万元",
    ),
    "three_kinds_of_procurement": ("全年政府采购支出428.60万元，货物类96.20万元、工程类{}、服务类61.80万元；授予中小企业合同210.00万元。", "270.60万元", "288.60万元"),
    "kinds_of_procurement_and_their_total": ("政府采购货物、工程、服务支出分别为{}、23.45万元、110.76万元，总额221.55万元。", "87.34万元", "91.34万元"),
    "purchase_and_upkeep": ("公务用车购置及运行维护费29.73万元（购置费18.95万元，运行维护费{}）。", "10.78万元", "14.86万元"),
    "four_dimensions": ("自评总分95.3分，等次为优：决策12.5分，过程24分，产出33.8分，效益{}。", "25分", "27分"),
    "parts_and_their_shares": (
        "2023年支出1000.00万元，结构如下：教育500.00万元（50.0%）、卫生300.00万元（30.0%）、农业120.00万元（{}）、其他80.00万元（8.0%）。", "12.0%", "1.2%",
    ),
    "shares_and_their_parts": (
        "本年支出1000.00万元，各部分所占比重：教育支出占50.0%，计500.00万元；卫生支出占30.0%，计300.00万元；农业支出占{}，计120.00万元；其他支出占8.0%，计80.00万元。",
        "12.0%", "1.2%",
    ),
    "where_the_money_came_from": ("项目资金总投入554.40万元，来源为上级394.10万元、本级160.30万元；支用499.00万元，占{}；结存55.40万元。", "90.01%", "99.01%"),
    "of_one_among": ("支出合计1885.40万元当中，项目支出548.60万元，比重{}。", "29.10%", "291.00%"),
    "so_many_at_so_much": ("全年为405人发放补助，每人3,600元，累计{}。", "145.8万元", "158.4万元"),
    "paid_so_much_to_so_many": ("通过一卡通兑付{}，涉及550人，补贴标准4,400元。", "242.00万元", "262.00万元"),
    "an_average_by_the_head": ("按人均3,700元测算，惠及425人，支付{}。", "157.25万元", "166.53万元"),
    "full_marks_in_a_bracket": ("决策（15分）失分0.6分，得分{}。", "14.4分", "15.4分"),
    "less_than_full_marks": ("产出完成得{}，比标准分值35分少1.2分。", "33.8分", "35.3分"),
    "so_much_together": ("资金管理共25分，扣除0.5分，得{}。", "24.5分", "2.5分"),
    "what_was_missed": ("产出应得35分，实得33.5分，相差{}。", "1.5分", "0.5分"),
    "said_as_a_sum": ("本年收入906.20万元加年初结转46.74万元，等于收入总计{}。", "952.94万元", "9529.4万元"),
    "so_many_times": ("项目支出377.15万元，是上年项目支出{}的1.21倍。", "311.69万元", "31169万元"),
    "a_fall_in_brackets": ("2023年，会议费为8.50万元，同比减支1.50万元（降幅为{}）。", "15.00%", "1.50%"),
    "a_digit_lost_in_a_list": ("年初批复项目支出157.90万元，细分为平台运维{}、业务工作19.25万元、调查评估73.17万元。", "65.48万元", "6.48万元"),
    "more_than_the_years_budget": ("预算执行率＝全年支出{}÷全年预算1204.00万元＝98.01%。", "1180.00万元", "1267.00万元"),
    "names_and_then_their_number": ("机关科室设置为政策法规科、项目建设科、审批服务科、组织人事科，共{}。", "4个科室", "7个科室"),
    "a_base_named_behind": ("人员支出为806.40万元，以2022年的720.00万元为基数，增支{}，增幅12%。", "86.40万元", "64.80万元"),
    "upon_last_years_amount": ("会议费在上年50.00万元的基础上减少6.00万元，下降{}，为44.00万元。", "12%", "13.64%"),
    "last_year_first": ("维修费上年40.00万元，今年28.00万元，比上年少花了{}，降了30%。", "12.00万元", "28.00万元"),
    "the_second_less_than_the_first": ("培训费本年度12.60万元，上一年度14.00万元，前者较后者减列1.40万元，回落{}。", "10%", "11.1%"),
    "last_years_in_brackets": ("差旅费9.00万元（上年7.50万元），同比增{}、增20%。", "1.50万元", "7.50万元"),
    "a_base_without_a_verb": ("印刷费为6.60万元，上年基数6.00万元，增加0.60万元，同比增长{}。", "10%", "9.09%"),
    "used_of_what_was_set": ("水电费年初定的数是85.50万元，年底报账77.21万元，用到了年初数的{}。", "90.30%", "93.00%"),
    "below_a_budget_with_its_rate": ("“三公”经费：决算列支{}，预算安排29.27万元，低于预算2.75万元，列支比例90.60%。", "26.52万元", "24.42万元"),
    "a_sum_told_by_one_letter": ("在职：行政14人，事业39人，工勤3人，计{}。", "56人", "57人"),
    "full_marks_lost_and_reached": ("过程类指标：25分，失{}，得23.8分。", "1.2分", "2.7分"),
    "a_rate_a_year_for_each": ("护林员{}，年报酬4500元／人，兑付123.30万元。", "274人", "277人"),
    "posts_in_one_sentence_staff_in_another": ("截至2023年末编制70名。年末在职人数{}，离退休人数17人。", "59人", "89人"),
    "names_in_quotes": ("开展“读原著”“讲案例”“下基层”{}专题学习。", "三个", "四个"),
    "each_by_its_name": ("下属事业单位{}，分别是：林业技术推广站、种苗检验中心，另有派出点。", "2个", "8个"),
    "a_number_and_its_names": ("现有{}（信息股、督查股、后勤股、财务股、项目股）。", "5个股室", "7个股室"),
}  # fmt: skip


@pytest.fixture(scope="module")
def auditor(book: Book) -> Iterator[Auditor]:
    with Auditor(book) as made:
        yield made


def audited(auditor: Auditor, folder: Path, text: str) -> Audit:
    path = folder / "report.txt"
    path.write_text(HEAD + text + "\n", encoding="utf-8")
    found, problems = auditor.audit(path, path.name)
    assert found is not None, problems
    return found


def weighty(found: Audit) -> list[str]:
    return [f"{each.code} {each.message}" for each in found.findings if each.severity is not Severity.NOTICE]


@pytest.mark.parametrize("name", SENTENCES)
def test_what_is_right_is_met_with_silence(auditor: Auditor, tmp_path: Path, name: str) -> None:
    sentence, right, _ = SENTENCES[name]
    found = audited(auditor, tmp_path, sentence.format(right))
    assert weighty(found) == []
    standing = [state.status for figure, state in zip(found.figures, found.standings, strict=True) if figure.plain == right]
    assert all(status is Status.CONFIRMED for status in standing)


@pytest.mark.parametrize("name", SENTENCES)
def test_one_wrong_figure_is_asked_about(auditor: Auditor, tmp_path: Path, name: str) -> None:
    sentence, _, wrong = SENTENCES[name]
    found = audited(auditor, tmp_path, sentence.format(wrong))
    place = (HEAD + sentence).index("{}")
    touched = [
        each.code
        for each in found.findings
        if each.severity is not Severity.NOTICE
        and (
            each.start <= place < each.end
            or any(found.figures[one].start <= place < found.figures[one].end for one in each.figures)
        )
    ]
    assert touched, weighty(found)


@pytest.mark.parametrize(
    "text",
    [
        "发放问卷400份，收回386份，回收率96.50%，较上年提高2.30个百分点。",
        "培训率目标值95%，培训1,250人次，合格率98.40%。",
        "年初结转50万元，收入100万元，支出120万元，年末结转30万元。",
        "全年预算500万元，其中本级300万元、下属200万元，支出480万元，执行率96%。",
        "“三公”经费支出20万元，比上年减少3万元，其中：公务接待费7万元，比上年减少1万元；公务用车13万元。",
        "会议费主要用于年会3万元、例会2万元、研讨会1万元，共开会12次。",
        "自评得分88.50分，其中预算执行9.50分，产出79分。按规定90分以上为优、80分以上为良，等级为良。",
        "资助学生1,360人次，发放资助金217.6万元，其中特困补助86.4万元，人均2,400元。",
        "行政编制48人，事业编制67人，工勤编制4人，共119人；在职行政人员46人、事业人员64人、工勤人员2人，合计112人。",
        "产出目标一项失2.5分（分值14分，得11.5分），过程管理失1分（满分20分）。",
        "年末结转结余77.48万元（年初307.60万元，收入1200.00万元，支出1430.12万元）。",
        "公务接待费5.63万元，较上年少支2.40万元，其中省内接待3.10万元、省外接待2.53万元。",
        "“三公”经费实际支出51.14万元，比年初预算55.97万元少支4.83万元。其中，公务用车运行维护费46.89万元，公务接待费4.25万元。\n公务用车运行维护费年初预算50.00万元，决算46.89万元；公务接待费年初预算5.97万元，决算4.25万元。",
        "政府采购预算300万元，其中货物60万元、工程150万元；实际采购280万元，服务30万元。",
        "“三公”经费20万元，其中因公出国（境）0万元、公务用车购置8万元、公务用车运行7万元、公务接待5万元。",
        "政府采购支出100万元，货物60万元、工程20万元、服务15万元、其他5万元。",
        "自评得分95分，决策14分，过程24分，产出34分，效益23分，加分项1分，扣减1分。",
        "教育支出500.00万元（增长12.0%）、卫生支出300.00万元（下降3.0%）、农业支出120.00万元（持平）。",
        "每人每月500元，补助120人，12个月共72万元。",
        "办公用房由1,200平方米调整为900平方米，减少300平方米。",
        "投诉由12件下降至3件，办结率由90%提高到95%。",
        "内设机构包括办公室、财务股、项目股，共有编制40个。",
        "设有办公室、财务股、项目股等5个股室，编制40名。",
        "2022年以来，我局持续推进惠民工程，办结工单302件。",
        "基金收入56.25万元，占1.41%；一般公共预算收入3929.91万元，占98.59%。",
        "财政拨款收入占本年收入的98.50%，其他收入占1.50%。",
    ],
)
def test_what_only_looks_like_it_is_left_alone(auditor: Auditor, tmp_path: Path, text: str) -> None:
    assert weighty(audited(auditor, tmp_path, text)) == []


@pytest.mark.parametrize(("verb", "codes"), [("增长到", set()), ("下降到", {"CN18"}), ("压减至", {"CN18"})])
def test_a_direction_against_its_two_figures(auditor: Auditor, tmp_path: Path, verb: str, codes: set[str]) -> None:
    found = audited(auditor, tmp_path, f"机关运行经费由上年的347.32万元{verb}368.83万元。")
    assert {each.code for each in found.findings if each.severity is not Severity.NOTICE} == codes


def test_a_direction_alone_confirms_nothing(auditor: Auditor, tmp_path: Path) -> None:
    found = audited(auditor, tmp_path, "机关运行经费由上年的347.32万元增长到368.83万元。")
    assert {each.status for each in found.standings} == {Status.UNCHECKED}
