"""A figure that two relations which fail together prove wrong: one other number of it makes both hold, and the words set it right beside the rate that is one of them.

453 公斤，上年 412 公斤，提高 50 公斤，提高幅度 9.95%: 41 is the difference, and 41 is 9.95 % of 412. How far 41 is from 50 tells nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from itertools import permutations
from typing import TYPE_CHECKING

from hengji.auditing import diagnosis, slips
from hengji.auditing.relation import EQUAL, RATIO, judge
from hengji.core import exact
from hengji.core.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from hengji.auditing.relation import Relation
    from hengji.core.audit import Figure, Report

_SURE, _MOST = 3, 8
"""Digits of a rate that chance hardly hits; relations of one figure beyond which its words are no sentence's."""
_ENDED = re.compile("[。；;]")
_UNDEFINED = frozenset({RATIO, "points", ""})


def proved(failed: Sequence[Relation], others: Sequence[Relation], report: Report) -> Iterator[Relation]:
    """The failed relations that such a figure stands in, each with it as `blame`; `others` are the relations that hold."""
    by_figure: dict[int, list[Relation]] = defaultdict(list)
    for relation in failed:
        if relation.compare == EQUAL and relation.target >= 0 and not _of_table(relation, report):
            for each in relation.figures:
                by_figure[each].append(relation)
    holding: dict[int, list[Relation]] = defaultdict(list)
    for relation in others:
        for each in relation.figures:
            holding[each].append(relation)
    for each, relations in by_figure.items():
        if 1 < len(relations) <= _MOST and report.figures[each].dimension not in _UNDEFINED:
            yield from _of_figure(report.figures[each], relations, holding, report)


def _of_table(relation: Relation, report: Report) -> bool:
    return any(report.passages[report.figures[each].passage].table >= 0 for each in relation.figures)


def _of_figure(
    figure: Figure, relations: Sequence[Relation], holding: Mapping[int, Sequence[Relation]], report: Report
) -> Iterator[Relation]:
    for whole, rate in permutations(relations, 2):
        if not _beside(figure, rate, report) or not _independent(whole, rate, figure) or not (whole.certain or rate.certain):
            continue
        right = diagnosis.solved(whole, report.figures, figure)
        if right is not None and right > 0 and _closes(figure, right, (whole, rate), holding.get(figure.id, ()), report):
            yield from (replace(each, blame=figure.id) for each in (whole, rate))
            return


def _beside(figure: Figure, relation: Relation, report: Report) -> bool:
    """Whether the rate of three digits or more of what a figure is stands next to it in its part of the sentence."""
    rate = report.figures[relation.target]
    near = abs(rate.id - figure.id) == 1 and rate.passage == figure.passage and rate.dimension == RATIO and not rate.about
    if not near or slips.digits(rate) < _SURE or figure.id not in relation.plus or relation.minus:
        return False
    first, last = sorted((figure, rate), key=lambda each: each.id)
    return _ENDED.search(report.passages[rate.passage].text, first.stop, last.begin) is None


def _independent(one: Relation, other: Relation, figure: Figure) -> bool:
    """Whether each of two relations has something, beside the figure, that the other has not; a rate is proved by no other rate of the same amounts."""
    ours, theirs = (set(each.figures) - {figure.id} for each in (one, other))
    return bool(ours - theirs) and bool(theirs - ours) and (not one.over or set(one.over) != set(other.over))


def _closes(figure: Figure, right: Decimal, both: Sequence[Relation], others: Sequence[Relation], report: Report) -> bool:
    """Whether a number makes both hold to the digit, breaks nothing that holds, and is not what another figure near it says."""
    instead = diagnosis.Instead(report.figures, figure, right)
    if right == figure.number or any(judge(each, instead).verdict is not Verdict.CONSISTENT for each in both):
        return False
    if any(judge(each, instead).verdict is Verdict.IMPOSSIBLE for each in others):
        return False
    wanted = replace(figure, number=right).value
    own = {each for relation in both for each in relation.figures}
    here = report.within(report.passages[figure.passage])
    return not any(
        each.id not in own and each.dimension == figure.dimension and exact.compare(each.value, wanted) == 0 for each in here
    )
