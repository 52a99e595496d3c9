"""Reading and checking cost the length of the text: twice the text, about twice the processor's time, whatever the text is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.reports import report
from tests.clock import cheapest

from hengji.auditing import gather

if TYPE_CHECKING:
    from hengji.rulebook.book import Book

HOSTILE = {
    "one sentence without an end": "项目支出决算123.45万元，比上年增加23.40万元，增长99.1%，",
    "brackets that never close": "（支出12.31万元（",
    "numbers with nothing between": "12.31万元、",
    "years and comparisons": "2023年比2022年",
    "words of every kind and no figure": "与上年比较较比由从占为完成",
    "counts in a list": "内设甲科、乙科等8个",
    "claims": "未超预算，支出5.5万元；",
    "broken lines": "本年支出\n合计12.34万元，\n其中",
    "shares": "占比5.5%，",
}
LENGTH = 33_000
"""Letters, of about three bytes each: 100 kB."""
MOST = 3.5
END = "，支出5.55万元。"


def seconds(book: Book, text: str) -> float:
    """The processor's time of reading and checking."""
    return cheapest(lambda: gather.check(report(book, text), book), 2)


@pytest.mark.parametrize("kind", HOSTILE)
def test_twice_the_text_costs_about_twice_the_time(book: Book, kind: str) -> None:
    unit = HOSTILE[kind]
    text = (unit * (2 * LENGTH // len(unit) + 1))[: 2 * LENGTH]
    seconds(book, text[:2000])
    half, whole = seconds(book, text[:LENGTH] + END), seconds(book, text + END)
    assert whole <= max(MOST * half, 0.2)
