"""Marks wherever a report tells them: the score sheet, its groups and remarks, the sentences about parts, totals and deductions; held against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.marks import lists, remarks, spoken
from hengji.auditing.marks.sheet import score_sheets
from hengji.auditing.marks.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.relation import Relation
    from hengji.core.audit import Report
    from hengji.rulebook.book import Book


def relations(report: Report, book: Book) -> Iterator[Relation]:
    """Every relation between marks that stand in different places, or in a list that its full marks show to be complete."""
    words = Words.of(book)
    said = spoken.read(report, words)
    yield from remarks.of_rows(report, words)
    yield from lists.relations(said, report, words)
    found = score_sheets(report)
    wholes = [each for each in found if each.whole]
    if len(wholes) == 1:
        yield from lists.of_total(wholes[0], said, report)
    yield from lists.of_rows(found, said, report, words)
