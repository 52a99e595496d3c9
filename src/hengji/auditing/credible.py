"""A sentence whose figures miss each other by much and at random speaks of something else: a slip leaves a trace (a digit, a place, a base), a wrong attribution none."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from hengji.auditing import diagnosis
from hengji.auditing.relation import EQUAL, RATIO, judge
from hengji.core import exact
from hengji.core.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.gather import Judged
    from hengji.auditing.relation import Relation
    from hengji.core.audit import Report
    from hengji.rulebook.book import Book

FAR, POINTS = "far", "far_points"
"""Of a check: by how many per cent of the larger side a failed sentence must miss, and a rate by how many points, to be doubted."""
_SENTENCE_END = re.compile(r"[。；;]")
_HUNDRED = (100, 1)
_SIGNED = frozenset({"change_difference", "change_rate"})
_JOINED = 2
"""A relation that holds and shares so many figures with another speaks of the same."""


def credible(judged: Sequence[Judged], report: Report, book: Book) -> Iterator[Judged]:
    """Without the sentences that miss by much, are not said in one breath and are explained by no known mechanism."""
    every: diagnosis.Around | None = None
    for one in judged:
        if _far(one, report, book) and not (_traced(one.relation, report) or _close(one.relation, judged, report)):
            every = every or diagnosis.around(each.relation for each in judged)
            if not diagnosis.likely(one.relation, every, report, book):
                continue
        yield one


def _traced(relation: Relation, report: Report) -> bool:
    return diagnosis.edit_like(relation, report.figures) or diagnosis.copied(relation, report.figures) or _turned(relation, report)


def _turned(relation: Relation, report: Report) -> bool:
    """Whether a change holds the other way round: the word for more or less, or the sign, is the slip."""
    if relation.check not in _SIGNED:
        return False
    other = judge(replace(relation, plus=relation.minus, minus=relation.plus), report.figures)
    return other.verdict in (Verdict.CONSISTENT, Verdict.EXPLAINED)


def _close(relation: Relation, judged: Sequence[Judged], report: Report) -> bool:
    """Whether one sentence says all its figures with none between them but what a relation that holds ties to them."""
    first, last = report.figures[min(relation.figures)], report.figures[max(relation.figures)]
    if first.passage != last.passage or _SENTENCE_END.search(report.passages[first.passage].text, first.stop, last.begin):
        return False
    own = set(relation.figures)
    between = set(range(first.id, last.id)) - own
    for other in judged if between else ():
        if other.outcome.verdict is Verdict.CONSISTENT and len(own & set(other.relation.figures)) >= _JOINED:
            between -= set(other.relation.figures)
    return not between


def _far(one: Judged, report: Report, book: Book) -> bool:
    relation, outcome = one.relation, one.outcome
    numbers = book.checks[relation.check].numbers
    if FAR not in numbers or relation.named or outcome.verdict is not Verdict.IMPOSSIBLE or relation.compare != EQUAL:
        return False
    if any(report.passages[report.figures[each].passage].table >= 0 for each in relation.figures):
        return False
    target = report.figures[relation.target] if relation.target >= 0 else None
    missed = exact.multiply(outcome.gap, _HUNDRED)
    if target is not None and target.dimension == RATIO and exact.compare(missed, numbers.get(POINTS, exact.ZERO)) <= 0:
        return False
    stated = target.value if target is not None else relation.constant or exact.ZERO
    sides = (outcome.computed, stated)
    return all(exact.compare(missed, exact.multiply((abs(side[0]), side[1]), numbers[FAR])) > 0 for side in sides)
