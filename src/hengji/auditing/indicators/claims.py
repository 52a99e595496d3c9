"""Claims that no figure stands behind, and figures that a report of its kind should give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.remarks import remark
from hengji.auditing.structure.sections import at_top, letters
from hengji.auditing.wording.texts import compiled, occurs, places, prose, whole
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.indicators.rows import Indicators
    from hengji.auditing.wording.texts import Kind
    from hengji.core.audit import Remark, Report
    from hengji.rulebook.check import Check


def without_values(rows: Indicators) -> Kind:
    """All indicators are said to be reached, and neither the sentence, nor a table, nor another sentence gives a value. `patterns`: claim, value."""

    def find(check: Check, report: Report) -> Iterator[Remark]:
        reached = any(rows.value(row.actual) is not None for row in rows.rows)
        claim, given = check.patterns
        if reached or occurs(given, report):
            return
        for passage in prose(report):
            found = compiled(claim).search(passage.text)
            if found is not None:
                yield remark(check, report, passage, found.start(), found.end(), found=found[0])
                return

    return find


def against_nothing(check: Check, report: Report) -> Iterator[Remark]:
    """It is said that targets were reached, and elsewhere that something was not done at all. `patterns`: claim, nothing done."""
    claim, nothing = check.patterns
    done, none = next(places(claim, report), None), next(places(nothing, report), None)
    if done is not None and none is not None:
        passage, found = done
        yield remark(check, report, passage, *found.span(), found=found[0], other=none[1][0])


def amount_missing(check: Check, report: Report) -> Iterator[Remark]:
    """An expense is said to keep within its budget, and nowhere in the report does an amount of it stand. `patterns`: claim, amount."""
    claim, amount = check.patterns
    if occurs(amount, report) or _named_in_table(check, report):
        return
    for passage in prose(report):
        found = compiled(claim).search(passage.text)
        if found is not None:
            yield remark(check, report, passage, found.start(), found.end(), found=found[0])
            return


def _named_in_table(check: Check, report: Report) -> bool:
    """Whether a row of a table is about the expense."""
    return any(passage.table >= 0 and has(passage.text, check.words["expense"]) for passage in report.passages)


def facts_missing(check: Check, report: Report) -> Iterator[Remark]:
    """One notice that names the figures which the report nowhere gives; `pairs` are their names and how they are written.

    `subject` are words of the title without which it is about something smaller, such as one project.
    """
    subject = check.words.get("subject", ())
    if letters(report) < whole(check, "least_letters", 1200) or (subject and report.title and not has(report.title, subject)):
        return
    missing = [name for name, pattern in check.pairs.items() if not occurs(pattern, report)]
    if missing:
        yield at_top(check, report, found="、".join(missing), count=str(len(missing)))
