"""A rate, a part or a mean is held against what its own words speak of: the pair beside it, the amount that is no remainder, the total and not the mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.told_of import weighty

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.pipeline import Auditor

HEAD = "云岭县某局2023年度部门整体支出绩效自评报告\n\n"
LOST_HEADER = "支出变动\n单位：万元\n类别 上年决算 本年决算 变动额 变动率（%）\n基本支出 1520.30 1368.27 -152.03 -10.0\n项目支出 840.00 924.00 84.00 10.0\n合计 2360.30 2292.27 -68.03 -2.9\n"
SILENT = {
    "part of what was bought": "设备采购预算860万元，成交金额812.50万元，节约资金47.50万元，节约率5.52%，其中面向小微企业采购568.75万元，占成交金额的70.00%。",
    "parts of both": "当年新进副高2名、中级14名，其中教学岗11名、实验岗5名。",
    "so much an acre in ten thousands": "兑付种粮补贴3.15万亩、378万元，亩均120元。",
    "a group of its own": "共收回问卷900份：家长卷600份，满意或较满意561份，占93.50%；教师卷300份，满意或较满意276份，占92.00%。",
    "the mean of three": "对食堂满意的210份（87.50%），对宿舍满意的222份（92.50%），两项满意度算术平均为90.00%，高于88%的目标值。",
    "last year told first": "上年（2022年）该项支出2,400.00万元，本年比上年增加180.00万元，增长7.50%。",
    "a day's mean beside the whole": "接待读者58.4万人次，日均0.16万人次，为目标60万人次的97.33%。",
    "another group behind": "有效问卷300份，其中很满意160份、较满意110份、一般20份、不满意10份，满意度90.00%；合作社40份问卷中满意34份，满意度85.00%。",
    "a noun that begins like a sum": "按项目看，免费开放46.00万元、古籍修复22.50万元、总分馆运行31.70万元。",
    "so many of them": "监控发现偏离的指标5个，经督促，年末3个达标、2个未达标。",
    "inside a number": "有洒水车4辆、清障车1辆，包含在23辆特种车辆之内。",
    "a mean for each of them": "聘请辅导员40名，平均每名联系近6个网格，全年入户巡查7,200次，平均每格30次。",
    "all of several groups": "三镇共访谈600人，每镇200人，满意的东镇188人、西镇179人、南镇191人，合计558人，满意度93.00%。",
    "households beside persons": "脱贫对象1,250户3,960人，产业覆盖1,025户3,402人，占脱贫户数的82.00%。",
    "an aim in its chapter": "# 一、绩效目标情况\n支持项目不少于60个，新建和改造管网45公里。\n# 二、完成情况\n新建管网21.3公里、改造31.6公里，合计新建和改造管网52.9公里。",
    "a frame of words": "年初定下宣讲场次30次，年末核实为30次。年初定下走访批次36次，年末核实为36次。",
    "few digits": "# 一、采购\n采购总额0.0412亿元。\n# 二、中小企业\n授予中小企业合同0.0317亿元，占采购总额的77.03%。",
    "a header that was lost": LOST_HEADER,
    "the whole goes on": "一般公共预算支出1800.00万元，其中基本支出700.00万元，占38.89%；项目支出1100.00万元，占61.11%。年初预算1500.00万元，因上级专项年中下达，决算为年初预算的120.00%。",
    "points in a bracket": "分项得分：决策17.2分（满分20分，得分率86.00%），过程15.1分（满分20分，得分率75.50%），产出26.4分（满分30分，得分率88.00%）。",
    "last year's in a bracket": "本年支出1120.00万元。与上年相比，本年支出增加120.00万元，增长12.00%（上年支出1000.00万元）。",
    "outturn and budget": "会议费预算为6.00万元，支出决算为4.20万元，比上年减少0.31万元。决算数小于预算数的主要原因是改用视频会议。",
    "a grade by its own bounds": "各项得分合计87.20分，自评等级为“优秀”（85分以上为优秀）。",
    "our own house": "2023年我校本年收入合计3120.40万元，年初结转和结余85.30万元，收入总计3205.70万元。",
}
TOLD = {
    "points in a bracket": ("75.50%", "79.50%"),
    "last year's in a bracket": ("增长12.00%", "增长10.71%"),
    "outturn and budget": ("小于预算数", "大于预算数"),
    "a grade by its own bounds": ("（85分以上为优秀）", ""),
    "our own house": ("总计3205.70", "总计3250.70"),
    "part of what was bought": ("占成交金额的70.00%", "占成交金额的77.00%"),
    "a group of its own": ("占92.00%", "占29.00%"),
    "last year told first": ("增长7.50%", "增长5.70%"),
    "a header that was lost": ("合计 2360.30", "合计 2306.30"),
}


@pytest.mark.parametrize("name", SILENT)
def test_what_its_own_words_bear_out_is_silent(auditor: Auditor, tmp_path: Path, name: str) -> None:
    assert weighty(auditor, tmp_path, HEAD + SILENT[name]) == []


@pytest.mark.parametrize("name", TOLD)
def test_a_slip_in_the_same_words_is_told(auditor: Auditor, tmp_path: Path, name: str) -> None:
    right, wrong = TOLD[name]
    assert SILENT[name].count(right) == 1
    assert weighty(auditor, tmp_path, HEAD + SILENT[name].replace(right, wrong))
