"""The arithmetic of single sentences: what holds, what fails with which code and weight, and where silence is right; reckoned by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.reports import report

from hengji.auditing import gather
from hengji.core.finding import Severity, Verdict

if TYPE_CHECKING:
    from hengji.rulebook.book import Book

FAMILIES = ("AR91", "AR92", "AR93", "CN")

HOLDS = {
    "上年会议费4.00万元，本年会议费5.00万元，增长25%。": {"AR92"},
    "2022年培训费8.00万元，2023年培训费6.00万元，减少2.00万元，下降25%。": {"AR91", "AR92"},
    # — differences and rates —
    "差旅费支出9万元，较上年10万元减少1万元，下降10%。": {"AR91", "AR92"},
    "印刷费支出决算为55.50万元，比上年增加5.50万元，增长11.00%。": {"AR92"},
    "印刷费支出45万元，比上年减少5万元，下降10%。": {"AR92"},
    "办公费由上年的40万元增加到50万元，增长25%。": {"AR92"},
    "办公费从2022年的40万元下降到30万元，下降25%。": {"AR92"},
    "与上年决算数800.00万元相比，本年支出增加100.00万元，增长12.50%。": {"AR92"},
    "培训费支出3万元，比年初预算4万元减少1万元，下降25%。": {"AR91", "AR92"},
    "邮电费支出7万元，与上年6万元相比，增加1万元，增长16.67%。": {"AR91", "AR92"},
    "邮电费支出7万元，与上年6万元相比，增加1万元，增长16.66%。": {"AR91", "AR92"},
    "水费支出1.2345万元，较上年1.2344万元增加0.0001万元。": {"AR91"},
    "在职人员48人，较上年50人减少2人，下降4%。": {"AR91", "AR92"},
    "收入总计1.25亿元，较上年1.00亿元增加2,500.00万元，增长25%。": {"AR91", "AR92"},
    # — completion —
    "“三公”经费支出决算为6.90万元，完成预算10.00万元的69.00%。": {"CN02"},
    "会议费预算数8万元，支出决算6万元，完成预算的75%。": {"CN02"},
    "全年预算数1,000.00万元，执行数950.00万元，预算执行率95.00%。": {"CN02", "CN10"},
    "支出决算455万元，为年初预算数500万元的91%。": {"CN02"},
    "全年预算数300万元，执行数200万元，执行率66.7%。": {"CN02", "CN10"},
    "全年预算数300万元，执行数200万元，执行率66.6%。": {"CN02", "CN10"},
    # — shares —
    "人员经费450万元，占基本支出500万元的90%。": {"CN03"},
    "本年收入合计800万元，其中：财政拨款收入720万元，占90%；其他收入80万元，占10%。": {"AR93", "CN03", "CN04"},
    "基本支出600.00万元，项目支出300.00万元，本年支出合计900.00万元，其中基本支出占66.67%，项目支出占33.33%。": set(),
    # — lists —
    "本年支出合计900.00万元，其中：基本支出600.00万元，项目支出300.00万元。": {"AR93"},
    "公用经费100.00万元，其中：办公费33.33万元、印刷费33.33万元、差旅费33.33万元。": {"AR93"},
    "共有车辆6辆，其中：机要通信用车1辆、应急保障用车3辆、其他用车2辆。": {"AR93"},
    "人员经费500万元、公用经费100万元，合计600万元。": {"AR93"},
    "政府采购支出总额120.50万元：货物20.50万元、工程60.00万元、服务40.00万元。": {"AR93"},
    "基本支出60万元（人员经费50万元，公用经费10万元）。": {"AR93"},
    "本年收入合计100万元。其中：财政拨款收入90万元，其他收入10万元。": {"AR93"},
    "项目支出200万元，其中：信息化运维80万元。": {"CN05"},
    "自评得分97.50分，其中投入13.50分，过程24.00分，产出30.00分，效果30.00分。": {"AR93"},
    # — written arithmetic —
    "补助5万元/村×221村＝1105万元。": {"CN06"},
    "货物3.50万元＋服务4.50万元＝8.00万元。": {"CN06"},
    "结余＝120.00万元－104.53万元＝15.47万元。": {"CN06"},
    "按每人3,100元的标准补助279人，共支出864,900元。": {"CN06"},
    "执行率＝950万元÷1000万元×100%＝95%。": {"CN06"},
    # — scores, targets, surveys —
    "该项指标分值8分，自评得分7.5分，扣0.5分。": {"CN07", "CN08"},
    "满分100分，预算编制扣1分，资产管理扣2分，自评得分97分。": {"CN07"},
    "年初指标值95%，实际完成97%。": {"CN09"},
    "收回有效问卷396份，满意394份，满意度99.49%。": {"CN02"},
    "发放问卷400份，收回有效问卷396份，满意394份，满意度99.49%。": {"CN02"},
}

FAILS = {
    "财政拨款收入占90%，其他收入占20%。": ["CN04 warning"],
    "印刷费支出55.00万元，比上年增加5.00万元，下降10.00%。": ["AR92 error"],
    "上年会议费4.00万元，本年会议费5.00万元，增长30%。": ["AR92 error"],
    "上年会议费0万元，本年会议费2万元，增长38%。": ["CN12 error"],
    "2022年培训费8.00万元，2023年培训费6.00万元，减少2.50万元。": ["AR91 error"],
    "会议费支出5.00万元，比上年增加6.00万元，增长20%。": ["AR92 error"],
    # — differences and rates —
    "差旅费支出9.00万元，较上年10.00万元减少2.00万元。": ["AR91 error"],
    "差旅费支出9.00万元，较上年10.00万元减少1.00万元，下降12%。": ["AR92 error"],
    "印刷费支出决算为55.50万元，比上年增加5.50万元，增长12.00%。": ["AR92 error"],
    "印刷费支出45.00万元，比上年减少5.00万元，下降11.1%。": ["AR92 error"],
    "印刷费支出45万元，比上年增加5万元，增长10%。": ["AR92 error"],
    "办公费由上年的40万元增加到50万元，增长20%。": ["AR92 error"],
    "办公费由上年的50万元增加到40万元，增长25%。": ["AR92 error"],
    "与上年决算数800.00万元相比，本年支出增加100.00万元，增长22.50%。": ["AR92 error"],
    "邮电费支出7.00万元，与上年6.00万元相比，增加2.00万元。": ["AR91 error"],
    "在职人员48人，较上年50人减少3人。": ["AR91 error"],
    "收入总计1.25亿元，较上年1.00亿元增加25.00万元。": ["AR91 error"],
    "水费支出1.23万元，较上年1.20万元增加0.05万元，增长2.5%。": ["AR91 error"],
    # — completion —
    "“三公”经费支出决算为6.90万元，完成预算10.00万元的96.00%。": ["CN02 error"],
    "会议费预算数8.00万元，支出决算6.00万元，完成预算的85%。": ["CN02 error"],
    "全年预算数1,000.00万元，执行数950.00万元，预算执行率95.50%。": ["CN02 error"],
    "全年预算数1,000.00万元，执行数1,050.00万元，预算执行率105.00%。": ["CN10 warning"],
    "支出决算455万元，为年初预算数500万元的19%。": ["CN02 error"],
    # — shares —
    "人员经费450万元，占基本支出500万元的80%。": ["CN03 error"],
    "本年收入合计800万元，其中：财政拨款收入720万元，占80%；其他收入80万元，占10%。": ["CN03 error"],
    # — lists —
    "本年支出合计900.00万元，其中：基本支出600.00万元，项目支出310.00万元。": ["AR93 error"],
    "本年支出合计900.00万元，其中：基本支出910.00万元。": ["CN05 error"],
    "共有车辆6辆，其中：机要通信用车1辆、应急保障用车3辆、其他用车1辆。": ["AR93 error"],
    "公用经费100.00万元，其中：办公费33.33万元、印刷费33.33万元、差旅费33.30万元。": ["AR93 error"],
    "人员经费500.00万元、公用经费100.00万元，合计610.00万元。": ["AR93 error"],
    "政府采购支出总额120.50万元：货物20.50万元、工程60.00万元、服务45.00万元。": ["AR93 error"],
    "基本支出60.00万元（人员经费50.00万元，公用经费12.00万元）。": ["AR93 error"],
    "自评得分97.50分，其中投入13.50分，过程24.00分，产出30.00分，效果29.50分。": ["AR93 error"],
    # — written arithmetic —
    "补助5万元/村×221村＝1150万元。": ["CN06 error"],
    "货物3.50万元＋服务4.50万元＝8.50万元。": ["CN06 error"],
    "结余＝120.00万元－104.53万元＝15.74万元。": ["CN06 error"],
    "按每人3,100元的标准补助279人，共支出846,900元。": ["CN06 error"],
    # — scores, targets, surveys —
    "该项指标分值8分，自评得分7.5分，扣1.5分。": ["CN07 error"],
    "该项指标分值8分，自评得分8.5分。": ["CN08 error"],
    "满分100分，预算编制扣1分，资产管理扣2分，自评得分96分。": ["CN07 error"],
    "年初指标值95%，实际完成93%。": ["CN09 warning"],
    "群众满意度105%。": ["CN11 error"],
    "收回有效问卷396份，满意394份，满意度95.49%。": ["CN02 error"],
    "发放问卷400份，收回有效问卷396份，满意294份，满意度99.49%。": ["CN02 error"],
    # — nothing beneath a rate —
    "会议费支出2万元，较上年0万元增加2万元，增长38%。": ["CN12 error"],
    "会议费支出2万元，较上年0万元增加2万元，增长100%。": ["CN12 notice"],
    "会议费支出决算为0万元，完成预算0万元的0%。": ["CN12 notice"],
    # — counts —
    "内设办公室、财务科、人事科、法规科等3个科室。": ["CN13 warning"],
    "设有4个内设机构，分别是：办公室、财务科、人事科。": ["CN13 warning"],
    # — two statements —
    "年末结转和结余15.47万元。\n年末结转和结余15.74万元。": ["CN01 error"],
}

SILENT = (
    "项目支出200万元，主要包括：宣传经费80万元，培训经费50万元。",
    "项目支出200万元，其中：信息化运维80万元、档案整理50万元等。",
    "财政拨款收入占70%，其他收入占20%。",
    "内设办公室、财务科、人事科等3个科室。",
    "内设办公室、财务科、人事科等8个科室。",
    "因公出国（境）费支出决算为0万元，与上年持平。",
    "2023年5月10日召开会议3次，研究议题12个。",
    "基本支出较上年有所增加，项目支出较上年下降5%。",
    "本年支出合计900万元，其中：基本支出600万元，项目支出300万元；年末结转和结余20万元。",
    "本年支出合计550万元，同比增长10%，其中基本支出300万元，项目支出250万元。",
    "基本支出年初预算500万元，调整预算520万元，支出决算515万元。",
    "行政编制、事业编制分别为20名、15名。",
    "货物3万元＋服务4万元＝8万元。",
    "印刷费约12万元，比上年增加约2万元，增长约20%。",
    "年初指标值≤5%，实际完成3%。",
    "第一季度12.30万元，第二季度14.50万元，第三季度16.70万元。",
    "培训120人次，人均300元。",
    "满分10分，得10分。",
    "群众满意度95%。",
    "预算编制完整，资产账实相符，未发生安全事故。",
    "2022年基本支出500万元，2023年基本支出520万元。",
    "增长率为5%，覆盖率100%。",
)


def told(book: Book, text: str) -> list[str]:
    """The code and the weight of every finding of the families."""
    _, findings, _ = gather.check(report(book, text), book)
    return [f"{each.code} {each.severity.value}" for each in findings if each.code.startswith(FAMILIES)]


def held(book: Book, text: str) -> set[str]:
    """The rules of the families that hold, to the digit or explained."""
    results, _, _ = gather.check(report(book, text), book)
    good = (Verdict.CONSISTENT, Verdict.EXPLAINED)
    return {each.rule for each in results if each.verdict in good and each.rule.startswith(FAMILIES)}


@pytest.mark.parametrize("text", HOLDS)
def test_a_sentence_that_is_right_is_checked_and_confirmed(book: Book, text: str) -> None:
    assert HOLDS[text] == held(book, text)
    assert told(book, text) == []


@pytest.mark.parametrize("text", FAILS)
def test_a_sentence_that_is_wrong_is_told_once_with_its_weight(book: Book, text: str) -> None:
    assert FAILS[text] == told(book, text)


@pytest.mark.parametrize("text", SILENT)
def test_a_sentence_that_decides_nothing_stays_silent(book: Book, text: str) -> None:
    results, findings, _ = gather.check(report(book, text), book)
    assert [each.code for each in findings if each.code.startswith(FAMILIES) and each.severity is not Severity.NOTICE] == []
    assert [each.statement for each in results if each.verdict is Verdict.IMPOSSIBLE] == []


def test_the_tables_are_long_enough_to_mean_something() -> None:
    assert len(HOLDS) + len(FAILS) + len(SILENT) >= 80
