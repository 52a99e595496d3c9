"""Whose report it is and of which year, as its first lines say; what the caller knows comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.reports import document

from hengji.reading.head import head
from hengji.reading.passages import passages

if TYPE_CHECKING:
    from hengji.reading.head import Head
    from hengji.rulebook.book import Book


def told(book: Book, text: str, unit: str = "", year: int | None = None) -> Head:
    """The head of a text."""
    return head(passages(document(text)), book, unit, year)


@pytest.mark.parametrize(
    ("text", "unit", "year"),
    [
        ("甲市档案局2023年度部门整体支出绩效自评报告\n一、基本情况", "甲市档案局", 2023),
        ("2022年度甲县水利局整体支出绩效自评报告\n一、基本情况", "甲县水利局", 2022),
        ("甲市档案局2023年度\n部门整体支出绩效自评报告\n一、基本情况", "甲市档案局", 2023),
        ("部门整体支出绩效自评报告\n评价单位：甲市体育局\n评价年度：2021年", "甲市体育局", 2021),
        ("部门整体支出绩效自评报告\n预算部门（公章）：乙区民政局\n2023年度", "乙区民政局", 2023),
        ("部门整体支出绩效自评报告\n单位名称：乙区民政局本级及非独立核算单位\n评价年度：2020年", "乙区民政局", 2020),
        ("附件2\n甲市档案局2023年部门决算公开\n一、概况", "甲市档案局", 2023),
        ("部门整体支出绩效自评报告\n2023年工作总结。2023年支出。比2022年增加。", "", 2023),
        ("自评情况说明\n没有年份", "", None),
        ("甲县融媒体中心二〇二四年度整体支出绩效自评\n一、基本情况\n2023年支出5万元。2023年收入6万元。", "甲县融媒体中心", 2024),
        ("甲市博物馆二○二一年部门整体支出绩效自评报告\n一、基本情况", "甲市博物馆", 2021),
        ("甲县疾病预防控制中心关于2022年度单位整体支出绩效的自评报告\n县财政局：", "甲县疾病预防控制中心", 2022),
        ("乙市丙区退役军人事务局\n部门整体支出绩效自评报告\n（2023年度）", "乙市丙区退役军人事务局", 2023),
        ("甲县丁镇人民政府\n2023年度整体支出绩效自评报告\n一、概况", "甲县丁镇人民政府", 2023),
        ("绩效管理，是各单位的事\n部门整体支出绩效自评报告\n2023年度", "", 2023),
        ("", "", None),
    ],
)
def test_the_office_and_the_year_are_in_the_first_lines(book: Book, text: str, unit: str, year: int | None) -> None:
    found = told(book, text)
    assert (found.unit, found.year) == (unit, year)


def test_what_the_caller_knows_comes_first(book: Book) -> None:
    found = told(book, "甲市档案局2023年度部门整体支出绩效自评报告", "乙局", 2024)
    assert (found.unit, found.year) == ("乙局", 2024)


def test_the_year_under_review_goes_before_the_year_of_the_title(book: Book) -> None:
    assert told(book, "甲局2024年部门整体支出绩效自评报告\n评价年度：2023年").year == 2023


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("甲局2023年部门预算公开", True),
        ("甲局2023年部门决算公开", False),
        ("甲局2023年部门整体支出绩效自评报告", False),
        ("甲局2023年部门预算绩效自评报告", False),
        ("甲局情况说明", False),
    ],
)
def test_a_figure_without_a_stage_is_the_budget_s_only_in_a_budget(book: Book, title: str, expected: bool) -> None:
    assert expected == told(book, title).original


def test_a_title_is_cut_from_the_paragraph_into_which_it_runs(book: Book) -> None:
    found = told(book, "甲市档案局2023年度部门整体支出绩效自评报告" + "本局负责档案工作，" * 20)
    assert found.title == "甲市档案局2023年度部门整体支出绩效自评报告"
