"""Layouts as offices really publish them: the official 02 and 06 with their merged cells, the full 财决01 in three parts, 附03."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl

from hengji.core.quantity import Quantity
from hengji.reading.formats import accounts

if TYPE_CHECKING:
    from hengji.core.problem import Problem
    from hengji.rulebook.book import Book

Cells = list[list[str | float | None]]
Amounts = dict[tuple[str, str, str], Decimal]


def read(rows: Cells, merges: list[str], book: Book) -> tuple[Amounts, list[Problem]]:
    """Printed amounts by concept, member and cell."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for row in rows:
        sheet.append(row)
    for merge in merges:
        sheet.merge_cells(merge)
    content = io.BytesIO()
    workbook.save(content)
    found, problems = accounts.read([("决算.xlsx", content.getvalue())], book)
    assert found is not None
    amounts: Amounts = {}
    for fact in found.facts:
        assert isinstance(fact.value, Quantity)
        member = fact.context.members[0][1] if fact.context.members else ""
        amounts[fact.concept, member, fact.provenance.place.where.rpartition("!")[2]] = fact.value.number
    return amounts, list(problems)


def test_the_official_02_with_codes_merged_over_three_columns(book: Book) -> None:
    rows: Cells = [
        ["2023年度收入决算表"],
        [*[None] * 10, "公开02表"],
        ["部门：某局", *[None] * 9, "金额单位：万元"],
        [
            "项    目",
            None,
            None,
            None,
            "本年收入合计",
            "财政拨款收入",
            "上级补助收入",
            "事业收入",
            "经营收入",
            "附属单位上缴收入",
            "其他收入",
        ],
        ["功能分类科目编码", None, None, "科目名称"],
        [None],
        [None],
        ["栏次", None, None, None, "1", "2", "3", "4", "5", "6", "7"],
        ["合计", None, None, None, 100, 99.8, None, None, None, None, 0.2],
        ["201", None, None, "一般公共服务支出", 100, 99.8, None, None, None, None, 0.2],
        ["2013201", None, None, "　　行政运行", 100, 99.8, None, None, None, None, 0.2],
        ["注：本表反映部门本年度取得的各项收入情况。"],
    ]
    merges = ["A1:K1", "A4:D4", "A5:C7", "D5:D7", *(f"{column}4:{column}7" for column in "EFGHIJK")]
    merges += ["A8:D8", "A9:D9", "A10:C10", "A11:C11", "A12:K12"]
    amounts, problems = read(rows, merges, book)
    assert problems == []
    assert amounts["revenue_total", "", "E9"] == 100
    assert amounts["other_revenue", "2013201", "K11"] == Decimal("0.2")
    assert len(amounts) == 9


def test_the_official_06_whose_second_total_stands_under_the_third_column(book: Book) -> None:
    rows: Cells = [
        ["2023年度一般公共预算财政拨款基本支出决算明细表"],
        ["部门：某局", *[None] * 7, "公开06表\n金额单位：万元"],
        ["人员经费", None, None, "公用经费"],
        ["科目编码", "科目名称", "决算数"] * 3,
        [None],
        ["301", "工资福利支出", 50, "302", "商品和服务支出", 9, "307", "债务利息及费用支出", None],
        ["30101", "  基本工资", 50, "30201", "  办公费", 9, "310", "资本性支出", 1],
        ["303", "对个人和家庭的补助", None, None, None, None, "31002", "  办公设备购置", 1],
        ["人员经费合计", None, 50, "公用经费合计", None, None, None, None, 10],
        ["合计", None, None, None, None, None, None, None, 60],
    ]
    merges = ["A3:C3", "D3:I3", "A9:B9", "D9:H9", "A10:H10", *(f"{column}4:{column}5" for column in "ABCDEFGHI")]
    amounts, problems = read(rows, merges, book)
    assert problems == []
    assert amounts["general_personnel_cost", "", "C9"] == 50
    assert amounts["general_running_cost", "", "I9"] == 10
    assert amounts["general_basic_expenditure", "", "I10"] == 60
    assert amounts["general_basic_expenditure", "31002", "I8"] == 1


def test_the_full_01_in_three_parts(book: Book) -> None:
    """Equal labels in different parts, earlier names of rows, and 人员经费 within 基本支出."""
    rows: Cells = [
        ["财决01表"],
        ["收入支出决算总表"],
        ["2020年度"],
        ["编制单位：某局", *[None] * 7, "单位：元"],
        ["收入", None, None, "支出"],
        ["项目", "行次", "决算数", "项目（按功能分类）", "行次", "决算数", "项目（按支出性质和经济分类）", "行次", "决算数"],
        ["栏次", None, 1, "栏次", None, 2, "栏次", None, 3],
        ["一、一般公共预算财政拨款收入", 1, 100, "一、一般公共服务支出", 31, 90, "一、基本支出", 57, 60],
        ["二、政府性基金预算财政拨款收入", 2, 0, "二、外交支出", 32, None, "    人员经费", 58, 50],
        ["三、上级补助收入", 3, None, "十、医疗卫生与计划生育支出", 40, None, "    公用经费", 59, 10],
        ["四、事业收入", 4, None, None, None, None, "二、项目支出", 60, 30],
        ["五、经营收入", 5, None, None, None, None, "    其中：基本建设类项目", 61, 0],
        ["六、附属单位上缴收入", 6, None, None, None, None, "三、上缴上级支出", 62, None],
        ["七、其他收入", 7, 0, None, None, None, "一、工资福利支出", 69, 50],
        ["本年收入合计", 23, 100, "本年支出合计", 54, 90],
        ["用事业基金弥补收支差额", 24, 0, "结余分配", 55, 0],
        ["年初结转和结余", 25, 5, "年末结转和结余", 56, 15],
        ["总计", 30, 105, "总计", 84, 105],
    ]
    amounts, problems = read(rows, ["A5:C5", "D5:I5"], book)
    assert problems == []
    assert amounts["personnel_cost", "", "I9"] == 50
    assert amounts["expenditure_total", "301", "I14"] == 50
    assert amounts["nonfiscal_surplus_used", "", "C16"] == 0
    assert amounts["revenue_grand_total", "", "C18"] == amounts["expenditure_grand_total", "", "F18"] == 105


def test_a_heading_and_a_total_under_two_labels_of_one_row(book: Book) -> None:
    """附03: “三公”经费支出 is a heading with a dash, 支出合计 below it holds the figure; counts have units of their own."""
    rows: Cells = [
        ["2023年度机构运行信息表"],
        ["部门：某局", None, None, None, None, "金额单位：万元"],
        ["项目", "行次", "统计数", "项目", "行次", "统计数"],
        ["一、“三公”经费支出", 1, "—", "三、国有资产占用情况", 24, "—"],
        ["（一）支出合计", 2, 1.82, "（一）车辆数合计（辆）", 25, 2],
        ["  1．因公出国（境）费", 3, 0, "  （二）相关统计数", 11, "—"],
        ["  2．公务用车购置及运行维护费", 4, 1.68, "  1．因公出国（境）团组数（个）", 12, 0],
        ["  （1）公务用车购置费", 5, 0, "  2．因公出国（境）人次数（人）", 13, 0],
        ["  （2）公务用车运行维护费", 6, 1.68, "  3．公务用车购置数（辆）", 14, 0],
        ["  3．公务接待费", 7, 0.14, "  4．公务用车保有量（辆）", 15, 2],
        ["二、机关运行经费", 22, 17.66, "  5．国内公务接待批次（个）", 16, 4],
        [None, None, None, "  6．国内公务接待人次（人）", 18, 40],
    ]
    amounts, problems = read(rows, [], book)
    assert problems == []
    assert amounts["three_public_total", "", "C5"] == Decimal("1.82")
    assert amounts["official_vehicles_held", "", "F10"] == 2
    assert amounts["domestic_hospitality_visits", "", "F12"] == 40
