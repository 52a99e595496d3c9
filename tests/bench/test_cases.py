"""The cases of the benchmark: all different, all the same in every run, and every line of them scored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.cases import teaching, varied

from hengji.core.quantity import Quantity
from hengji.core.unknown import Unknown
from hengji.scoring.score import score

if TYPE_CHECKING:
    from hengji.core.case import Case
    from hengji.rulebook.book import Book


def figures(case: Case) -> list[str]:
    return [fact.value.printed for fact in case.facts if isinstance(fact.value, Quantity)]


def test_the_same_cases_come_in_every_run(book: Book) -> None:
    base = teaching(book)
    assert [figures(case) for case in varied(base, 3)] == [figures(case) for case in varied(base, 3)]


def test_every_case_has_figures_of_its_own(book: Book) -> None:
    made = [tuple(figures(case)) for case in varied(teaching(book), 20)]
    assert len(set(made)) == 20


def test_a_figure_keeps_its_decimals(book: Book) -> None:
    base = teaching(book)
    (case,) = varied(base, 1)
    pairs = zip(base.facts, case.facts, strict=True)
    assert all(
        a.value.decimals == b.value.decimals for a, b in pairs if isinstance(a.value, Quantity) and isinstance(b.value, Quantity)
    )


def test_no_line_is_left_unscored(book: Book) -> None:
    for case in varied(teaching(book), 5):
        sheet, problems = score(case, book.schemes[case.scheme], book)
        assert (sheet.unscored, problems) == ((), ())
        assert not isinstance(sheet.total, Unknown)
        assert any(line.full_marks_if for line in sheet.lines)
