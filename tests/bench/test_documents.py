"""The bare libraries write what our documents hold, no more and no less: otherwise the comparison would be unfair."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bench.documents import bare as documents
from bench.documents import packages

from hengji import pipeline
from hengji.core.finding import Verdict
from hengji.writing import docx, html, xlsx

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.core.evaluation import Evaluation
    from hengji.rulebook.book import Book


@pytest.fixture(scope="module")
def evaluation(book: Book, examples: Path) -> Evaluation:
    package, problems = pipeline.evaluate(examples / "002-yiyang-2020", book)
    assert problems == ()
    assert package is not None
    return package.evaluation


def test_the_bare_word_file_has_the_same_paragraphs_and_cells(evaluation: Evaluation, book: Book) -> None:
    blocks = documents.read_word(docx.report(evaluation, book)[0])
    assert any(isinstance(block, tuple) for block in blocks)
    assert documents.read_word(documents.write_word(blocks)) == blocks


def test_the_bare_workbooks_have_the_same_cells(evaluation: Evaluation, book: Book) -> None:
    for content in (xlsx.score_sheet(evaluation, book), xlsx.data_tables(evaluation, book)):
        sheets = documents.read_sheets(content)
        assert sum(map(len, sheets.values())) > 100
        assert documents.read_sheets(documents.write_sheets(sheets)) == sheets


def test_the_bare_page_has_the_same_bytes(evaluation: Evaluation, book: Book) -> None:
    page = html.self_check(evaluation, book)
    pieces = documents.read_page(page)
    assert documents.read_page(documents.write_page(pieces).decode()) == pieces


def test_the_units_of_the_packages_differ_and_their_sums_still_hold(examples: Path, book: Book) -> None:
    case, _ = pipeline.read_case(examples / "002-yiyang-2020", book)
    assert case is not None
    made = [pipeline.assess(packages._other(case, f"{times}", times), book)[0] for times in (1, 7)]
    assert [each and each.case.unit for each in made] == [f"{case.unit}1", f"{case.unit}7"]
    wrong = [{result.rule for result in each.results if result.verdict is Verdict.IMPOSSIBLE} for each in made if each is not None]
    assert wrong[1] - wrong[0] <= {"PF65"}, "a share that rests on a count beside amounts"
    values = [{fact.key: fact.value for fact in each.case.facts} for each in made if each is not None]
    assert sum(values[0][key] != values[1][key] for key in values[0]) > 50
