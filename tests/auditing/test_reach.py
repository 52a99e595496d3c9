"""The ends between which a figure must lie leave out no number with which its relation holds, and most of those with which it does not."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from tests.auditing.figures import several

from hengji.auditing import reach
from hengji.auditing.relation import Relation, exactly

if TYPE_CHECKING:
    from hengji.core.audit import Figure

SUM = Relation("x", (0, 1), target=2)
MORE = Relation("x", (0,), (1,), target=2)
RATE = Relation("x", (0,), (1,), over=(1,), target=2)
OF_ALL = Relation("x", (0,), over=(1,), target=2)
MEAN = Relation("x", (0,), over=(1,), target=2)
OF_PARTS = Relation("x", (0,), over=(0, 1), target=2)
PRICE = Relation("x", (0,), times=(1,), target=2)
CASES = {
    "sum": (SUM, "600.00万元", "300.00万元", "900.00万元"),
    "sum in another unit": (SUM, "12500000元", "12400000元", "0.25亿元"),
    "difference": (MORE, "834.25万元", "798.60万元", "35.65万元"),
    "rate of a change": (RATE, "834.25万元", "798.60万元", "4.46%"),
    "rate of a fall": (RATE, "798.60万元", "834.25万元", "-4.27%"),
    "share": (OF_ALL, "40人", "134人", "29.9%"),
    "share of two parts": (OF_PARTS, "40人", "94人", "29.9%"),
    "mean": (MEAN, "3600人", "24", "150"),
    "product": (PRICE, "3100元", "281", "871100元"),
}


@pytest.mark.parametrize("name", CASES)
def test_no_number_that_fits_lies_outside(name: str) -> None:
    relation, *texts = CASES[name]
    figures, chance = several(*texts), random.Random(name)  # noqa: S311 - numbers to try
    outside = 0
    for figure in figures:
        ends = reach.ends(relation, figures, figure)
        for number in numbers(figure, chance):
            fits = exactly(relation, with_number(figures, figure, number))
            if ends is None:
                continue
            inside = ends[0] <= number <= ends[1]
            assert inside or not fits, f"{figure.text}: {number} fits, and lies outside {ends}"
            outside += not inside
        assert ends is None or ends[0] <= figure.number <= ends[1]
    assert outside > 200, "the ends tell hardly anything apart"


def test_where_a_pole_lies_between_nothing_is_said() -> None:
    figures = several("5", "3", "0.0%")
    assert reach.ends(Relation("x", (0,), over=(1,), target=2), figures, figures[1]) is None
    assert reach.ends(PRICE, several("3", "4", "12"), several("3", "4", "12")[1]) is None


def test_the_ends_of_a_share_are_those_that_print_as_it() -> None:
    figures = several("40人", "134人", "29.9%")
    low, high = reach.ends(OF_ALL, figures, figures[0]) or (Decimal(0), Decimal(0))
    right = [134 * Fraction(29850, 100_000), 134 * Fraction(29950, 100_000)]
    assert right[0] - Fraction(1, 1000) <= low <= right[0]
    assert right[1] <= high <= right[1] + Fraction(1, 1000)


def numbers(figure: Figure, chance: random.Random) -> list[Decimal]:
    """Its neighbours at the last digit, and others with its decimals and one more."""
    step = Decimal(1).scaleb(-figure.decimals)
    near = [figure.number + step * each for each in range(-60, 61)]
    far = [step * chance.randint(-10, 10**6) for _ in range(100)]
    finer = [figure.number + step / 10 * each for each in range(-60, 61)]
    return [*near, *far, *finer]


def with_number(figures: tuple[Figure, ...], figure: Figure, number: Decimal) -> tuple[Figure, ...]:
    """The figures with another number in the place of one."""
    decimals = max(figure.decimals, -int(number.as_tuple().exponent))
    return tuple(replace(each, number=number, decimals=decimals) if each.id == figure.id else each for each in figures)
