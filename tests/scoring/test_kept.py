"""Lines that a judge alone decides are worked out once: what is found again is what would be worked out anew, and nothing else of a case is lost in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from hengji.batch.boundaries import boundary_rows, random_rows
from hengji.batch.compile import compile_scheme
from hengji.batch.single import case_of
from hengji.core.case import Deduction, SecondScore
from hengji.core.sheet import Judgement
from hengji.rulebook import files, load
from hengji.scoring import row as rows
from hengji.scoring.given import RowFacts
from hengji.scoring.score import score

if TYPE_CHECKING:
    from hengji.core.case import Case
    from hengji.core.sheet import Line
    from hengji.rulebook.book import Book
    from hengji.rulebook.files import Source
    from hengji.rulebook.scheme import Scheme

SCHEME = "teaching-zhanjiang"


@pytest.fixture(scope="module")
def cases(book: Book) -> list[Case]:
    plan = compile_scheme(book.schemes[SCHEME], book)
    return [case_of(row, plan, book) for row in random_rows(plan, book, 5, 20)]


@pytest.fixture(scope="module")
def source() -> Source:
    """The files of the law book."""
    return files.collect(files.home())


def lines(case: Case, scheme: Scheme, book: Book) -> tuple[Line, ...]:
    return score(case, scheme, book)[0].lines


def both(case: Case, scheme: Scheme, book: Book) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines of a case as they are found again, and as they are worked out anew."""
    found = lines(case, scheme, book)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(rows, "_nothing_else", lambda _row, _case: False)
        return found, lines(case, scheme, book)


def judged(case: Case, scheme: Scheme, book: Book) -> str:
    """A row whose line a judge's entries decide."""
    return next(line.id for line in lines(case, scheme, book) if line.id in case.judgements and line.measure is None)


def test_what_is_found_again_is_what_would_be_worked_out(cases: list[Case], book: Book) -> None:
    scheme = book.schemes[SCHEME]
    for case in (*cases, *cases):
        found, anew = both(case, scheme, book)
        assert found == anew


def test_what_a_case_adds_to_an_entry_is_in_its_line(cases: list[Case], book: Book) -> None:
    scheme, case = book.schemes[SCHEME], cases[0]
    name = judged(case, scheme, book)
    judgement = case.judgements[name]
    for other in (
        replace(case, reasons={name: "资料还在整理"}),
        replace(case, reasons={name: "制度正在修订"}),
        replace(case, not_applicable={name: "没有这项工作"}),
        replace(case, deductions={name: Deduction((1, 2), "材料不全", "抽查组")}),
        replace(case, second_scores=(SecondScore("finance_check", None, ((name, (1, 1)),)),)),
        replace(
            case, judgements={**case.judgements, name: replace(judgement, judge="某某", evidence=("制度汇编",), reason="见附件")}
        ),
        replace(case, judgements={**case.judgements, name: Judgement()}),
    ):
        found, anew = both(other, scheme, book)
        assert found == anew
        assert found != lines(case, scheme, book)
        assert lines(case, scheme, book) == both(case, scheme, book)[1]


def test_a_claim_stands_in_the_line_of_its_own_case(cases: list[Case], book: Book) -> None:
    scheme, case = book.schemes[SCHEME], cases[0]
    name = judged(case, scheme, book)
    for claimed in ((1, 1), (3, 2)):
        other = replace(case, claims=replace(case.claims, lines=((name, claimed),)))
        assert next(line.claimed for line in lines(other, scheme, book) if line.id == name) == claimed
    without = replace(case, claims=replace(case.claims, lines=()))
    assert {line.claimed for line in lines(without, scheme, book)} == {None}


def test_another_way_of_rounding_or_another_book_is_asked_anew(cases: list[Case], book: Book) -> None:
    """The rows are the same objects, and so are what is kept with them."""
    scheme, case = book.schemes[SCHEME], cases[0]
    whole = replace(scheme, rounding=replace(scheme.rounding, points=0))
    other = replace(book, captions={**book.captions, "score.entered": book.captions["score.entered"] + "（另一册）"})
    first = lines(case, scheme, book)
    assert both(case, whole, book)[0] == both(case, whole, book)[1]
    assert [line for line in lines(case, scheme, other) if "另一册" in line.statement] != []
    assert lines(case, scheme, book) == first


def test_no_more_lines_are_kept_than_a_row_needs(cases: list[Case], book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MOST_JUDGED", 2)
    scheme, case = book.schemes[SCHEME], cases[0]
    name = judged(case, scheme, book)
    entry = next(row for row in scheme.rows if row.id == name)
    from hengji.scoring import own
    from hengji.scoring.desk import desk, ready

    kept = ready(own.of_scheme(entry), desk(case, scheme, book)).formulas.judged  # type: ignore[arg-type] # an indicator
    for judge in "甲乙丙丁":
        lines(replace(case, judgements={**case.judgements, name: replace(case.judgements[name], judge=judge)}), scheme, book)
        assert len(kept) <= 2


@pytest.mark.parametrize("name", [SCHEME, "teaching-targets", "hn-2017", "teaching-members"])
def test_levels_that_change_nothing_are_left_out_and_no_way_to_full_marks_with_them(
    name: str, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two books of the same files, so that nothing is kept from one to the other."""
    said = []
    for every in (False, True):
        if every:
            monkeypatch.setattr(RowFacts, "_turning", lambda _self, levels, _wanted: levels)
        book, _ = load.build(source)
        plan = compile_scheme(book.schemes[name], book)
        drawn = [case_of(row, plan, book) for row in (*random_rows(plan, book, 8, 25), *boundary_rows(plan, book, 8, 25))]
        said.append([line.full_marks_if for case in drawn for line in lines(case, book.schemes[name], book)])
    assert said[0] == said[1]
    assert any(said[0])
