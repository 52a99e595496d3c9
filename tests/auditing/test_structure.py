"""Numbering, attachments, what a template left, repeated paragraphs, missing sections, totals that stand alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.auditing.written import written

from hengji.auditing import structure

if TYPE_CHECKING:
    from hengji.core.audit import Remark
    from hengji.rulebook.book import Book

BUDGET = "某局2023年部门预算公开"
ACCOUNTS = "某局2023年度部门决算公开"
LONG = "本单位认真落实有关要求，逐项核对任务清单，按月通报进度，年底统一验收，各项工作都按时间要求推进，并将资料整理归档备查，没有发现需要说明的其他事项。"


def found(book: Book, text: str, *codes: str, title: str = "某局2023年度部门整体支出绩效自评报告") -> list[tuple[str, str]]:
    """Code and quote of every remark, of some codes only where they are named."""
    return [(each.code, each.quote) for each in remarks(book, text, title) if not codes or each.code in codes]


def remarks(book: Book, text: str, title: str = "某局2023年度部门整体支出绩效自评报告") -> list[Remark]:
    return list(structure.check(written(text, title=title), book))


NUMBERING = ("ST01", "ST02", "ST03", "ST04")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("=1 一、概况\n=1 二、结论\n=1 三、建议", []),
        ("=1 一、概况\n=1 二、结论\n=1 四、建议", [("ST01", "四、")]),
        ("=1 一、概况\n=2 （一）职能\n=2 （二）人员\n=1 二、结论\n=2 （一）得分\n=2 （二）等级", []),
        ("=1 一、概况\n=2 （一）职能\n=2 （三）人员\n=1 二、结论", [("ST01", "（三）")]),
        ("=2 （一）职能\n=2 （二）人员\n=2 （三）收支\n=2 （二）任务", [("ST02", "（二）")]),
        ("=1 二、结论\n=1 三、建议", [("ST03", "二、")]),
        ("=1 一、概况\n=1 二、收支\n=3 3、基金\n=3 4、国资\n=1 五、建议", [("ST04", "3、")]),
        ("-3 1.办文；\n-3 2.办会；\n=2 （一）另一事\n-3 1.查账；\n-3 2.结账。", []),
        ("-3 1.2022年1月获奖\n-3 2.2022年3月获奖\n-3 3.2022年7月获奖", []),
        ("职责如下：（1）办文；（2）办会；\n（3）查账。", []),
        ("=1 一、概况\n这里写得太挤。二、结论写在句子里。\n=1 三、建议", []),
        ("=1 十九、其他\n=1 二十、附则\n=1 二十二、附件", [("ST01", "二十二、"), ("ST03", "十九、")]),
        ("=1 第一部分 概况\n=1 一、职能\n=1 二、机构\n=1 第二部分 决算\n=1 一、收入\n=1 二、支出", []),
        ("=1 第一部分 概况\n=1 第三部分 决算", [("ST01", "第三部分")]),
        ("-4 ①先办\n-4 ②后办\n-4 ④再办", [("ST01", "④")]),
        ("=1 ## 一、概况\n=1 ## 二、结论", []),
        ("2、3月份的经费已经支付。", [("ST03", "2、")]),
    ],
)
def test_a_number_follows_the_one_before_it_in_its_own_list(book: Book, lines: str, expected: list[tuple[str, str]]) -> None:
    assert found(book, lines, *NUMBERING) == expected


def test_a_list_inside_a_chapter_does_not_disturb_the_chapters_after_it(book: Book) -> None:
    lines = "=1 一、甲\n=1 二、乙\n=1 一、子\n=1 二、丑\n=1 三、寅\n=1 四、卯\n=1 三、丙"
    assert found(book, lines, *NUMBERING) == []


def test_a_gap_names_the_missing_number_and_the_line_that_may_have_lost_it(book: Book) -> None:
    [gap, *_] = remarks(book, "=1 三、分析\n主要绩效\n去年以来，任务都已按期办结。\n=1 五、问题")
    assert "缺少“四、”" in gap.message
    assert gap.hints == ("其间单独一行的“主要绩效”没有编号，可能就是缺的那一节",)
    assert gap.severity == "notice"


def test_chapters_of_a_document_on_one_line_are_those_behind_full_stops(book: Book) -> None:
    line = f"一、概况{LONG * 8}二、收支{LONG * 8}三、绩效{LONG * 8}"
    assert found(book, line + "五、建议加强管理。", "ST01") == [("ST01", "五")]
    assert found(book, line + "四、建议加强管理。", "ST01") == []
    assert found(book, line + "其中提到四、的事。五、建议加强管理。", "ST01") == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("具体见正文。\n附件1：评分表", [("ST05", "附件1")]),
        ("得分明细详见附件2。\n结束。", [("ST05", "附件2")]),
        ("得分明细详见附件1。\n附件1\n评分表\n投入满分，过程扣一分。", []),
        ("得分明细详见附件1。\n|附件1 评分表|\n|指标|得分|", []),
        ("根据某市通知（附件3）要求办理。", []),
        ("附件：1.基础数据表 2.评分表\n附件1 基础数据表\n在职二十人。\n编制二十二名。", [("ST05", "评分表")]),
        ("附件：1.基础数据表\n2.评分表\n附件1\n甲数据\n乙数据\n附件2\n丙数据\n丁数据", []),
        ("附：1.基础数据表；2.评分表\n附表1 基础数据表\n在职二十人。\n编制二十二名。", [("ST05", "评分表")]),
        ("附件1：评分表\n某局\n2024年7月1日", [("ST05", "附件1")]),
        ("=1 五、附件\n评分表及有关文件。", [("ST05", "附件")]),
        ("=1 五、附件\n|指标|得分|\n|培训|10|", []),
    ],
)
def test_an_attachment_that_is_announced_should_be_there(book: Book, lines: str, expected: list[tuple[str, str]]) -> None:
    assert found(book, lines, "ST05") == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("收支情况详见下表。\n以上是全部情况。", [("ST06", "详见下表")]),
        ("收支情况详见下表。\n|项目|金额|\n|支出|10|", []),
        ("收支情况详见下表。\n12.50\n13.00", []),
    ],
)
def test_a_table_that_is_pointed_to_should_follow(book: Book, lines: str, expected: list[tuple[str, str]]) -> None:
    assert found(book, lines, "ST06") == expected


@pytest.mark.parametrize(
    ("lines", "quote", "count"),
    [
        ("|指标1：|10|\n|指标2：|10|\n|……|10|", "指标1：", 3),
        ("任务1：.....", "任务1：.....", 1),
        ("请XX单位填报。", "XX", 1),
        ("本年完成×××项。", "×××", 1),
        ("得分：____分", "____", 1),
        ("（请填写不超过二百字的概况）", "（请填写不超过二百字的概况）", 1),
        ("单位名称【 】", "【 】", 1),
    ],
)
def test_what_a_template_left_is_told_once_with_its_number(book: Book, lines: str, quote: str, count: int) -> None:
    [left] = [each for each in remarks(book, lines) if each.code == "ST07"]
    assert left.quote == quote
    assert f"有 {count} 处" in left.message


@pytest.mark.parametrize(
    "line", ["指标1：培训人数", "……其他工作正常开展", "○○○同志负责", "使用LED屏XL型号", "3×5米展板", "《规划》全文……略"]
)
def test_what_is_filled_in_is_no_template(book: Book, line: str) -> None:
    assert found(book, line, "ST07") == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("填表人： 填报日期： 联系电话：", [("ST08", "填表人")]),
        ("填表人：甲某 填报日期：2024年5月6日 联系电话：", [("ST08", "联系电话")]),
        ("填表人：甲某 填报日期：2024年5月6日", []),
        ("填报单位：\n某局机关", []),
        ("填报日期：\n联系人：", [("ST08", "填报日期")]),
        ("|填表人：|甲某|联系电话：|010|", []),
    ],
)
def test_a_label_of_a_form_has_something_behind_it(book: Book, lines: str, expected: list[tuple[str, str]]) -> None:
    assert found(book, lines, "ST08") == expected


def test_a_paragraph_twice_is_a_doubt_with_both_places(book: Book) -> None:
    [twice] = [each for each in remarks(book, f"=2 （一）公开\n{LONG}\n=2 （二）监督\n{LONG}") if each.code == "ST09"]
    assert twice.severity == "warning"
    assert twice.place == f"报告.txt:¶5[0:{len(LONG)}]"
    assert "（¶3）逐字相同" in twice.message
    assert "“（二）监督”" in twice.message


@pytest.mark.parametrize(
    "lines",
    [
        f"{LONG}\n{LONG[:-9]}另有一处不同。",
        "本年没有政府性基金预算财政拨款收入，也没有使用政府性基金预算财政拨款安排的支出，所以这里没有数字。\n" * 2,
        "2023年收入100.00万元，支出90.00万元，结余10.00万元，比上年增加5.00万元，主要是新增一个项目的资金。\n" * 2,
        "短句重复。\n短句重复。",
    ],
)
def test_what_may_stand_twice_is_left_alone(book: Book, lines: str) -> None:
    assert found(book, lines, "ST09") == []


@pytest.mark.parametrize(("label", "codes"), [("年度总体目标：预期目标", []), ("存在的问题", ["ST09"])])
def test_the_field_of_a_form_that_states_the_aims_anew_is_no_repetition(book: Book, label: str, codes: list[str]) -> None:
    """The label stands once beside several rows; the row of the repeated paragraph has no other words."""
    report = written(f"=2 （二）整体支出绩效目标\n{LONG}\n=1 附件 自评表\n|{label}|办结交办的事。|\n||{LONG}|")
    [table] = report.document.tables
    cells = tuple(replace(each, rows=2) if each.start < each.end and each.column == 0 else each for each in table.cells)
    merged = replace(report, document=replace(report.document, tables=(replace(table, cells=cells),)))
    assert [each.code for each in structure.check(merged, book) if each.code == "ST09"] == codes


def test_a_file_of_many_equal_paragraphs_is_a_template_and_told_as_a_notice(book: Book) -> None:
    lines = "\n".join(f"{word}类任务。{LONG}" for word in "甲乙丙丁戊")
    twice = [each for each in remarks(book, f"{lines}\n{lines}") if each.code == "ST09"]
    assert [each.severity.value for each in twice] == ["notice", "notice", "notice"]


def test_a_heading_glued_to_one_of_two_equal_paragraphs_does_not_hide_them(book: Book) -> None:
    assert [quote[:2] for _, quote in found(book, f"=1 一、职责\n二、公开情况{LONG}\n=1 三、监督\n{LONG}", "ST09")] == ["本单"]


def test_a_sentence_twice_is_told_where_the_document_stands_on_one_line(book: Book) -> None:
    line = "".join(f"第{number}件事按时办结，资料已经整理归档备查，没有其他需要说明的情况。" for number in range(120))
    [twice] = [each for each in remarks(book, f"{LONG}{line}{LONG}") if each.code == "ST09"]
    assert twice.quote.startswith("本单位认真落实有关要求")
    assert twice.start > len(line)


def test_a_heading_without_a_number_among_numbered_ones_is_named(book: Book) -> None:
    numbered = "\n".join(f"=2 （{number}）某项工作\n{LONG}" for number in "一二三四五六")
    assert found(book, f"{numbered}\n部门整体收支情况\n{LONG}", "ST15") == [("ST15", "部门整体收支情况")]
    assert found(book, f"{numbered}\n以下说明有关情况。\n{LONG}", "ST15") == []
    assert found(book, f"=1 一、概况\n部门整体收支情况\n{LONG}", "ST15") == []


def test_two_outlines_in_one_report_are_told_at_the_second(book: Book) -> None:
    assert found(book, "=3 1.履职效能\n=3 2.管理效率\n=3 3.预算监督情况", "ST16") == [("ST16", "3.预算监督情况")]
    assert found(book, "=3 1.履职效能\n=3 2.管理效率", "ST16") == []
    assert found(book, "=3 1.预算编制情况\n=3 2.预算监督情况", "ST16") == []


def test_a_goal_with_an_empty_cell_below_is_named(book: Book) -> None:
    assert found(book, "|预期目标|实际完成情况|\n|||\n|指标|得分|", "ST17") == [("ST17", "预期目标")]
    assert found(book, "|预期目标|实际完成情况|\n|办结任务|已办结|", "ST17") == []


def test_a_paragraph_twice_in_two_attachments_is_a_notice(book: Book) -> None:
    [twice] = [each for each in remarks(book, f"{LONG}\n附件1 项目一\n{LONG}") if each.code == "ST09"]
    assert twice.severity == "notice"


def test_a_report_without_problems_or_measures_is_told_and_a_budget_is_not(book: Book) -> None:
    body = f"{LONG}\n" * 1 + "\n".join(f"{number}甲乙丙丁。{LONG}" for number in range(30))
    assert {quote for code, quote in found(book, body, "ST10")} == {"某局2023年度部门整体支出绩效自评报告"}
    assert len(found(book, body, "ST10")) == 3
    assert found(book, body, "ST10", title=BUDGET) == []
    assert found(book, body + "\n存在的问题是进度慢，下一步改进措施是提前准备，结果已公开。", "ST10") == []
    assert found(book, LONG, "ST10") == []


@pytest.mark.parametrize(
    ("measures", "expected"),
    [("-3 1.提前准备。", [("ST11", "四、改进措施")]), ("-3 1.提前准备。\n-3 2.加强培训。", []), ("提前准备，加强培训。", [])],
)
def test_measures_are_not_fewer_than_problems(book: Book, measures: str, expected: list[tuple[str, str]]) -> None:
    lines = f"=1 三、存在的问题\n-3 1.进度慢。\n-3 2.意识弱。\n=1 四、改进措施\n{measures}"
    assert found(book, lines, "ST11") == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("对照评分表，自评得分96.5分。", [("ST12", "自评得分96.5分")]),
        ("自评得分96.5分，其中履职效能得47.5分，管理效率得49分。", []),
        ("自评得分96.5分，预算执行扣3.5分。", []),
        ("自评得分96.5分。\n|指标|分值|得分|\n|执行率|10|9|", []),
        ("自评得分96.5分。\n指标\n得分\n执行率\n9", []),
        ("满分100分，分值按指标分配。", []),
    ],
)
def test_a_total_needs_the_scores_it_is_made_of(book: Book, lines: str, expected: list[tuple[str, str]]) -> None:
    assert found(book, lines, "ST12") == expected
    assert found(book, lines, "ST12", title=ACCOUNTS) == []


def test_a_total_needs_a_grade(book: Book) -> None:
    assert found(book, "自评得分93.6分，扣6.4分。", "ST13") == [("ST13", "自评得分93.6分")]
    assert found(book, "自评得分93.6分，等级为优，扣6.4分。", "ST13") == []


def test_bonus_items_need_points(book: Book) -> None:
    assert found(book, "=2 （五）加分项\n获得全市先进单位称号。", "ST14") == [("ST14", "（五）加分项")]
    assert found(book, "=2 （五）加分项\n获得全市先进单位称号，加1分。", "ST14") == []
    assert found(book, "=2 （五）加分项\n本年度没有填报加分事项。", "ST14") == []
    assert found(book, "=2 （五）加分项\n获得表彰。\n以上为本部门填报的加分事项，未计入得分。", "ST14") == []


def test_the_span_of_a_remark_is_its_quote_in_the_text(book: Book) -> None:
    report = written(f"=1 一、概况\n{LONG}\n=1 三、结论\n自评得分96.5分。\n{LONG}\n附件1：评分表")
    for each in structure.check(report, book):
        assert report.document.text[each.start : each.end].startswith(each.quote.rstrip("…"))
