"""A period that ends before it begins: 自2022年3月14日开始，至2021年5月12日结束."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.periods.clauses import LOOSE
from hengji.auditing.remarks import remark
from hengji.auditing.wording.texts import whole
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.periods.clauses import Clause, Span
    from hengji.auditing.periods.moments import Moment
    from hengji.core.audit import Remark, Report
    from hengji.rulebook.check import Check


def backwards(one: Moment, other: Moment, nearly: int, full: int) -> bool:
    """Whether the end stands before the begin in the only way to read their years; without its own year, one that would lie `nearly` days later in the next year, and no full year."""
    if other.said and not one.said:
        return False
    first, last = one.dates(), other.dates(None if other.said else one.year)
    if first is None or last is None or last[1] >= first[0]:
        return False
    if other.said:
        return True
    after = other.dates(one.year + 1)
    return after is not None and nearly <= (after[1] - first[0]).days < full


def remarks(check: Check, report: Report, clause: Clause) -> Iterator[Remark]:
    """A remark at each period of a clause whose end stands before its begin; `nearly` is the number of days of a period over the year's end that nobody means."""
    text = clause.text[clause.begin : clause.stop]
    nearly, full = whole(check, "nearly", 330), whole(check, "full", 360)
    for span in clause.spans:
        if span.how != LOOSE and backwards(span.one, span.other, nearly, full) and not _other(clause, span, text):
            one, other = (clause.text[each.begin : each.stop] for each in (span.one, span.other))
            yield remark(check, report, clause.passage, span.one.begin, span.other.stop, begins=one, ends=other)


def _other(clause: Clause, span: Span, text: str) -> bool:
    """Whether the clause says that the period passes the end of the year, or speaks of other than a period."""
    around = clause.gap(span.one, span.other) + clause.behind(span.other)
    before = tuple(word for word in clause.words["apart"] if len(word) > 1)
    across = not span.other.said and has(text, clause.words["across"])
    return across or has(around, clause.words["apart"]) or has(clause.before(span.one), before)
