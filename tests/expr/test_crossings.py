"""Undoing a formula: every change of side between two neighbouring whole numbers has a place between them."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest

from hengji.core.unknown import Unknown, Why
from hengji.expr.crossings import MOVING, Course, UntoldError, course, rounded
from hengji.expr.direct import fraction
from hengji.expr.scalar import Value, evaluate
from hengji.expr.tree import Binary, Call, Local, Node, Number, OverAxis, Ref, Unary, walk

X, KNOWN, MISSING = Local("x"), Local("k"), Local("?")
ENDS = (-60, 60)


class Given:
    """The moving name at a value, one that stands still, and one that nobody gave."""

    def __init__(self, x: int) -> None:
        self.values: dict[str, Value] = {"x": (x, 1), "k": (7, 2), "?": Unknown(Why.MISSING, ("?",))}

    def fact(self, ref: Ref) -> Value:
        raise AssertionError(ref)

    def listed(self, over: OverAxis) -> list[tuple[int, int]]:
        raise AssertionError(over)

    def local(self, local: Local) -> Value:
        return self.values[local.name]


def leaf(node: Ref | Local | OverAxis) -> Course | None:
    return MOVING if node == X else None


def number(above: int, below: int = 1) -> Number:
    return Number((above, below), f"{above}/{below}")


def formula(dice: Random, depth: int) -> Node:
    if depth == 0 or dice.random() < 0.1:
        return dice.choice((X, X, KNOWN, number(dice.randint(-9, 9), dice.randint(1, 4))))

    def part() -> Node:
        return formula(dice, depth - 1)

    kind = dice.randrange(9)
    if kind < 4:
        return Binary(dice.choice("＋－×÷"), part(), part())
    if kind == 4:
        return Call(dice.choice(("最小", "最大")), (part(), part()))
    if kind == 5:
        condition: Node = Binary(dice.choice("≤≥＜＞＝≠"), part(), part())
        if dice.random() < 0.3:
            condition = Binary(dice.choice("且或"), condition, Unary("非", Binary("＞", part(), number(1))))
        return Call("如果", (condition, part(), part()))
    if kind == 6:
        return Call("限定", (part(), number(0), number(dice.randint(1, 30))))
    if kind == 7:
        return Call("四舍五入", (part(), number(dice.randint(0, 1))))
    return dice.choice((Unary("－", part()), Call(dice.choice(("向上取整", "向下取整", "绝对值")), (part(),))))


def side(node: Node, level: tuple[int, int], x: int) -> bool | None:
    value = evaluate(node, Given(x))
    return value[0] * level[1] >= level[0] * value[1] if isinstance(value, tuple) else None


def test_no_change_of_side_is_passed_over() -> None:
    dice = Random("crossings")  # noqa: S311 - dice, no secret
    told = untold = changes = 0
    for _ in range(1500):
        node, level = formula(dice, 4), (dice.randint(-20, 40), dice.randint(1, 3))
        try:
            moving = course(node, leaf)
        except UntoldError:
            untold += 1
            continue
        told += 1
        places = [] if moving is None else moving.places(level, Given(0))
        sides = [side(node, level, x) for x in range(ENDS[0], ENDS[1] + 1)]
        for x, (one, two) in enumerate(pairwise(sides), ENDS[0]):
            if one is not two and None not in (one, two):
                changes += 1
                assert any(x * below <= above <= (x + 1) * below for above, below in places), (node, level, x, places)
    assert told > 400
    assert untold > 400
    assert changes > 100


@pytest.mark.parametrize(
    ("node", "level", "places"),
    [
        (Binary("÷", X, KNOWN), (2, 1), {7.0}),
        (Binary("÷", KNOWN, X), (2, 1), {0.0, 1.75}),
        (Binary("÷", Binary("－", KNOWN, X), X), (1, 1), {0.0, 1.75}),
        (Binary("×", number(0), X), (1, 1), set()),
        (Binary("×", MISSING, X), (1, 1), set()),
        (Call("向下取整", (Binary("÷", X, number(5)),)), (3, 1), {15.0, 20.0}),
    ],
)
def test_the_places_of_small_formulas(node: Node, level: tuple[int, int], places: set[float]) -> None:
    moving = course(node, leaf)
    assert moving is not None
    assert {above / below for above, below in moving.places(level, Given(0))} == places


def test_what_stands_still_has_no_course() -> None:
    assert course(Binary("＋", KNOWN, number(1)), leaf) is None


def test_a_square_is_not_undone() -> None:
    with pytest.raises(UntoldError):
        course(Binary("×", X, X), leaf)


def test_a_rounded_rate_turns_half_a_digit_before_its_level() -> None:
    assert {above / below for above, below in rounded(MOVING, 2).places((1, 2), Given(0))} == {0.495, 0.505}


def test_a_fraction_of_the_name_is_at_the_level_where_undoing_finds_it() -> None:
    """Compiled at once and undone step by step: the places of the one are among those of the other, and none is passed over."""
    dice = Random("fractions")  # noqa: S311 - dice, no secret
    given, told = Given(0), 0
    values = [given.values[name] for name in ("x", "k", "?")]
    for _ in range(3000):
        node, level = formula(dice, 3), (dice.randint(-20, 40), dice.randint(1, 3))
        line = fraction(node, {X: 0, KNOWN: 1, MISSING: 2}, {X})
        found = None if line is None else line(values)
        if found is None or any(isinstance(part, Call) for part in walk(node)):
            continue
        told += 1
        a, b, c, d = found
        for x in range(-9, 10):
            value = evaluate(node, Given(x))
            if isinstance(value, tuple) and c * x + d:
                assert value[0] * (c * x + d) == (a * x + b) * value[1], (node, x)
        moving = course(node, leaf)
        slope = a * level[1] - c * level[0]
        if moving is None or not slope:
            continue
        root = Fraction(d * level[0] - b * level[1], slope)
        if root.denominator == 1 and isinstance(evaluate(node, Given(int(root))), tuple):
            assert root in {Fraction(above, below) for above, below in moving.places(level, given)}, (node, level)
    assert told > 300
