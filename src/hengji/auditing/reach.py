"""Between which numbers one figure of a relation must lie for the relation to hold to the digit: of the edits of a figure, few need to be computed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.core import exact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.auditing.relation import Figures, Relation
    from hengji.core.audit import Figure
    from hengji.core.exact import Exact

_FINER = 4
"""Decimals beyond the figure's own to which the two ends are kept, outwards."""


def ends(relation: Relation, figures: Figures, figure: Figure) -> tuple[Decimal, Decimal] | None:
    """The least and the greatest number; None where it cannot be said, and every number is to be tried.

    An equation of amounts is (αx ＋ β) ÷ (γx ＋ δ) ＝ w in the figure's value x, and w is what is printed, half a digit more or less:
    between the two x there is no pole where αx － wγx keeps its sign.
    """
    if relation.target < 0 or figure.id in relation.times:
        return None
    target = figures[relation.target]
    printed, half = target.value, _half(target)
    factor = figure.unit.factor if figure.unit is not None else exact.ONE
    above = _line(relation.plus, relation.minus, figures, figure)
    below = _line(relation.over, relation.over_minus, figures, figure) if relation.over else (0, exact.ONE)
    by = relation.scale
    for each in relation.times:
        by = exact.multiply(by, figures[each].value)
    if not by[0] or not factor[0]:
        return None
    if figure.id == relation.target:
        found = _alone(above, below, by, half)
    else:
        found = _between(
            above, below, [exact.divide(each, by) for each in (exact.subtract(printed, half), exact.add(printed, half))]
        )
    return _outwards([exact.divide(each, factor) for each in found], figure.decimals) if found is not None else None


def _half(figure: Figure) -> Exact:
    half: Exact = (1, 2 * 10**figure.decimals)
    return exact.multiply(half, figure.unit.factor) if figure.unit is not None else half


def _line(plus: Iterable[int], minus: Iterable[int], figures: Figures, figure: Figure) -> tuple[int, Exact]:
    """How often the figure is in a sum, and the rest of the sum."""
    times, rest = 0, exact.ZERO
    for sign, ids in ((1, plus), (-1, minus)):
        for each in ids:
            if each == figure.id:
                times += sign
            else:
                rest = exact.add(rest, figures[each].value) if sign > 0 else exact.subtract(rest, figures[each].value)
    return times, rest


def _alone(above: tuple[int, Exact], below: tuple[int, Exact], by: Exact, half: Exact) -> list[Exact] | None:
    """The figure is what is printed, and stands nowhere else."""
    if above[0] or below[0] or not below[1][0]:
        return None
    computed = exact.multiply(exact.divide(above[1], below[1]), by)
    return [exact.subtract(computed, half), exact.add(computed, half)]


def _between(above: tuple[int, Exact], below: tuple[int, Exact], printed: Iterable[Exact]) -> list[Exact] | None:
    found, signs = [], set()
    for each in printed:
        slope = exact.subtract((above[0], 1), exact.multiply(each, (below[0], 1)))
        signs.add((slope[0] > 0) - (slope[0] < 0))
        if slope[0]:
            found.append(exact.divide(exact.subtract(exact.multiply(each, below[1]), above[1]), slope))
    return found if len(signs) == 1 and len(found) > 1 else None


def _outwards(found: list[Exact], decimals: int) -> tuple[Decimal, Decimal]:
    scale = 10 ** (decimals + _FINER)
    low = min(exact.floor((n * scale, d))[0] for n, d in found)
    high = max(exact.ceil((n * scale, d))[0] for n, d in found)
    return Decimal(low).scaleb(-decimals - _FINER), Decimal(high).scaleb(-decimals - _FINER)
