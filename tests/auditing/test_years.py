"""A report beside last year's: what it says of last year, or implies by a change, against what last year's report said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.reports import report

from hengji.auditing.years import compare, stated

if TYPE_CHECKING:
    from hengji.rulebook.book import Book

LAST = (
    "# 甲县水务局2022年度部门决算公开\n\n本年收入合计800.00万元。\n本年支出合计790.00万元。\n基本支出500.00万元。\n"
    "项目支出290.00万元。\n“三公”经费支出12.00万元。"
)
THIS = (
    "# 甲县水务局2023年度部门决算公开\n\n本年收入合计850.00万元，比上年增加{}万元。\n本年支出合计840.00万元，比上年增加50.00万元。\n"
    "基本支出520.00万元，比上年增加20.00万元。\n项目支出320.00万元，比上年增加30.00万元。\n“三公”经费支出11.00万元，比上年减少1.00万元。"
)


def told(book: Book, change: str) -> list[str]:
    every = [stated(report(book, text, year=year), book) for text, year in ((LAST, 2022), (THIS.format(change), 2023))]
    assert None not in every
    return [
        remark.message for _, beside in compare([each for each in every if each is not None], book) for remark in beside.findings
    ]


@pytest.mark.parametrize("change", ["50.00", "50.01", "49.98"])
def test_a_change_that_fits_last_years_report_is_met_with_silence(book: Book, change: str) -> None:
    assert told(book, change) == []


def test_a_change_that_implies_another_amount_of_last_year_is_told(book: Book) -> None:
    (message,) = told(book, "90.00")
    assert "760.00万元（由本年数和增减额推算）" in message
    assert "800.00万元" in message
