"""What two further corpora showed to be no slip: means of rates, flows beside stocks, years that words name, parts of a budget; and like sentences with a slip, which are told."""

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
TABLE = """
| 项目 | 2024年（万元） |
|---|---|
| 基本支出 | {basic} |
| 其中：人员经费 | 812.30 |
| 其中：公用经费 | 96.40 |
| 项目支出 | 2415.60 |
| 合计 | 3324.30 |
"""
RIGHT = {
    "two diseases in one breath": "一类水库在册126座，已鉴定104座，鉴定率82.54%；二类水库在册172座，已鉴定125座，鉴定率72.67%。",
    "full marks beside the score": "绩效评价总分100分，我局自评87.40分，等次为“良好”。",
    "those who went and what there was": "当年招录护河员18名，离职12名，较上年末的84名增加6名。",
    "a list behind its nickname": "下设“三股两站一队”，即办公室、工程股、水政股，河道站、供水站，监察大队，合计6个内设单位。",
    "years that the words name": "2022年、2023年、2024年供水支出分别为1,206.40万元、1,318.60万元、1,402.15万元，2023年较2022年增加112.20万元，增长9.30%。",
    "a rate in the end": "排查隐患164处，当年整改157处，其余7处于次年3月底前完成，累计整改率100%。",
    "more was grown": "灌区粮食总产18.46万吨，比上年增产0.52万吨，增幅2.90%。",
    "groups that overlap": "共走访用水户480户，其中自来水用户452户，灌溉用水户71户（部分与前者重复）。",
    "for each of another thing": "全年26台水泵分布在9座泵站，平均每台维修费1.50万元，共39.00万元。",
    "what came and went beside what there is": "年末运行站点58个，其中年内新建11个、关停4个，年初为51个。",
    "a price for one of its own unit": "纳入补贴的渠道86.40万米，每米补贴2元，应拨172.80万元。",
    "a weighted mean": "用户满意度（加权）87.9分，分项为：水质90.2分、水压88.1分、抢修84.6分、服务91.3分。",
    "a bracket of full marks": "满分100分，自评94.0分。决策类（10分）得10分；过程类（30分）得27.6分：执行率得分9.64分按规则取一位小数计9.6分（满分10分），合同管理扣0.8分，台账扣1.2分；产出类（35分）得33.0分；效益类（25分）得23.4分。",
    "points of a hundred": "专项到位186.00万元，支出120.90万元，执行率只有65.00%，低于部门整体执行率31.40个百分点。",
    "an addition told beside": "全年新购水表18,400只，调拨调入1,260只，报废5,320只后净增14,340只；年末在用水表96,540只，年初为82,200只。",
    "parts of a deduction": "过程指标满分40分，得36.7分，扣3.3分，分别为合同归档扣1.5分、资产盘点扣1.0分、公开不及时扣0.8分。",
    "rates that are no shares": "管材费支出相当于对应概算的91.20%，其他费为87.35%。",
    "several answers to several questions": "电话回访400名，有效应答368名。对水质、水压、服务三个方面分别有352名、341名、330名表示满意，单项满意率分别为95.65%、92.66%、89.67%。",
    "the mean of several rates": "有计划数的六类工程中五类达到计划，平均完成率98.62%。",
    "answers of a scale": "有效问卷360份中满意241份、比较满意96份、一般18份、不满意5份，满意度93.61%。",
    "a list that goes on": "群众有效卷526份，按五级量表赋分：非常满意254份×100分、满意198份×80分……加权得86.30分。",
    "papers and complaints": "投诉件由上年的46件降至23件。对400名服务对象开展测评，其中线上260份、线下140份。",
    "an aim behind a rise": "亩均增产62公斤，超过50公斤的目标。",
    "two parts of a budget": "（一）收入。2024年县人大批准的部门预算为4,126.50万元，基本支出1,180.30万元，项目支出2,946.20万元。\n\n（二）支出。全年列支3,982.40万元。基本支出1,164.90万元，项目支出2,817.50万元。",
    "a budget of one purse": "1.年初部门预算516.20万元，全部为一般公共预算拨款，具体是：基本支出402.60万元，项目支出113.60万元。\n\n2.决算支出548.75万元。基本支出421.35万元，项目支出127.40万元。",
    "the share of another total": "现场核查村点21个，占改造村点总数的43.75%。\n\n至年底，全县计划改造的村点48个，其中已建成33个，至全县改造村点33个均已通水。",
    "prefixed rows": TABLE.format(basic="908.70"),
    "the rate of all behind those of the parts": "全年预算数1,180.40，其中基本支出640.40、项目支出540.00；全年执行数1,141.30，其中基本支出628.30（执行率98.11%）、项目支出513.00（执行率95.00%），总执行率96.69%。",
    "what is set aside": "与2023年执行数904.30万元相比多支出236.40万元，主要是普查费用251.70万元，剔除这一因素，实际减少15.30万元，降低1.69%。",
    "rates in turn": "拆除违建74处、5,310平方米，与2023年的52处、4,160平方米相比，处数多22处，面积多1,150平方米，分别增长42.31%和27.64%。",
    "so many for each": "8个社区共实施项目32个，即每个社区4个，使用资金76.00万元，每个社区9.50万元。",
    "gains and losses": "全年6家企业利润总额为38.4万元，其中4家盈利共81.2万元，2家亏损共42.8万元。",
    "the first of a list": "基本支出412.56万元，用于在职人员296.30万元、退休人员补贴58.14万元、日常公用58.12万元，三者占比为71.82%、14.09%、14.09%。",
    "less than the budget": "冰箱36台，单价1.80万元，金额64.80万元；冷藏包160个，单价650元，金额10.40万元。两项合计75.20万元，低于预算2.80万元，节约率3.59%。",
    "a rate of marks by name": "按决策15分、过程25分、产出35分、效益25分设置指标。决策得13.5分，得分率90.00%；过程得21.0分，得分率84.00%；产出得32.2分，得分率92.00%；效益得21.5分，得分率86.00%。",
    "a loss of marks by name": "评价得分86.3分。其中决策满分20分得17.5分，过程满分20分得16.9分，产出满分36分得31.8分，效果满分24分得20.1分。主要失分在过程（失3.1分）、效果（失3.9分）和决策（失2.5分）。",
    "what was left and what is new": "全年新收诉求7,416件，加上旧存352件，办理诉求7,768件，办结7,305件。",
    "a base and its change": "本年支出6,841.20万元。本年收入9,204.55万元，本年支出较2023年7,012.60万元减少171.40万元，下降2.44%。",
    "prices one behind the other": "发放产业奖补512户，户均1,400元，金额71.68万元；交通补贴964人，每人600元，金额57.84万元；助学补助83人次、每人次1,500元，金额12.45万元。",
    "lengths of two kinds": "管辖渠道2,140公里，其中干渠4条126.4公里、支渠7条238.5公里，干支渠合计364.9公里，其余为毛渠。",
    "a name with a joining word": "内设办公室、工程股、水资源与节水股、防汛与调度股、河湖管理股、财务股共6个股室。",
}
WRONG = {
    "those who went and what there was": "年末在岗护河员90名，较上年末的84名增加8名。",
    "a list behind its nickname": "下设“三股两站一队”，即办公室、工程股、水政股，河道站、供水站，监察大队，合计7个内设单位。",
    "years that the words name": "2023年、2024年供水支出分别为1,318.60万元、1,402.15万元，2024年较2023年增加83.55万元，增长6.43%。",
    "more was grown": "灌区粮食总产18.46万吨，比上年增产0.52万吨，增幅2.09%。",
    "an addition told beside": "全年新购水表18,400只，报废5,320只；年末在用水表95,820只，年初为82,200只。",
    "parts of a deduction": "过程指标满分40分，得36.7分，扣3.8分，分别为合同归档扣1.5分、资产盘点扣1.0分、公开不及时扣0.8分。",
    "answers of a scale": "有效问卷360份中满意214份、比较满意96份、一般18份、不满意5份，满意度93.61%。",
    "an aim behind a rise": "亩均增产42公斤，超过50公斤的目标。",
    "prefixed rows": TABLE.format(basic="907.80"),
    "what was carried over among the parts": "收入总计1,240.50万元，其中：年初结转和结余120.30万元，财政拨款收入1,012.40万元，其他收入117.80万元。",
    "a rate of marks by name": "按决策15分、过程25分、产出35分、效益25分设置指标。决策得13.5分，得分率90.00%；过程得21.0分，得分率84.00%；产出得32.2分，得分率86.00%；效益得21.5分，得分率86.00%。",
    "a loss of marks by name": "评价得分86.3分。其中决策满分20分得17.5分，过程满分20分得16.9分，产出满分36分得31.8分，效果满分24分得20.1分。主要失分在过程（失3.1分）、效果（失9.3分）和决策（失2.5分）。",
    "what was left and what is new": "全年新收诉求7,416件，加上旧存352件，办理诉求7,786件，办结7,305件。",
    "a base and its change": "本年支出6,841.20万元。本年收入9,204.55万元，本年支出较2023年7,012.60万元减少171.40万元，下降2.54%。",
    "prices one behind the other": "发放产业奖补512户，户均1,400元，金额71.68万元；交通补贴964人，每人600元，金额57.84万元；助学补助83人次、每人次1,500元，金额124.50万元。",
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_is_not_told(auditor: Auditor, tmp_path: Path, name: str) -> None:
    assert told(auditor, tmp_path, RIGHT[name]) == []


@pytest.mark.parametrize("name", WRONG)
def test_a_slip_in_a_like_sentence_is_told(auditor: Auditor, tmp_path: Path, name: str) -> None:
    assert told(auditor, tmp_path, WRONG[name]) != []


def test_the_parts_of_a_budget_are_of_its_stage(book: Book) -> None:
    read = report(
        book, f"{HEAD}本年支出548.75万元。\n年初部门预算516.20万元，基本支出402.60万元，项目支出113.60万元。\n决算支出548.75万元。"
    )
    stages = {figure.plain: figure.stage for figure in read.figures}
    assert stages["402.60万元"] == stages["113.60万元"] == "original"
    other = report(book, f"{HEAD}本年支出548.75万元。\n年初部门预算516.20万元，基本支出402.60万元，项目支出113.70万元。")
    assert {figure.plain: figure.stage for figure in other.figures}["402.60万元"] != "original"


def told(auditor: Auditor, folder: Path, text: str) -> list[str]:
    return [f"{each.code} {each.message}" for each in weighty(auditor, folder, HEAD + text, ".md")]
