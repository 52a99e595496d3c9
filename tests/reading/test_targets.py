"""年度指标值: operators, ranges, days and words, each to one kind of target; nothing is guessed from words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hengji.core.place import Place
from hengji.core.quantity import Quantity
from hengji.reading.entries import Entered, Entries, indicator

if TYPE_CHECKING:
    from hengji.core.case import OwnIndicator
    from hengji.rulebook.book import Book


def read(book: Book, target: str, actual: str = "") -> tuple[OwnIndicator, list[str]]:
    entries = Entries(book, "某局", 2023, "—", "case")
    row = Entered("Z-1", "S", "", "指标", (1, 1), target, actual)
    found = indicator(row, entries, Place("case.yaml", "1:1"), Place("case.yaml", "1:2"))
    return found, [problem.code for problem in entries.problems]


def said(amount: Quantity | str | None) -> str | None:
    return amount.printed if isinstance(amount, Quantity) else amount


@pytest.mark.parametrize(
    ("target", "operator", "amount", "high"),
    [
        ("≥270人次", "at_least", "270人次", None),
        ("≤3%", "at_most", "3%", None),
        ("＞270人次", "above", "270人次", None),
        (">270人次", "above", "270人次", None),
        ("＜3次", "below", "3次", None),
        ("＝36块", "equal", "36块", None),
        ("5～10次", "between", "5次", "10次"),
        ("5次至10次", "between", "5次", "10次"),
        ("90%～95%", "between", "90%", "95%"),
        ("10～5次", "words", "10～5次", None),
        ("5人～10次", "words", "5人～10次", None),
        ("6月至9月", "words", "6月至9月", None),
        ("2023年10月31日前", "by_date", "2023年10月31日", None),
        ("2023-10-31前", "by_date", "2023-10-31", None),
        ("≤2023年10月31日", "by_date", "2023年10月31日", None),
        ("2023年2月30日前", "words", "2023年2月30日前", None),
        ("应报尽报", "words", "应报尽报", None),
        ("中长期", "words", "中长期", None),
        ("按规定时限", "words", "按规定时限", None),
        ("5人/10万人", "words", "5人/10万人", None),
        ("", "blank", None, None),
    ],
)
def test_a_target_is_of_one_kind(target: str, operator: str, amount: str | None, high: str | None, book: Book) -> None:
    found, codes = read(book, target)
    assert (found.operator, said(found.target), said(found.target_high)) == (operator, amount, high)
    assert codes == []


def test_a_bare_number_is_no_target(book: Book) -> None:
    assert read(book, "270人次")[1] == ["IN24"]


@pytest.mark.parametrize(
    ("target", "actual", "operator", "taken"),
    [
        ("2023年10月31日前", "2023年11月2日", "by_date", "2023年11月2日"),
        ("2023年10月31日前", "按期完成", "words", "按期完成"),
        ("5～10次", "7次", "between", "7次"),
        ("5～10次", "基本达到", "words", "基本达到"),
    ],
)
def test_an_actual_value_in_words_makes_the_target_one_for_a_person(
    target: str, actual: str, operator: str, taken: str, book: Book
) -> None:
    found, codes = read(book, target, actual)
    assert (found.operator, said(found.actual), codes) == (operator, taken, [])
    assert found.target_text == target


def test_a_day_counts_in_days_and_prints_as_it_was_written(book: Book) -> None:
    found, _ = read(book, "2023年10月31日前", "2023-11-02")
    assert isinstance(found.target, Quantity)
    assert isinstance(found.actual, Quantity)
    assert found.actual.value[0] - found.target.value[0] == 2
    assert (found.target.printed, found.actual.printed) == ("2023年10月31日", "2023-11-02")


def test_a_range_wants_an_actual_value_of_its_kind(book: Book) -> None:
    assert read(book, "5～10次", "7人")[1] == ["IN08"]
