"""A figure told again where the problems are told: asked about where it differs from the one that is borne out, and where it surely is the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.reports import report

from hengji.auditing import gather

if TYPE_CHECKING:
    from hengji.rulebook.book import Book

BODY = "年初预算900.00万元，追加75.20万元，调整预算975.20万元。\n应办案件400件，办结案件380件，办结率95.0%。\n# 四、存在的问题\n"


def asked(book: Book, text: str) -> list[str]:
    """What is asked about behind the body."""
    _, found, _ = gather.check(report(book, BODY + text), book)
    return [each.quote for each in found if each.code == "CN26"]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("一是办结率90.2%，仍有提升空间。", "90.2%"),
        ("二是预算编制偏紧，全年追加71.65万元。", "71.65万元"),
    ],
)
def test_a_second_mention_that_differs_is_asked_about(book: Book, text: str, quote: str) -> None:
    assert asked(book, text) == [quote]


@pytest.mark.parametrize(
    "text",
    [
        "一是办结率95.0%，仍有提升空间。",
        "二是预算编制偏紧，全年追加75.20万元。",
        "一是上年办结率90.2%，今年有所好转。",
        "一是一季度办结率60.2%，偏慢。",
        "一是办结率98%的目标定得偏高。",
        "一是部分办结率90.2%，偏低。",
        "二是四季度追加31.65万元，下达较晚。",
    ],
)
def test_the_same_figure_and_what_may_be_another_are_passed_over(book: Book, text: str) -> None:
    assert asked(book, text) == []
