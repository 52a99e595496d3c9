"""Where the words say the direction of a change that its amounts do not have: the finding is shown from the word on (增加18.67万元), for the word may be the slip."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from hengji.auditing.relation import judge
from hengji.core.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.relation import Relation
    from hengji.core.audit import Figure, Report
    from hengji.rulebook.book import Book

_GOOD = frozenset({Verdict.CONSISTENT, Verdict.EXPLAINED})
_CHANGES = frozenset({"change", "rate"})
_REACH, _FAR = 16, 40
_MARKS = re.compile(r"[，。；、：（）(),;:\n]")


def other_ways(relation: Relation) -> Iterator[Relation]:
    """A difference or a rate of change taken the other way round."""
    if relation.minus or (relation.plus and not relation.over):
        yield replace(relation, plus=relation.minus, minus=relation.plus)
    elif relation.over_minus:
        yield replace(relation, over=(*relation.over, *relation.over_minus), over_minus=())
    elif len(relation.over) > 1:
        inside = tuple(each for each in relation.over if each in relation.plus)
        yield replace(relation, over=tuple(each for each in relation.over if each not in inside), over_minus=inside)


def turned(relation: Relation, report: Report) -> bool:
    """Whether it holds the other way round."""
    return any(judge(each, report.figures).verdict in _GOOD for each in other_ways(relation))


def span(relation: Relation, report: Report, book: Book) -> tuple[Figure, int, int] | None:
    """The figure whose direction is wrong, and the letters from its word to it; None where the direction is not what fails."""
    every = [report.figures[each] for each in relation.figures]
    changes = [each for each in every if each.role in _CHANGES and each.direction]
    if not changes and relation.named and turned(relation, report):
        return _beside_budget(relation, report, book)
    if not changes or not turned(relation, report):
        return None
    target = report.figures[relation.target] if relation.target >= 0 else changes[0]
    figure = target if target in changes else changes[0]
    begin = _word(figure, report, book)
    other = next((each for each in changes if each.direction * figure.direction < 0 and each.passage == figure.passage), None)
    if other is not None and abs(other.begin - figure.begin) < _FAR:
        return figure, min(begin, _word(other, report, book)), max(figure.stop, other.stop)
    return figure, begin, figure.stop


def _beside_budget(relation: Relation, report: Report, book: Book) -> tuple[Figure, int, int] | None:
    """超出预算 130.51 万元: the words before an amount that say on which side of the budget it is."""
    target = report.figures[relation.target] if relation.target >= 0 else None
    said = report.passages[target.passage].text[max(0, target.begin - _REACH) : target.begin] if target is not None else ""
    words = [word for key in ("frames.over_budget", "frames.under_budget") for word in book.phrases[key] if said.endswith(word)]
    return (target, target.begin - len(max(words, key=len)), target.stop) if target is not None and words else None


def _word(figure: Figure, report: Report, book: Book) -> int:
    """Where the word for more or less before a figure begins; the figure's own begin where none stands in its clause."""
    low = max(0, figure.begin - _REACH)
    said = _MARKS.split(report.passages[figure.passage].text[low : figure.begin])[-1]
    words = book.phrases["clauses.more"] if figure.direction > 0 else book.phrases["clauses.less"]
    places = [(said.rfind(word) + len(word), len(word)) for word in words if word in said]
    if not places:
        return figure.begin
    stop, length = max(places)
    return figure.begin - len(said) + stop - length
