"""What a figure in a sentence is: role, direction, name, concept, stage, year, and the figures that it speaks of; the table is written by hand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.auditing.reports import report

if TYPE_CHECKING:
    from hengji.core.audit import Figure
    from hengji.rulebook.book import Book

# A figure is written as: its text, its role (+ a rise, - a fall), s its subject, b its base, w its whole (counted from 0; none where not written),
# then, where it matters: @year, stage, =concept (= alone: no concept), 「name」, open.
TABLE = {
    # — a change of one value —
    "2023年本年收入合计2,916.27万元，比上年增加116.27万元，增长4.15%。": [
        "2,916.27万元 value @2023 outturn =revenue_total 「本年收入合计」", "116.27万元 change+ s0", "4.15% rate+ s0"],
    "本年支出合计2,900.80万元，较2022年减少99.20万元，下降3.31%。": [
        "2,900.80万元 value @2023 outturn =expenditure_total", "99.20万元 change- s0", "3.31% rate- s0"],
    "基本支出1,020.5万元，同比减支20.5万元，降幅1.97%。": [
        "1,020.5万元 value outturn =basic_expenditure", "20.5万元 change- s0", "1.97% rate- s0"],
    "项目支出880万元，较上年压减120万元，降低12%。": ["880万元 value =project_expenditure", "120万元 change- s0", "12% rate- s0"],
    "会议费3.2万元，同比上涨0.2万元。": ["3.2万元 value =conference_cost", "0.2万元 change+ s0"],
    "培训费4万元，比年初预算数少1万元。": ["4万元 value @2023 outturn =training_cost", "1万元 change- s0"],
    "机关运行经费支出88万元，比上年决算数减少12万元，降低12%，主要是压缩办公费。": [
        "88万元 value =agency_operation_cost", "12万元 change- s0", "12% rate- s0"],
    "办公费支出12.60万元，较去年同期节约1.40万元。": ["12.60万元 value 「办公费支出」", "1.40万元 change- s0"],
    "一般公共预算财政拨款收入2,500.00万元，较上年决算数2,400.00万元增加100.00万元，增长4.17%。": [
        "2,500.00万元 value @2023 outturn =general_budget_revenue", "2,400.00万元 base s0 @2022", "100.00万元 change+ s0 b1", "4.17% rate+ s0 b1"],
    "印刷费5万元，与上年决算数4万元相比，增加1万元，增长25%。": [
        "5万元 value", "4万元 base s0 @2022", "1万元 change+ s0 b1", "25% rate+ s0 b1"],
    "差旅费支出决算9万元，比年初预算10万元减少1万元。": [
        "9万元 value outturn", "10万元 base s0 original", "1万元 change- s0 b1"],
    "支出总计比上年（854.80万元）增加45.20万元。": ["854.80万元 base @2022", "45.20万元 change+ b0"],
    # — from and to —
    "公务用车运行维护费由上年的5.00万元增加到6.00万元，增长20%。": [
        "5.00万元 base s1 @2022 =vehicle_running_cost", "6.00万元 value @2023 =vehicle_running_cost", "20% rate+ s1 b0"],
    "项目支出从2022年的300万元下降至270万元，下降10%。": [
        "300万元 base s1 @2022 =project_expenditure", "270万元 value @2023 =project_expenditure", "10% rate- s1 b0"],
    "公务接待批次由40批次减至36批次。": ["40批次 base s1", "36批次 value"],
    "在职人员由上年末的50人减少到48人，编制数60人。": ["50人 base s1 @2022", "48人 value @2023", "60人 value @2023"],
    # — the year of a figure —
    "2022年基本支出500万元，2023年基本支出520万元。": ["500万元 value @2022 =basic_expenditure", "520万元 value @2023 =basic_expenditure"],
    "上年项目支出300万元，本年项目支出330万元。": ["300万元 value @2022 =project_expenditure", "330万元 value @2023 =project_expenditure"],
    "本年支出合计550万元，同比增长10%，其中基本支出300万元，项目支出250万元。": [
        "550万元 value @2023", "10% rate+ s0", "300万元 value w0 @2023", "250万元 value w0 @2023"],
    "年初结转和结余25.30万元，年末结转和结余15.47万元。": [
        "25.30万元 value @2023 =opening_carry_over", "15.47万元 value @2023 =closing_carry_over"],
    # — stages —
    "基本支出年初预算500万元，调整预算520万元，支出决算515万元。": [
        "500万元 value original", "520万元 value revised", "515万元 value outturn"],
    "全年预算数1,000.00万元，执行数950.00万元，预算执行率95.00%。": [
        "1,000.00万元 value revised", "950.00万元 value outturn", "95.00% completion s1"],
    "项目支出部门预算安排260万元，实际支出255万元。": ["260万元 value original =project_expenditure", "255万元 value outturn"],
    "政府采购预算100万元，实际采购金额90万元。": ["100万元 value", "90万元 value"],
    "一般公共预算财政拨款支出700万元。": ["700万元 value outturn =general_budget_expenditure"],
    # — completion —
    "“三公”经费支出决算为6.90万元，完成预算10.00万元的69.00%。": [
        "6.90万元 value outturn =three_public_total", "10.00万元 base s0 original", "69.00% completion s0 b1"],
    "公务接待费预算数2.00万元，支出决算1.50万元，完成预算的75%。": [
        "2.00万元 value original =hospitality_cost", "1.50万元 value outturn =hospitality_cost", "75% completion s1"],
    "支出决算455万元，为年初预算数500万元的91%。": ["455万元 value outturn", "500万元 base s0 original", "91% completion s0 b1"],
    "会议费年初预算为5万元，支出决算为4.5万元，完成年初预算的90%，决算数小于预算数的主要原因是厉行节约。": [
        "5万元 value original =conference_cost", "4.5万元 value outturn =conference_cost", "90% completion s1"],
    "培训费全年支出6万元，预算完成率60%。": ["6万元 value outturn", "60% completion s0"],
    # — shares —
    "公务接待费支出1.20万元，占“三公”经费支出的17.39%。": ["1.20万元 value =hospitality_cost", "17.39% share s0"],
    "基本支出600.00万元，占本年支出合计的66.67%；项目支出300.00万元，占33.33%。": [
        "600.00万元 value =basic_expenditure", "66.67% share s0", "300.00万元 value =project_expenditure", "33.33% share s2"],
    "本年收入合计800万元，其中：财政拨款收入720万元，占90%；其他收入80万元，占10%。": [
        "800万元 value =revenue_total", "720万元 value w0", "90% share s1", "80万元 value w0 =other_revenue", "10% share s3"],
    "人员经费450万元，占基本支出500万元的90%。": ["450万元 value", "500万元 base s0", "90% share s0 b1"],
    "项目支出占比为33.3%。": ["33.3% share"],
    # — lists —
    "本年支出合计900.00万元，其中：基本支出600.00万元，项目支出300.00万元。": [
        "900.00万元 value =expenditure_total", "600.00万元 value w0 =basic_expenditure", "300.00万元 value w0 =project_expenditure"],
    "年末在职人员45人，其中：行政编制30人，事业编制15人。": [
        "45人 value", "30人 value w0 =administrative_posts", "15人 value w0 =service_unit_posts"],
    "“三公”经费支出10万元，包括：公务用车运行维护费8万元，公务接待费2万元。": [
        "10万元 value =three_public_total", "8万元 value w0 =vehicle_running_cost", "2万元 value w0 =hospitality_cost"],
    "基本支出60万元（人员经费50万元，公用经费10万元）。": [
        "60万元 value =basic_expenditure", "50万元 value w0", "10万元 value w0"],
    "本年支出由基本支出60万元、项目支出40万元构成。": ["60万元 value", "40万元 value"],
    "项目支出200万元，主要包括：宣传经费80万元，培训经费50万元。": [
        "200万元 value =project_expenditure", "80万元 value w0 open", "50万元 value w0"],
    "项目支出200万元，其中：信息化运维80万元、档案整理50万元等。": [
        "200万元 value", "80万元 value w0 「信息化运维」", "50万元 value w0 open"],
    "政府采购支出总额120.50万元：货物20.50万元、工程60.00万元、服务40.00万元。": [
        "120.50万元 value =procurement_actual", "20.50万元 value w0", "60.00万元 value w0", "40.00万元 value w0"],
    "共有车辆6辆，其中：机要通信用车1辆、应急保障用车3辆、其他用车2辆。": [
        "6辆 value", "1辆 value w0 =vehicles_confidential", "3辆 value w0 =vehicles_emergency", "2辆 value w0 =vehicles_other"],
    "本年支出合计900万元，其中：基本支出600万元，项目支出300万元；年末结转和结余20万元。": [
        "900万元 value", "600万元 value w0", "300万元 value w0", "20万元 value =closing_carry_over"],
    "本年收入合计100万元。其中：财政拨款收入90万元，其他收入10万元。": ["100万元 value", "90万元 value w0", "10万元 value w0"],
    # — names —
    "公务接待费，支出决算1.50万元，上年2.00万元。": [
        "1.50万元 value @2023 outturn =hospitality_cost",
        "2.00万元 value @2022 =hospitality_cost",
    ],
    "行政编制、事业编制分别为20名、15名。": [
        "20名 value =administrative_posts", "15名 value =service_unit_posts"],
    "因公出国（境）费支出决算为0万元，与上年持平。": ["0万元 value outturn =travel_abroad_cost"],
    "公务接待费用0.98万元。": ["0.98万元 value =hospitality_cost"],
    "公务用车购置费及运行维护费支出21万元。": ["21万元 value"],
    "单位编制数30名，实有在职人员28人。": ["30名 value", "28人 value"],
    "我局2023年度公用经费支出66.08万元。": ["66.08万元 value @2023 outturn"],
    "印刷费约12万元。": ["12万元 value = 「印刷费」"],
    "（二）项目支出情况。项目支出44万元。": ["44万元 value =project_expenditure"],
    # — scores —
    "自评得分97.50分，其中产出30.00分，效果30.00分。": ["97.50分 points", "30.00分 points w0", "30.00分 points w0"],
    "部门预算执行满分10分，得9分，扣1分。": ["10分 weight", "9分 points", "1分 deduction-"],
    "该项指标分值8分，自评得分7.5分，扣0.5分。": ["8分 weight", "7.5分 points", "0.5分 deduction-"],
    "年初指标值95%，实际完成97%。": ["95% target", "97% actual"],
    # — nothing of the kind —
    "发放问卷400份，收回有效问卷396份。": ["400份 value", "396份 value"],
    "开展检查12次，覆盖企业36家。": ["12次 value", "36家 value"],
    "2023年5月10日召开会议，研究3个议题。": ["3个 value"],
}  # fmt: skip


def expected(line: str) -> dict[str, object]:
    """What a line of the table says of a figure."""
    text, role, *rest = line.split(" ")
    said: dict[str, object] = {"text": text, "role": role.rstrip("+-"), "direction": {"+": 1, "-": -1}.get(role[-1], 0)}
    said |= {"subject": -1, "base": -1, "whole": -1}
    for word in rest:
        link = re.fullmatch(r"([sbw])(\d)", word)
        if link is not None:
            said[{"s": "subject", "b": "base", "w": "whole"}[link[1]]] = int(link[2])
        elif word.startswith("@"):
            said["year"] = int(word[1:])
        elif word.startswith("="):
            said["concept"] = word[1:]
        elif word.startswith("「"):
            said["label"] = word.strip("「」")
        elif word == "open":
            said["open_list"] = True
        else:
            said["stage"] = word
    return said


def heard(figure: Figure, asked: dict[str, object]) -> dict[str, object]:
    """The same of a figure that was read."""
    return {key: figure.plain if key == "text" else getattr(figure, key) for key in asked}


@pytest.mark.parametrize("sentence", TABLE)
def test_each_figure_is_what_its_sentence_says(book: Book, sentence: str) -> None:
    said = [expected(line) for line in TABLE[sentence]]
    figures = report(book, sentence).figures
    assert said == [heard(figure, asked) for figure, asked in zip(figures, said, strict=True)]


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len(TABLE) >= 60
