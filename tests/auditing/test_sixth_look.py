"""Sentences of three further strangers' reports, in our own words: what is right is not told, and the same with a slip is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.told_of import weighty

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.pipeline import Auditor

HEAD = "衡山县河务局2023年度部门整体支出绩效自评报告\n\n"
RIGHT = {
    "a rate of a part, not of the whole": "调整后预算为1,480.00万元。全年实际支出1,432.60万元，执行率96.80%。其中：基本支出1,102.30万元，执行率98.42%，内含人员经费980.10万元、公用经费122.20万元；项目支出330.30万元，执行率91.75%。",
    "a price and the next thing": "新购设备中，测流无人机3架，单价5.40万元，计16.20万元；巡堤车1辆，38.60万元。",
    "all of them in the end": "全年排查隐患72处，当月整改66处，其余6处均在次月整改完毕，整改率100%。",
    "the share of money beside numbers": "按行业分，制造业28个、126.40亿元，服务业31个、95.30亿元，农业19个、63.10亿元；制造业签约额占44.38%。",
    "an aim behind a rate in a bracket": "群众满意度88.24%（有效问卷272份、满意240份），未达到90%的目标，扣0.6分。",
    "an aim of one's own": "服务对象满意度93.60%（收回125份，满意117份），没有达到95%的内控目标。",
    "what one costs": "示范推广费42.50万元。支付农户补助25.50万元，每亩补助50元，在示范推广费中列支，占示范推广费的60.00%。",
    "two deductions of one score": "资金管理得9.8分（满分12分）：配套不到位，扣1.2分；资金挤占，扣1.0分。",
    "deductions of two items": "1.预算管理。进度落后扣1.5分，附件不全扣0.5分。\n2.业务管理。变更未批扣1分，公告期不足扣0.5分。两方面合计扣3.5分。",
    "the adjusted budget goes on": "年初预算980.00万元，其中基本支出720.00万元、项目支出260.00万元。调增全部进入基本支出，调减部分为项目支出10.00万元，故调整后基本支出预算为746.00万元，项目支出预算为250.00万元。",
    "from the first to the second": "两次监控时的支出进度分别为38.5%和64.2%，两次之间提高25.7个百分点。",
    "over several years": "派遣费逐年上升（2021年人均7.5万元、2022年7.9万元、2023年8.1万元，两年累计上升8.0%）。",
    "what a rate has come to": "把监测点由120个增到138个，覆盖率提高到92.0%。",
    "parts of a part": "可用资金一共1,286.20万元，其中：中央当年下达980.00万元，省级配套166.00万元，其中更新专项36.00万元，县级安排50.00万元，再就是上年结转90.20万元。",
    "a third of the kind": "有监测房22间，其中男值班房18间、女值班房3间、过渡房1间。",
    "the lowest day": "日均值守198人，最高日231人（7月），最低日164人（2月），全年均未超过编组，日均出勤率76.2%。",
    "each of several": "下辖水管站25个（23个村每村1个、社区2个）。",
    "prices and their sum": "核定每吨补贴分别为480元、350元、300元，合计698.00万元。",
    "all who were satisfied": "有效问卷124份。职工满意52份、农户满意39份、网点满意17份，合计108份，满意度87.1%。",
    "this year and the year before": "2020年支出3,015.44万元，2021年为3,286.17万元，去年到今年增加270.73万元，增幅8.98%。",
    "the mean of two groups": "救助150名，按类别，肢体31名、听力16名、智力45名、孤独症58名。智力和孤独症两类支出162.74万元，人均1.58万元；听力类支出27.20万元，人均1.70万元。",
    "those behind the semicolon": "年末在职59人，比上年末减少3人（退休4人、调入1人），上年末62人；离休1人，退休46人。",
    "how much each was changed": "原方案中“过程”为20分、“效益”为30分，经委托方同意各调整5分，调整后总分仍为100分。",
    "a score by others": "满意度指标得92.8分。政府办公室组织的部门评议，我局得分92.7分，在42个参评部门中排第9位。",
    "what was added over what there was": "年初预算512.40万元，年中追加163.20万元（专项130.00万元，增资33.20万元），调整预算675.60万元，增幅31.85%。",
    "a time that is shorter": "平均办理11.5个工作日，比规定的15个工作日短3.5个工作日；平均22.4分钟到场，比去年24.1分钟快1.7分钟。",
    "parts that are included": "任务642家，含国抽286家、省抽159家、市抽197家；任务后核减18家。",
    "both ends of a year": "本年收入1,634.87万元，年初结转和结余63.56万元。本年支出1,651.29万元，年末结转和结余47.14万元，年末比年初减少16.42万元。",
    "changes one by one": "2022年发生险情27起、伤34人；2023年发生险情22起、伤26人。起数降5起、18.5%，伤者降8人、23.5%。",
    "a mean beside what has grown": "全年保障会议2,196场次，月均183场次，比上年的2,040场次增加156场次，增长7.65%。",
    "income and spending of the year before": "2023年度收入总计1,146.82万元、支出总计1,146.82万元。与2022年度收入、支出总计1,208.60万元相比，各减少61.78万元，下降5.11%。",
    "what was handed back": "年初结转和结余13.73万元。2022年末结转和结余16.30万元，其中2.57万元由财政收回，其余13.73万元结转2023年使用。",
    "the last part of what reached its aim": "组织应急演练26场次，其中县级3场次、乡镇级9场次、企业级14场次，年度目标为24场次，超额完成目标。",
    "samples by piece": "市民满意度第三方调查有效样本1,050个，综合满意度93.52%，其中满意样本982个。",
    "two surveys": "发放问卷406份，收回389份，满意366份，满意率94.09%；向26名教师发放问卷26份，全部收回，满意25份，满意率96.15%。",
}
WRONG = {
    "a rate of a part, not of the whole": "调整后预算为1,480.00万元。全年实际支出1,432.60万元，执行率98.60%。其中：基本支出1,102.30万元，执行率98.42%。",
    "a basis in a bracket": "年初预算1,480.00万元，调整后预算为1,620.00万元。全年实际支出1,571.40万元，预算执行率106.18%（占调整后预算）。",
    "valid answers in a bracket": "发放问卷420份，收回有效问卷400份，其中满意372份，满意度88.57%（满意度按有效问卷计算）。",
    "what was approved in a bracket": "批复总投资640.00万元，实际到位620.80万元，到位率98.50%（按批复总投资计算）。",
    "heads that are named": "公用经费46.20万元，按30名实有人员计算，人均公用经费13,200元。",
    "short of": "自筹资金到位240.00万元，到位率20.00%，短缺60.00万元。",
    "names in book quotes": "制定《资金管理办法》《资产管理制度》《合同管理办法》《考核办法》共5项制度。",
    "the second comparison": "就业率88.40%，比85%的目标高3.40个百分点，也比2022届的82.10%提高3.60个百分点。",
    "what makes a difference": "合同额与实付额相差14.60万元，其中考核扣款8.20万元、少支付4.60万元。",
    "what was added over what there was": "年初预算512.40万元，年中追加163.20万元（专项130.00万元，增资33.20万元），调整预算675.60万元，增幅24.16%。",
    "a rate behind a change of one's own": "与2021年相比，全部支出由2,048.36万元升至2,189.72万元，增长6.90%，其中基本支出由1,293.30万元降至1,279.05万元，减支14.25万元，下降11.0%。",
    "a time that is shorter": "平均办理11.5个工作日，比规定的15个工作日短2.5个工作日。",
    "a time that is turned round": "平均到场22.4分钟，比去年24.1分钟慢1.7分钟。",
    "parts that are included": "任务642家，含国抽286家、省抽159家、市抽179家；任务后核减18家。",
    "both ends of a year": "本年收入1,634.87万元，年初结转和结余63.56万元。本年支出1,651.29万元，年末结转和结余47.14万元，年末比年初减少15.42万元。",
    "changes one by one": "2022年发生险情27起、伤34人；2023年发生险情22起、伤26人。起数降5起、18.5%，伤者降8人、30.8%。",
    "those who came and went": "全年收押512人，出所507人，年初在押205人，年末在押190人。",
    "not done yet": "干渠总长124公里，2023年清淤81.5公里，尚有24.5公里未清淤。",
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_is_not_told(auditor: Auditor, tmp_path: Path, name: str) -> None:
    assert told(auditor, tmp_path, RIGHT[name]) == []


@pytest.mark.parametrize("name", WRONG)
def test_a_slip_is_told(auditor: Auditor, tmp_path: Path, name: str) -> None:
    assert told(auditor, tmp_path, WRONG[name]) != []


def told(auditor: Auditor, folder: Path, text: str) -> list[str]:
    return [f"{each.code} {each.message}" for each in weighty(auditor, folder, HEAD + text, ".md")]
