"""What is said of every line of made cases, to the letter: a change of the words, the roads or the engine shows here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hengji.batch.boundaries import random_rows
from hengji.batch.compile import compile_scheme
from hengji.batch.single import case_of
from hengji.scoring.score import score

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.rulebook.book import Book

WRITTEN = Path(__file__).with_name("explanations.txt")
SCHEMES = ("hn-2017", "teaching-zhanjiang", "teaching-members", "teaching-targets", "cn-mof-2021-101")
ROWS, SEED = 3, 11


def said(book: Book) -> Iterator[str]:
    """Statement, deduction, reason and what would have earned full marks, line by line."""
    for name in SCHEMES:
        plan = compile_scheme(book.schemes[name], book)
        for row in random_rows(plan, book, SEED, ROWS):
            sheet, _ = score(case_of(row, plan, book), book.schemes[name], book)
            for line in sheet.lines:
                yield "\t".join((name, line.id, line.statement, str(line.deduction), line.reason, line.full_marks_if))
            yield "\t".join((name, "=", str(sheet.total), str(sheet.grade), sheet.why_no_total, *sheet.notes))


def test_the_words_are_as_they_are_written_down(book: Book) -> None:
    assert list(said(book)) == WRITTEN.read_text(encoding="utf-8").splitlines()
