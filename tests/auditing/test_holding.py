"""The identities of the law book over what a report says: which figures become facts, and where a finding comes back to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.auditing.reports import figure, report

from hengji.auditing import holding

if TYPE_CHECKING:
    from hengji.rulebook.book import Book

BALANCE = "年初结转和结余0万元，本年收入合计2,916.27万元，本年支出合计2,900.80万元，年末结转和结余{}。"


def verdicts(book: Book, text: str, rule: str = "AR01", year: int | None = 2023) -> list[str]:
    """What an identity came to."""
    results, _ = holding.check(report(book, text, year=year), book)
    return [each.verdict.value for each in results if each.rule == rule]


@pytest.mark.parametrize(
    ("closing", "expected"),
    [
        ("15.47万元", ["consistent"]),
        ("154700元", ["consistent"]),
        ("15.48万元", ["explained"]),
        ("15.74万元", ["impossible"]),
        ("约15.5万元", []),
    ],
)
def test_four_figures_of_a_sentence_are_held_against_the_balance(book: Book, closing: str, expected: list[str]) -> None:
    assert expected == verdicts(book, BALANCE.format(closing))


def test_the_figures_may_stand_in_different_paragraphs(book: Book) -> None:
    text = "年初结转和结余0.00万元。\n本年收入合计2,916.27万元。\n本年支出合计2,900.80万元。\n年末结转和结余15.74万元。"
    assert verdicts(book, text) == ["impossible"]


def test_a_finding_comes_back_to_the_figures_of_the_text(book: Book) -> None:
    made = report(book, BALANCE.format("15.74万元"))
    _, findings = holding.check(made, book)
    [finding] = [each for each in findings if each.code == "AR01"]
    closing = figure(made, "15.74万元")
    assert set(finding.figures) == {0, 1, 2, 3}
    assert (finding.start, finding.end) in [(each.start, each.end) for each in made.figures]
    assert finding.severity.value == "error"
    assert closing.concept == "closing_carry_over"
    assert any("15.47" in hint or "颠倒" in hint for hint in finding.hints)


@pytest.mark.parametrize(
    "text",
    [
        "本年收入合计2,916.27万元，本年支出合计2,900.80万元，年末结转和结余15.74万元。",
        "2022年年初结转和结余0万元，2022年本年收入合计2,916.27万元，2023年本年支出合计2,900.80万元，年末结转和结余15.74万元。",
        "会议费5.00万元，培训费4.00万元。",
        "",
    ],
)
def test_where_a_part_is_missing_nothing_is_said(book: Book, text: str) -> None:
    assert "impossible" not in verdicts(book, text)


def test_without_a_year_no_figure_becomes_a_fact(book: Book) -> None:
    assert verdicts(book, BALANCE.format("15.74万元"), year=None) == []


def test_the_office_beneath_the_department_gives_no_facts(book: Book) -> None:
    text = "会议费3.00万元。某某服务中心年初结转和结余0.00万元、收入合计9.00万元、支出合计8.00万元、年末结转和结余5.00万元。"
    assert "impossible" not in verdicts(book, text)


def test_what_most_places_say_is_held_against_the_others(book: Book) -> None:
    text = f"{BALANCE.format('15.47万元')}\n年末结转和结余15.47万元。\n年末结转和结余51.47万元。"
    assert verdicts(book, text) == ["consistent"]
