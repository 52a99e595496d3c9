"""What a careful reader makes of each row of the five tables, written by hand: the method, or None where a person must decide."""

from __future__ import annotations

STEP_OVER, STEP_UNDER, STEP_BOTH = "deduct_per_full_step_over", "deduct_per_full_step_under", "deduct_per_full_step_both_sides"

HUNAN = {
    "在职人员控制率": STEP_OVER,
    "“三公经费”变动率": STEP_OVER,
    "预算完成率": None,  # 本年追加预算: as the department states it, or reckoned without what was carried over?
    "预算控制率": None,  # likewise
    "新建楼堂馆所面积控制率": STEP_OVER,
    "新建楼堂馆所投资概算控制率": None,  # the formula is of a rate with another name
    "公用经费控制率": STEP_OVER,
    "“三公经费”控制率": STEP_OVER,
    "政府采购执行率": STEP_BOTH,
    "管理制度健全性": "checklist",
    "资金使用合规性": None,  # five points, and one point off for each breach: which of the two?
    "预决算信息公开性": "checklist",
    "重点工作实际完成率": "ratio_capped",
    "经济效益和社会效益": "entered_points",
    "行政效能": None,  # the points stand in the explanation, the standard says only who judges
    "社会公众或服务对象满意度": "bands",
}
HUNAN_WITHOUT_THE_NOTE = {
    **HUNAN,
    **dict.fromkeys([name for name, method in HUNAN.items() if method in {STEP_OVER, STEP_UNDER, STEP_BOTH}]),
}
YUEYANG = {
    "财政供养人员控制率": "deduct_per_started_step_over",
    "“三公经费”变动率": "deduct_linear_over",
    "重点支出安排率": None,  # 项目总支出: as budgeted or as spent?
    "预算调整率": "bands",
    "支付进度率": None,
    "资金结余": None,
    "“三公经费”控制率": None,  # what of a part of a step?
    "管理制度健全性": "checklist",
    "资金使用合规性": "deduct_per_occurrence",
    "信息公开性": "checklist",
    "重点工作实际完成率": "ratio_capped",
    "社会效益": "tiers",
    "社会公众或服务对象满意度": None,  # 80% belongs to which band?
}
DAZHOU = {
    "相关性": "checklist",
    "明确性": "checklist",
    "合理性": "tier_share",
    "测算依据": "checklist_all",  # one point to check, yes or no
    "目标管理": None,
    "专项资金分配时限": "checklist",
    "中期评估": "checklist_all",
    "绩效监控": "checklist",
    "绩效评价": "checklist",
    "非税收入执收": "checklist",
    "资产管理": "checklist",
    "内控制度": "entered_points",
    "信息公开": None,  # 2 ＋ 2 ＋ 3 is not 6
    "特性指标（由部门自行设定）": None,
    "可持续发展能力": None,  # 10 of 15 points is no short decimal share
    "服务对象满意度": "bands",
}
WUDANG = {
    "目标依据充分性": "checklist",
    "目标合理性": "checklist",
    "目标管理有效性": None,
    "总体工作完成率": None,
    "重点工作完成情况": None,
    "预算执行率": "ratio_capped",
    "公用经费控制率": "direct_at_most",
    "固定资产利用率": "direct_at_least",
    "资产盘点情况": "yes_no",
    "政府采购执行率": None,  # above 100 %?
    "采购合同签订时效性": None,
    "服务对象满意度": "bands",
}
ZHANJIANG = {
    "预算编制合理性": "checklist",
    "预算编制准确性": None,  # the rate has another name than the indicator
    "目标完整性": "checklist",
    "支出完成率": "ratio_capped",
    "结转结余率": "bands",
    "政府采购执行率": "ratio_zero_if_over",
    "固定资产利用率": "ratio_capped",
    "组织建立情况": "yes_no",
    "自评材料报送及时性": "yes_no",
    "自评材料报送质量": "entered_points",
    "公用经费控制率": "checklist_all",
    "公众或服务对象满意度": None,  # a gap between 85 % and 90 %
}
WEIGHT_LEFT_OPEN = {"wudang": {"公用经费控制率"}}
"""Rows whose method is clear and whose weight the table does not give."""
