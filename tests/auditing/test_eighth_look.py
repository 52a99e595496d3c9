"""Sentences of one more stranger's reports, in our own words: what is right is not told, and the same with a slip is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.told_of import weighty

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.pipeline import Auditor

HEAD = "衡山县渔政站二〇二三年度部门整体支出绩效自评报告\n\n"
RATES = "| 指标 | 年度目标值 | 实际完成值 | 完成率 |\n|---|---|---|---|\n| 巡航次数（次） | 900 | 948 | 105.33% |\n| 放流次数（次） | 40 | 43 | 107.50% |\n| 培训渔民（人） | 650 | 702 | 108.00% |\n"
BOTH = {
    "both halves": ("全年巡航420次（艘），其中上半年巡航180次（艘），下半年巡航240次（艘）。", "240次（艘）。", "260次（艘）。"),
    "a kind of each": (
        "全县登记渔船1862艘，按用途分为捕捞船1124艘、养殖船526艘、运输船148艘、休闲船64艘。",
        "526艘",
        "562艘",
    ),
    "the rest last": ("培训渔民3,682人次，其中捕捞作业1,765人次，水产养殖1,208人次，退役军人等其他培训709人次。", "709", "790"),
    "accounts are no money": (
        "年末粉丝总数64.8万，其中公众号21.5万、客户端18.6万、短视频账号24.7万，比上年末的55.4万增加9.4万，增长16.97%。",
        "64.8万",
        "68.4万",
    ),
    "base, change and rate agree": (
        "护渔员补助标准由每人每年5400元提高到6000元，增加600元，增幅11.11%。",
        "6000元",
        "5900元",
    ),
    "beside those it is held against": (
        "示范塘亩产176公斤，比对照的164公斤高12公斤，增产7.32%。",
        "176公斤",
        "167公斤",
    ),
    "marks without 得": (
        "投入指标满分10分，自评9.5分；过程指标满分20分，自评18.6分；产出指标满分50分，自评49.2分；效益指标满分20分，自评18.9分。综合得分96.2分，等次为“优”。",
        "96.2",
        "95.2",
    ),
    "what each took off": (
        "失分2.5分，主要为两个方面：一是支出进度前低后高，扣1.5分；二是船只调度不够及时，扣1分。",
        "扣1分",
        "扣2分",
    ),
    "each kind's deductions": (
        "各类指标合计扣4分：过程类扣2分，原因是部分资金到位晚；产出类扣0.5分，原因是个别标志船未按期交付；效果类扣1分，原因是带动面不够宽；满意度扣0.5分。",
        "满意度扣0.5分",
        "满意度扣1.5分",
    ),
    "a mean in brackets": (
        "“三公”经费决算17.64万元。其中公务用车运行维护费10.80万元（保有公车3辆，平均每辆3.60万元），公务接待费6.84万元；无出国（境）费用。",
        "6.84万元",
        "8.64万元",
    ),
    "counted with one word": ("发表论文23篇，其中核心期刊9篇、普通期刊14篇；申请专利4件、品种权3件，合计7件。", "3件", "2件"),
    "over what it is a part of": (
        "2023年支出1789.27万元，其中项目支出1250.35万元。巡航与放流两类共支出710.95万元，占项目支出的56.86%。",
        "56.86%",
        "39.73%",
    ),
    "four quarters": (
        "全年巡航386,214公里，比2022年的341,560公里多44,654公里，增长13.07%。四个季度分别为68,420公里、97,655公里、136,208公里、83,931公里，汛期所在的第三季度最多。",
        "136,208",
        "132,608",
    ),
    "each quarter by its name": ("全年演练48场，其中一季度10场、二季度12场、三季度15场、四季度11场。", "四季度11场", "四季度12场"),
    "came and went": ("年末48人，较上年末的46人净增2人，为当年调入3人、退休1人。", "退休1人", "退休2人"),
    "all done": ("计划放流40次，完成40次，年度任务全部完成。", "完成40次", "完成38次"),
    "so many of the tasks": ("确定的9项重点任务完成9项，全部按期完成。", "完成9项", "完成8项"),
    "the aim reached": ("目标值≥95%，实际95.2%，达到目标值。", "95.2%", "94.2%"),
    "counted by its noun": (
        "全县登记渔船经营户286户，其中捕捞24户、养殖78户、运输184户。\n\n五、存在的问题\n\n执法队仅3人，面对286户登记渔船经营户，力量不足。",
        "面对286户",
        "面对268户",
    ),
    "so many to one": (
        "现有渔业船员每百艘船17.8人，船员与监管人员之比17.8:1。\n\n五、存在的问题\n\n监管人员不足，船员与监管人员之比17.8:1。",
        "不足，船员与监管人员之比17.8:1",
        "不足，船员与监管人员之比18.7:1",
    ),
    "each town's": (
        "人工增殖放流1236万尾。分乡镇看，云溪镇415万尾、白沙镇368万尾、河口乡279万尾、石桥乡174万尾。",
        "174万尾",
        "147万尾",
    ),
    "of what it names": ("培训费支出13.62万元，占公用经费268.41万元的5.07%，达到不低于5%的规定。", "5.07%", "0.05%"),
    "ten times as much": ("救助渔民286人次、支出125.87万元，人均4401元。", "4401元", "44010元"),
    "one row of many": (RATES + "| 新增浮标（个） | 120 | 126 | 105.00% |", "105.00%", "108.00%"),
}
RIGHT = {
    "totals that are the year's": "2023年度收入总计5705020.50元，支出总计5691650.50元。上年结转128300.00元，本年末结转141670.00元。",
    "answers beside each other": "对64家合作社和236户渔户共300个对象电话回访，满意284个、一般14个、不满意2个，满意率94.67%。",
    "less than the budget by so much": "“三公”经费决算数低于预算1.11万元，较上年压减0.50万元，压减6.42%。",
    "no less than": "培训费支出13.62万元，占公用经费268.41万元的5.07%，达到不低于5%的规定。",
    "two counts beside each other": "内设办公室、业务科、防灾科，下设检验站、救护中心，共3个科室、2个直属单位。",
    "those of the same number": "受理投诉26件，有效投诉9件、不成立17件，有效投诉已办结9件，办结率100%。",
    "than another base": "全年检验1600宗，比目标多100宗，比2022年的1450宗增长10.34%。",
    "marked by all who came": "窗口评价器收到评价5180次，非常满意4662次，满意414次，基本满意83次，不满意21次，满意度97.99%。",
    "of what is estimated": "支出15577.38万元。分费用看，建安费支出13802.20万元，其他费支出1516.43万元。建安费支出相当于对应概算的86.95%。",
    "lower is better": RATES + "| 渔船事故（起） | 8 | 6 | 133.33% |",
    "cut at a hundred": RATES + "| 新增浮标（个） | 120 | 126 | 100% |",
    "all of it and a month": "全年开展活动2196场次，月均183场次，比上年的2040场次增加156场次，增长7.65%。",
    "who may be both": "培训渔民500人，其中党员120人、女性210人、退役军人36人。",
    "those of each deduction": "合计扣3分：过程类扣2分，其中预算调整扣1分、支付进度扣1分；产出类扣1分。",
    "the year before in letters": "二〇二二年支出612.40万元，本年支出598.16万元，比上年减少14.24万元，下降2.33%。",
}


@pytest.mark.parametrize("name", [*BOTH, *RIGHT])
def test_what_is_right_is_not_told(auditor: Auditor, tmp_path: Path, name: str) -> None:
    assert told(auditor, tmp_path, RIGHT.get(name) or BOTH[name][0]) == []


@pytest.mark.parametrize("name", BOTH)
def test_a_slip_is_told(auditor: Auditor, tmp_path: Path, name: str) -> None:
    text, right, wrong = BOTH[name]
    assert text.count(right) == 1
    assert told(auditor, tmp_path, text.replace(right, wrong)) != []


def told(auditor: Auditor, folder: Path, text: str) -> list[str]:
    return [f"{each.code} {each.message}" for each in weighty(auditor, folder, HEAD + text, ".md")]


FORM = (
    "附件2\n2023年度部门整体支出绩效自评表\n\t预算部门\n\t衡山县渔政站\n\n\t年度预算申请（万元）\n\t\n\t年初预算数\n\t全年预算数\n\t全年执行数\n\t分值\n\t执行率\n\t得分\n\n"
    "\t\n\t年度资金总额\n\t{}\n\t{}\n\t1742.80\n\t10\n\t93%\n\t9.3\n\n\t\n\t按收入性质分：\n\t按支出性质分：\n\n\t\n\t  其中：  一般公共预算：1873.54\n\t其中：基本支出：1102.32\n\n"
    "\t\n\t政府性基金拨款：\n\t项目支出：771.72\n\n\t\n\t其他资金：0.50\n\t\n"
)


@pytest.mark.parametrize(("total", "expected"), [("1874.04", 0), ("1876.04", 1), ("1920.43", 0)])
def test_two_divisions_that_agree_tell_a_wrong_digit_of_their_total(
    auditor: Auditor, tmp_path: Path, total: str, expected: int
) -> None:
    text = HEAD + FORM.format("1760.20", total)
    found = [each for each in weighty(auditor, tmp_path, text, ".txt") if each.code == "AR95"]
    assert len(found) == expected, [each.message for each in found]
