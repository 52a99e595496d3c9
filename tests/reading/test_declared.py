"""A unit that is said once, at the head of a report or of a chapter, is that of the amounts below it which print none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.reports import document

from hengji.reading.extract import Reader

if TYPE_CHECKING:
    from hengji.rulebook.book import Book

TITLE = "甲县渔政站2023年度部门整体支出绩效自评报告\n\n"
SENTENCE = "全年预算4,458.00，全年支出4,381.83，预算执行率98.29，自评得分96.50，共12艘，另收1,020.50元。\n"


def units(book: Book, text: str) -> list[str]:
    """The units of a text's figures, as they are printed in it."""
    return [figure.unit.label if figure.unit is not None else "" for figure in Reader(book).report(document(text)).figures]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("评价期间：2023年　　金额单位：万元（另有注明的除外）\n\n", "万元"),
        ("一、收支情况（单位：元）\n\n", "元"),
        ("一、收支情况（单位：千元）\n\n", "千元"),
        ("一、收支情况\n\n", ""),
        ("一、收支情况（单位：人）\n\n", ""),
        ("一、人员情况（单位：元）\n\n在职12人。\n\n二、收支情况\n\n", ""),
    ],
)
def test_bare_amounts_take_the_declared_unit(book: Book, before: str, expected: str) -> None:
    found = units(book, TITLE + before + SENTENCE)
    assert found[-6:] == [expected, expected, "", "", found[-2], "元"]
    assert found[-2] not in ("万元", "千元")


def test_the_caption_of_a_table_speaks_of_the_table_alone(book: Book) -> None:
    text = TITLE + "单位：万元\n\n| 项目 | 金额 |\n|---|---|\n| 支出 | 12.50 |\n\n" + SENTENCE
    assert "万元" not in units(book, text)[-6:]
