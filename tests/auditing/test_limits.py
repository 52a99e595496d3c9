"""What is only held against a limit of a rule is not confirmed by it; a limit that is broken still speaks against the figure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.auditing.reports import figure, report

from hengji.auditing import gather
from hengji.core.audit import Audit, Status
from hengji.writing.audit import json as lines

if TYPE_CHECKING:
    from hengji.rulebook.book import Book

GRADED = "经综合评价，自评得分为91.74分，评价等级为“优”。"


def standing(book: Book, text: str, printed: str) -> tuple[Status, str]:
    made = report(book, text)
    _, _, standings = gather.check(made, book)
    found = standings[figure(made, printed).id]
    return found.status, found.reason


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        (GRADED, "91.74分"),
        ("服务对象满意度为98.12%。", "98.12%"),
        ("2023年度预算调整率为12.50%。", "12.50%"),
    ],
)
def test_a_figure_within_a_limit_of_a_rule_is_not_checked(book: Book, text: str, printed: str) -> None:
    status, reason = standing(book, text, printed)
    assert status is Status.UNCHECKED
    assert reason


def test_the_reason_names_the_limit(book: Book) -> None:
    assert standing(book, GRADED, "91.74分")[1] == "只与限额或分数线比过大小，没有可以与它核对的数"


def test_what_a_sum_bears_out_is_confirmed_beside_its_grade(book: Book) -> None:
    text = "经综合评价，自评得分为91.74分（投入20.00分＋过程30.00分＋产出41.74分），评价等级为“优”。"
    assert standing(book, text, "91.74分")[0] is Status.CONFIRMED


def test_two_figures_of_the_report_that_a_claim_compares_are_checked(book: Book) -> None:
    text = "“三公”经费支出15.29万元，“三公”经费年初预算20.00万元，控制在预算范围内。"
    assert standing(book, text, "15.29万元")[0] is Status.CONFIRMED


def test_the_result_says_what_was_compared_and_settles_nothing(book: Book) -> None:
    made = report(book, GRADED)
    results, findings, standings = gather.check(made, book)
    audit = Audit(made.document, "", 2023, "", made.figures, standings, results, findings, (), "", "")
    told = json.loads(lines.document(audit, book, with_text=False))
    (result,) = [each for each in told["results"] if each["rule"] == "SC04"]
    assert (result["verdict"], result["figures"], result["compared"]) == ("consistent", [], [figure(made, "91.74分").id])
    assert told["coverage"]["confirmed"] == 0


def test_a_limit_that_is_broken_contradicts(book: Book) -> None:
    assert standing(book, "服务对象满意度为123.50%。", "123.50%")[0] is Status.CONTRADICTED
