"""Figures made of others that stand in another section, and words about the rows of a table: told where a slip closes, silent where nothing does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.told_of import weighty

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.pipeline import Auditor

HEAD = "# 某县水文中心2024年度部门整体支出绩效自评报告\n\n"
STAFF = "核定编制126名，在编108人，编外76人，在岗共184人。聘用的观测员不占编制，年末为306人。\n\n## 二、问题\n\n"
SPENT = "全年支出4,239.58万元，其中基本支出1,498.36万元、项目支出2,741.22万元。\n\n## 二、问题\n\n"
SAMPLED = (
    "项目支出由三部分组成：食品抽检318.60万元、执法办案246.35万元、标准化建设204.18万元。抽检3,236批次，其中农产品1,842批次。\n\n"
)
RATES = "\n\n|项目|预算数（万元）|执行数（万元）|执行率（%）|上年执行数（万元）|增减额（万元）|增减率（%）|\n|---|---|---|---|---|---|---|\n|疫苗接种|320.00|313.60|98.00|300.00|13.60|4.53|\n|妇幼保健|145.00|139.20|96.00|120.00|19.20|16.00|\n|传染病防控|210.00|193.20|92.00|200.00|-6.80|-3.40|\n|健康教育|60.00|58.80|98.00|58.00|0.80|1.38|\n"
GROWN = "\n\n|项目|2023年决算（万元）|2024年决算（万元）|增减额（万元）|\n|---|---|---|---|\n|人员经费|524.10|468.52|-55.58|\n|公用经费|531.46|486.27|-45.19|\n|项目支出|1,053.10|927.55|-125.55|\n"
OVER = "\n\n|项目|年初预算（万元）|支出数（万元）|\n|---|---|---|\n|工资福利支出|492.00|498.64|\n|商品服务支出|115.00|112.44|\n|对个人补助|29.00|28.65|\n"
DERIVED = {
    "a share of what another chapter counts, over another number": (STAFF + "年龄偏大，55岁以上有121人，占全部观测员的{}。", "39.5%", "65.8%"),
    "a share whose part is named too": (STAFF + "编外人员占在岗人员的{}，比例偏高。", "41.30%", "70.37%"),
    "the share of the rest": (SPENT + "全年支出中项目支出占{}。", "64.7%", "35.3%"),
    "a digit wrong": (STAFF + "编外人员占在岗人员的{}。", "41.30%", "41.80%"),
    "the mean of a neighbour": (SAMPLED + "每批次平均检测费用约{}，按食品抽检项目支出计算。", "985元", "761元"),
    "a mean over another count": ("核定编制16名，年末在职15人。全年接受捐赠款物4,080.05万元。\n\n以年末在职15人计，人均经手捐赠款物约{}。", "272万元", "255万元"),
    "a mean of something else": ("在校学生1,736人。校园占地面积42,680平方米，校舍建筑面积21,354平方米，生均校舍建筑面积{}。", "12.30平方米", "24.59平方米"),
    "a rate over a total of chapter one": ("本院服务人口38,420人，床位60张。\n\n## 二、履职\n\n家庭医生签约14,862人，签约率{}。", "38.68%", "38.88%"),
    "those left of a whole": ("涉及居民小区486个，其中实行撤桶并点的小区402个。\n\n## 二、问题\n\n仍有{}个小区未实行撤桶并点。", "84", "94"),
    "how far from an aim": ("专任教师186人；双师型教师109人，占专任教师的58.6%。\n\n## 二、问题\n\n双师型教师比例距60%的目标还差{}个百分点。", "1.4", "10.7"),
    "vacant posts": ("核定编制436名，年末在编412人。\n\n## 二、问题\n\n当前空编{}名，招聘困难。", "24", "42"),
    "the least of a column": ("四项中执行率最低的是{}。" + RATES, "传染病防控", "妇幼保健"),
    "the most that grew": ("增幅最大的是{}。" + RATES, "妇幼保健", "疫苗接种"),
    "the most and the least": ("从执行率看，最高的{}比最低的传染病防控高6个百分点。" + RATES, "疫苗接种", "妇幼保健"),
    "how many are below": ("四个项目中有2个执行率低于{}。" + RATES, "97%", "93%"),
    "ups and downs": ("四项支出{}。" + RATES, "三升一降", "两升两降"),
    "the only one over": ("超出年初预算的只有{}一类。" + OVER, "工资福利支出", "商品服务支出"),
    "all of them less": ("人员经费、公用经费、项目支出三项{}低于上年。" + GROWN, "均", "除项目支出外均"),
}  # fmt: skip
QUIET = {
    "another time's vacant posts": "核定编制436名，年末在编412人。\n\n## 二、问题\n\n上年空编42名，招聘困难。",
    "two totals of one name": "在册的观测员不占编制，为306人。\n\n另有聘用的观测员不占编制，为412人。\n\n## 二、问题\n\n年龄偏大，55岁以上有121人，占全部观测员的65.8%。",
    "another whole, nothing closes": STAFF + "年龄偏大，55岁以上有121人，占全部观测员的52.7%。",
    "an aim": STAFF + "到2026年，编外人员占在岗人员的比例力争降到70.37%以下。",
    "part of the whole that is not in it": "资助性支出4,517.80万元，管理费用168.35万元，管理费用占总支出的3.59%。",
    "some rows alone": "除妇幼保健外，执行率最低的是健康教育。" + RATES,
    "as many things as the table has not": "十个子项目中有1个执行率低于97%。" + RATES,
    "an aim for rows": "要求四个项目中有2个执行率低于93%的限期整改，力争达到目标。" + RATES,
    "a mean of two counts": SAMPLED + "每批次平均检测费用约1,730元，按食品抽检项目支出计算。",
}  # fmt: skip


def _told(auditor: Auditor, folder: Path, text: str) -> list[str]:
    return [each.message for each in weighty(auditor, folder, HEAD + text)]


@pytest.mark.parametrize("name", DERIVED)
def test_what_is_made_of_other_figures_is_held_against_them(name: str, auditor: Auditor, tmp_path: Path) -> None:
    text, right, wrong = DERIVED[name]
    assert _told(auditor, tmp_path, text.format(right)) == []
    assert len(_told(auditor, tmp_path, text.format(wrong))) == 1


@pytest.mark.parametrize("name", QUIET)
def test_what_the_figures_leave_open_is_not_told(name: str, auditor: Auditor, tmp_path: Path) -> None:
    assert _told(auditor, tmp_path, QUIET[name]) == []
