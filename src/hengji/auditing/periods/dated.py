"""What a text says of dates and periods: their order, their lengths, delays, and the day of one event in two places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.periods import delays, events, lengths, order
from hengji.auditing.periods.clauses import clauses
from hengji.auditing.wording.texts import first, most
from hengji.core.finding import Verdict

if TYPE_CHECKING:
    from hengji.core.audit import Checked, Remark, Report
    from hengji.rulebook.book import Book

_TWO = 2


def check(report: Report, book: Book) -> tuple[list[Checked], list[Remark]]:
    """A result for every length that is a figure of the report, and the findings, of each check no more than it may make."""
    every = list(clauses(report, book))
    results: list[Checked] = []
    remarks: list[Remark] = []
    several = [clause for clause in every if len(clause.moments) >= _TWO]
    proved: set[int] = set()
    for kind in book.kind("period_order"):
        remarks.extend(first((found for clause in several for found in order.remarks(kind, report, clause)), most(kind)))
    for name, find in (("period_length", lengths.check), ("delay", delays.check)):
        for kind in book.kind(name):
            told: list[Remark] = []
            for clause in several:
                checked, found = find(kind, report, clause)
                results.extend(checked)
                proved.update(id(clause) for each in checked if each.verdict is Verdict.CONSISTENT)
                told.extend(found)
            remarks.extend(first(told, most(kind)))
    for kind in book.kind("event_dates"):
        remarks.extend(first(events.every(kind, report, every, proved), most(kind)))
    return results, remarks
