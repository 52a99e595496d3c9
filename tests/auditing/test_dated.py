"""Dates and periods: their order, their lengths, delays, and one event with two dates."""

from __future__ import annotations

from datetime import date
from time import process_time
from typing import TYPE_CHECKING

import pytest
from tests.auditing.reports import figure, report

from hengji.auditing import gather
from hengji.auditing.periods import dated
from hengji.auditing.periods.clauses import phrases
from hengji.auditing.periods.moments import moments
from hengji.core.audit import Status
from hengji.core.finding import Verdict

if TYPE_CHECKING:
    from hengji.core.audit import Remark
    from hengji.rulebook.book import Book

LETTERS = 100_000


def told(book: Book, text: str) -> list[Remark]:
    return dated.check(report(book, text), book)[1]


def codes(book: Book, text: str) -> list[str]:
    return [each.code for each in told(book, text)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022年3月14日", date(2022, 3, 14), date(2022, 3, 14)),
        ("2022.3.14", date(2022, 3, 14), date(2022, 3, 14)),
        ("2022-03-14", date(2022, 3, 14), date(2022, 3, 14)),
        ("2022年2月底", date(2022, 2, 25), date(2022, 2, 28)),
        ("2024年2月", date(2024, 2, 1), date(2024, 2, 29)),
        ("2022年末", date(2022, 12, 25), date(2022, 12, 31)),
        ("3月中旬", date(2023, 3, 11), date(2023, 3, 20)),
        ("2022年11月开工，次年3月5日", date(2023, 3, 5), date(2023, 3, 5)),
        ("2021年11月5日开工，同年12月5日", date(2021, 12, 5), date(2021, 12, 5)),
        ("2021年投入使用。6月5日", date(2021, 6, 5), date(2021, 6, 5)),
        ("去年6月5日", date(2022, 6, 5), date(2022, 6, 5)),
        ("5月21日至28日", date(2023, 5, 28), date(2023, 5, 28)),
    ],
)
def test_a_date_is_read_with_the_year_that_its_words_give_it(book: Book, text: str, first: date, last: date) -> None:
    assert list(moments(text, phrases(book), 2023))[-1].dates() == (first, last)


@pytest.mark.parametrize("text", ["《2022年3月工作方案》", "1-6月", "比例2023.1.5%", "12个月", "第3.12条"])
def test_titles_lists_of_months_and_numbers_are_no_dates(book: Book, text: str) -> None:
    assert list(moments(text, phrases(book), 2023)) == []


def test_a_day_that_no_calendar_has_is_no_date(book: Book) -> None:
    assert [each.dates() for each in moments("2023年2月30日", phrases(book), 2023)] == [None]


def test_without_any_year_a_month_is_no_date(book: Book) -> None:
    assert list(moments("3月14日", phrases(book), None)) == []


BACKWARDS = [
    "“春风”专项行动自2022年3月14日开始，至2021年5月12日结束，办结392件。",
    "施工期2021年3月1日—2020年11月30日。",
    "由2022年3月1日起开展整治，至2022年2月10日止。",
    "科普周活动自2022年9月15日起，9月5日结束。",
    "老旧管网改造于2023年4月10日动工，2023年3月22日完工，更换管道12公里。",
    "书画巡展自2023年6月1日起在六个街道展出，至2022年6月20日落幕。",
    "监测站点建设2021年7月启动，2020年12月验收，共建站点14处。",
    "项目实施期自2023年至2021年。",
    "评价期间为2023年1月1日至2022年12月31日。",
]
FORWARDS = [
    "“春风”专项行动自2022年3月14日开始，至2022年5月12日结束。",
    "科普周活动自2022年9月15日起，次年9月5日结束。",
    "供暖期为2022年11月15日至3月15日。",
    "外包保安服务合同期2023年9月1日至8月31日。",
    "自11月15日起至2023年3月15日止。",
    "新办法自2023年1月1日起施行，原办法执行至2022年12月31日止。",
    "完成时间由2022年12月31日调整至2022年10月31日。",
    "甲工程2023年3月10日开工，乙工程2022年12月20日竣工。",
    "2023年3月10日印发方案，2022年12月20日的方案作废。",
    "2023年6月30日比2022年12月31日增加12人。",
    "2023年12月31日至2022年12月31日的增减变动见附表。",
    "由2022年11月1日起，补助标准提高，执行到2022年3月的旧标准同时作废。",
    "自2020年5月1日开工以来，至2021年3月完成主体，2023年6月30日投入使用。",
]


@pytest.mark.parametrize("text", BACKWARDS)
def test_a_period_that_ends_before_it_begins_is_an_error(book: Book, text: str) -> None:
    [remark] = told(book, text)
    assert (remark.code, remark.severity) == ("CL14", "error")


@pytest.mark.parametrize("text", FORWARDS)
def test_dates_that_are_in_order_or_not_bound_are_no_error(book: Book, text: str) -> None:
    assert told(book, text) == []


TOO_LONG = [
    "科普周活动自2022年9月15日起，9月25日结束，历时7天。",
    "自2023年6月12日签约，到8月8日设备到货，用时67天。",
    "设备合同签订日期为2023年6月12日，约定60日内交货，实际9月8日到货，用时57天。",
    "驻村帮扶培训班8月7日开班，8月11日结业，为期8天。",
    "清雪专项行动从2022年12月5日开始，到2023年2月20日结束，前后历时5个月。",
    "提标改造工程2023.3.15开工，2023.11.20竣工，工期150天。",
    "职工技能竞赛（2023年10月12日至10月16日，共15天）吸引选手240名。",
    "为期31天的宣传活动自3月1日至3月21日在全县开展。",
    "合同期为2022年7月1日至2025年6月30日，共五年。",
    "甲方于2023年3月1日启动评审，2023年3月6日完成评审，用时45个工作日。",
    "特展自2023年6月18日至7月17日，展出92天。",
    "审计组2023年3月6日进驻，4月28日撤离，现场审计历时35天。",
    "科普周活动从9月15日到9月21日，共17天，参与28.4万人次。",
    "科普周活动从9月15日到9月21日，共5天，参与28.4万人次。",
    "老年大学春季班2月20日开班，6月30日结业，历时两个月。",
]
LONG_ENOUGH = [
    "科普周活动自2022年9月15日起，9月21日结束，历时7天。",
    "科普周活动自2022年9月15日起，9月21日结束，历时6天。",
    "科普周活动自2022年9月15日起，9月25日结束，历时约7天。",
    "科普周活动自2022年9月15日起，9月25日结束，历时7天左右。",
    "供暖期为2022年11月15日至3月15日，共4个月。",
    "合同期为2022年7月1日至2025年6月30日，共三年。",
    "资助自2022年9月至2023年7月，共10个月。",
    "清雪专项行动从2022年12月5日开始，到次年2月20日结束，历时两个半月。",
    "7月8日进场，8月25日完工，合同工期60天。",
    "设备4月20日中标，5月6日签订合同，7月28日通过验收，从签订合同到验收历时83天。",
    "甲方于2023年3月1日启动评审，2023年5月6日完成评审，用时25个工作日。",
    "2023年3月15日至9月15日汛期值守，其间启动应急响应4次，累计历时11天。",
    "第一期3月1日至5日，第二期6月5日至9日，第三期9月4日至8日，共15天。",
    "2023年3月1日至5月12日共办理案件60件，平均历时7天。",
    "特展自2023年6月18日至9月17日，展出80天。",
    "2023年3月1日至5月12日开展整治，其中封闭施工历时20天。",
    "2021年3月1日印发方案，2023年5月12日修订，历时3个月调研。",
    "2023年6月1日至6月30日为安全生产月，历时20天的专项检查共查出隐患82处。",
    "优良天数（2023年1月1日至12月31日）共312天。",
    "优良天数2023年1月1日至12月31日共312天。",
    "一期2021年3月开工、2022年10月完工，二期2022年3月开工、2023年12月完工，总工期34个月。",
    "采购项目4月10日启动，5月30日完成，其中公示5个工作日，招标用时20天。",
]


@pytest.mark.parametrize("text", TOO_LONG)
def test_a_length_that_its_dates_do_not_make_is_an_error(book: Book, text: str) -> None:
    [remark] = told(book, text)
    assert (remark.code, remark.severity) == ("CL15", "error")


@pytest.mark.parametrize("text", LONG_ENOUGH)
def test_a_length_that_may_be_right_or_is_of_something_else_is_no_error(book: Book, text: str) -> None:
    assert told(book, text) == []


def test_the_message_says_how_long_the_period_is_both_ways(book: Book) -> None:
    [remark] = told(book, TOO_LONG[0])
    assert remark.message == "这里写“7天”，而2022年9月15日至9月25日为10天（连首日11天）。"


TOO_LATE = [
    "项目原定2022年5月31日完工，实际6月28日完工，逾期20天。",
    "2023年5月10日开工，2024年11月28日竣工，比计划竣工日2024年12月31日提前23天。",
    "项目批复工期为2022年10月至2023年4月，实际竣工时间为2023年5月26日，延期36天。",
    "国庆花坛9月26日完工，比要求的9月28日早4天。",
    "监控结果报送晚于规定时间8天（规定8月10日，实报8月16日），扣2.0分。",
    "数据中心合同约定交付日期为2023年9月30日，实际于11月15日交付，延误64天。",
    "幼儿园扩建计划2023年8月31日竣工，实际2023年9月12日竣工，较计划提前12天。",
    "分配方案计划在10月底公布，实际12月20日公布，推迟20天。",
    "大桥原计划2023年12月20日通车，实际提前至11月30日通车，比计划提前30天。",
    "决算公开规定时间为2023年9月20日，实际于2023年9月28日公开，按期完成。",
    "综合楼计划2023年11月30日完工，实际于2024年1月16日完工，提前完工。",
    "设备约定2023年3月1日到货，实际2023年7月5日到货，比计划推迟1个月。",
    "农村公路养护项目较原定的11月15日提前25天于10月31日完工。",
    "物资储备库合同工期截止2023年8月15日，实际于9月4日完工，超期30天。",
]
IN_TIME = [
    "项目原定2022年5月31日完工，实际6月28日完工，逾期28天。",
    "项目原定2022年12月31日完工，实际1月15日完工，逾期15天。",
    "2023年5月10日开工，2024年11月28日竣工，比计划竣工日2024年12月31日提前33天。",
    "项目批复工期为2022年10月至2023年4月，实际竣工时间为2023年5月26日，延期26天。",
    "监控结果报送晚于规定时间6天（规定8月10日，实报8月16日），扣2.0分。",
    "比去年6月20日提前了5天，于2023年6月15日完成公开。",
    "按照要求于3月1日上报，4月10日批复，逾期20天未拨付资金2笔。",
    "补助发放时间由原定的2023年1月20日提前至1月10日，提前10天发放到位。",
    "人才公寓计划2023年6月开工、2024年5月完工，实际2023年8月20日开工，推迟2个月。",
    "工程合同工期为2022年3月1日至2022年12月31日，因疫情顺延60天，实际2023年2月20日竣工，提前9天。",
    "会议原定5月15日召开，因台风推迟一周至5月22日召开。",
    "自2021年10月起，至2023年底累计完成投资5.2亿元，提前3个月完成年度任务。",
    "项目原定2022年5月31日完工，实际6月28日完工，平均逾期3天。",
    "计划5月开工、8月底完工，实际9月20日完工，推迟20天。",
    "综合楼计划2023年11月30日完工，实际于2023年11月16日完工，提前完工。",
    "综合楼计划2023年11月30日完工，实际于2023年12月16日完工，未按期完成。",
    "设备约定2023年3月1日到货，实际2023年4月5日到货，比计划推迟1个月。",
]


@pytest.mark.parametrize("text", TOO_LATE)
def test_a_delay_that_its_dates_do_not_make_is_an_error(book: Book, text: str) -> None:
    [remark] = told(book, text)
    assert (remark.code, remark.severity) == ("CL16", "error")


@pytest.mark.parametrize("text", IN_TIME)
def test_a_delay_that_may_be_right_or_is_of_something_else_is_no_error(book: Book, text: str) -> None:
    assert told(book, text) == []


def test_the_message_of_a_delay_says_on_which_side_of_the_plan_it_lies(book: Book) -> None:
    [remark] = told(book, TOO_LATE[6])
    assert remark.message == "这里写“提前12天”，而计划2023年8月31日、实际2023年9月12日，实际晚12天。"


OTHERS = "\n机构情况一般。\n人员情况一般。\n制度建设完善。\n资产管理规范。\n"
TWICE = [
    ("标准厂房二期建筑面积8.6万平方米，2023年5月10日开工，2024年11月28日竣工。", "标准厂房二期2025年11月28日竣工，入驻企业23家。"),
    ("自助设备合同签订日期为2023年6月12日，实际8月8日到货。", "自2023年6月12日签约，到9月8日自助设备到货。"),
    ("非遗展示馆2023年5月18日正式开馆。", "非遗展示馆于2023年6月18日开馆，接待观众3万人次。"),
    ("疫苗冷链设备采购6月2日开标。", "疫苗冷链设备采购于2023年6月12日开标。"),
]
NOT_TWICE = [
    ("标准厂房二期2024年11月28日竣工。", "标准厂房二期2024年11月竣工。"),
    ("标准厂房二期2024年11月28日竣工。", "标准厂房一期2023年11月28日竣工。"),
    ("标准厂房二期计划2024年12月31日竣工。", "标准厂房二期2024年11月28日竣工。"),
    ("标准厂房二期2024年12月31日前竣工。", "标准厂房二期2024年11月28日竣工。"),
    ("标准厂房二期2023年5月10日开工。", "标准厂房二期2024年11月28日竣工。"),
    ("县图书馆2022年3月1日与物业公司签订服务合同。", "县图书馆2023年3月5日与物业公司签订服务合同。"),
    ("城北污水处理厂2023年5月10日竣工。", "城南供水管网2023年8月10日竣工。"),
    ("各村文化广场2023年5月10日竣工。", "各村文化广场2023年8月10日竣工。"),
    ("标准厂房二期2024年11月28日竣工。", "标准厂房二期2024年12月28日竣工决算审计。"),
]


@pytest.mark.parametrize(("one", "other"), TWICE)
def test_one_event_with_two_dates_is_asked_about(book: Book, one: str, other: str) -> None:
    [remark] = told(book, one + OTHERS + other)
    assert (remark.code, remark.severity) == ("CL17", "warning")


def test_the_place_that_no_length_bears_out_is_the_one_that_is_asked_about(book: Book) -> None:
    proved = "自助设备2023年6月12日签约，8月8日到货，用时57天。"
    [remark] = told(book, proved + OTHERS + "自助设备2023年9月8日到货。")
    assert remark.quote == "2023年9月8日"
    [remark] = told(book, "自助设备2023年9月8日到货。" + OTHERS + proved)
    assert remark.quote == "2023年9月8日"


@pytest.mark.parametrize(("one", "other"), NOT_TWICE)
def test_two_events_or_two_ways_to_say_one_date_are_not_asked_about(book: Book, one: str, other: str) -> None:
    assert told(book, one + OTHERS + other) == []


def test_what_has_three_dates_happens_again_and_again(book: Book) -> None:
    lines = OTHERS.join(f"残疾人就业推介会2023年{month}月8日启动。" for month in (3, 6, 9))
    assert told(book, lines) == []


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("科普周活动自2022年9月15日起，9月21日结束，历时7天。", "7天"),
        ("项目原定2022年5月31日完工，实际6月28日完工，逾期28天。", "28天"),
    ],
)
def test_a_figure_that_its_dates_make_is_confirmed_and_one_that_they_do_not_is_contradicted(
    book: Book, text: str, printed: str
) -> None:
    made = report(book, text)
    results, _, standings = gather.check(made, book)
    assert standings[figure(made, printed).id].status is Status.CONFIRMED
    assert Verdict.CONSISTENT in {each.verdict for each in results if each.rule in ("CL15", "CL16")}
    wrong = report(book, text.replace(printed, "87天"))
    _, findings, standings = gather.check(wrong, book)
    assert standings[figure(wrong, "87天").id].status is Status.CONTRADICTED
    assert [each.code for each in findings if each.severity == "error"] in (["CL15"], ["CL16"])


@pytest.mark.parametrize(
    "text",
    ["2023年3月1日至", "1月", "提前", "自2023年1月1日起", "历时7天", "3月1日竣工，", "2023.1.1", "《2023年", "计划3月1日，实际"],
)
def test_hostile_letters_take_time_in_proportion(book: Book, text: str) -> None:
    def seconds(letters: int) -> float:
        made = report(book, "2023年3月1日开工，2023年5月1日竣工" + (text * letters)[:letters])
        least = []
        for _ in range(2):
            begun = process_time()
            dated.check(made, book)
            least.append(process_time() - begun)
        return min(least)

    assert seconds(LETTERS) < 4 * seconds(LETTERS // 2) + 0.1
