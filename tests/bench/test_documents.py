"""The bare libraries write what our documents hold, no more and no less: otherwise the comparison would be unfair."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bench.documents import bare as documents

from hengji import pipeline
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
