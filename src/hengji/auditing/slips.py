"""The named slips that make a failed relation close at the printed digits: a term left out, a term in the place of the result, the wrong base, a difference printed as a rate.

Chance hardly closes a relation of three or more digits, so one that a single slip closes was meant by the text, however weak its words are.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hengji.auditing.relation import EQUAL, RATIO, judge, value
from hengji.core import exact
from hengji.core.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.relation import Relation
    from hengji.core.audit import Figure

_SURE, _LEAST = 3, 2
_PARTS, _TENS = "list_parts", ((10, 1), (1, 10))
_TELLING = 4
"""A rate of so many digits is hardly hit by chance."""


def closes(relation: Relation, figures: Sequence[Figure]) -> bool:
    """Whether one named slip explains the miss to the last digit."""
    target = figures[relation.target] if relation.target >= 0 else None
    if target is None or relation.compare != EQUAL or digits(target) < _SURE:
        return False
    if any(judge(each, figures).verdict is Verdict.CONSISTENT for each in slipped(relation, figures)):
        return True
    return _difference(relation, target, figures) or shifted(relation, figures)


def shifted(relation: Relation, figures: Sequence[Figure]) -> bool:
    """Whether a list of 其中 closes to the digit where the point of one figure is moved by one place, or one nought put to it or taken away: 其中 2980 张、58 张 of 3560 张."""
    if relation.check != _PARTS or relation.minus or not relation.is_sum or len(relation.plus) < _LEAST:
        return False
    target = figures[relation.target]
    total = value(relation, figures)
    if any(exact.compare(total, exact.multiply(target.value, ten)) == 0 for ten in _TENS):
        return True
    for each in relation.plus:
        own = figures[each].value
        wanted = exact.add(exact.subtract(target.value, total), own)
        if digits(figures[each]) >= _LEAST and any(exact.compare(wanted, exact.multiply(own, ten)) == 0 for ten in _TENS):
            return True
    return False


def digits(figure: Figure) -> int:
    """How many digits of a figure tell something: those before the first and behind the last that is not 0 do not, save printed decimals."""
    return len(f"{abs(figure.number):.{figure.decimals}f}".replace(".", "").lstrip("0"))


def slipped(relation: Relation, figures: Sequence[Figure]) -> Iterator[Relation]:
    """The relation as somebody reckoned it who made one slip: it holds where that is what happened."""
    target = figures[relation.target]
    if target.dimension != RATIO or relation.times:
        return
    if relation.plus == relation.over_minus and len(relation.over) == len(relation.plus) == 1:
        yield replace(
            relation, plus=relation.over, minus=relation.plus, over=relation.plus, over_minus=()
        )  # the base and the change exchanged
    if digits(target) < _TELLING:
        return
    alone = len(relation.plus) == len(relation.over) == 1 and not relation.over_minus
    if alone and len(relation.minus) == 1:
        more, less, base = relation.plus[0], relation.minus[0], relation.over[0]
        yield replace(relation, over=(less if base == more else more,))
        if target.direction:
            yield replace(relation, plus=(less,), minus=(), over=(more,))  # 增长 83.61%: what last year was of this year
            yield replace(relation, minus=(), over=(less,))  # 增长 124.52%: what this year is of last year


def exchanged(relation: Relation, figures: Sequence[Figure]) -> bool:
    """Whether two neighbouring digits of the result are all that is wrong."""
    target = figures[relation.target]
    number = f"{abs(target.number):.{target.decimals}f}".replace(".", "")
    right = exact.round_half_away(
        exact.divide(value(relation, figures), target.unit.factor if target.unit else exact.ONE), target.decimals
    )
    wanted = exact.text(right, target.decimals).replace(".", "")
    apart = [at for at, (one, other) in enumerate(zip(number, wanted, strict=False)) if one != other]
    if len(number) != len(wanted) or len(apart) != _LEAST or apart[1] != apart[0] + 1:
        return False
    return number[apart[0] : apart[1] + 1] == wanted[apart[0] : apart[1] + 1][::-1]


def left_out(relation: Relation, figures: Sequence[Figure]) -> bool:
    """Whether a sum holds without one of three terms or more, or prints one of them in the place of its result.

    It speaks for a sum whose terms are called by their names; of one whose terms were guessed it says only that one of them is not meant.
    """
    terms, target = (*relation.plus, *relation.minus), figures[relation.target]
    if len(terms) <= _LEAST or digits(target) < _SURE:
        return False
    if any(figures[each].number == target.number for each in terms):
        return True
    for each in terms:
        plus, minus = (tuple(one for one in side if one != each) for side in (relation.plus, relation.minus))
        if plus and judge(replace(relation, plus=plus, minus=minus), figures).verdict is Verdict.CONSISTENT:
            return True
    return False


def _difference(relation: Relation, target: Figure, figures: Sequence[Figure]) -> bool:
    """Whether a rate of change is printed with the digits of the change itself."""
    if target.dimension != RATIO or relation.times or not relation.over or digits(target) < _TELLING:
        return False
    change = value(replace(relation, over=(), over_minus=()), figures)
    unit = figures[relation.over[0]].unit
    printed = exact.divide(change, unit.factor) if unit is not None else change
    return exact.compare((abs(printed[0]), printed[1]), exact.of(abs(target.number))) == 0
