"""A total score that stands alone: without the scores it is made of, or without a grade."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.auditing.remarks import remark
from hengji.auditing.wording.texts import places, whole
from hengji.core.words import has

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from hengji.core.audit import Remark, Report
    from hengji.core.document import Passage
    from hengji.rulebook.check import Check

Place = tuple["Passage", "re.Match[str]"]
_CELL, LEAST, FEW = 8, 50, 3
"""Letters of a cell, and the lowest score that can be a total: less is the score of a part."""


def alone(check: Check, report: Report) -> Iterator[Remark]:
    """A remark at the total where no other score, no deduction and no table of scores stands in the report.

    `patterns` are those of a total and of a part, each with a group `score`; `columns` the words over a column of scores.
    """
    found = _total(check, report)
    if found is None or _has_table(check, report):
        return
    passage, total = found
    parts = [part for _, part in places(check.patterns[1], report) if part["score"] != total["score"]]
    if not parts and not _listed(report, passage, Decimal(total["score"])):
        yield remark(check, report, passage, *total.span(), found=total[0], score=total["score"])


def _listed(report: Report, passage: Passage, total: Decimal) -> bool:
    """Whether the passage of a total lists smaller scores: 投入 10 分、过程 28 分…"""
    scores = [figure for figure in report.within(passage) if figure.dimension == "points" and figure.number < total]
    return len(scores) >= FEW


def _total(check: Check, report: Report) -> Place | None:
    """The highest score that is called a total, the first of equals."""
    unless = check.words.get("unless", ())
    found = [
        (passage, place)
        for passage, place in places(check.patterns[0], report)
        if not has(passage.text[max(0, place.start() - 8) : place.end()], unless) and Decimal(place["score"]) >= LEAST
    ]
    return max(found, key=lambda one: Decimal(one[1]["score"]), default=None)


def _has_table(check: Check, report: Report) -> bool:
    """A column of scores: a cell, or a line no longer than a cell, that is its head."""
    return any(
        len(passage.text) <= _CELL and has(passage.text, check.words["columns"]) and not passage.level
        for passage in report.passages
    )


def without_grade(check: Check, report: Report) -> Iterator[Remark]:
    """A remark at a total where no word of a grade stands anywhere near a score."""
    found = _total(check, report)
    if found is None:
        return
    near = whole(check, "near", 30)
    for passage, place in places(check.patterns[0], report):
        if has(passage.text[max(0, place.start() - near) : place.end() + near], check.words["grades"]):
            return
    if not has(report.document.text, check.words["said"]):
        passage, total = found
        yield remark(check, report, passage, *total.span(), found=total[0], score=total["score"])
