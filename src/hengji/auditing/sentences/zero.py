"""A rate with nothing beneath it: 完成预算 0 万元的 0%, 上年为 0，增长 38%."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.relation import statement
from hengji.auditing.remarks import remark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hengji.auditing.relation import Relation
    from hengji.core.audit import Remark, Report
    from hengji.rulebook.book import Book

_CUSTOM = (0, 100)
"""增长 100% from nothing is this genre's custom, and 0 of 0 is often printed as 0 %: told, but no error (ERRORS, trap 8)."""


def remarks(relations: Iterable[Relation], report: Report, book: Book) -> Iterator[Remark]:
    """A finding for each rate whose base is 0; relations are those that divide by zero."""
    seen: set[int] = set()
    for relation in relations:
        if relation.target < 0 or relation.target in seen or _of_other_columns(relation, report):
            continue
        seen.add(relation.target)
        rate = report.figures[relation.target]
        custom = rate.number in _CUSTOM
        for check in book.kind("zero_base"):
            if check.severity == ("notice" if custom else "error"):
                yield remark(
                    check, report, report.passages[rate.passage], rate.begin, rate.stop, figures=relation.figures,
                    statement=statement(relation, report.figures), rate=rate.plain,
                )  # fmt: skip


def _of_other_columns(relation: Relation, report: Report) -> bool:
    """Whether a table seems to print a rate of nothing over nothing that is neither 0 nor 100: it belongs to other columns."""
    if report.figures[relation.target].number in _CUSTOM or any(report.figures[each].number for each in relation.plus):
        return False
    return any(report.passages[report.figures[each].passage].table >= 0 for each in relation.figures)
