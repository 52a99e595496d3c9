"""Figures that are bound together: one that two relations prove wrong, products whose factors are named, and shares of one base."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.told_of import weighty

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.pipeline import Auditor

HEAD = "明川县水务局2024年度部门整体支出绩效自评报告\n\n"
PROVED = {
    "difference and rate": ("全年接待游客86.42万人次，上年为71.35万人次，多接待25.93万人次，增幅21.12%。", "应为 15.07万人次"),
    "from and to": ("图书外借由上年的12.48万册次增至15.06万册次，净增8.62万册次，增长20.67%，主要是新馆开放。", "应为 2.58万册"),
    "a fall": ("公用经费由318.60万元压减到274.35万元，减少94.12万元，降幅13.89%，其中差旅费下降较多。", "应为 44.25万元"),
    "part and share": ("全年办理业务5,482件，其中线上3,914件，占71.40%，线下2,318件，占28.60%。", "2318件"),
    "the base behind": ("2024年水费收入1,286.40万元，比2023年增加218.20万元，增长9.27%，2023年为1,177.30万元。", "应为 109.10万元"),
}  # fmt: skip
NOT_PROVED = {
    "what is left, and then the change": (
        "全年执行数486.20万元，尚有92.35万元结转。与上年执行数431.60万元相比，增支54.60万元，增长12.65%。",
    ),
    "a goal beside the growth": ("示范区亩均增产59公斤，超过50公斤的目标，比上年的412公斤提高14.32%。",),
    "an amount between": ("预算24.00万元，决算20.36万元，其中接待费3.58万元，节约3.64万元，节约率15.17%。",),
    "the rate is of another sentence": ("全年培训1,240人次，上年1,010人次，增加230人次。其中线上占28.60%。",),
    "two shares of two bases": ("全年支出3,412.60万元。项目支出1,394.25万元，占40.86%，其中设备购置620.10万元，占44.48%。",),
}  # fmt: skip
PRODUCTS = {
    "a word": ("处理费按实际处理量326.4万吨乘1.25元得480.00万元，扣减考核款12.00万元。", "应为 408.00万元"),
    "a sign and a unit price": ("劳务费按150元/人·天×86人×12天，共计18.58万元。", "应为 15.48万元"),
    "price right behind number": ("路灯更换1,250盏，采购单价368元，金额64.00万元，其中财政资金40.00万元。", "应为 46.00万元"),
    "each of each": ("村干部补贴按每人每月1,800元、312人、12个月测算，共需637.92万元。", "应为 673.92万元"),
    "a price in its own unit": ("农村公路养护按每公里每年7,000元、412公里核定，应安排284.80万元。", "7000 × 412 ÷ 10000 ＝ 284.80"),
    "another number of heads": ("按每生每年2,000元、受助学生1,026人编列预算，1,206人乘以2,000元即预算数2,052,000元。", "2000元 × 1206人"),
    "a part": ("奖补资金2,000.00万元乘以60%即1,320.00万元，为首期应拨数。", "应为 1200.00万元"),
}  # fmt: skip
NO_PRODUCTS = [
    "购置台式机10台、笔记本20台，单价6,000元，合计18.00万元。",
    "购置A型设备10台，单价2万元，B型设备5台，单价1万元，合计25万元。",
    "按每人每月1,800元、312人、12个月，每人每月900元、100人、12个月测算，共需781.92万元。",
    "运费按（326.4－20.4）万吨×1.25元/吨，即382.50万元。",
    "两项服务费为100吨乘以2.00万元、50吨乘以3.00万元，合计350.00万元。",
    "服务费为300人×200元＋50人×100元＝65,000元。",
    "补助按每户每年1,200元、860户测算，省级承担60%，应安排61.92万元。",
    "膳食补助按每生每天5元、全年200天测算，应补助2,791.50万元，资金全部由中央财政承担。",
    "农村公路养护按每公里每年7,000元、412公里核定，应安排288.40万元。",
    "寄宿生生活补助按每生每年1,250元、4,218人编列，预算527.25万元，县级承担的20%为105.45万元。",
    "劳务费按150元/人·天×86人×12天，共计15.48万元。",
    "采购图书3,200册，单价28元，合计8.06万元（按九折结算）。",
    "共采购树苗3.2万株，单价12.50元，金额40.00万元，另付栽植费6.20万元。",
]
SHARES = {
    "not of what each costs": (
        "项目总投资5,000.00万元，亩均投资2,000元。其中中央资金3,200.00万元，占64.00%；省级资金1,280.00万元，占25.60%；县级资金520.00万元，占1.04%。",
        "计算为 10.40%",
    ),
    "in another sentence": (
        "到位3,136.32万元，其中中央1,742.40万元、省级522.72万元、市级261.36万元、区级609.84万元，到位率100%。四级承担比例分别为55.56%、17.67%、8.33%和19.44%。",
        "计算为 16.67%",
    ),
    "the base in the sentence before": (
        "全年用电428.60万千瓦时。泵站用电286.32万千瓦时，占66.80%；水厂用电112.18万千瓦时，占26.17%；办公用电30.10万千瓦时，占17.02%。", "计算为 7.02%",
    ),
    "in brackets": ("会员单位428家，其中民营企业286家（66.82%）、国有企业92家（21.50%）、外资企业50家（16.68%）。", "计算为 11.68%"),
    "by their names": (
        "全年总支出4,362.80万元，人员经费1,987.40万元，药品支出926.80万元，材料支出645.80万元，其他支出802.80万元。人员经费占总支出的45.55%，药品占23.98%，材料占14.80%。",
        "计算为 21.24%",
    ),
}  # fmt: skip
NO_SHARES = [
    "全年支出3,412.60万元。基本支出2,018.35万元，占59.14%；项目支出1,394.25万元，占40.86%，其中设备购置620.10万元，占44.48%。",
    "全年支出3,412.60万元。基本支出2,018.35万元，占59.14%；项目支出1,394.25万元，占40.86%。政府采购620.10万元，占24.48%。",
    "三个街道低保对象分别为412人、386人、202人，占全区的比例分别为41.20%、38.60%和20.20%，全区共1,000人。",
    "收入328.00万元，甲类109.33万元，占33.33%；乙类109.33万元，占33.33%；丙类109.34万元，占33.34%。",
    "全年支出4,362.80万元，人员经费1,987.40万元，占45.55%；药品926.80万元，占21.24%；材料645.80万元，占医疗收入的16.71%。",
]


@pytest.mark.parametrize("name", PROVED)
def test_a_figure_that_two_relations_prove_wrong_is_told(auditor: Auditor, tmp_path: Path, name: str) -> None:
    text, expected = PROVED[name]
    found = weighty(auditor, tmp_path, HEAD + text, ".txt")
    assert [expected in each.message for each in found] == [True]


@pytest.mark.parametrize("name", NOT_PROVED)
def test_two_relations_of_other_figures_prove_nothing(auditor: Auditor, tmp_path: Path, name: str) -> None:
    assert weighty(auditor, tmp_path, HEAD + NOT_PROVED[name][0], ".txt") == []


@pytest.mark.parametrize("name", PRODUCTS)
def test_a_product_of_named_factors_is_told(auditor: Auditor, tmp_path: Path, name: str) -> None:
    text, expected = PRODUCTS[name]
    found = weighty(auditor, tmp_path, HEAD + text, ".txt")
    assert [expected in each.message for each in found] == [True]


@pytest.mark.parametrize("text", NO_PRODUCTS)
def test_what_is_no_product_of_two_is_not_told(auditor: Auditor, tmp_path: Path, text: str) -> None:
    assert weighty(auditor, tmp_path, HEAD + text, ".txt") == []


@pytest.mark.parametrize("name", SHARES)
def test_the_share_that_the_base_of_all_does_not_close_is_told(auditor: Auditor, tmp_path: Path, name: str) -> None:
    text, expected = SHARES[name]
    found = weighty(auditor, tmp_path, HEAD + text, ".txt")
    assert [expected in each.message for each in found] == [True]


@pytest.mark.parametrize("text", NO_SHARES)
def test_a_share_of_another_base_is_not_told(auditor: Auditor, tmp_path: Path, text: str) -> None:
    assert weighty(auditor, tmp_path, HEAD + text, ".txt") == []


MEANS = {
    "called by its verb": (
        "累计支付6,710.72万元，占到位资金的89.47%，未支付789.88万元为质保金。按改造的7,462户折算，户均支付1.14万元。", "计算为 0.90万元",
    ),
    "two digits exchanged": ("两年累计投入1,842.60万元，年均921.30万元。按受益的3,412户计算，户均投入0.45万元。", "计算为 0.54万元"),
    "the whole instead of the rest": (
        "全年安排6,350.00万元。贴息2,163.00万元，涉及44户；其余4,187.00万元用于27户企业稳岗补助，惠及职工20,935人，人均3,033元。", "计算为 2000元",
    ),
}  # fmt: skip
NO_MEANS = [
    "总投入6,350.00万元，其中设备4,187.00万元，惠及职工20,935人，人均3,033元。",
    "下达资金6,350.00万元。其余4,187.00万元用于27户企业稳岗补助，惠及职工20,935人，人均2,000元。",
    "累计发放1,286.40万元。其中一类补贴412.20万元。按补助的3,216户折算，户均发放0.40万元。",
    "改造经费共拨付3,120.00万元，其中设备1,020.00万元。按1,040名学生折算，生均9,808元。",
    "全年支付1,286.40万元。按计划的3,216户折算户均支付0.40万元，按实际完成的3,010户折算户均支付0.43万元。",
]


@pytest.mark.parametrize("name", MEANS)
def test_a_mean_of_a_total_of_the_sentence_before_is_told(auditor: Auditor, tmp_path: Path, name: str) -> None:
    text, expected = MEANS[name]
    found = weighty(auditor, tmp_path, HEAD + text, ".txt")
    assert [expected in each.message for each in found] == [True]


@pytest.mark.parametrize("text", NO_MEANS)
def test_a_mean_of_another_amount_is_not_told(auditor: Auditor, tmp_path: Path, text: str) -> None:
    assert weighty(auditor, tmp_path, HEAD + text, ".txt") == []
