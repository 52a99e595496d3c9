"""Words about an aim and the figures beside them: told where they say the opposite, passed over where they fit or decide nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.reports import report

from hengji.auditing import reviewing
from hengji.auditing.index import Index

if TYPE_CHECKING:
    from hengji.rulebook.book import Book

CODE = "CL35"


def told(book: Book, text: str) -> list[str]:
    """The words that a text is asked about."""
    made = report(book, text)
    return [each.quote for each in reviewing.check(made, Index(made), book)[1] if each.code == CODE]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("管网漏损率11.2%，高于12%的控制线。", "高于12%的控制线"),
        ("苗木保存率86.4%，不足85%的标准。", "不足85%的标准"),
        ("参训人员就业率71.5%，没有达到年初目标值70%。", "没有达到年初目标值70%"),
        ("抽检合格率98.6%（目标97%，不达标）。", "不达标"),
        ("群众知晓率88.1%，上年86.0%，提高2.1个百分点，目标≥90%，已完成。", "完成"),
        ("计划巡查120次，实际巡查126次，未完成任务。", "未完成任务"),
        ("完成年度任务的97.5%，超额完成任务。", "完成任务"),
        ("罚没收入61.20万元，比预算短收8.80万元，超收的主要原因是案件减少。", "超收的主要原因"),
    ],
)
def test_words_that_say_the_opposite_of_the_figures_are_told(book: Book, text: str, words: str) -> None:
    assert told(book, text) == [words]


@pytest.mark.parametrize(
    "text",
    [
        "管网漏损率11.2%，低于12%的控制线。",
        "苗木保存率84.4%，不足85%的标准。",
        "参训人员就业率69.5%，没有达到年初目标值70%。",
        "抽检合格率98.6%（目标97%，达标）。",
        "群众知晓率90.1%，上年86.0%，提高4.1个百分点，目标≥90%，已完成。",
        "计划巡查120次，实际巡查116次，未完成任务。",
        "完成年度任务的107.5%，超额完成任务。",
        "罚没收入61.20万元，比预算短收8.80万元，短收的主要原因是案件减少。",
        "合格率97%，高于目标值2个百分点；满意度93%，低于目标2%。",
        "信访投诉12件，目标10件，未达标。",
        "年底完成率99%，达到100%的目标还有差距。",
        "执行率达到95%的标准得满分，88%不得分。",
        "公用经费减少3.00万元，但人员经费有所增加，增加原因是调资。",
    ],
)
def test_words_that_fit_or_decide_nothing_are_passed_over(book: Book, text: str) -> None:
    assert told(book, text) == []
