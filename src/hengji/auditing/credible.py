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
_LISTS = frozenset({"list_parts", "list_total"})
_PRODUCTS = frozenset({"written_arithmetic", "per_head"})
_TELLING, _REACH = 3, 40
"""An amount of fewer digits fits by chance; how far in the paragraph another one is looked for."""
_SIGNED = frozenset({"change_difference", "change_rate"})
_JOINED = 2
"""A relation that holds and shares so many figures with another speaks of the same."""


def credible(judged: Sequence[Judged], report: Report, book: Book) -> Iterator[Judged]:
    """Without the sentences that miss by much, are not said in one breath and are explained by no known mechanism."""
    every: diagnosis.Around | None = None
    for one in judged:
        if _weak(one, judged, report, book):
            continue
        if _far(one, report, book) and not (_traced(one.relation, report) or _close(one.relation, judged, report)):
            every = every or diagnosis.around(each.relation for each in judged)
            if not diagnosis.likely(one.relation, every, report, book):
                continue
        yield one


def _weak(one: Judged, judged: Sequence[Judged], report: Report, book: Book) -> bool:
    """Whether a sentence that fails takes a part of one amount for the other, skips an amount of its list, goes on to the next sentence,
    or holds with another amount of its paragraph; one wrong digit speaks for it all the same.
    """
    relation = one.relation
    if FAR not in book.checks[relation.check].numbers or relation.named or one.outcome.verdict is not Verdict.IMPOSSIBLE:
        return False
    if any(report.passages[report.figures[each].passage].table >= 0 for each in relation.figures):
        return False
    if relation.check in _LISTS:
        weak = _skips(relation, report) or _permuted(relation, report)
    elif relation.check in _SIGNED:
        weak = _part_and_whole(relation, report) or _two_sentences(relation, report)
    else:
        weak = False
    apart = relation.check in _PRODUCTS or not _close(relation, judged, report)
    return (weak or (apart and _with_another(relation, report))) and not _traced(relation, report)


def _skips(relation: Relation, report: Report) -> bool:
    """Whether between the parts of a list stands another amount of their kind that is no part of one of them."""
    parts = [report.figures[each] for each in relation.plus]
    if len({each.passage for each in parts}) > 1 or not parts:
        return False
    own = set(relation.figures)
    between = (report.figures[each] for each in range(min(relation.plus), max(relation.plus)) if each not in own)
    return any(
        each.unit == parts[0].unit and each.measure == parts[0].measure and each.whole not in relation.plus for each in between
    )


def _permuted(relation: Relation, report: Report) -> bool:
    """Whether two parts and their total are told in another order: 新增 310，累计 1486，上年末 1176."""
    if len(relation.plus) != _JOINED or relation.minus or relation.target < 0:
        return False
    one, two = relation.plus
    orders = ((one, two, relation.target), (two, one, relation.target))
    return any(
        judge(replace(relation, plus=(part, total), target=whole), report.figures).verdict is Verdict.CONSISTENT
        for whole, part, total in orders
    )


def _part_and_whole(relation: Relation, report: Report) -> bool:
    own = set(relation.figures)
    return any(report.figures[each].whole in own for each in relation.figures)


def _two_sentences(relation: Relation, report: Report) -> bool:
    first, last = report.figures[min(relation.figures)], report.figures[max(relation.figures)]
    if first.passage != last.passage:
        return True
    return _SENTENCE_END.search(report.passages[first.passage].text, first.stop, last.begin) is not None


def _with_another(relation: Relation, report: Report) -> bool:
    """Whether one amount of the paragraph in the place of another makes it hold to the digit."""
    target = report.figures[relation.target] if relation.target >= 0 else None
    if target is None or len(target.number.as_tuple().digits) < _TELLING or relation.compare != EQUAL:
        return False
    own = set(relation.figures)
    here = [each for each in report.figures[max(0, min(own) - _REACH) : max(own) + _REACH] if each.passage == target.passage]
    for each in own - {relation.target}:
        figure = report.figures[each]
        for other in here:
            fits = other.id not in own and other.dimension == figure.dimension and len(other.number.as_tuple().digits) >= _TELLING
            if fits and judge(_instead(relation, each, other.id), report.figures).verdict is Verdict.CONSISTENT:
                return True
    return False


def _instead(relation: Relation, old: int, new: int) -> Relation:
    def put(ids: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(new if each == old else each for each in ids)

    return replace(
        relation, plus=put(relation.plus), minus=put(relation.minus), times=put(relation.times), over=put(relation.over),
        over_minus=put(relation.over_minus),
    )  # fmt: skip


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
