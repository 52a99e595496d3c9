"""What the twelfth corpus showed: changes told in other words, budgets and totals named in other sentences, and what only looked like a slip."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.reports import report
from tests.auditing.told_of import weighty

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.pipeline import Auditor
    from hengji.rulebook.book import Book

HEAD = "明川县水务局2024年度部门整体支出绩效自评报告\n\n"
SCORES = """
| 一级指标 | 分值 | 得分 | 得分率 |
|---|---|---|---|
| 决策 | 20 | 18.5 | 92.50% |
| 过程 | 20 | 17.2 | 86.00% |
| 产出 | 30 | 28.2 | 94.00% |
| 效益 | 30 | 26.4 | {rate} |
| 合计 | 100 | 90.3 | 90.30% |
"""
YEARS = """
| 项目（万元） | 2024年 | 2023年 |
|---|---|---|
| 本年收入 | 812.40 | 845.60 |
| 本年支出 | 806.35 | 871.22 |
"""
STAGES = """
| 项目（万元） | 年初预算数 | 全年预算数 | 决算数 |
|---|---|---|---|
| 基本支出 | 2,640.00 | 2,703.50 | 2,690.18 |
| 项目支出 | 715.00 | 800.00 | 772.44 |
| 合计 | 3,355.00 | 3,503.50 | 3,462.62 |
"""
RATES = """
| 项目（万元） | 预算数 | 支出数 | 执行率 |
|---|---|---|---|
| 基本支出 | 2,640.00 | 2,590.18 | 98.11% |
| 项目支出 | 800.00 | 772.44 | 96.56% |
| 合计 | 3,440.00 | 3,362.62 | 97.75% |
"""
SHARES = """
| 业务 | 收费台件 | 收入（万元） | 占事业收入 |
|---|---|---|---|
| 强制检定 | 8,620 | 212.40 | 41.06% |
| 一般校准 | 3,140 | 168.75 | 32.62% |
| 产品检测 | 1,275 | 94.30 | 18.23% |
| 其他 | 465 | 41.85 | 8.09% |
| 合计 | 13,500 | 517.30 | 100% |
"""
TOLD = {
    "a short verb": ("全年漏损抢修由上年的46次减到64次，平均每次用时缩短。", "64 ≤ 46"),
    "last year's value in the bracket behind": ("2024年水质不达标率降至3.4‰（2023年为2.9‰）。", "2.9‰"),
    "points of a thousand": ("管网事故率2.36‰，比上年的2.94‰上升0.58个千分点。", "0.58个千分点"),
    "the bracket behind the rate": ("全年供水量318.4万吨，同比增长4.15%（上年332.2万吨）。", "4.15%"),
    "two words against each other": (
        "上一年度管护支出为64.28万元，本年度减少7.94万元，增长12.35%，原因是定额提高。",
        "12.35%",
    ),
    "the amount itself for what it rose by": ("年初结转41.36万元，年末结转187.52万元，比年初增加187.52万元，其中60.00万元已有安排。", "146.16"),
    "the budget of another sentence": (
        "2024年年初批复预算1,846.00万元，执行中追加72.40万元，调整后预算1,918.40万元。全年支出1,805.22万元，为调整后预算的97.79%。",
        "94.10%",
    ),
    "the plain budget": ("2024年预算960.00万元。四项依次支出310.20万元、244.18万元、196.35万元、158.06万元，总共支出908.79万元，占预算的96.47%。", "94.67%"),
    "exchanged digits of a share": (
        "全年受理诉求3,846件，已办结3,712件。\n\n诉求按来源分为三类，全年共742件涉及水费。其中水表计量318件，占48.26%，欠费停水224件。",
        "42.86%",
    ),
    "a total score": ("综合得分92.6分，等级为优。\n\n评价工作分三个阶段进行，资料齐全。\n\n综合评价得分为96.2分，等级为优。", "92.6分"),
    "how far from the aim": ("公众满意度91.6%，未达到95%的目标。\n\n三是公众满意度离目标尚有4.3个百分点的差距。", "3.4"),
    "the share of a part for the share of all": (
        "全年受理投诉2,315件，比上年2,178件增加137件。按类别排前三位的是水压1,246件、水质418件、收费203件，三者合计1,867件，占53.82%。",
        "80.65%",
    ),
    "the one that the rate is called by": ("计划改造58个，完工53个，在建3个，完工率94.83%。", "91.38%"),
    "more than all": ("全年受理报修1,864件，2小时内响应1,802件，及时响应率103.4%。", "103.4%"),
}  # fmt: skip
TABLED = {
    "marks over full marks": (SCORES.format(rate="83.00%"), "88.00%"),
    "a change of a row": ("2024年全局总支出806.35万元，比2023年增长7.45%，主要是管网改造已完工。\n" + YEARS, "7.45%"),
    "a rate of a row told again": ("1. 项目支出772.44万元，执行率95.66%，为两项中较低的。\n" + RATES, "95.66%"),
    "a row's budget less its outturn": ("项目支出预算比实际多27.65万元，主要是招标节约。\n" + RATES, "27.56"),
    "a column of shares by its name": (SHARES.replace("32.62%", "23.62%"), "32.62%"),
    "two budgets of a row": ("全年预算数比年初预算数减少148.50万元，来自两个方面。\n" + STAGES, "148.50"),
}
SOUND = {
    "an aim after last year": "24小时抢修到位准确率88.4%，较上年的87.6%提高0.8个百分点，较目标值87%高出1.4个百分点。",
    "those who are not content": "年末电话回访了320户，接通并有效应答的284户，应答率88.8%。有效应答中表示满意的268户，一般的12户，不满意的4户，满意率94.4%。",
    "where the budget came from": "2024年养护资金预算3,180.00万元，实际支出3,086.42万元，执行率97.06%。资金来源为省级转移支付2,540.00万元、县级配套640.00万元。",
    "the rate of a part": (
        "2024年下达资金2,418.60万元，其中直接补助516.20万元、项目资金1,902.40万元。直接补助全部发放，项目资金支出1,824.66万元，"
        "两项合计支出2,340.86万元，总执行率96.79%。若只看项目资金，执行率为95.91%。"
    ),
    "done in time": "年初计划检定水表8,200台，实际检定8,364台，完成计划的102.00%，按时完成率99.2%。",
    "the last of several deductions": "服务效果扣1.2分，其中满意度未达标，扣0.9分；网上办理率为71%，目标75%，扣0.3分。自评总分94.3分，列“优”等。",
    "last year's heads and amount": "按常住人口42.8万人计算，每人经费8.76元，上年按43.1万人、支出361.20万元计算为8.38元。",
    "a part of what its sentence speaks of": "剩余14.22万元全部上缴。三个方向中，巡查占支出的52.16%，是大头，其中燃油费96.40万元，占巡查支出的一半以上。",
    "those who went and came": "协管员流动大，18名里当年离开6名，流失率33.33%，补进6名。",
    "another base": "上年漏损率为12.4%，本年供水量较计划减少8.26万吨，同比增长4.35%。",
    "the budget of a part": (
        "项目支出全年预算1,246.00万元，用于河道整治和管网改造。\n\n全年支出1,186.40万元，为全年预算的98.41%，其余按规定结转。"
    ),
    "what was brought over": "全年新受理312件，办结298件，年末未办结22件，其中上年结转8件。",
    "the same change in a bracket": "全年供水量318.4万吨，同比下降4.15%（上年332.2万吨）。",
    "a share of sources": "资金来源分三块：省级补助1,430.00万元，市级配套980.50万元，单位自筹412.75万元，全年预算合计2,823.25万元。其中省级补助占50.65%，市级配套占34.73%，自筹占14.62%。",
}  # fmt: skip


@pytest.mark.parametrize("name", TOLD)
def test_a_slip_is_told(auditor: Auditor, tmp_path: Path, name: str) -> None:
    text, expected = TOLD[name]
    found = weighty(auditor, tmp_path, HEAD + text, ".txt")
    assert [expected in each.message for each in found] == [True], [each.message for each in found]


@pytest.mark.parametrize("name", TABLED)
def test_a_slip_beside_a_table_is_told(auditor: Auditor, tmp_path: Path, name: str) -> None:
    text, expected = TABLED[name]
    found = weighty(auditor, tmp_path, f"# {HEAD}{text}", ".md")
    assert len(found) == 1
    assert expected in found[0].message


@pytest.mark.parametrize("name", SOUND)
def test_what_is_sound_is_not_told(auditor: Auditor, tmp_path: Path, name: str) -> None:
    assert [each.message for each in weighty(auditor, tmp_path, HEAD + SOUND[name], ".txt")] == []


@pytest.mark.parametrize(
    ("table", "text"),
    [
        (SCORES.format(rate="88.00%"), ""),
        (YEARS, "2024年全局总支出806.35万元，比2023年下降7.45%，主要是管网改造已完工。\n"),
        (SHARES, ""),
        (RATES, "三处水厂的指数由90.6提高到91.8，由86.3提高到88.1，由79.5提高到81.0，分别提高1.2、1.8和1.5。\n"),
        (RATES, "1. 项目支出772.44万元，执行率96.56%，预算比实际多27.56万元。\n"),
        (STAGES, "全年预算数比年初预算数增加148.50万元，来自两个方面。\n"),
    ],
)
def test_the_same_beside_a_table_without_the_slip_is_not_told(auditor: Auditor, tmp_path: Path, table: str, text: str) -> None:
    assert [each.message for each in weighty(auditor, tmp_path, f"# {HEAD}{text}{table}", ".md")] == []


@pytest.mark.parametrize("name", ["应急管理支出", "经济发展专项", "全民健身工程", "总工会活动", "勘察设计", "审计", "国有林场养护"])
def test_a_name_keeps_the_words_that_look_like_fillers(book: Book, name: str) -> None:
    assert [each.label for each in report(book, f"其中{name}42.60万元。").figures] == [name]
